import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// Masks with the netlist and the table of cells that belong to them, and what checks them.
final class CircuitFixture {
  /// Keeps the folder of compiled masks alive.
  private let masks: MaskFixture?
  let folder: String
  static let python = Tool.python

  /// A compiled design, its netlist made from the design's own closed forms.
  init(_ masks: MaskFixture) throws {
    self.masks = masks
    folder = masks.folder
    for sheet in masks.layout.sheets {
      var cells: [Cell] = []
      for tile in sheet.tiles {
        let layout = masks.layout.tile(tile)
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            let cell = CellID(tile: tile, row: row, column: column)
            let place = layout.junction(row: row, column: column)
            cells.append(
              Cell(
                name: cell.name, gold: TileID(tile).bitLine(column), silver: cell.bottomNet,
                x: (place.left + place.right) / 2, y: (place.top + place.bottom) / 2))
          }
        }
      }
      try write(cells, page: sheet.number)
    }
  }

  /// An empty folder for a page drawn by hand.
  init() throws {
    masks = nil
    folder = NSTemporaryDirectory() + "dendrite-circuit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: "\(folder)/masks/sheet-01", withIntermediateDirectories: true)
  }

  deinit {
    if masks == nil { try? FileManager.default.removeItem(atPath: folder) }
  }

  static func odd() throws -> CircuitFixture { try CircuitFixture(MaskFixture.odd()) }

  /// One memristor as it should be.
  struct Cell {
    var name: String
    var gold: String
    var silver: String
    var x: Int
    var y: Int
  }

  static func sheetName(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  func deck(_ page: Int = 1) -> String {
    "\(folder)/spice/printed/sheet-\(Self.sheetName(page)).cir"
  }

  /// Writes the printed netlist and `cells.csv` of a page.
  func write(_ cells: [Cell], page: Int = 1, ports: [String] = []) throws {
    let number = Self.sheetName(page)
    try FileManager.default.createDirectory(
      atPath: "\(folder)/spice/printed", withIntermediateDirectories: true)
    var nets = ports
    for cell in cells where !nets.contains(cell.gold) && nets.count < 200 { nets.append(cell.gold) }
    var deck = "* printed\n.subckt sheet_\(number)"
    for (index, net) in nets.enumerated() { deck += (index % 8 == 7 ? "\n+ " : " ") + net }
    deck += "\n"
    var table = "cell,row,column,sheet,x_mm,y_mm,top_net,bottom_net\n"
    for (index, cell) in cells.enumerated() {
      deck += "X\(cell.name) \(cell.gold) \(cell.silver) junction\n"
      table +=
        "\(cell.name),\(index),0,\(page),\(millimetres(cell.x)),\(millimetres(cell.y)),"
        + "\(cell.gold),\(cell.silver)\n"
    }
    deck += ".ends sheet_\(number)\n"
    try deck.write(toFile: self.deck(page), atomically: false, encoding: .utf8)
    try table.write(
      toFile: "\(folder)/masks/sheet-\(number)/cells.csv", atomically: false, encoding: .utf8)
  }

  /// Runs one of the Python scripts beside these tests.
  func script(_ name: String, _ arguments: [String]) throws -> String {
    let script = try #require(Bundle.module.path(forResource: name, ofType: "py"))
    let (status, output) = try Tool.run(#require(Self.python), [script] + arguments)
    try #require(status == 0, "\(output)")
    return output
  }

  func inject(_ edits: String, into target: String) throws {
    _ = try script(
      "inject_faults", ["\(folder)/masks", target] + edits.split(separator: " ").map(String.init))
  }

  func check() throws(Diagnostics) -> CircuitCheck {
    CircuitCheck(folder: folder, sheets: try MaskReader.readShapes(folder: folder).sheets)
  }

  func findings() throws -> [Diagnostic] {
    do throws(Diagnostics) {
      return try check().findings.map(\.diagnostic)
    } catch {
      return error.all
    }
  }

  /// Memristors, shorts and joined and torn nets as KLayout finds them, and as the circuit of the same file has them.
  func circuits(_ source: String) throws -> (klayout: [String], own: [String]) {
    let lines = try script("klayout_circuit", ["\(folder)/masks/sheet-01", source])
      .split(separator: "\n").map(String.init)
    let sheet = try #require(MaskReader.readShapes(folder: folder).sheets.first)
    let circuit: MaskCircuit
    if source == "svg" {
      circuit = MaskCircuit(sheet)
    } else {
      let name = "masks/sheet-01/masks.gds"
      let file = try GDSIIReader.read(path: "\(folder)/\(name)", named: name, from: .editor)
      circuit = try MaskCircuit.extract(file, page: sheet).circuit
    }
    let names = circuit.conductorNames.map { $0.isEmpty ? "-" : $0.sorted().joined(separator: "+") }
    let own = circuit.memristors.map {
      "memristor \(names[$0.gold]) \(names[$0.silver]) \($0.left) \($0.top) \($0.right) "
        + "\($0.bottom) \($0.area)"
    }
    return (lines.sorted(), own.sorted())
  }
}
