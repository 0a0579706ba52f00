internal import CrossbarCore

/// One tail of a distribution as e^`logScale` · `factor`, so that neither under- nor overflow loses it.
struct ScaledTail {
  var logScale: Double
  var factor: Double
  /// Whether it is the probability below; else that above.
  var isLower: Bool

  private var direct: Double { PortableMath.exp(logScale) * factor }
  private var logDirect: Double { logScale + PortableMath.log(factor) }

  var lower: Double { clipped(isLower ? direct : 1 - direct) }
  var upper: Double { clipped(isLower ? 1 - direct : direct) }
  var logLower: Double { isLower ? min(0, logDirect) : complement }
  var logUpper: Double { isLower ? complement : min(0, logDirect) }

  private func clipped(_ p: Double) -> Double { p < 0 ? 0 : p > 1 ? 1 : p }

  private var complement: Double { PortableMath.log1p(-min(1, direct)) }

  static let zero = ScaledTail(logScale: -.infinity, factor: 1, isLower: true)
  static let one = ScaledTail(logScale: -.infinity, factor: 1, isLower: false)
}

extension SpecialFunctions {
  /// P(shape, x) = γ(shape, x) / Γ(shape) for shape > 0, x ≥ 0.
  public static func regularizedGammaP(shape: Double, _ x: Double) -> Double {
    gammaTail(shape: shape, x).lower
  }

  /// Q(shape, x) = Γ(shape, x) / Γ(shape) = 1 − P.
  public static func regularizedGammaQ(shape: Double, _ x: Double) -> Double {
    gammaTail(shape: shape, x).upper
  }

  /// ln P(shape, x).
  public static func logRegularizedGammaP(shape: Double, _ x: Double) -> Double {
    gammaTail(shape: shape, x).logLower
  }

  /// ln Q(shape, x).
  public static func logRegularizedGammaQ(shape: Double, _ x: Double) -> Double {
    gammaTail(shape: shape, x).logUpper
  }

  /// ln of x^a e^−x / Γ(a + 1), by the saddle-point form where the plain one cancels (C. Loader 2000).
  static func logGammaPower(_ a: Double, _ x: Double) -> Double {
    if a < 10 { return a * PortableMath.log(x) - x - logGammaOnePlus(a) }
    return a * deviance(ratio: x / a, excess: (x - a) / a) - stirlingError(a)
      - 0.5 * PortableMath.log(a) - halfLog2Pi
  }

  /// ln r − (r − 1), given both r and r − 1 without rounding of the one into the other.
  static func deviance(ratio: Double, excess: Double) -> Double {
    excess < -0.4 || excess > 0.7
      ? PortableMath.log(ratio) - excess : PortableMath.log1pMinus(excess)
  }

  /// The smaller or otherwise well-conditioned tail of the gamma distribution.
  ///
  /// Series below the mean and the continued fraction above it (Gautschi 1979), Temme's uniform expansion near the
  /// mean of large shapes, and Γ(a, x) near a = 0 by the difference of two small numbers.
  static func gammaTail(shape a: Double, _ x: Double) -> ScaledTail {
    if a.isNaN || x.isNaN || a <= 0 {
      return ScaledTail(logScale: 0, factor: .nan, isLower: true)
    }
    if x <= 0 { return .zero }
    if x == .infinity { return .one }
    if a >= 100 {
      let mu = (x - a) / a
      if mu > -0.39 && mu < 0.58 { return uniformGammaTail(a, mu) }
    }
    if a < 1 && x < 1 {
      let upper = smallUpperGamma(a, x)
      return upper < 0.5
        ? ScaledTail(logScale: 0, factor: upper, isLower: false) : lowerGammaSeries(a, x)
    }
    if x < a { return lowerGammaSeries(a, x) }
    return upperGammaFraction(a, x)
  }

  private static func lowerGammaSeries(_ a: Double, _ x: Double) -> ScaledTail {
    var term = 1.0
    var sum = 1.0
    var n = a
    while term > 1e-17 * sum {
      n += 1
      term *= x / n
      sum += term
    }
    return ScaledTail(logScale: logGammaPower(a, x), factor: sum, isLower: true)
  }

  /// Q(a, x) for a, x < 1: 1 − P without the cancellation.
  private static func smallUpperGamma(_ a: Double, _ x: Double) -> Double {
    let power = PortableMath.expm1(a * PortableMath.log(x) - logGammaOnePlus(a))
    var term = a
    var sum = 0.0
    var n = 1.0
    while term.magnitude > 1e-18 * a {
      term *= -x / n
      sum += term / (a + n)
      n += 1
    }
    return -(power + sum + power * sum)
  }

