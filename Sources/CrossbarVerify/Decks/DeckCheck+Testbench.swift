internal import CrossbarArray
public import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarTemplates

extension DeckCheck {
  /// Compares one testbench with the operating point, the wiring and the network's bits.
  public func compare(_ bench: ReadTestbench, tile index: Int) -> [Diagnostic] {
    let tile = design.tile(index)
    var check = TestbenchComparison(check: self, bench: bench, tile: tile)
    check.structure()
    check.wordLines()
    for column in 0..<tile.columns { check.column(column) }
    check.expectedBits()
    check.control()
    return check.findings
  }
}

/// The comparison of one testbench, finding by finding.
private struct TestbenchComparison {
  let check: DeckCheck
  let bench: ReadTestbench
  let tile: Tile
  var findings: [Diagnostic] = []

  private mutating func report(
    _ id: String, _ message: String, line: Int? = nil, element: String? = nil
  ) {
    findings.append(
      .error(id, message, at: .init(file: bench.file, line: line, element: element)))
  }

  mutating func structure() {
    if bench.tile != tile.id.name {
      report("deck/instance", "the testbench is that of '\(bench.tile)', not '\(tile.id.name)'")
    }
    let lines = DeckCheck.lines(of: tile)
    let wanted = Set(lines)
    let driven = Set(bench.ports)
    for port in bench.ports where !wanted.contains(port) {
      report("deck/ports", "the tile has no line '\(port)'", element: port)
    }
    for line in lines where !driven.contains(line) {
      report("deck/ports", "nothing is at line '\(line)'", element: line)
    }
    if Set(bench.includes) != ["cell.lib", "\(tile.id.name).cir"] || bench.includes.count != 2 {
      report("deck/include", "the testbench must include cell.lib and \(tile.id.name).cir")
    }
    let noise: Double? = check.device.constants.readNoise == nil ? nil : 1
    if bench.readNoise != noise {
      report(
        "deck/noise",
        "read_noise is \(bench.readNoise.map { "\($0)" } ?? "not stated"); it must be \(noise == nil ? "left out" : "1")",
        element: "read_noise")
    }
    if bench.rows != Array(0..<tile.rows) {
      report("deck/rows", "the testbench runs \(bench.rows.count) of \(tile.rows) rows")
    }
    let labels = labels
    if bench.columns != labels {
      report("deck/columns", "the testbench must measure all \(tile.columns) columns in order")
    }
    for (label, measure) in zip(labels, bench.measures)
    where measure.name != "i\(label)" || measure.source != "\(bench.measuredPrefix)\(label)"
      || measure.time != check.schedule.sampleTime.value
    {
      report(
        "deck/measure", "the measurement is not that of column \(label) at the sample time",
        line: measure.line, element: tile.id.bitLine(Int(label) ?? 0))
    }
    if bench.measures.count != tile.columns {
      report(
        "deck/measure", "\(bench.measures.count) currents are measured by name, not \(tile.columns)"
      )
    }
    if bench.allDynamic != 0 {
      report(
        "deck/condition", "all_dynamic must be 0: only the active row is dynamic",
        element: "all_dynamic")
    }
    number("sample time", bench.sampleTime, check.schedule.sampleTime.value)
    number("end time", bench.end, check.schedule.end.value)
    number("threshold current", bench.threshold, check.device.operation.thresholdCurrent.value)
  }

  /// The labels of the columns in the names of sources and measurements: `017` of bit line `t00_b017`.
  private var labels: [String] {
    (0..<tile.columns).map { label(tile.id.bitLine($0)) }
  }

  /// The statements that run, decode and judge must be those of the template, one by one.
  mutating func control() {
    let operation = check.device.operation
    let expected: String
    do throws(Diagnostics) {
      expected = try TemplateRenderer.render(
        TemplateLibrary.programReadControl, name: "program-read-control.cir",
        values: [
          "tile": .text(tile.id.name), "rows": .integer(tile.rows), "bits": .integer(tile.cells),
          "column_list": .text(labels.joined(separator: " ")),
          "sample_at": .number(check.schedule.sampleTime.value),
          "end": .number(check.schedule.end.value),
          "steps": .text(
            [100, 500, 2500].map { (operation.writePulse.value / $0).shortestText }.joined(
              separator: " ")),
          "threshold_a": .number(operation.thresholdCurrent.value),
          "row_list": .text((0..<tile.rows).map(String.init).joined(separator: " ")),
          "noise_seeds": .list(
            check.device.constants.readNoise == nil
              ? []
              : [
                ["seed": .integer(Int(check.seed & 0x3FFF_FFFF) + 1 + tile.id.index)]
              ]),
        ])
    } catch {
      findings += error.all
      return
    }
    let statements = expected.split(separator: "\n").map { String($0).oneSpaced }
      .filter { !$0.isEmpty && !$0.hasPrefix("*") && !$0.hasPrefix(".") }
    for (read, wanted) in zip(bench.control, statements) where read.text != wanted {
      return report(
        "deck/control", "the control section has '\(read.text)', not '\(wanted)'", line: read.line)
    }
    if bench.control.count != statements.count {
      report(
        "deck/control",
        "the control section has \(bench.control.count) statements, not \(statements.count)",
        line: bench.control.last?.line)
    }
  }

