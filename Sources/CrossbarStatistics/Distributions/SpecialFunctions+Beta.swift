internal import CrossbarCore

extension SpecialFunctions {
  /// I_x(a, b), the regularized incomplete beta function, for a, b > 0 and 0 ≤ x ≤ 1.
  public static func regularizedBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    betaTail(a, b, x, 1 - x).lower
  }

  /// The x with I_x(a, b) = `probability`, and its complement 1 − x, both accurate.
  public static func inverseRegularizedBeta(_ a: Double, _ b: Double, probability: Double) -> (
    x: Double, complement: Double
  ) {
    if !(probability >= 0 && probability <= 1) { return (.nan, .nan) }
    if probability == 0 { return (0, 1) }
    if probability == 1 { return (1, 0) }
    let isUpper = probability > 0.5
    let target = isUpper ? PortableMath.log1p(-probability) : PortableMath.log(probability)
    // The logit of a beta variate has this mean and variance; Newton on the logit of x from there.
    let spread = (trigamma(a) + trigamma(b)).squareRoot()
    var u = digamma(a) - digamma(b) + spread * PortableMath.normalQuantile(probability)
    var low = -Double.infinity
    var high = Double.infinity
    for _ in 0..<300 {
      let (x, y) = logistic(u)
      let tail = betaTail(a, b, x, y)
      let logTail = isUpper ? tail.logUpper : tail.logLower
      let difference = isUpper ? target - logTail : logTail - target
      if difference == 0 { break }
      if difference < 0 { low = u } else { high = u }
      let slope = PortableMath.exp(logBetaPower(a, b, x, y) - logTail)
      var next = u - difference / slope
      if !(next > low && next < high) || (next - u).magnitude > 50 + u.magnitude {
        if high == .infinity {
          next = u + max(1, u.magnitude)
        } else if low == -.infinity {
          next = u - max(1, u.magnitude)
        } else {
          next = low + (high - low) / 2
        }
      }
      let isDone = (next - u).magnitude <= 4e-16 * max(1, u.magnitude)
      u = next
      if isDone { break }
    }
    return logistic(u)
  }

  private static func logistic(_ u: Double) -> (Double, Double) {
    let e = PortableMath.exp(-u.magnitude)
    let small = e / (1 + e)
    let large = 1 / (1 + e)
    return u < 0 ? (small, large) : (large, small)
  }

  /// ln of x^a y^b / B(a, b), y = 1 − x, in the saddle-point form.
  private static func logBetaPower(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let slack = x * b - y * a
    return a * deviance(ratio: x * (a + b) / a, excess: slack / a)
      + b * deviance(ratio: y * (a + b) / b, excess: -slack / b)
      + stirlingError(a + b) - stirlingError(a) - stirlingError(b) + 0.5
      * (PortableMath.log(a) + PortableMath.log(b) - PortableMath.log(a + b)) - halfLog2Pi
  }

  /// One tail of the beta distribution by its continued fraction (DLMF 8.17.22), whichever converges.
  static func betaTail(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> ScaledTail {
    if !(a > 0) || !(b > 0) || x.isNaN {
      return ScaledTail(logScale: 0, factor: .nan, isLower: true)
    }
    if x <= 0 { return .zero }
    if y <= 0 { return .one }
    let isLower = x < (a + 1) / (a + b + 2)
    return ScaledTail(
      logScale: logBetaPower(a, b, x, y),
      factor: isLower ? betaFraction(a, b, x) / a : betaFraction(b, a, y) / b, isLower: isLower)
  }

  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if d.magnitude < tiny { d = tiny }
    d = 1 / d
    var h = d
    for k in 1..<200_000 {
      let m = Double(k)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + even * d
      if d.magnitude < tiny { d = tiny }
      c = 1 + even / c
      if c.magnitude < tiny { c = tiny }
      d = 1 / d
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + odd * d
      if d.magnitude < tiny { d = tiny }
      c = 1 + odd / c
      if c.magnitude < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      h *= factor
      if (factor - 1).magnitude < 2e-16 { break }
    }
    return h
  }

  /// P(χ² > x) with `degrees` of freedom.
  public static func chiSquaredSurvival(_ x: Double, degrees: Double) -> Double {
    regularizedGammaQ(shape: degrees / 2, x / 2)
  }

  /// The `probability` quantile of χ² with `degrees` of freedom.
  public static func chiSquaredQuantile(_ probability: Double, degrees: Double) -> Double {
    2 * inverseRegularizedGammaP(shape: degrees / 2, probability: probability)
  }

  /// P(T > t) of Student's t with `degrees` of freedom.
  public static func studentSurvival(_ t: Double, degrees: Double) -> Double {
    if t.isNaN { return t }
    if t.isInfinite { return t > 0 ? 0 : 1 }
    let square = t * t
    let total = degrees + square
    let x = total == .infinity ? 0 : degrees / total
    let half = 0.5 * betaTail(degrees / 2, 0.5, x, total == .infinity ? 1 : square / total).lower
    return t >= 0 ? half : 1 - half
  }

  /// The `probability` quantile of Student's t with `degrees` of freedom.
  public static func studentQuantile(_ probability: Double, degrees: Double) -> Double {
    if probability == 0.5 { return 0 }
    let tail = min(probability, 1 - probability)
    let (x, y) = inverseRegularizedBeta(degrees / 2, 0.5, probability: 2 * tail)
    let t = (degrees * y / x).squareRoot()
    return probability < 0.5 ? -t : t
  }

  /// P(F > x) of Fisher's F with the degrees of freedom of numerator and denominator.
  public static func fisherSurvival(_ x: Double, numerator: Double, denominator: Double) -> Double {
    if x <= 0 { return 1 }
    if x == .infinity { return 0 }
    let total = denominator + numerator * x
    return betaTail(
      denominator / 2, numerator / 2, denominator / total, numerator * x / total
    ).lower
  }

  /// The `probability` quantile of Fisher's F.
  public static func fisherQuantile(
    _ probability: Double, numerator: Double, denominator: Double
  ) -> Double {
    let (x, y) = inverseRegularizedBeta(
      numerator / 2, denominator / 2, probability: probability)
    return denominator * x / (numerator * y)
  }
}
