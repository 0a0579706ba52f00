internal import CrossbarSimulation
internal import CrossbarStatistics

/// A complete simulation as a Markdown page: the ladder, what caused its losses, histograms with intervals, failures.
public enum SimulationReport {
  /// The page.
  public static func text(_ state: SimulationState) -> String {
    let setting = state.setting
    var lines = ["# What costs what: \(setting.network)", "", "```"]
    lines += SimulationText.lines(state)
    lines += [
      "```", "",
      "Intervals of 95 %: over the inputs (Wilson) for the first three rungs; over the sampled arrays for the others, by Student's t",
      "for means and Wilson for shares. *Against above* compares the same arrays at two rungs. *Were it mended*: what the",
      "accuracy would gain if the bits that this cause alone spoils were right, from the first \(state.tally.mendedArrays) arrays.",
    ]
    for (name, stage) in zip(
      ["device spread", "wires", "read noise", "faults"], state.tally.stages)
    {
      if name == "read noise" && !setting.deviceHasNoise { continue }
      lines += section(
        name, stage, inputs: setting.inputCount,
        decodes: setting.ladder.options.reading != .columnSum)
    }
    return (lines + failures(state)).joined(separator: "\n") + "\n"
  }

  private static func section(
    _ name: String, _ stage: StageTally, inputs: Int, decodes: Bool
  ) -> [String] {
    var lines = ["", "## With \(name)", ""]
    lines += histogram(
      stage.correct, heading: "inputs right", most: inputs)
    if decodes {
      lines += [""]
      lines += histogram(stage.bitErrors, heading: "wrong bits", most: nil)
    }
    if stage.zeroCurrents.total + stage.oneCurrents.total > 0 {
      lines += [""] + currents(stage)
    }
    return lines
  }

  /// A table of shares with intervals; at most some twenty bins of whole numbers.
  private static func histogram(
    _ histogram: Histogram, heading: String, most: Int?
  ) -> [String] {
    guard let first = histogram.entries.first?.value, let last = histogram.entries.last?.value
    else { return [] }
    let width = max(1, (last - first) / 20 + 1)
    var lines = ["| \(heading) | arrays | share |", "|---|---|---|"]
    var low = first
    while low <= last {
      let high = min(low + width - 1, most ?? Int.max)
      let count = histogram.entries.filter { (low...max(low, high)).contains($0.value) }
        .reduce(0) { $0 + $1.count }
      let range = width == 1 || low == high ? "\(low)" : "\(low)–\(high)"
      lines.append(
        "| \(range) | \(count) | \(ReportText.percent(.share(count, of: histogram.total))) |")
      low += width
    }
    return lines
  }

  private static func currents(_ stage: StageTally) -> [String] {
    var lines = [
      "| read current | cells that store 0 | share | cells that store 1 | share |",
      "|---|---|---|---|---|",
    ]
    let bins = Set((stage.zeroCurrents.entries + stage.oneCurrents.entries).map(\.value)).sorted()
    func cell(_ histogram: Histogram, _ bin: Int) -> String {
      if histogram.total == 0 { return "0 | " }
      return
        "\(histogram[bin]) | \(ReportText.percent(.share(histogram[bin], of: histogram.total)))"
    }
    for bin in bins {
      let range =
        bin == CurrentBin.none
        ? "none"
        : "\(amperes(CurrentBin.lowerBound(bin))) … \(amperes(CurrentBin.lowerBound(bin + 1)))"
      lines.append(
        "| \(range) | \(cell(stage.zeroCurrents, bin)) | \(cell(stage.oneCurrents, bin)) |")
    }
    return lines
  }

  /// A current with two digits and a prefix.
  private static func amperes(_ value: Double) -> String {
    var (value, prefix) = (value, 0)
    let prefixes = ["A", "mA", "µA", "nA", "pA", "fA", "aA"]
    while value < 0.9995 && prefix < prefixes.count - 1 {
      value *= 1000
      prefix += 1
    }
    return "\(ReportText.fixed(value, value < 9.95 ? 2 : value < 99.5 ? 1 : 0)) \(prefixes[prefix])"
  }

  private static func failures(_ state: SimulationState) -> [String] {
    if state.tally.failures.isEmpty { return [] }
    let shown = 100
    let failures = state.tally.failures
    var lines = [
      "", "## Failures", "",
      "Of \(failures.count) failures of the first \(failures.last?.array ?? 0) arrays:", "",
      "| would be right, were its bits right | failures | share |", "|---|---|---|",
    ]
    func row(_ name: String, _ count: Int) {
      if count == 0 { return }
      lines.append(
        "| \(name) | \(count) | \(ReportText.percent(.share(count, of: failures.count))) |")
    }
    for cause in BitErrorCause.allCases {
      row(cause.words, failures.count { $0.mendedBy.contains(cause) })
    }
    row("no single cause", failures.count { $0.mendedBy.isEmpty })
    lines += [
      "",
      "The first \(min(shown, state.tally.failures.count)) inputs that an array classifies otherwise than their label, on the last rung; the causes of",
      "which each alone, were its bits right, would make the input right.", "",
      "| array | input | label | says | wrong bits | mended by |", "|---|---|---|---|---|---|",
    ]
    for failure in state.tally.failures.prefix(shown) {
      lines.append(
        "| \(failure.array) | \(failure.input) | \(failure.label) | \(failure.chosen) | \(failure.bitErrors) | "
          + "\(failure.mendedBy.isEmpty ? "no single cause" : failure.mendedBy.map(\.words).joined(separator: "; ")) |"
      )
    }
    return lines
  }
}
