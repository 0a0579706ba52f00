public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
public import CrossbarModel

/// Compares decks that were read back with what they were to be.
///
/// Findings name the file, the line and the cell. Everything is computed from the design's closed forms, the device's
/// sampler and the wiring; nothing comes from the writer of the decks.
public struct DeckCheck: Sendable {
  /// What the cells are to store.
  public var network: QuantizedNetwork
  /// Where they are.
  public var design: CrossbarDesign
  /// Statistics, operating point and constants.
  public var device: Device
  /// Wires and enable transistor.
  public var wiring: ArrayWiring
  /// Seed of the sampled devices.
  public var seed: UInt64
  /// The array of the seed that the decks carry.
  public var array = 0
  let schedule: PulseSchedule
  private let sampler: DeviceSampler

  /// A check of the decks of one design.
  public init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, wiring: ArrayWiring,
    seed: UInt64
  ) {
    self.network = network
    self.design = design
    self.device = device
    self.wiring = wiring
    self.seed = seed
    schedule = PulseSchedule(device.operation)
    sampler = DeviceSampler(statistics: device.statistics, seed: seed)
  }

  /// Reads and compares all decks of a folder, one tile at a time.
  ///
  /// - Parameters:
  ///   - folder: path of `spice/ngspice`.
  ///   - name: its name in diagnostics.
  /// - Returns: everything found wrong; empty where every deck is right.
  public func findings(folder: String, name: String) -> [Diagnostic] {
    var all: [Diagnostic] = []
    do throws(Diagnostics) {
      let read = try DeckReader.readLibrary(
        path: "\(folder)/cell.lib", file: "\(name)/cell.lib")
      all += read.findings + compare(read.library)
    } catch { all += error.all }
    all += characterisationFindings(folder: folder, name: name)
    all += readFindings(folder: folder, name: name)
    for index in 0..<design.tileCount {
      let tile = TileID(index)
      do throws(Diagnostics) {
        let read = try DeckReader.readTile(
          path: "\(folder)/\(tile.name).cir", file: "\(name)/\(tile.name).cir")
        all += read.findings + compare(read.tile, tile: index)
      } catch { all += error.all }
      let bench = "\(tile.name)-program-read.cir"
      do throws(Diagnostics) {
        let read = try DeckReader.readTestbench(
          path: "\(folder)/\(bench)", file: "\(name)/\(bench)")
        all += read.findings + compare(read.bench, tile: index)
      } catch { all += error.all }
    }
    return all
  }

  /// Compares one tile with the design, cell by cell.
  public func compare(_ read: ReadTile, tile index: Int) -> [Diagnostic] {
    let tile = design.tile(index)
    var findings: [Diagnostic] = []
    func report(_ id: String, _ message: String, _ line: Int?, _ element: String?) {
      findings.append(
        .error(id, message, at: .init(file: read.file, line: line, element: element)))
    }
    if read.name != tile.id.name {
      report("deck/tile", "the tile is '\(read.name)', not '\(tile.id.name)'", nil, nil)
      return findings
    }
    if !read.isMarked {
      report(
        "deck/tile",
        "'.param \(tile.id.name)_tile=1' is missing, which stops a testbench without its tile",
        nil, "\(tile.id.name)_tile")
    }
    let lines = Self.lines(of: tile)
    let wanted = Set(lines)
    for port in read.ports where !wanted.contains(port.name) {
      report("deck/ports", "the tile has no line '\(port.name)'", port.line, port.name)
    }
    let found = Set(read.ports.map(\.name))
    for line in lines where !found.contains(line) {
      report("deck/ports", "nothing is at line '\(line)'", nil, line)
    }
    var places: [String: Int] = [:]
    places.reserveCapacity(read.cells.count)
    for (place, cell) in read.cells.enumerated() { places[cell.name] = place }
    for row in 0..<tile.rows {
      let word = tile.id.wordLine(row)
      for column in 0..<tile.columns {
        let id = CellID(tile: index, row: row, column: column)
        guard let place = places.removeValue(forKey: id.name) else {
          report("deck/missing-cell", "the cell is missing", nil, id.name)
          continue
        }
        compare(read.cells[place], id, tile.id, wordLine: word, report)
      }
    }
    for place in places.values.sorted() {
      let cell = read.cells[place]
      report("deck/extra-cell", "the design has no such cell", cell.line, cell.name)
    }
    return findings
  }

  private func compare(
    _ cell: ReadCell, _ id: CellID, _ tile: TileID, wordLine: String,
    _ report: (String, String, Int?, String?) -> Void
  ) {
    func net(_ what: String, _ found: String, _ expected: String) {
      if found != expected {
        report("deck/net", "\(what) is '\(found)', not '\(expected)'", cell.line, cell.name)
      }
    }
    net("the bit line", cell.bitLine, tile.bitLine(id.column))
    net("the bottom contact's net", cell.bottomNet, id.bottomNet)
    net("the source line", cell.sourceLine, tile.sourceLine(id.column))
    net("the word line", cell.wordLine, wordLine)
    if cell.row != id.row {
      report("deck/row", "row=\(cell.row), not \(id.row)", cell.line, cell.name)
    }
    let expected = sampler.sample(array: array, tile: id.tile, row: id.row, column: id.column)
    parameter("vset", cell.sample?.vSet, expected.vSet, cell, report)
    parameter("vrst", cell.sample?.vReset, expected.vReset, cell, report)
    parameter("rlrs", cell.sample?.rLRS, expected.rLRS, cell, report)
    parameter("rhrs", cell.sample?.rHRS, expected.rHRS, cell, report)
    let steps = Double(id.row)
    let bit = wiring.bitLineLead.value + steps * wiring.bitLineSegment.value
    if !cell.bitLine.isEmpty && !Self.agree(cell.bitLineResistance, bit) {
      report(
        "deck/wire-resistance", "\(cell.bitLineResistance) Ω of bit line to the port, not \(bit) Ω",
        cell.line, cell.name)
    }
    let source = wiring.sourceLineLead.value + steps * wiring.sourceLineSegment.value
    if !cell.sourceLine.isEmpty && !Self.agree(cell.sourceLineResistance, source) {
      report(
        "deck/wire-resistance",
        "\(cell.sourceLineResistance) Ω of source line to the port, not \(source) Ω", cell.line,
        cell.name)
    }
  }

  private func parameter(
    _ name: String, _ found: Double?, _ expected: Double, _ cell: ReadCell,
    _ report: (String, String, Int?, String?) -> Void
  ) {
    guard found != expected else { return }
    let text = found.map { "\(name)=\($0)" } ?? "no \(name)"
    report(
      "deck/parameter", "\(text), not \(expected), which seed \(seed) draws", cell.line, cell.name)
  }

  /// All lines of a tile in the order of its ports.
  static func lines(of tile: Tile) -> [String] {
    (0..<tile.rows).map(tile.id.wordLine) + (0..<tile.columns).map(tile.id.bitLine)
      + (0..<tile.columns).map(tile.id.sourceLine)
  }

  /// Equal up to the rounding of sums of segments.
  static func agree(_ left: Double, _ right: Double) -> Bool {
    abs(left - right) <= 1e-9 * max(abs(left), abs(right))
  }
}
