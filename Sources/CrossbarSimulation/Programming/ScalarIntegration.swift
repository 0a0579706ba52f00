internal import CrossbarCore

/// One scalar differential equation by the pair of P. Bogacki and L. F. Shampine (Appl. Math. Lett. 2, 1989), steps controlled.
enum ScalarIntegration {
  /// One accepted step with the slopes at its ends.
  struct Step {
    var time0: Double
    var x0: Double
    var slope0: Double
    var time1: Double
    var x1: Double
    var slope1: Double
  }

  /// Most steps of one integration; none of this module's equations comes near.
  private static let stepLimit = 5_000_000

  /// Carries `x`, kept in 0 … 1, over `length`.
  ///
  /// - Parameters:
  ///   - tolerance: of one step's error, absolute.
  ///   - slope: dx/dt at a time and state.
  ///   - stop: looks at each accepted step; true ends the integration.
  @inline(__always)
  static func advance(
    _ x: inout Double, over length: Double, firstStep: Double, tolerance: Double,
    slope: (_ time: Double, _ x: Double) -> Double, until stop: (Step) -> Bool
  ) {
    var time = 0.0
    var step = min(length, firstStep)
    var k1 = slope(0, x)
    var steps = 0
    while time < length && steps < stepLimit {
      steps += 1
      step = min(step, length - time)
      let k2 = slope(time + step / 2, clamped(x + step / 2 * k1))
      let k3 = slope(time + step * 0.75, clamped(x + step * 0.75 * k2))
      let next = clamped(x + step * (2 * k1 + 3 * k2 + 4 * k3) / 9)
      let k4 = slope(time + step, next)
      let error = (step * (-5 * k1 / 72 + k2 / 12 + k3 / 9 - k4 / 8)).magnitude
      if error <= tolerance || step < 1e-12 {
        let after = length - time - step < 1e-15 * length ? length : time + step
        let taken = Step(time0: time, x0: x, slope0: k1, time1: after, x1: next, slope1: k4)
        time = after
        x = next
        k1 = k4
        if stop(taken) { return }
      }
      step *= min(4, max(0.2, 0.9 * cubeRoot(tolerance / max(error, 1e-30))))
    }
  }

  private static func clamped(_ x: Double) -> Double { min(max(x, 0), 1) }

  private static func cubeRoot(_ value: Double) -> Double {
    PortableMath.exp(PortableMath.log(value) / 3)
  }
}
