internal import CrossbarCore
internal import CrossbarDevices

/// A fit of the compact model as text.
public struct ModelReport {
  private let result: ModelFitResult

  public init(_ result: ModelFitResult) { self.result = result }

  private var targetTable: [[String]] {
    [["target", "wanted", "model", "met"]]
      + result.outcomes.map { [$0.target, $0.wanted, $0.found, $0.isMet ? "yes" : "NO"] }
  }

  private var constantTable: [[String]] {
    [["constant", "before", "fitted", "targets hold", "determined"]]
      + result.findings.map {
        [
          $0.constant.key, FitText.number($0.before, 4), FitText.number($0.after, 4),
          $0.range.map(Self.text) ?? "–", Self.standing($0),
        ]
      }
  }

  private static func text(_ range: ModelFitResult.Span) -> String {
    let low = range.isLowOpen ? "< \(FitText.number(range.low, 2))" : FitText.number(range.low, 2)
    let high =
      range.isHighOpen ? "> \(FitText.number(range.high, 2))" : FitText.number(range.high, 2)
    return "\(low) … \(high)"
  }

  private static func standing(_ finding: ModelFitResult.Finding) -> String {
    guard let sensitivity = finding.sensitivity else { return "not fitted: the file says 0" }
    if finding.isDetermined { return "yes (\(FitText.number(sensitivity, 2)))" }
    return finding.isChanged ? "only with others" : "no, kept"
  }

  private var sentences: [String] {
    var lines: [String] = []
    lines.append(
      result.persistenceCurrent.map {
        "a SET of the median device persists from a compliance of \(Engineering.text($0, "A")) on"
      } ?? "no compliance up to 100 mA makes a SET persist")
    let kept = result.findings.filter { !$0.isDetermined && !$0.isChanged }.map(\.constant.key)
    if !kept.isEmpty {
      lines.append("not determined by these targets and kept: \(kept.joined(separator: ", "))")
    }
    let loose = result.findings.filter { !$0.isDetermined && $0.isChanged }.map(\.constant.key)
    if !loose.isEmpty {
      lines.append(
        "changed to meet the targets, which other values would meet as well: \(loose.joined(separator: ", "))"
      )
    }
    let met = result.outcomes.count(where: \.isMet)
    let metBefore = result.before.count(where: \.isMet)
    lines.append(
      "\(met) of \(FitText.count(result.outcomes.count, "target")) met"
        + (metBefore == met ? "" : ", before the fit \(metBefore)"))
    return lines
  }

  /// For the terminal.
  public var lines: [String] {
    Self.aligned(targetTable) + [""] + Self.aligned(constantTable) + [""] + sentences
  }

  /// The columns padded to their widest entries.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, entry) in row.enumerated() {
        line += entry
        if column < row.count - 1 {
          line += String(repeating: " ", count: widths[column] - entry.count + 2)
        }
      }
      return line
    }
  }

  /// As a page in Markdown.
  public var markdown: String {
    var text = "# Compact model of \(Self.escaped(result.device.name))\n\n"
    text +=
      "Fitted by `dendrite model`: the model of `verilog-a/memristor.va` at a constant voltage, in slow sweeps, behind an "
      + "ideal current limiter and at a read. A SET lasts from x = 0 to 0.95, a RESET from 1 to 0.05.\n\n## Targets\n\n"
    let sources = [["source"]] + result.outcomes.map { [$0.source] }
    text += Self.table(zip(targetTable, sources).map(+))
    text += "\n## Constants\n\n" + Self.table(constantTable) + "\n"
    text +=
      "*Targets hold*: values of this constant, the others fixed, at which every target that is met stays met. "
      + "*Determined*: the change of log times and thresholds with the constant's logarithm when the other constants "
      + "follow; below \(FitText.number(ModelFit.leastSensitivity, 1)) the targets do not determine it.\n\n"
    for sentence in sentences { text += "- \(sentence)\n" }
    for file in result.files {
      text += "- \(Self.escaped(file.name)): \(FitText.count(file.pulses, "pulse"))\n"
    }
    return text
  }

  private static func table(_ rows: [[String]]) -> String {
    var text = ""
    for (index, row) in rows.enumerated() {
      text += "| " + row.map(escaped).joined(separator: " | ") + " |\n"
      if index == 0 { text += "|" + row.map { _ in "---|" }.joined() + "\n" }
    }
    return text
  }

  /// A text that neither ends a table's cell nor starts markup.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "|", "<", "*", "`", "[", "\\": result += "\\\(character)"
      case _ where character.isNewline: result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
