internal import CrossbarCore
internal import CrossbarLayout

extension PrintJobCheck.Comparison {
  /// Recomputes every time of the job from the process and the pages' sizes, in minutes as real numbers.
  mutating func compareTimes(_ root: PrintJobElement) {
    let head = layout.process.printHead
    expect("nozzles", Double(head.nozzles), root)
    expect("carriage-mm-per-s", Double(head.speed) / 1e6, root)
    expect("turn-s", Double(head.turn) / 1e3, root)
    var total = 0.0
    for step in root.children where step.name == "step" {
      guard let minutes = step.children.first.flatMap({ time($0) }) else {
        if step.text("estimated-minutes") != nil {
          report("time", "estimated-minutes is stated of a step that has no time", step)
        }
        continue
      }
      expectTime("estimated-minutes", minutes, step)
      total += minutes
    }
    expectTime("estimated-minutes", total, root)
  }

  /// What a step takes; nil where nothing is known of it.
  private mutating func time(_ step: PrintJobElement) -> Double? {
    switch step.name {
    case "treat": return step.number("minutes").map(Self.hundredths)
    case "transfer":
      guard let minutes = step.number("minutes"), let times = step.number("times") else {
        return nil
      }
      return times * Self.hundredths(minutes)
    case "print":
      guard
        let ink = step.text("layer").flatMap({ MaskLayer(rawValue: $0) })
          .flatMap({ layout.process.ink($0) })
      else { return nil }
      var sum = Self.hundredths(ink.cure.minutes ?? 0)
      for (mask, sheet) in zip(step.children, layout.sheets) {
        sum += Double(ink.passes) * passTime(mask, ink, sheet)
      }
      return sum
    default: return nil
    }
  }

  /// Checks one page of a layer and returns its pass, rounded as the job states it.
  private mutating func passTime(
    _ mask: PrintJobElement, _ ink: Ink, _ sheet: Sheet
  ) -> Double {
    let head = layout.process.printHead
    let swath = Double(head.nozzles) * Double(ink.dropSpacingY)
    let swaths = (Double(sheet.height) / swath).rounded(.up)
    let seconds =
      swaths * (Double(sheet.width) / Double(head.speed) + Double(head.turn) / 1000)
    expect("swaths", swaths, mask)
    // The job rounds a pass once and multiplies; which way a half goes is its business.
    let stated = mask.number("pass-minutes") ?? -1
    let pass =
      abs(stated - seconds / 60) <= 0.005 + 1e-9 ? stated : Self.hundredths(seconds / 60)
    expectTime("pass-minutes", pass, mask)
    expectTime("estimated-minutes", Double(ink.passes) * pass, mask)
    return pass
  }

  private static func hundredths(_ minutes: Double) -> Double {
    (minutes * 100).rounded() / 100
  }

  /// Compares a time to hundredths of a minute.
  private mutating func expectTime(_ key: String, _ minutes: Double, _ element: PrintJobElement) {
    let stated = element.number(key)
    if let stated, abs(stated - minutes) < 0.005 { return }
    report(
      "time",
      "\(key) is \(stated.map { "\($0)" } ?? "missing"); it should be "
        + "\(Self.hundredths(minutes))", element)
  }
}
