internal import CrossbarArray
public import CrossbarCore
internal import CrossbarLayout

/// What is printed, as a circuit: of every page the memristors between their nets, once with ideal wires and once with the
/// resistance of every piece of wire; and a table of where every junction lies.
///
///     spice/printed/sheet-01.cir         .subckt sheet_01: a memristor a cell; for layout against schematic
///     spice/printed/sheet-01-wires.cir   .subckt sheet_01_wires: with a resistor a piece of wire, from the geometry
///     masks/sheet-01/cells.csv           centres of the junctions, for a microscope's or prober's table
public enum PrintedNetlistBackend: Backend {
  /// Folder of the circuits is `spice/printed`.
  public static let name = "printed"

  /// Nothing keeps it from being written.
  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  /// Writes three files a page.
  ///
  /// - Throws: `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let layout = input.layout
    try parallelForEach(count: layout.sheets.count) { index throws(Diagnostics) in
      let sheet = layout.sheets[index]
      for hasWires in [false, true] {
        let circuit = PrintedCircuit(layout: layout, sheet: sheet, hasWires: hasWires)
        let sink = try folder.sink("spice/printed/\(circuit.file)")
        circuit.write(to: sink)
        try sink.close()
      }
      let table = try folder.sink("masks/\(sheet.name)/cells.csv")
      CellTable(layout: layout, sheet: sheet).write(to: table)
      try table.close()
    }
  }
}

/// One page's printed circuit.
struct PrintedCircuit {
  let layout: PhysicalLayout
  let sheet: Sheet
  let hasWires: Bool

  private var name: String { "\(sheet.name)\(hasWires ? "-wires" : "")" }
  var file: String { "\(name).cir" }
  private var subcircuit: String { name.replacing("-", with: "_") }

  func write(to sink: ByteSink) {
    sink.append(text: header)
    sink.append(text: ".subckt \(subcircuit)")
    var count = 0
    layout.forEachNet(on: sheet) { net in
      if count % 8 == 0 { sink.append("\n+") }
      sink.append(" ")
      sink.append(text: net)
      count += 1
    }
    sink.endLine()
    var devices = 0
    for index in sheet.tiles {
      let tile = layout.tile(index)
      if hasWires {
        tile.forEachWire(layout.process) { wire in
          sink.append(text: "R\(wire.to) \(wire.from) \(wire.to) ")
          sink.append(SixDigits(rounding: wire.ohms))
          sink.endLine()
        }
      }
      for row in 0..<tile.rows {
        for column in 0..<tile.columns {
          let nets = tile.nets(row: row, column: column)
          let cell = CellID(tile: index, row: row, column: column).name
          sink.append(
            text: hasWires
              ? "X\(cell) \(nets.topNode) \(nets.bottomNode) junction\n"
              : "X\(cell) \(nets.top) \(nets.bottom) junction\n")
          devices += 1
        }
      }
    }
    for device in layout.testDevices(on: sheet) {
      sink.append(text: "X\(device.name) \(device.top) \(device.bottom) junction\n")
      devices += 1
    }
    sink.append(text: ".ends \(subcircuit)\n.end\n* end of \(file): \(devices) memristors\n")
  }

  private var header: String {
    let style = layout.process.geometry.style.rawValue
    let nets = "* Ports are the nets that have pads or, where a style prints none, contacts."
    return """
      * Printed circuit of page \(sheet.number) of \(layout.sheets.count), style \(style): what the masks of \(sheet.name) make
      * A junction has two terminals, first the gold, then the silver: cell.lib has its memristor as silver, gold, state. Transistors are not printed.
      \(nets) Nets are named as in the masks.
      \(hasWires ? wireComment : "* Wires are ideal; \(sheet.name)-wires.cir has their resistance.")

      """
  }

  private var wireComment: String {
    """
    * Ohms of every piece of printed wire: squares of its geometry times the layer's sheet resistance over its passes.
    * Node t00_b017_003 is bit line 17 at row 3; a contact that serves one cell ends in a node of its own, j.
    """
  }
}

/// Where the junctions of a page lie.
struct CellTable {
  let layout: PhysicalLayout
  let sheet: Sheet

  func write(to sink: ByteSink) {
    sink.append("cell,row,column,sheet,x_mm,y_mm,top_net,bottom_net\n")
    for index in sheet.tiles {
      let tile = layout.tile(index)
      for row in 0..<tile.rows {
        for column in 0..<tile.columns {
          let junction = tile.junction(row: row, column: column)
          let nets = tile.nets(row: row, column: column)
          let cell = CellID(tile: index, row: row, column: column).name
          let x = millimetres((junction.left + junction.right) / 2)
          let y = millimetres((junction.top + junction.bottom) / 2)
          sink.append(
            text: "\(cell),\(row),\(column),\(sheet.number),\(x),\(y),\(nets.top),\(nets.bottom)\n")
        }
      }
    }
    for device in layout.testDevices(on: sheet) {
      let x = millimetres((device.junction.left + device.junction.right) / 2)
      let y = millimetres((device.junction.top + device.junction.bottom) / 2)
      sink.append(
        text: "\(device.name),,,\(sheet.number),\(x),\(y),\(device.top),\(device.bottom)\n")
    }
  }
}
