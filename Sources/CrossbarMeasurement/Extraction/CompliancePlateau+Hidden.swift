internal import CrossbarCore
internal import CrossbarStatistics

extension CompliancePlateau {
  /// The voltage above which a SET lies that the compliance hides: the high-resistive state itself reaches the
  /// compliance along one power law, whether or not its noise has a step that stands out; nil where the step is seen.
  ///
  /// The law is that of the points from a tenth of the voltage on at which the plateau begins, and hides a SET if it
  /// describes them and leads to the plateau's first sample.
  func hiddenBound(_ set: HalfCycle, floor: Double) -> Double? {
    guard let out = set.out, let start = outStart, start >= 4 else { return nil }
    let end = out.voltages[start]
    let least = out.tellingCurrent(floor: floor)
    let points = (0..<start).filter { out.voltages[$0] >= 0.1 * end && out.currents[$0] > least }
    guard points.count >= 4,
      let line = LinearRegression(
        x: points.map { out.logVoltages[$0] }, y: points.map { out.logCurrents[$0] })
    else { return nil }
    let isGradual = set.rise?.isAbrupt == false
    if isGradual, start >= 6, points.count >= 5, line.rSquared > 0.995 {
      return out.voltages[start - 1]
    }
    let residuals = points.map {
      out.logCurrents[$0] - line.intercept - line.slope * out.logVoltages[$0]
    }
    let noise = max(points.count < 8 ? 0.01 : 0.003, RobustScale.magnitude(residuals))
    let largest = residuals.reduce(0) { max($0, $1.magnitude) }
    // Five times the noise: more is a step or another law.
    guard noise <= 0.1, largest <= 5 * noise, !steps(residuals, noise: noise) else { return nil }
    // The low-resistive state may lead there too; the step to it is no noise.
    if let rise = set.rise, rise.isAbrupt, rise.jump > max(0.3, 8 * noise) { return nil }
    let expected = PortableMath.exp(line.intercept + line.slope * out.logVoltages[start])
    // The first sample of the plateau may have been lifted there by noise.
    return expected >= level * (0.95 - min(4 * noise, 0.1) + 0.012)
      ? out.voltages[start - 1] : nil
  }

  /// Whether the means of up to eight residuals before and after some point differ by more than five of their errors.
  private func steps(_ residuals: [Double], noise: Double) -> Bool {
    for k in 2..<max(2, residuals.count - 1) {
      let before = residuals[max(0, k - 8)..<k]
      let after = residuals[k..<min(residuals.count, k + 8)]
      let difference =
        after.reduce(0, +) / Double(after.count) - before.reduce(0, +) / Double(before.count)
      let variance = 1 / Double(before.count) + 1 / Double(after.count)
      if difference > max(5 * noise * variance.squareRoot(), 0.02) { return true }
    }
    return false
  }
}
