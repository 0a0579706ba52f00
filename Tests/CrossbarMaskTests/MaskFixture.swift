import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarModel
import CrossbarTemplates
import CrossbarVerify
import Foundation
import Testing

/// A compiled set of masks in a folder of its own, removed with the fixture.
final class MaskFixture {
  let layout: PhysicalLayout
  let folder: String

  init(_ layers: [(inputs: Int, outputs: Int)], bits: Int, limit: TileLimit) throws {
    let design = CrossbarDesign(
      layers: layers.enumerated().map {
        ("layer\($0.offset)", $0.element.inputs, $0.element.outputs)
      },
      bits: bits, limit: limit)
    let process = try ProcessFile.parse(TemplateLibrary.process, file: "process.yaml")
    layout = try PhysicalLayout(design: design, process: process)
    folder = NSTemporaryDirectory() + "dendrite-masks-\(UUID().uuidString)"
    try emit(to: folder)
  }

  /// Odd shapes: a last column alone, tiles of one row (the bias), more tiles than fit one shelf.
  static func odd() throws -> MaskFixture {
    try MaskFixture([(4, 3), (2, 3)], bits: 3, limit: TileLimit(rows: 4, columns: 7))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  func emit(to folder: String) throws {
    let network = QuantizedNetwork(
      name: "test", scheme: .paper, bits: layout.design.bits, inputShape: [1],
      inputScaling: .identity, layers: [])
    let device = try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
    let input = BackendInput(
      network: network, design: layout.design, device: device, layout: layout,
      wiring: layout.process.wiring(), seed: 1)
    let output = OutputFolder(path: folder)
    try SVGBackend.emit(input, to: output)
    try PrintJobBackend.emit(input, to: output)
  }
}
