public import CrossbarArray
public import CrossbarBackends
public import CrossbarCore
internal import CrossbarDocuments
public import CrossbarLayout
internal import Foundation
public import CrossbarModel

/// What a user asks of a compilation, before anything is read.
///
/// Nil means "not said": the project file decides, then the default.
public struct CompileOptions: Sendable {
  /// The trained network.
  public var model: String
  /// The output folder.
  public var output: String
  public var bits: Int?
  public var scheme: QuantizationScheme?
  /// A device file; the paper's device where there is none.
  public var device: String?
  /// A process file; the paper's process where there is none.
  public var process: String?
  /// How cells become shapes; what the process file says where nothing is said here.
  public var style: LayoutStyle?
  public var seed: UInt64?
  public var tileRows: Int?
  public var tileColumns: Int?
  /// Inputs that verification classifies; random ones where there are none.
  public var evaluation: String?
  /// Labels of these inputs, where their file holds none.
  public var labels: String?
  /// What to do to raw inputs before the first layer, where the model does not say: `x = raw · scale + offset`.
  public var inputScale: Double?
  public var inputOffset: Double?
  /// Arrays to sample with device spread only, and with transistor and wires.
  public var arrays: Int?
  public var circuitArrays: Int?
  /// Simulators that decks are written for: names, or `all`.
  public var dialects: [String]?

  public init(model: String, output: String) {
    self.model = model
    self.output = output
  }

  /// Takes from a project file what was not said.
  ///
  /// - Throws: everything unknown or out of range, with its line.
  public mutating func merge(projectFile path: String) throws(Diagnostics) {
    let text = try TextFile.read(path)
    let reader = DocumentReader(file: path)
    let root = reader.root(try DocumentValue.parse(text, file: path))
    let folder = (path as NSString).deletingLastPathComponent
    func file(_ key: String, _ mapping: DocumentMapping) -> String? {
      guard mapping.contains(key), let name = mapping.string(key) else { return nil }
      return name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
    }
    func integer(_ key: String, _ mapping: DocumentMapping, _ range: ClosedRange<Int>) -> Int? {
      mapping.contains(key) ? mapping.integer(key, in: range) : nil
    }
    // Every key is asked for, also where the command line has spoken already: a key nobody asks for is unknown.
    let fileBits = integer("bits", root, Quantizer.bitRange)
    let fileScheme =
      root.contains("scheme") ? root.word("scheme", as: QuantizationScheme.self) : nil
    let fileDevice = file("device", root)
    let fileProcess = file("process", root)
    let fileStyle = root.contains("style") ? root.word("style", as: LayoutStyle.self) : nil
    let fileSeed = integer("seed", root, 0...Int.max).map(UInt64.init)
    bits = bits ?? fileBits
    scheme = scheme ?? fileScheme
    device = device ?? fileDevice
    process = process ?? fileProcess
    style = style ?? fileStyle
    seed = seed ?? fileSeed
    if root.contains("dialects") {
      let names = (root.sequence("dialects") ?? []).compactMap { element -> String? in
        guard case .scalar(let name, _) = element.content, Self.isDialect(name) else {
          root.report(
            "options/dialect", "a dialect must be one of: \(Self.dialectNames)", line: element.line)
          return nil
        }
        return name
      }
      dialects = dialects ?? names
    }
    if root.contains("tile"), let tile = root.mapping("tile") {
      let rows = integer("rows", tile, 1...Self.largestTile)
      let columns = integer("columns", tile, 1...Self.largestTile)
      tileRows = tileRows ?? rows
      tileColumns = tileColumns ?? columns
      tile.end()
    }
    if root.contains("evaluation"), let part = root.mapping("evaluation") {
      let fileInputs = file("inputs", part)
      let fileLabels = file("labels", part)
      evaluation = evaluation ?? fileInputs
      labels = labels ?? fileLabels
      part.end()
    }
    if root.contains("input"), let part = root.mapping("input") {
      let scale = part.double("scale", default: 1)
      let offset = part.double("offset", default: 0)
      inputScale = inputScale ?? scale
      inputOffset = inputOffset ?? offset
      part.end()
    }
    if root.contains("monte_carlo"), let part = root.mapping("monte_carlo") {
      let fileArrays = integer("arrays", part, 1...10_000_000)
      let fileCircuitArrays = integer("circuit_arrays", part, 0...10_000_000)
      arrays = arrays ?? fileArrays
      circuitArrays = circuitArrays ?? fileCircuitArrays
      part.end()
    }
    root.end()
    try reader.finish()
  }

