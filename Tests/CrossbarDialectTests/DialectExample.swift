import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarModel
import CrossbarTemplates
import Foundation

/// A small array whose decks are written in every dialect.
struct DialectExample: Sendable {
  /// Devices of the tests.
  enum Kind: String, Sendable, CaseIterable {
    /// The paper's: lognormal, independent.
    case paper
    /// A family for each quantity, correlated; temperature, read noise, first state LRS.
    case mixed
  }

  static let matrix: [[Double]] = [
    [1, 0.5, -0.3, 0.2], [0.5, 1, 0.1, -0.25], [-0.3, 0.1, 1, 0.6], [0.2, -0.25, 0.6, 1],
  ]

  static let wiring = ArrayWiring(
    driver: Ohms(10), bitLineLead: Ohms(20), bitLineSegment: Ohms(15), sourceLineLead: Ohms(2),
    sourceLineSegment: Ohms(1), bottomContact: Ohms(3),
    transistor: EnableTransistor(
      threshold: Volts(0.7), transconductance: 1e-4, width: 5e-5, length: 1e-6,
      wordLineVoltage: Volts(10)))

  static func device(_ kind: Kind) throws -> Device {
    var device = try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
    if kind == .paper { return device }
    guard
      let quantiles = EmpiricalQuantiles(
        probabilities: [0, 0.1, 0.5, 0.9, 1], values: [1e4, 1e5, 1e6, 2e7, 1e8])
    else { throw CocoaError(.featureUnsupported) }
    device.statistics = DeviceStatistics(
      vSet: MeasuredDistribution(.weibull(shape: 1.7, scale: 1.6)),
      vReset: MeasuredDistribution(.gamma(shape: 2.2, scale: 0.6)),
      rLRS: MeasuredDistribution(.normal(mean: 600, sigma: 300)),
      rHRS: MeasuredDistribution(.empirical(quantiles)),
      correlation: try ScoreCorrelation(matrix: matrix))
    device.constants.temperature = TemperatureDependence(
      reference: 25, lowCoefficient: 0.002, highActivation: 0.1, switchingActivation: 0.3)
    device.constants.readNoise = ReadNoise(relative: 0.02, bandwidth: 1000)
    device.operation.initialState = .lrs
    device.operation.temperature = 40
    return device
  }

  /// Two outputs to a tile, so that there are two tiles, where nothing else is said; 3 bits.
  static func input(
    _ kind: Kind, inputs: Int = 3, outputs: Int = 3, columns: Int = 6
  ) throws -> BackendInput {
    var state: UInt32 = 12345
    func code() -> Int32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int32((state >> 16) % 8) - 4
    }
    let unit = CodeScale(negative: 1, positive: 1)
    let weights = Matrix<Int32>(
      rows: inputs, columns: outputs, elements: (0..<inputs * outputs).map { _ in code() })
    let network = QuantizedNetwork(
      name: "example", scheme: .paper, bits: 3, inputShape: [inputs], inputScaling: .identity,
      layers: [
        QuantizedLayer(
          name: "hidden", weights: weights, bias: (0..<outputs).map { _ in code() },
          weightScale: unit, biasScale: unit, biasGain: .one, activation: .relu)
      ])
    let design = CrossbarDesign(network, limit: TileLimit(rows: 128, columns: columns))
    let process = try ProcessFile.parse(TemplateLibrary.process, file: "process.yaml")
    return BackendInput(
      network: network, design: design, device: try device(kind),
      layout: try PhysicalLayout(design: design, process: process), wiring: wiring, seed: 7,
      dialects: SPICEDialect.all)
  }

  /// A new folder with the decks; the caller removes it.
  static func emit(_ input: BackendInput) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("dialects-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try SPICEBackend.emit(input, to: OutputFolder(path: folder.path))
    return folder
  }
}
