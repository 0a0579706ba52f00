internal import CrossbarCore

/// A log-likelihood with its gradient and Hessian in two parameters.
struct Curvature {
  var value = 0.0
  var g1 = 0.0
  var g2 = 0.0
  var h11 = 0.0
  var h12 = 0.0
  var h22 = 0.0

  /// The inverse of minus the Hessian: the covariance of the estimates. Nil unless positive definite.
  var covariance: (v11: Double, v12: Double, v22: Double)? {
    let determinant = h11 * h22 - h12 * h12
    if !(h11 < 0 && h22 < 0 && determinant > 0) || !determinant.isFinite { return nil }
    return (-h22 / determinant, h12 / determinant, -h11 / determinant)
  }
}

/// A log-likelihood of two parameters that Newton's method can climb.
protocol TwoParameterLikelihood: Sendable {
  /// −infinity where the parameters are not allowed.
  func value(_ first: Double, _ second: Double) -> Double
  func curvature(_ first: Double, _ second: Double) -> Curvature
}

extension TwoParameterLikelihood {
  /// The maximum by Newton's method, made definite by a growing ridge where needed and damped by halving.
  ///
  /// - Returns: the parameters and the curvature there; nil if no maximum is reached in 200 steps.
  func maximum(from first: Double, _ second: Double) -> (Double, Double, Curvature)? {
    var a = first
    var b = second
    var here = curvature(a, b)
    if !here.value.isFinite { return nil }
    for _ in 0..<200 {
      var ridge = 0.0
      var step = newtonStep(here, ridge)
      while step == nil && ridge < 1e18 {
        ridge = ridge == 0 ? 1e-6 : ridge * 10
        step = newtonStep(here, ridge)
      }
      guard let (da, db) = step else { return nil }
      // Twice the gain a quadratic would bring.
      let decrement = here.g1 * da + here.g2 * db
      if !(decrement >= 0) { return nil }
      if decrement <= 1e-13 {
        // Quadratic convergence: the last step is as good as exact.
        let last = curvature(a + da, b + db)
        if last.value.isFinite && last.value >= here.value - 1e-9 * (1 + here.value.magnitude) {
          return (a + da, b + db, last)
        }
        return (a, b, here)
      }
      var factor = 1.0
      var isBetter = false
      for _ in 0..<60 {
        let trial = value(a + factor * da, b + factor * db)
        if trial > here.value + 1e-4 * factor * decrement { isBetter = true; break }
        factor *= 0.5
      }
      if !isBetter {
        // Rounding hides any further gain.
        return decrement < 1e-6 * (1 + here.value.magnitude) ? (a, b, here) : nil
      }
      a += factor * da
      b += factor * db
      here = curvature(a, b)
      if !(here.g1.isFinite && here.g2.isFinite) { return nil }
    }
    return nil
  }

  private func newtonStep(_ c: Curvature, _ ridge: Double) -> (Double, Double)? {
    // The ridge is relative to the diagonal, so that the units of the parameters do not matter.
    let p = -c.h11 + ridge * (c.h11.magnitude + 1e-300)
    let q = -c.h22 + ridge * (c.h22.magnitude + 1e-300)
    let determinant = p * q - c.h12 * c.h12
    if !(p > 0 && q > 0 && determinant > 1e-14 * p * q) { return nil }
    return ((q * c.g1 + c.h12 * c.g2) / determinant, (p * c.g2 + c.h12 * c.g1) / determinant)
  }
}