  /// Every name that ``dialects`` may hold.
  static var dialectNames: String {
    (SPICEDialect.all.map(\.name) + ["all"]).joined(separator: ", ")
  }

  static func isDialect(_ name: String) -> Bool { name == "all" || SPICEDialect(name: name) != nil }

  /// Rows or columns of the largest tile.
  public static let largestTile = 4096
}

/// Everything decided: what the manifest records.
public struct EffectiveConfiguration: Hashable, Sendable {
  public var bits: Int
  public var scheme: QuantizationScheme
  public var seed: UInt64
  public var tile: TileLimit
  public var arrays: Int
  public var circuitArrays: Int
  /// Simulators that decks are written for, in their usual order; ngspice is always among them.
  public var dialects: [SPICEDialect]

  /// Fills in the defaults: 3 bits, the paper's scheme, seed 1, tiles of 128 × 128; see ``fit(_:_:)``.
  ///
  /// - Throws: every value out of range, all at once.
  init(_ options: CompileOptions) throws(Diagnostics) {
    var findings: [Diagnostic] = []
    func check(_ value: Int, _ range: ClosedRange<Int>, _ option: String, _ what: String) {
      if !range.contains(value) {
        findings.append(
          .error(
            "options/range",
            "\(what) is \(value); it must lie between \(range.lowerBound) and \(range.upperBound)",
            at: .init(file: option)))
      }
    }
    bits = options.bits ?? 3
    scheme = options.scheme ?? .paper
    seed = options.seed ?? 1
    let rows = options.tileRows ?? 128
    let columns = options.tileColumns ?? 128
    check(bits, Quantizer.bitRange, "--bits", "the number of bits a weight")
    check(rows, 1...CompileOptions.largestTile, "--tile-rows", "the number of rows of a tile")
    check(
      columns, 1...CompileOptions.largestTile, "--tile-columns", "the number of columns of a tile")
    if columns < bits && findings.isEmpty {
      findings.append(
        .error(
          "options/word", "a word of \(bits) bits does not fit a tile of \(columns) columns",
          at: .init(file: "--tile-columns")))
    }
    arrays = options.arrays ?? 0
    circuitArrays = options.circuitArrays ?? -1
    if let count = options.arrays {
      check(count, 1...10_000_000, "--arrays", "the number of arrays")
    }
    if let count = options.circuitArrays {
      check(count, 0...10_000_000, "--circuit-arrays", "the number of arrays")
    }
    dialects = Self.dialects(options.dialects ?? [], &findings)
    try findings.throwIfErrors()
    tile = TileLimit(rows: rows, columns: columns)
  }

  /// The dialects of a list of names; `all` stands for every one.
  private static func dialects(_ names: [String], _ findings: inout [Diagnostic]) -> [SPICEDialect]
  {
    for name in names where !CompileOptions.isDialect(name) {
      findings.append(
        .error(
          "options/dialect",
          "there is no dialect '\(name)'; it must be one of: \(CompileOptions.dialectNames)",
          at: .init(file: "--dialect")))
    }
    return SPICEDialect.all.filter {
      $0 == .ngspice || names.contains($0.name) || names.contains("all")
    }
  }

  /// Takes smaller tiles where a page of the process holds none of the default size and none was asked for.
  mutating func fit(_ process: CrossbarLayout.Process, _ options: CompileOptions) {
    let largest = PhysicalLayout.largestTile(process)
    let rows = options.tileRows ?? min(tile.rows, max(1, largest.rows))
    let columns = options.tileColumns ?? min(tile.columns, max(bits, largest.columns))
    tile = TileLimit(rows: rows, columns: columns)
  }

  /// Sets the numbers of sampled arrays that were left open, so that sampling takes seconds.
  ///
  /// - Parameter integrated: see ``SimulationCost``.
  mutating func settle(cells: Int, integrated: Double) {
    if arrays == 0 { arrays = min(1000, max(20, 50_000_000 / cells)) }
    if circuitArrays < 0 {
      // Fewer than ten arrays would say little, and cost a second each in a network that large.
      let affordable = Int(630_000 / Double(cells) * min(1, 0.1 / max(integrated, 0.001)))
      circuitArrays = affordable < 10 ? 0 : min(200, affordable)
    }
  }
}
