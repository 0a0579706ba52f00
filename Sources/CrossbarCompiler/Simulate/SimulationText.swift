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
      "\(setting.network): \(setting.inputCount) inputs, \(setting.cells) cells, \(setting.ladder.arrays) sampled arrays, seed \(setting.seed)"
        + (setting.areLabelsGiven ? "" : "; labels are the integer network's classes")
    ]
    lines += table(rows)
    lines += rungs.filter { $0.remark != nil }.map { "\($0.name): \($0.remark ?? "")" }
    return lines + causes(state)
  }

  private static func causes(_ state: SimulationState) -> [String] {
    let last = state.tally.stages[state.tally.stages.count - 1]
    var rows = [["cause of wrong bits", "an array", "were it mended"]]
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
    return "\(signed(estimate.value)) (\(signed(estimate.low)) … \(signed(estimate.high)))"
  }

  private static func percent(_ estimate: Estimate) -> String { ReportText.percent(estimate) }
  private static func number(_ estimate: Estimate) -> String { ReportText.number(estimate, 1) }
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
    }
  }
}