  private mutating func number(_ what: String, _ found: Double?, _ expected: Double) {
    if found != expected {
      report(
        "deck/schedule",
        "the \(what) is \(found.map(String.init(describing:)) ?? "missing"), not \(expected)")
    }
  }

  /// `017` of `t00_b017`.
  private func label(_ line: String) -> String { String(line.dropFirst(tile.id.name.count + 2)) }

  mutating func wordLines() {
    for row in 0..<tile.rows {
      let line = tile.id.wordLine(row)
      let on = check.wiring.transistor.wordLineVoltage.value
      let expected = bench.rows.map { $0 == row ? on : 0 }
      if bench.wordLines[line] != expected {
        report(
          "deck/word-line", "the word line must be at \(on) V in row \(row) alone", element: line)
      }
    }
  }

  mutating func column(_ column: Int) {
    let bit = tile.id.bitLine(column)
    let source = tile.id.sourceLine(column)
    let schedule = check.schedule
    driver(bit, zero: [schedule.reset], one: [])
    driver(source, zero: [schedule.read], one: [schedule.set, schedule.read])
    let measured = bench.drivers[bit]?.source
    let label = label(bit)
    if measured != "\(bench.measuredPrefix)\(label)" {
      report("deck/measure", "the measured source does not drive the bit line", element: bit)
    }
    let stored = Set((0..<tile.rows).filter { self.bit($0, column) })
    for line in [bit, source] {
      let name = bench.bitParameter[line]
      let driven = name.flatMap { bench.drivenRows[$0] }
      guard let driven, driven.rows == stored else {
        let wrong = (driven?.rows ?? []).symmetricDifference(stored).min() ?? 0
        let cell = CellID(tile: tile.id.index, row: wrong, column: column)
        report(
          "deck/pattern",
          "the driver of \(line) writes a \(stored.contains(wrong) ? 0 : 1) where the network has a \(stored.contains(wrong) ? 1 : 0)",
          line: driven?.line, element: cell.name)
        continue
      }
    }
  }

  private mutating func driver(
    _ line: String, zero: [PulseSchedule.Pulse], one: [PulseSchedule.Pulse]
  ) {
    guard let driver = bench.drivers[line] else {
      return report("deck/driver", "the line is not driven", element: line)
    }
    if driver.resistance != check.wiring.driver.value {
      report(
        "deck/driver",
        "driver resistance \(driver.resistance) Ω, not \(check.wiring.driver.value) Ω",
        line: driver.line, element: line)
    }
    for (bit, found, pulses) in [(0, driver.zero, zero), (1, driver.one, one)]
    where !Self.isTrain(found, pulses) {
      report(
        "deck/waveform", "the pulses for a \(bit) are not those of the schedule",
        line: driver.line, element: line)
    }
  }

  /// Whether corners are those of the pulses, apart from stretches at 0 V.
  private static func isTrain(_ corners: [SIMD2<Double>], _ pulses: [PulseSchedule.Pulse]) -> Bool {
    let times = corners.map(\.x)
    guard times.first == 0, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return false
    }
    var expected: [SIMD2<Double>] = []
    for pulse in pulses {
      expected += [
        SIMD2(pulse.start.value, 0), SIMD2(pulse.top.value, pulse.level.value),
        SIMD2(pulse.fall.value, pulse.level.value), SIMD2(pulse.end.value, 0),
      ]
    }
    // A corner at 0 V between two at 0 V bends nothing.
    var bends: [SIMD2<Double>] = []
    for (index, corner) in corners.enumerated() {
      let before = index > 0 ? corners[index - 1].y : 0
      let after = index + 1 < corners.count ? corners[index + 1].y : 0
      if corner.y != 0 || before != 0 || after != 0 { bends.append(corner) }
    }
    return bends == expected
  }

  mutating func expectedBits() {
    for row in 0..<tile.rows {
      guard let expected = bench.expected[row] else {
        report("deck/expected", "the bits of row \(row) are missing")
        continue
      }
      if expected.bits.count != tile.columns {
        report(
          "deck/expected", "row \(row) has \(expected.bits.count) bits, not \(tile.columns)",
          line: expected.line)
      }
      for column in 0..<min(tile.columns, expected.bits.count)
      where expected.bits[column] != bit(row, column) {
        report(
          "deck/expected",
          "a \(expected.bits[column] ? 1 : 0) is expected where the network has a \(bit(row, column) ? 1 : 0)",
          line: expected.line,
          element: CellID(tile: tile.id.index, row: row, column: column).name)
      }
    }
    for row in bench.expected.keys.sorted() where row >= tile.rows {
      report("deck/expected", "the tile has no row \(row)", line: bench.expected[row]?.line)
    }
  }

  private func bit(_ row: Int, _ column: Int) -> Bool {
    check.network.bit(
      check.design.address(CellID(tile: tile.id.index, row: row, column: column)))
  }
}
