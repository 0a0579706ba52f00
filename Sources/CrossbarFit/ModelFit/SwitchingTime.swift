internal import CrossbarCore
internal import CrossbarDevices

/// Switching times of the compact model at a constant voltage across the memristor.
///
/// A SET lasts from x = 0 to ``switched``, a RESET from x = 1 to 1 − ``switched``. At a constant voltage dx/dt depends on
/// x alone, so the time is the integral of dx over dx/dt: a quadrature, exact to its tolerance, and infinite where
/// dx/dt vanishes on the way.
struct SwitchingTime {
  let model: CompactModel
  let device: DeviceSample
  /// Times are bounded by this, s.
  var limit: Double

  /// State at which a SET is over.
  static let switched = 0.95

  /// The time, s; at most about ``limit``, however slow the model is: dx/dt counts as 1/limit at least.
  func bounded(_ voltage: Double, _ polarity: SwitchingTargets.Polarity) -> Double {
    switch polarity {
    case .set: bounded(voltage, from: 0, to: Self.switched)
    case .reset: bounded(voltage, from: 1, to: 1 - Self.switched)
    }
  }

  /// The time, s; infinite where the model does not switch within ``limit``.
  func time(_ voltage: Double, _ polarity: SwitchingTargets.Polarity) -> Double {
    let time = bounded(voltage, polarity)
    return time > 0.01 * limit ? .infinity : time
  }

  /// Time from one state to another, s, bounded.
  func bounded(_ voltage: Double, from start: Double, to end: Double) -> Double {
    let direction = end >= start ? 1.0 : -1.0
    let least = 1 / limit
    return AdaptiveSimpson(relativeTolerance: 1e-8).integral(
      from: min(start, end), to: max(start, end)
    ) { x in
      1 / max(direction * model.stateDerivative(voltage, state: x, device: device), least)
    }
  }
}

/// Simpson's rule on halved pieces until two halves agree with their whole, to a bounded depth.
struct AdaptiveSimpson {
  var relativeTolerance: Double
  private static let pieces = 32
  private static let depth = 24

  init(relativeTolerance: Double) { self.relativeTolerance = relativeTolerance }

  /// The integral of a positive function.
  func integral(from start: Double, to end: Double, _ f: (Double) -> Double) -> Double {
    if end <= start { return 0 }
    let width = (end - start) / Double(Self.pieces)
    var values: [Double] = []
    values.reserveCapacity(2 * Self.pieces + 1)
    for index in 0...(2 * Self.pieces) { values.append(f(start + Double(index) * width / 2)) }
    let wholes = (0..<Self.pieces).map { piece in
      width / 6 * (values[2 * piece] + 4 * values[2 * piece + 1] + values[2 * piece + 2])
    }
    let tolerance = relativeTolerance * wholes.reduce(0, +) / Double(Self.pieces)
    var sum = 0.0
    for piece in 0..<Self.pieces {
      let left = start + Double(piece) * width
      sum += refine(
        f, left, left + width, values[2 * piece], values[2 * piece + 1], values[2 * piece + 2],
        wholes[piece], tolerance, Self.depth)
    }
    return sum
  }

  private func refine(
    _ f: (Double) -> Double, _ a: Double, _ b: Double, _ fa: Double, _ fm: Double, _ fb: Double,
    _ whole: Double, _ tolerance: Double, _ depth: Int
  ) -> Double {
    let m = (a + b) / 2
    let fl = f((a + m) / 2)
    let fr = f((m + b) / 2)
    let left = (m - a) / 6 * (fa + 4 * fl + fm)
    let right = (b - m) / 6 * (fm + 4 * fr + fb)
    let difference = left + right - whole
    if depth == 0 || difference.magnitude <= 15 * tolerance {
      return left + right + difference / 15
    }
    return refine(f, a, m, fa, fl, fm, left, max(tolerance / 2, 1e-14 * left), depth - 1)
      + refine(f, m, b, fm, fr, fb, right, max(tolerance / 2, 1e-14 * right), depth - 1)
  }
}
