import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarModel
import CrossbarTemplates
import CrossbarMasks
import CrossbarVerify
import Foundation
import Testing

/// A compiled set of masks in a folder of its own, removed with the fixture.
final class MaskFixture {
  let layout: PhysicalLayout
  let folder: String
  /// What the backends say before they write.
  private(set) var warnings: [Diagnostic] = []

  convenience init(
    _ layers: [(inputs: Int, outputs: Int)], bits: Int, limit: TileLimit,
    largestPage: Nanometres? = nil, changing changes: (String, String)...
  ) throws {
    try self.init(layers, bits: bits, limit: limit, largestPage: largestPage, changes: changes)
  }

  init(
    _ layers: [(inputs: Int, outputs: Int)], bits: Int, limit: TileLimit,
    largestPage: Nanometres? = nil, changes: [(String, String)]
  ) throws {
    layout = try Self.layout(
      layers, bits: bits, limit: limit, largestPage: largestPage, changing: changes)
    folder = NSTemporaryDirectory() + "dendrite-masks-\(UUID().uuidString)"
    try emit(to: folder)
  }

  /// A layout with a folder into which nothing is written.
  init(empty layout: PhysicalLayout) throws {
    self.layout = layout
    folder = NSTemporaryDirectory() + "dendrite-masks-\(UUID().uuidString)"
  }

  static func layout(
    _ layers: [(inputs: Int, outputs: Int)], bits: Int, limit: TileLimit,
    largestPage: Nanometres? = nil, changing changes: [(String, String)] = []
  ) throws -> PhysicalLayout {
    let design = CrossbarDesign(
      layers: layers.enumerated().map {
        ("layer\($0.offset)", $0.element.inputs, $0.element.outputs)
      },
      bits: bits, limit: limit)
    // Without labels and test structures unless a test asks for them: many pages here are smaller than they are.
    let plain = TemplateLibrary.process.replacingOccurrences(
      of: "furniture: true", with: "furniture: false")
    let text = changes.reduce(plain) { text, change in
      text.replacingOccurrences(of: change.0, with: change.1)
    }
    var process = try ProcessFile.parse(text, file: "process.yaml")
    if let largestPage {
      process.substrate.maxWidth = largestPage
      process.substrate.maxHeight = largestPage
    }
    return try PhysicalLayout(design: design, process: process)
  }

  /// Odd shapes: a last column alone, tiles of one row (the bias), more tiles than fit one shelf.
  static func odd() throws -> MaskFixture {
    try MaskFixture([(4, 3), (2, 3)], bits: 3, limit: TileLimit(rows: 4, columns: 7))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  static func input(_ layout: PhysicalLayout) throws -> BackendInput {
    let network = QuantizedNetwork(
      name: "test", scheme: .paper, bits: layout.design.bits, inputShape: [1],
      inputScaling: .identity, layers: [])
    let device = try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
    return BackendInput(
      network: network, design: layout.design, device: device, layout: layout,
      wiring: layout.process.wiring(), seed: 1)
  }

  func emit(to folder: String) throws {
    let input = try Self.input(layout)
    let output = OutputFolder(path: folder)
    try SVGBackend.emit(input, to: output)
    warnings = RasterBackend.check(input) + PatternBackend.check(input)
    try RasterBackend.emit(input, to: output)
    try PatternBackend.emit(input, to: output)
    try PrintedNetlistBackend.emit(input, to: output)
    try GDSIIBackend.emit(input, to: output)
    try OASISBackend.emit(input, to: output)
    try GerberBackend.emit(input, to: output)
    try TapeCutBackend.emit(input, to: output)
    try PDFBackend.emit(input, to: output)
    try PrintJobBackend.emit(input, to: output)
  }
}

extension MaskFixture {
  /// What a script beside the tests says of the masks, given the number of cells.
  func judged(by script: String) throws -> (status: Int32, output: String) {
    try Tool.run(
      #require(Tool.python),
      [
        #require(Bundle.module.path(forResource: script, ofType: "py")), "\(folder)/masks",
        "\(layout.design.cellCount)",
      ])
  }

  /// A mask of the first page.
  func path(_ file: String) -> String { "\(folder)/masks/sheet-01/\(file).svg" }

  func rasters() throws(Diagnostics) -> ReadRasters {
    RasterCheck.read(
      folder: folder, masks: try MaskReader.read(folder: folder), process: layout.process)
  }

  func lines(_ file: String) throws -> [String] {
    try String(contentsOfFile: path(file), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  func write(_ lines: [String], to file: String) throws {
    try lines.joined(separator: "\n").write(toFile: path(file), atomically: false, encoding: .utf8)
  }
}
