internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// `switching-time.cir`: times of SET and RESET of the median device against the amplitude of a step.
struct SwitchingTimeDeck {
  /// Amplitudes over the threshold.
  static let shares = [1.02, 1.05, 1.1, 1.25, 1.5, 2, 2.5, 3]

  private let decks: CharacterisationDecks

  init(_ decks: CharacterisationDecks) { self.decks = decks }

  private struct Step {
    var amplitude: Double
    var shortest = 0.0
    var longest = 1e30
  }

  /// Amplitudes of one sign in rising magnitude, with the bounds that the targets set.
  private func steps(sign: Double, threshold: Double) -> [Step] {
    var all: [Step] = []
    for time in decks.targets.times where time.voltage * sign > 0 {
      if let place = all.firstIndex(where: { $0.amplitude == time.voltage }) {
        all[place].shortest = max(all[place].shortest, time.shortest)
        all[place].longest = min(all[place].longest, time.longest)
      } else {
        all.append(Step(amplitude: time.voltage, shortest: time.shortest, longest: time.longest))
      }
    }
    for share in Self.shares {
      let amplitude = (sign * share * threshold).inSixDigits
      // Two amplitudes too close together would differ by less than the times are exact.
      if all.contains(where: { abs($0.amplitude / amplitude - 1) < 0.01 }) { continue }
      all.append(Step(amplitude: amplitude))
    }
    return all.sorted { $0.amplitude.magnitude < $1.amplitude.magnitude }
  }

  func text() throws(Diagnostics) -> String {
    let median = decks.median
    let sets = steps(sign: 1, threshold: median.vSet)
    let steps = sets + steps(sign: -1, threshold: median.vReset)
    let c = decks.input.device.constants
    let slowest = 8 * max(c.thresholdTime, c.minimumTime)
    let step = (max(c.thresholdTime, c.minimumTime) / 500).inSixDigits
    return try TemplateRenderer.render(
      TemplateLibrary.switchingTime, name: "switching-time.cir",
      values: decks.medianValues.merging([
        "bounds_source": .text(decks.targets.timeSource), "count": .integer(steps.count),
        "indices": .text(steps.indices.map { String($0 + 1) }.joined(separator: " ")),
        "first_reset": .integer(sets.count + 1),
        "rise": .number(min(1e-6, c.minimumTime / 1000).inSixDigits),
        "step": .number(step), "end": .number(slowest.inSixDigits),
        "steps": .list(
          steps.indices.map { index in
            [
              "index": .integer(index + 1), "amplitude": .number(steps[index].amplitude),
              "magnitude": .number(steps[index].amplitude.magnitude),
              "start": .integer(index < sets.count ? 0 : 1),
              "shortest": .number(steps[index].shortest), "longest": .number(steps[index].longest),
            ]
          }),
      ]) { $1 })
  }
}
