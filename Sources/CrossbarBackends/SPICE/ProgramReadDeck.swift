internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel

/// `t00-program-read`: drivers, the network's bits, what is run and measured, for simulators without ngspice's control
/// section. One run programs and reads one row, `active_row`; a sweep runs them all.
struct ProgramReadDeck {
  private typealias E = NetlistExpression

  let input: BackendInput
  let tile: Tile
  let dialect: any NetlistDialect
  private let schedule: PulseSchedule

  init(input: BackendInput, tile: Tile, dialect: any NetlistDialect) {
    self.input = input
    self.tile = tile
    self.dialect = dialect
    schedule = PulseSchedule(input.device.operation)
  }

  /// Terms of a sum in one line: simulators bound the length of a line.
  private static let termsPerLine = 32

  func write(to sink: ByteSink) {
    let name = tile.id.name
    func append(_ items: NetlistItem...) {
      for item in items { sink.append(text: dialect.text(item)) }
    }
    sink.append(text: DeckText.opening(dialect))
    append(.comment(header), .parameters(settings))
    append(.include(dialect.libraryFile("cell")), .include(dialect.deckFile(name)))
    append(.comment("1 for the active row, 0 for the others"))
    for row in 0..<tile.rows { append(.parameters([selector(row)])) }
    append(.comment("the bit to store in the active row, a column each"))
    for column in 0..<tile.columns { append(.parameters(wanted(column))) }
    append(
      .blank,
      .comment("word lines; \(tile.id.mark) is 1 in the tile's file and nowhere without it"))
    for row in 0..<tile.rows {
      append(
        .source(
          "Vw\(padded(row))", tile.id.wordLine(row), "0",
          .dc("word_on_v" * .parameter("sel_\(padded(row))") * .parameter(tile.id.mark))))
    }
    append(.comment("source and bit lines: the driver, its resistance"))
    for column in 0..<tile.columns { drivers(column).forEach { append($0) } }
    append(.blank, .save((0..<tile.columns).map { .current("Vb\(padded($0))") }))
    append(
      .comment("read current of each column; whether it differs from the bit wanted; how many do"),
      .analysis(
        .transient(
          step: (input.device.operation.writePulse * 0.01).value, stop: schedule.end.value,
          maximumStep: (input.device.operation.writePulse * 0.01).value,
          usesInitialConditions: true),
        repeated: .sweep("active_row", from: 0, to: tile.rows - 1), measures: measures))
    sink.append(
      text: dialect.comment("end of \(dialect.deckFile("\(name)-program-read"))"))
    sink.append(text: dialect.closing)
  }

  private func padded(_ value: Int) -> String { TileID.digits(value) }

  private var header: String {
    let deck = dialect.deckFile("\(tile.id.name)-program-read")
    let start = dialect.command.split(separator: "%", omittingEmptySubsequences: false)
      .joined(separator: deck)
    return """
      Program and read of tile \(tile.id.name), \(tile.rows) rows by \(tile.columns) columns, network \(input.network.name.oneLine), for \(dialect.title)
      Run: \(start)

      Rows are programmed and read one after the other, each from the initial state of its cells:
        SET    ones:  source line at +write_v, bit line at 0 V (silver positive)
        RESET  zeros: bit line at +write_v, source line at 0 V (silver negative)
        read   all:   source line at +read_v, bit line held at 0 V and its current taken at \(schedule.sampleTime.value.netlistText) s
      Columns that a phase does not address rest at 0/0. The word line of the row is at word_on_v, the others at 0 V.
      The deck checks itself: measure bad_000 is 1 where column 0 reads otherwise than the network has it and 0 where it
      does not, bad is how many columns of the row do; every run must give 0. All memristors are dynamic.
      Volts, ohms, amperes and seconds.
      """
  }

