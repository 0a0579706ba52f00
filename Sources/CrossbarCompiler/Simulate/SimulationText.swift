internal import CrossbarCore
internal import CrossbarSimulation
internal import CrossbarStatistics

/// The ladder and what caused its losses, for the terminal.
public enum SimulationText {
  /// The lines to print of a complete simulation.
  public static func lines(_ state: SimulationState) -> [String] {
    let setting = state.setting
    let rungs = LadderRung.all(state)
    var rows = [["", "accuracy", "against above", "wrong bits an array", "arrays all right"]]
    for rung in rungs {
      rows.append([
        rung.name, percent(rung.accuracy), rung.change.map(points) ?? "",
        rung.bitErrors.map(number) ?? "", rung.allRight.map(percent) ?? "",
      ])
    }
    var lines = [
      "\(setting.network): \(setting.inputCount) inputs, \(setting.cells) cells, \(setting.ladder.arrays) sampled \(setting.ladder.arrays == 1 ? "array" : "arrays"), seed \(setting.seed)"
        + (setting.areLabelsGiven ? "" : "; labels are the integer network's classes")
    ]
    lines.append(written(setting.ladder.options))
    lines += table(rows)
    for read in state.tally.unsettled {
      lines.append("warning: array \(read.array), \(rungs[read.stage + 3].name): \(read.text)")
    }
    lines += rungs.filter { $0.remark != nil }.map { "\($0.name): \($0.remark ?? "")" }
    return lines + causes(state)
  }

  /// How arrays are written and read, and what the last rung has.
  private static func written(_ options: LadderOptions) -> String {
    let programming = options.programming
    var parts = [
      "read \(options.reading.rawValue)" + (options.method == .exact ? " (exact)" : ""),
      "written at \(programming.writeVoltage) × \(programming.writePulse)",
    ]
    if programming.maximumPulses > 1 {
      parts[1] += ", at most \(programming.maximumPulses) pulses"
      if programming.rampStep.value != 0 { parts[1] += " by \(programming.rampStep) more" }
    }
    if let lines = programming.wordLines { parts.append("word line of a SET \(lines.set)") }
    if options.wireSpread > 0 {
      parts.append("wires ± \(ReportText.fixed(100 * options.wireSpread, 1)) %")
    }
    if options.cycleSpread > 0 {
      parts.append("cycle spread \(ReportText.fixed(options.cycleSpread, 3))")
    }
    var faults = ["\(ReportText.fixed(100 * programming.yield, 1)) % of devices work"]
    if programming.previousCycles > 0 {
      faults.append("\(programming.previousCycles) cycles before")
    }
    if programming.retention.value > 0 { faults.append("\(programming.retention) until the read") }
    if [.floating, .grounded, .half, .third].contains(options.reading) {
      faults.append("half-select disturb")
    }
    return parts.joined(separator: ", ") + "; faults: " + faults.joined(separator: ", ")
  }

  private static func causes(_ state: SimulationState) -> [String] {
    let last = state.tally.stages[state.tally.stages.count - 1]
    if state.setting.ladder.options.reading == .columnSum { return [] }
    var rows = [["cause of wrong bits at the last rung", "an array", "were it mended"]]
    for cause in BitErrorCause.allCases {
      guard let mean = last.causes[cause]?.mean(), mean.value > 0 else { continue }
      let mended = state.tally.mended[cause]?.mean(unit: 1 / Double(state.setting.inputCount))
      rows.append([cause.words, number(mean), mended.map(points) ?? ""])
    }
    return rows.count == 1 ? [] : table(rows)
  }

  /// Columns two spaces apart, the first to the left, the others to the right.
  static func table(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, text) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - text.count)
        line += column == 0 ? text + space : "  " + space + text
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  static func points(_ estimate: Estimate) -> String {
    func signed(_ value: Double) -> String {
      let text = fixed(100 * value, 1)
      return text == "0.0" || text == "-0.0"
        ? "0.0" : value < 0 ? "−" + fixed(-100 * value, 1) : "+" + text
    }
    guard estimate.low.isFinite else { return signed(estimate.value) }
    return "\(signed(estimate.value)) (\(signed(estimate.low)) … \(signed(estimate.high)))"
  }

  private static func percent(_ estimate: Estimate) -> String { ReportText.percent(estimate) }
  /// A count, with its interval if there is one.
  private static func number(_ estimate: Estimate) -> String {
    estimate.high.isFinite
      ? ReportText.number(
        Estimate(value: estimate.value, low: max(0, estimate.low), high: estimate.high), 1)
      : fixed(estimate.value, 1)
  }
  private static func fixed(_ value: Double, _ digits: Int) -> String {
    ReportText.fixed(value, digits)
  }
}

extension BitErrorCause {
  /// The cause in words, for any device.
  var words: String {
    switch self {
    case .setThresholdAboveWrite: "V_SET above the write voltage"
    case .resetThresholdAboveWrite: "|V_RST| above the write voltage"
    case .lrsAboveThreshold: "R_LRS above the threshold"
    case .hrsBelowThreshold: "R_HRS below the threshold"
    case .setIncomplete: "SET incomplete behind transistor and wires"
    case .resetIncomplete: "RESET incomplete behind transistor and wires"
    case .seriesResistance: "R_LRS with transistor and wires above the threshold"
    case .disturbed: "disturbed by a pulse or the read"
    case .stuck: "stuck device"
    case .volatile: "filament too weak to last"
    case .faded: "faded within the retention time"
    case .halfSelected: "disturbed by half-select pulses"
    case .worn: "worn out, stuck in its LRS"
    case .sneakPaths: "sneak paths and wires"
    case .readNoise: "read noise"
    }
  }
}
