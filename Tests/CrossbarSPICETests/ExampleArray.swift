import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarModel
import CrossbarTemplates
import Foundation

/// Arrays that the tests of this folder write, read and run.
enum ExampleArray {
  static let wiring = ArrayWiring(
    driver: Ohms(10), bitLineLead: Ohms(20), bitLineSegment: Ohms(15), sourceLineLead: Ohms(2),
    sourceLineSegment: Ohms(1), bottomContact: Ohms(3),
    transistor: EnableTransistor(
      threshold: Volts(0.7), transconductance: 1e-4, width: 5e-5, length: 1e-6,
      wordLineVoltage: Volts(10)))

  static func device() throws -> Device {
    try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
  }

  /// One dense layer of codes that a small generator fixes: `(inputs + 1) × outputs` words of `bits` bits.
  static func network(inputs: Int, outputs: Int, bits: Int = 3) -> QuantizedNetwork {
    var state: UInt32 = 12345
    func code() -> Int32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      let span: UInt32 = 1 << UInt32(bits)
      return Int32((state >> 16) % span) - Int32(span / 2)
    }
    let weights = Matrix<Int32>(
      rows: inputs, columns: outputs, elements: (0..<inputs * outputs).map { _ in code() })
    let unit = CodeScale(negative: 1, positive: 1)
    return QuantizedNetwork(
      name: "example", scheme: .paper, bits: bits, inputShape: [inputs],
      inputScaling: .identity,
      layers: [
        QuantizedLayer(
          name: "hidden", weights: weights, bias: (0..<outputs).map { _ in code() },
          weightScale: unit, biasScale: unit, biasGain: .one, activation: .relu)
      ])
  }

  static func input(
    inputs: Int = 20, outputs: Int = 20, bits: Int = 3, seed: UInt64 = 7,
    limit: TileLimit = TileLimit()
  ) throws -> BackendInput {
    let network = network(inputs: inputs, outputs: outputs, bits: bits)
    let design = CrossbarDesign(network, limit: limit)
    let process = try ProcessFile.parse(TemplateLibrary.process, file: "process.yaml")
    return BackendInput(
      network: network, design: design, device: try device(),
      layout: try PhysicalLayout(design: design, process: process), wiring: wiring, seed: seed)
  }

  /// A new folder with the decks of an input; the caller removes it.
  static func emit(_ input: BackendInput) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("decks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try SPICEBackend.emit(input, to: OutputFolder(path: folder.path))
    return folder
  }
}

/// The sampler of the paper's device.
struct DeviceSamplerForSpeed {
  private let sampler: DeviceSampler

  init(seed: UInt64) throws {
    sampler = DeviceSampler(statistics: try ExampleArray.device().statistics, seed: seed)
  }

  func sample(_ row: Int, _ column: Int) -> DeviceSample {
    sampler.sample(array: 0, tile: 0, row: row, column: column)
  }
}
