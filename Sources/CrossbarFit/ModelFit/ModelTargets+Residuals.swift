internal import CrossbarCore

extension ModelTargets {
  /// How far inside a bound the fit aims, as a logarithm.
  private static let margin = 0.02
  /// Weights of what must hold against a factor of e in a switching time.
  private static let sweepWeight = 20.0
  private static let stateWeight = 5.0
  /// Distance of a SET's end from the dividing state, in states.
  private static let stateMargin = 0.02

  /// What least squares make small: logarithms of times over their targets, one-sided for bounds, and for each other
  /// target its distance beyond what is tolerated. Of n observations at one amplitude the root of n weighs.
  func residuals(_ behaviour: ModelBehaviour) -> [Double] {
    var residuals: [Double] = []
    for group in groups {
      let time = PortableMath.log(behaviour.times[group.amplitude])
      if !group.exact.isEmpty {
        let count = Double(group.exact.count)
        residuals.append(count.squareRoot() * (time - group.exact.reduce(0, +) / count))
      }
      // Bounds close together leave no room for a margin.
      let room =
        group.upper.count == 1 && group.lower.count == 1 ? group.upper[0] - group.lower[0] : 1
      let margin = min(Self.margin, room / 4)
      if let bound = group.upper.first {
        residuals.append(
          Double(group.upper.count).squareRoot() * max(0, time - bound + margin))
      }
      if let bound = group.lower.first {
        residuals.append(
          Double(group.lower.count).squareRoot() * max(0, bound - time + margin))
      }
    }
    for (sweep, found) in zip(sweeps, behaviour.thresholds) {
      // A sweep ends at twice the threshold.
      let error = PortableMath.log((found ?? 2 * sweep.threshold) / sweep.threshold).magnitude
      residuals.append(Self.sweepWeight * max(0, error - Self.sweepTolerance * 0.9))
    }
    if let state = behaviour.volatileState, let fading = behaviour.fadingTime {
      residuals.append(Self.stateWeight * max(0, state - behaviour.divide + Self.stateMargin))
      residuals.append(max(0, PortableMath.log(max(fading, 1e-12) / Self.fading) + Self.margin))
    }
    if let state = behaviour.persistentState {
      residuals.append(Self.stateWeight * max(0, behaviour.divide + Self.stateMargin - state))
    }
    residuals.append(
      0.2 * max(0, PortableMath.log(max(behaviour.disturb, 1e-30) / Self.disturb) + Self.margin))
    return residuals
  }
}