  /// Legendre's continued fraction by the modified Lentz method.
  private static func upperGammaFraction(_ a: Double, _ x: Double) -> ScaledTail {
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    var n = 1.0
    while n < 100_000 {
      let an = -n * (n - a)
      b += 2
      d = an * d + b
      if d.magnitude < 1e-300 { d = 1e-300 }
      c = b + an / c
      if c.magnitude < 1e-300 { c = 1e-300 }
      d = 1 / d
      let factor = d * c
      h *= factor
      if (factor - 1).magnitude < 1e-16 { break }
      n += 1
    }
    // x^a e^−x / Γ(a) = a · x^a e^−x / Γ(a + 1).
    return ScaledTail(logScale: logGammaPower(a, x), factor: a * h, isLower: false)
  }

  private static func uniformGammaTail(_ a: Double, _ mu: Double) -> ScaledTail {
    let half = -PortableMath.log1pMinus(mu)
    let eta = mu < 0 ? -(2 * half).squareRoot() : (2 * half).squareRoot()
    var sum = 0.0
    for row in uniformGamma.reversed() {
      var value = 0.0
      for coefficient in row.reversed() { value = value * eta + coefficient }
      sum = sum / a + value
    }
    let rest = sum / (6.283_185_307_179_586_477 * a).squareRoot()
    let y = (a * half).squareRoot()
    let complement =
      y >= 0.46875
      ? scaledComplementaryError(y)
      : 2 * normalSurvival(y * 1.414_213_562_373_095_048_8) * PortableMath.exp(y * y)
    return ScaledTail(
      logScale: -a * half, factor: 0.5 * complement + (mu < 0 ? -rest : rest), isLower: mu < 0)
  }

  /// The x with P(shape, x) = `probability`; accurate in the lower tail, and in the upper as far as 1 − probability is.
  public static func inverseRegularizedGammaP(shape: Double, probability: Double) -> Double {
    if !(probability >= 0 && probability <= 1) { return .nan }
    if probability == 0 { return 0 }
    if probability == 1 { return .infinity }
    return inverseRegularizedGammaP(
      shape: shape, score: PortableMath.normalQuantile(probability))
  }

  /// The x with P(shape, x) = Φ(`score`), solved in the upper tail where the score is positive.
  ///
  /// Newton on the logarithm of the tail against ln x, kept inside a bracket. Zero where x is below 10⁻³⁰⁸.
  public static func inverseRegularizedGammaP(shape a: Double, score z: Double) -> Double {
    if !(a > 0) || z.isNaN { return .nan }
    if z == -.infinity { return 0 }
    if z == .infinity { return z }
    let upper = z > 0
    let target = upper ? logNormalSurvival(z) : logNormalCumulative(z)
    let cube = 1 - 1 / (9 * a) + z / (3 * a.squareRoot())
    let wilsonHilferty = a * cube * cube * cube
    let fromZero = PortableMath.exp(
      ((upper ? logNormalCumulative(z) : target) + logGammaOnePlus(a)) / a)
    var x = a > 1 && cube > 0.2 ? wilsonHilferty : min(fromZero, upper ? -target + 1 : .infinity)
    if x == 0 { return 0 }
    x = min(max(x, .leastNormalMagnitude), 1e300)
    var low = 0.0
    var high = Double.infinity
    for _ in 0..<200 {
      let tail = gammaTail(shape: a, x)
      let logTail = upper ? tail.logUpper : tail.logLower
      let difference = upper ? target - logTail : logTail - target
      if difference == 0 { return x }
      if difference < 0 { low = x } else { high = x }
      // d ln tail / d ln x = x · density / tail; x · density = a · x^a e^−x / Γ(a + 1).
      let slope = a * PortableMath.exp(logGammaPower(a, x) - logTail)
      let step = -difference / slope
      var next = step.magnitude < 50 ? x + x * PortableMath.expm1(step) : .nan
      if !(next > low && next < high) {
        if high == .infinity {
          next = x * 4
        } else if low == 0 {
          next = x / 16
        } else {
          next = low.squareRoot() * high.squareRoot()
        }
      }
      if next < .leastNormalMagnitude { return 0 }
      let isDone = (next - x).magnitude <= 4e-16 * x
      x = next
      if isDone { return x }
    }
    return x
  }
}