  /// The names of ngspice's testbench, and when and against what a current is read.
  private var settings: [NetlistParameter] {
    var list = [
      NetlistParameter("active_row", 0),
      NetlistParameter("write_v", .number(input.device.operation.writeVoltage.value)),
      NetlistParameter("read_v", .number(input.device.operation.readVoltage.value)),
      NetlistParameter("word_on_v", .number(input.wiring.transistor.wordLineVoltage.value)),
      NetlistParameter("driver_ohm", .number(input.wiring.driver.value)),
      NetlistParameter("threshold_a", .number(input.device.operation.thresholdCurrent.value)),
    ]
    for (name, pulse) in [
      ("set", schedule.set), ("reset", schedule.reset), ("read", schedule.read),
    ] {
      for (corner, time) in zip(["start", "top", "fall", "end"], pulse.corners) {
        list.append(NetlistParameter("\(name)_\(corner)", .number(time.value)))
      }
    }
    return list
  }

  /// `sel_007 = max(0, 1 - abs(active_row - 7))`.
  private func selector(_ row: Int) -> NetlistParameter {
    NetlistParameter(
      "sel_\(padded(row))", .max(0, 1 - .abs("active_row" - .number(Double(row)))))
  }

  private func bit(_ row: Int, _ column: Int) -> Bool {
    input.network.bit(
      input.design.address(CellID(tile: tile.id.index, row: row, column: column)))
  }

  /// `d000 = sel_001 + sel_003 + …`, in parts where there are many.
  private func wanted(_ column: Int) -> [NetlistParameter] {
    let terms = (0..<tile.rows).filter { bit($0, column) }.map { E.parameter("sel_\(padded($0))") }
    return sum(terms, name: "d\(padded(column))").map { NetlistParameter($0.name, $0.value) }
  }

  /// A sum under a name, preceded by sums of parts where there are many terms.
  private func sum(_ terms: [E], name: String) -> [(name: String, value: E)] {
    if terms.count <= Self.termsPerLine {
      return [(name, terms.dropFirst().reduce(terms.first ?? 0, +))]
    }
    var parts: [(name: String, value: E)] = []
    for start in stride(from: 0, to: terms.count, by: Self.termsPerLine) {
      let part = terms[start..<min(start + Self.termsPerLine, terms.count)]
      parts.append(("\(name)_\(parts.count)", part.dropFirst().reduce(part[start], +)))
    }
    return parts + sum(parts.map { .parameter($0.name) }, name: name)
  }

  /// Source-line driver and its resistance, bit-line driver and its resistance.
  private func drivers(_ column: Int) -> [NetlistItem] {
    let c = padded(column)
    let wanted = E.parameter("d\(c)")
    func pulse(_ name: String, _ level: E) -> [Waveform.Corner] {
      [("start", 0), ("top", level), ("fall", level), ("end", 0)].map { corner, value in
        Waveform.Corner(time: .parameter("\(name)_\(corner)"), value: value)
      }
    }
    let rest = [Waveform.Corner(time: 0, value: 0)]
    return [
      .source(
        "Vs\(c)", "vs\(c)", "0",
        .pieces(rest + pulse("set", "write_v" * wanted) + pulse("read", "read_v"))),
      .resistor("Rds\(c)", "vs\(c)", tile.id.sourceLine(column), "driver_ohm"),
      .source(
        "Vb\(c)", "vb\(c)", "0", .pieces(rest + pulse("reset", "write_v" * (1 - wanted)))),
      .resistor("Rdb\(c)", "vb\(c)", tile.id.bitLine(column), "driver_ohm"),
    ]
  }

  /// Currents, then 0 or 1 a column, then their sum. A current above the threshold makes a one; the step is 1e-15 A wide.
  private var measures: [NetlistMeasure] {
    let columns = (0..<tile.columns).map(padded)
    let currents = columns.map {
      NetlistMeasure.find("i\($0)", .current("Vb\($0)"), at: .number(schedule.sampleTime.value))
    }
    let bad = columns.map { c in
      let one = E.max(0, .min(1, (.parameter("i\(c)") - "threshold_a") * 1e15))
      return NetlistMeasure.expression("bad_\(c)", .abs(one - .parameter("d\(c)")))
    }
    let total = sum(columns.map { .parameter("bad_\($0)") }, name: "bad").map {
      NetlistMeasure.expression($0.name, $0.value)
    }
    return currents + bad + total
  }
}
