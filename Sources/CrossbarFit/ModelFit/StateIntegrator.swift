internal import CrossbarCore

/// Integrates one state x(t) whose rates may differ by many orders of magnitude.
///
/// The linearly implicit pair of orders 2 and 3 of L. F. Shampine and M. W. Reichelt, "The MATLAB ODE suite", SIAM
/// Journal on Scientific Computing 18 (1997) 1–22, which for one state needs no matrices.
struct StateIntegrator {
  /// Local error of x that a step may make.
  var tolerance = 1e-6
  /// Steps after which an integration is given up.
  var stepLimit = 100_000

  private static let d = 1 / (2 + 2.0.squareRoot())
  private static let e32 = 6 + 2.0.squareRoot()

  /// How an integration ended.
  enum End: Hashable {
    /// At the end of the interval.
    case end
    /// The state passed the wanted value at this time, s, found by a straight line within the last step.
    case passed(Double)
    /// In too many steps.
    case givenUp
  }

  /// Integrates x from `start` to `end`.
  ///
  /// - Parameters:
  ///   - passing: ends the integration where x passes this value.
  ///   - slope: dx/dt at a time and state.
  func run(
    _ x: inout Double, from start: Double = 0, to end: Double, passing: Double? = nil,
    slope: (Double, Double) -> Double
  ) -> End {
    let length = end - start
    let floor = length * 1e-13
    var time = start
    var step = length * 1e-4
    var f0 = slope(time, x)
    for _ in 0..<stepLimit {
      step = min(step, end - time, length / 50)
      let dx = x > 0.5 ? -1e-7 : 1e-7
      let jacobian = (slope(time, x + dx) - f0) / dx
      let dt = step * 1e-3
      let trend = (slope(time + dt, x) - f0) / dt
      // Where the state runs away, an implicit step must stay on this side of the pole.
      if jacobian * step * Self.d > 0.5 { step = 0.5 / (jacobian * Self.d) }
      let w = 1 - step * Self.d * jacobian
      let k1 = (f0 + step * Self.d * trend) / w
      let f1 = slope(time + step / 2, x + step / 2 * k1)
      let k2 = (f1 - k1) / w + k1
      let next = x + step * k2
      let f2 = slope(time + step, next)
      let k3 = (f2 - Self.e32 * (k2 - f1) - 2 * (k1 - f0) + step * Self.d * trend) / w
      let error = (step / 6 * (k1 - 2 * k2 + k3)).magnitude
      if error <= tolerance || step <= floor {
        let clamped = min(max(next, 0), 1)
        if let passing, (x - passing) * (clamped - passing) <= 0, x != clamped {
          let share = (passing - x) / (clamped - x)
          let moment = time + share * step
          x = passing
          return .passed(moment)
        }
        time += step
        x = clamped
        if end - time <= floor { return .end }
        f0 = clamped == next ? f2 : slope(time, x)
      }
      let ratio = tolerance / max(error, 1e-30)
      step *= min(4, max(0.2, 0.8 * PortableMath.exp(PortableMath.log(ratio) / 3)))
    }
    return .givenUp
  }
}
