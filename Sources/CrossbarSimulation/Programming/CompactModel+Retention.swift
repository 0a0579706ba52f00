public import CrossbarCore
public import CrossbarDevices

extension CompactModel {
  /// The state of a cell that rests at 0 V, from seconds to years.
  ///
  /// At 0 V the equation is x·(1−x)·(x−x_c)/trel with rates of SET and RESET that are all but nothing: a filament below
  /// x_c fades within some relaxation times, one above it grows to the LRS. It is one equation without time in it, so the
  /// state runs monotonically into the next root and stays there; integrated with growing steps until it is within 10⁻⁹ of
  /// that root or the time is over. That is all the retention that the model has: what persists for a second persists.
  public func stateAtRest(_ state: Double, after time: Seconds, device: DeviceSample) -> Double {
    var x = min(max(state, 0), 1)
    if !(time.value > 0) { return x }
    func slope(_ x: Double) -> Double { stateDerivative(0, state: x, device: device) }
    let first = slope(x)
    if first == 0 || isRoot(x, first, device) { return x }
    ScalarIntegration.advance(
      &x, over: time.value, firstStep: constants.relaxationTime * 0.01, tolerance: 1e-8
    ) {
      slope($1)
    } until: { step in
      step.slope1 == 0 || (step.slope1 > 0) != (first > 0) || isRoot(step.x1, step.slope1, device)
    }
    return x
  }

  /// Whether the state that the slope leads to lies within 10⁻⁹.
  private func isRoot(_ x: Double, _ slope: Double, _ device: DeviceSample) -> Bool {
    let ahead = x + (slope > 0 ? 1e-9 : -1e-9)
    if ahead <= 0 || ahead >= 1 { return true }
    return (stateDerivative(0, state: ahead, device: device) > 0) != (slope > 0)
  }
}
