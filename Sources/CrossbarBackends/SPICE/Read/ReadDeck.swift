internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarTemplates

/// `t00-read.cir`, `layer0-read.cir`: some programmed tiles read row by row, and their words held against the network's.
struct ReadDeck {
  let input: BackendInput
  /// Of one layer.
  let tiles: [Tile]
  /// The deck's name without its ending, and its label in the markers.
  let label: String
  /// What is read, for the title.
  let what: String
  let dialect: any NetlistDialect

  /// The read of one tile.
  init(_ input: BackendInput, tile: Tile, dialect: any NetlistDialect) {
    self.input = input
    tiles = [tile]
    label = "\(tile.id.name)-read"
    what = "tile \(tile.id.name), \(tile.rows) rows by \(tile.columns) columns"
    self.dialect = dialect
  }

  /// The read of all tiles of a layer, the same row of each at the same time.
  init(_ input: BackendInput, layer: Int, dialect: any NetlistDialect) {
    self.input = input
    tiles = input.design.tiles.filter { $0.layer == layer }
    label = "layer\(layer)-read"
    what =
      "layer \(input.network.layers[layer].name.oneLine), tiles \(tiles.map(\.id.name).joined(separator: " "))"
    self.dialect = dialect
  }

  private var operation: OperatingPoint { input.device.operation }
  private var rows: Int { tiles.map(\.rows).max() ?? 0 }
  private var bits: Int { tiles.reduce(0) { $0 + $1.cells } }
  /// Time of a row, s.
  private var slot: Double { operation.readPulse.value }

  func write(to sink: ByteSink) throws(Diagnostics) {
    sink.append(text: try header())
    for item in EnableTransistorDeck(wiring: input.wiring).definition {
      sink.append(text: dialect.text(item))
    }
    for tile in tiles { sink.append(text: ".include \(tile.id.name)-programmed.cir\n") }
    sink.append(
      text: "* word lines one after the other, source lines at the read voltage, bit lines at 0 V\n"
    )
    sink.append(text: "Vread read 0 \(operation.readVoltage.value.shortestText)\n")
    for tile in tiles {
      for row in 0..<tile.rows { writeWordLine(tile, row, to: sink) }
      for column in 0..<tile.columns { writeDrivers(tile, column, to: sink) }
    }
    sink.append(text: ".tran \((slot / 2).shortestText) \((slot * Double(rows)).shortestText)\n")
    sink.append(text: ".control\n")
    sink.append(text: "set rows = ( \((0..<rows).map(String.init).joined(separator: " ")) )\n")
    sink.append("* what the network has in each row, column 0 first\n")
    for tile in tiles {
      for row in 0..<tile.rows { writeWanted(tile, row, to: sink) }
    }
    sink.append(text: try control())
    sink.append(text: "* end of \(label).cir\n")
  }

  private func writeWordLine(_ tile: Tile, _ row: Int, to sink: ByteSink) {
    let on = input.wiring.transistor.wordLineVoltage.value.shortestText
    let edge = operation.edge.value
    let start = Double(row) * slot
    let end = start + slot
    func text(_ time: Double) -> String { ((time * 1e12).rounded() / 1e12).shortestText }
    var corners = row == 0 ? "0 0" : "0 0 \(text(start)) 0"
    corners += " \(text(start + edge)) \(on) \(text(end - edge)) \(on) \(text(end)) 0"
    sink.append(
      text: "Vw_\(tile.id.name)_\(padded(row)) \(tile.id.wordLine(row)) 0 pwl(\(corners))\n")
  }

  private func writeDrivers(_ tile: Tile, _ column: Int, to sink: ByteSink) {
    let place = "\(tile.id.name)_\(padded(column))"
    let driver = input.wiring.driver.value.shortestText
    let bit = tile.id.bitLine(column)
    sink.append(
      text: "Rds_\(place) read \(tile.id.sourceLine(column)) {\(driver)*\(tile.id.mark)}\n")
    sink.append(text: "Vb_\(place) \(bit)_driver 0 0\n")
    sink.append(text: "Rdb_\(place) \(bit)_driver \(bit) \(driver)\n")
  }

  private func writeWanted(_ tile: Tile, _ row: Int, to sink: ByteSink) {
    sink.append(text: "compose want_\(tile.id.name)_\(row) values")
    for column in 0..<tile.columns {
      let cell = CellID(tile: tile.id.index, row: row, column: column)
      sink.append(input.network.bit(input.design.address(cell)) ? " 1" : " 0")
    }
    sink.endLine()
  }

  private func header() throws(Diagnostics) -> String {
    try TemplateRenderer.render(
      TemplateLibrary.read, name: "read.cir",
      values: [
        "what": .text(what), "network": .text(input.network.name.oneLine),
        "label": .text(label), "first_tile": .text(tiles[0].id.name), "slot": .number(slot),
        "word_on_v": .number(input.wiring.transistor.wordLineVoltage.value),
        "read_v": .number(operation.readVoltage.value),
        "threshold_a": .number(operation.thresholdCurrent.value), "bits": .integer(bits),
      ])
  }

  private func control() throws(Diagnostics) -> String {
    let saved = tiles.flatMap { tile in
      (0..<tile.columns).map { "i(vb_\(tile.id.name)_\(padded($0)))" }
    }
    return try TemplateRenderer.render(
      TemplateLibrary.readControl, name: "read-control.cir",
      values: [
        "label": .text(label), "bits": .integer(bits), "rows": .integer(rows),
        "row_list": .text((0..<rows).map(String.init).joined(separator: " ")),
        "saved": .text(saved.joined(separator: " ")),
        "tiles": .list(
          tiles.map { tile in
            [
              "name": .text(tile.id.name), "rows": .integer(tile.rows), "slot": .number(slot),
              "label": .text(label), "word": .integer(tile.bits),
              "threshold_a": .number(operation.thresholdCurrent.value),
              "column_list": .text((0..<tile.columns).map(padded).joined(separator: " ")),
            ]
          }),
      ])
  }

  private func padded(_ number: Int) -> String { TileID.digits(number) }
}
