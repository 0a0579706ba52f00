internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarTemplates

/// `t00-program-read.cir`: drivers, the network's bits, and what is run, measured and printed.
struct TestbenchDeck {
  let input: BackendInput
  let tile: Tile
  private let schedule: PulseSchedule

  init(input: BackendInput, tile: Tile) {
    self.input = input
    self.tile = tile
    schedule = PulseSchedule(input.device.operation)
  }

  func write(to sink: ByteSink) throws(Diagnostics) {
    sink.append(text: try header())
    writeWordLines(to: sink)
    for column in 0..<tile.columns { writeDrivers(column: column, to: sink) }
    sink.append(".option noinit\n.save")
    for column in 0..<tile.columns {
      if column % 8 == 0 { sink.append("\n+") }
      sink.append(" i(vb")
      sink.append(column, minimumDigits: 3)
      sink.append(")")
    }
    sink.append(
      "\n* read currents of the active row by name; the control section decodes and compares them\n"
    )
    for column in 0..<tile.columns {
      sink.append(".measure tran i")
      sink.append(column, minimumDigits: 3)
      sink.append(" find i(vb")
      sink.append(column, minimumDigits: 3)
      sink.append(") at=")
      sink.append(schedule.sampleTime.value)
      sink.endLine()
    }
    sink.append(".control\n* what the network has in each row, column 0 first\n")
    for row in 0..<tile.rows {
      sink.append("compose want_")
      sink.append(row)
      sink.append(" values")
      for column in 0..<tile.columns { sink.append(bit(row, column) ? " 1" : " 0") }
      sink.endLine()
    }
    sink.append(text: try control())
    sink.append(text: "* end of \(tile.id.name)-program-read.cir\n")
  }

  private func bit(_ row: Int, _ column: Int) -> Bool {
    input.network.bit(
      input.design.address(CellID(tile: tile.id.index, row: row, column: column)))
  }

  private func writeWordLines(to sink: ByteSink) {
    sink.append(
      text: "* word lines; \(tile.id.mark) is 1 in the tile's file and nowhere without it\n")
    for row in 0..<tile.rows {
      sink.append("Vw")
      sink.append(row, minimumDigits: 3)
      sink.append(" ")
      sink.append(text: tile.id.wordLine(row))
      sink.append(" 0 {word_on_v*(active_row==")
      sink.append(row)
      sink.append(text: ")*\(tile.id.mark)}\n")
    }
    sink.append("* bit and source lines; d is the bit to store in the active row\n")
  }

  /// Five lines: the bit to store, source-line driver and its resistance, bit-line driver and its resistance.
  private func writeDrivers(column: Int, to sink: ByteSink) {
    func number() { sink.append(column, minimumDigits: 3) }
    sink.append(".param d")
    number()
    sink.append("={")
    var terms = 0
    for row in 0..<tile.rows where bit(row, column) {
      if terms > 0 && terms % 8 == 0 { sink.append("\n+ ") }
      if terms > 0 { sink.append("+") }
      sink.append("(active_row==")
      sink.append(row)
      sink.append(")")
      terms += 1
    }
    sink.append(terms == 0 ? "0}\nVs" : "}\nVs")
    number()
    sink.append(" vs")
    number()
    sink.append(" 0 pwl(0 0 {set_start} 0 {set_top} {write_v*d")
    number()
    sink.append("} {set_fall} {write_v*d")
    number()
    sink.append(
      "} {set_end} 0\n+ {read_start} 0 {read_top} {read_v} {read_fall} {read_v} {read_end} 0)")
    sink.append("\nRds")
    number()
    sink.append(" vs")
    number()
    sink.append(" ")
    sink.append(text: tile.id.sourceLine(column))
    sink.append(" {driver_ohm}\nVb")
    number()
    sink.append(" vb")
    number()
    sink.append(" 0 pwl(0 0 {reset_start} 0 {reset_top} {write_v*(1-d")
    number()
    sink.append(")} {reset_fall} {write_v*(1-d")
    number()
    sink.append(")} {reset_end} 0)\nRdb")
    number()
    sink.append(" vb")
    number()
    sink.append(" ")
    sink.append(text: tile.id.bitLine(column))
    sink.append(" {driver_ohm}\n")
  }

  private func header() throws(Diagnostics) -> String {
    var values: [String: TemplateValue] = [
      "tile": .text(tile.id.name), "network": .text(input.network.name.oneLine),
      "rows": .integer(tile.rows), "columns": .integer(tile.columns),
      "bits": .integer(tile.cells), "seconds": .integer(estimatedSeconds),
      "row_list": .text((0..<tile.rows).map(String.init).joined(separator: " ")),
      "write_v": .number(input.device.operation.writeVoltage.value),
      "read_v": .number(input.device.operation.readVoltage.value),
      "word_on_v": .number(input.wiring.transistor.wordLineVoltage.value),
      "driver_ohm": .number(input.wiring.driver.value),
      "has_noise": .flag(input.device.constants.readNoise != nil),
    ]
    for (name, pulse) in [
      ("set", schedule.set), ("reset", schedule.reset), ("read", schedule.read),
    ] {
      values["\(name)_start"] = .number(pulse.start.value)
      values["\(name)_top"] = .number(pulse.top.value)
      values["\(name)_fall"] = .number(pulse.fall.value)
      values["\(name)_end"] = .number(pulse.end.value)
    }
    return try TemplateRenderer.render(
      TemplateLibrary.programRead, name: "program-read.cir", values: values)
  }

  private func control() throws(Diagnostics) -> String {
    try TemplateRenderer.render(
      TemplateLibrary.programReadControl, name: "program-read-control.cir",
      values: [
        "tile": .text(tile.id.name), "rows": .integer(tile.rows), "bits": .integer(tile.cells),
        "column_list": .text((0..<tile.columns).map(columnLabel).joined(separator: " ")),
        "sample_at": .number(schedule.sampleTime.value), "end": .number(schedule.end.value),
        "steps": .text(
          [100, 500, 2500].map { (input.device.operation.writePulse.value / $0).shortestText }
            .joined(
              separator: " ")),
        "threshold_a": .number(input.device.operation.thresholdCurrent.value),
        "row_list": .text((0..<tile.rows).map(String.init).joined(separator: " ")),
        "noise_seeds": .list(
          input.device.constants.readNoise == nil
            ? [] : [["seed": .integer(noiseSeed)]]),
      ])
  }

  /// Of ngspice's generator: a positive integer, another one for each tile.
  private var noiseSeed: Int {
    Int(truncatingIfNeeded: input.seed & 0x3FFF_FFFF) + 1 + tile.id.index
  }

  private func columnLabel(_ column: Int) -> String {
    let text = String(column)
    return String(repeating: "0", count: max(0, 3 - text.count)) + text
  }

  /// About 0.3 ms a cell and row, measured with ngspice 39 on tiles of 64 by 64 and 128 by 126 cells.
  private var estimatedSeconds: Int { max(1, tile.rows * tile.cells / 3000) }
}
