internal import CrossbarCore

extension SpecialFunctions {
  /// The standard normal density.
  public static func normalDensity(_ z: Double) -> Double {
    0.398_942_280_401_432_677_9 * gaussian(z)
  }

  /// The standard normal distribution function Φ(z), to full relative precision in both tails.
  public static func normalCumulative(_ z: Double) -> Double { normalSurvival(-z) }

  /// 1 − Φ(z), to full relative precision in both tails.
  public static func normalSurvival(_ z: Double) -> Double {
    let y = z.magnitude * 0.707_106_781_186_547_524_4
    if y <= 0.46875 { return 0.5 - 0.5 * smallError(z * 0.707_106_781_186_547_524_4) }
    let tail = 0.5 * gaussian(z) * scaledComplementaryError(y)
    return z > 0 ? tail : 1 - tail
  }

  /// ln Φ(z), finite for every finite z.
  public static func logNormalCumulative(_ z: Double) -> Double { logNormalSurvival(-z) }

  /// ln(1 − Φ(z)), finite for every finite z.
  public static func logNormalSurvival(_ z: Double) -> Double {
    if z < -1 { return PortableMath.log1p(-normalSurvival(-z)) }
    let y = z * 0.707_106_781_186_547_524_4
    if y <= 0.46875 { return PortableMath.log(normalSurvival(z)) }
    return PortableMath.log(0.5 * scaledComplementaryError(y)) - 0.5 * z * z
  }

  /// φ(z) / (1 − Φ(z)), the normal hazard, without overflow.
  static func normalHazard(_ z: Double) -> Double {
    let y = z * 0.707_106_781_186_547_524_4
    if y <= 0.46875 { return normalDensity(z) / normalSurvival(z) }
    return 0.797_884_560_802_865_355_9 / scaledComplementaryError(y)
  }

  /// Φ⁻¹ of a probability given as its logarithm, so that tails below 10⁻³⁰⁸ keep their score.
  public static func normalQuantile(logCumulative logP: Double) -> Double {
    if logP >= 0 { return logP == 0 ? .infinity : .nan }
    if logP > -0.693_147_180_559_945_3 {
      return -normalQuantile(logCumulative: PortableMath.log1mexp(logP))
    }
    if logP > -700 { return PortableMath.normalQuantile(PortableMath.exp(logP)) }
    // Newton on ln Φ, which is all but quadratic here.
    var z = -(-2 * logP).squareRoot()
    for _ in 0..<50 {
      let step = (logNormalCumulative(z) - logP) / normalHazard(-z)
      z -= step
      if step.magnitude <= 1e-15 * z.magnitude { break }
    }
    return z
  }

  /// exp(−z²/2), the square split so that its rounding does not reach the result.
  static func gaussian(_ z: Double) -> Double {
    if z.magnitude > 39 { return 0 }
    let head = (z * 16).rounded(.towardZero) / 16
    return PortableMath.exp(-head * head * 0.5)
      * PortableMath.exp(-(z - head) * (z + head) * 0.5)
  }

  /// The error function for |y| ≤ 0.46875 (W. J. Cody, Math. Comp. 23 (1969) 631).
  private static func smallError(_ y: Double) -> Double {
    let s = y * y
    var top = 1.85777706184603153e-1 * s
    top = (top + 3.16112374387056560e0) * s
    top = (top + 1.13864154151050156e2) * s
    top = (top + 3.77485237685302021e2) * s
    var bottom = s
    bottom = (bottom + 2.36012909523441209e1) * s
    bottom = (bottom + 2.44024637934444173e2) * s
    bottom = (bottom + 1.28261652607737228e3) * s
    return y * (top + 3.20937758913846947e3) / (bottom + 2.84423683343917062e3)
  }

  /// exp(y²) erfc(y) for y ≥ 0.46875 (W. J. Cody, Math. Comp. 23 (1969) 631).
  static func scaledComplementaryError(_ y: Double) -> Double {
    if y <= 4 {
      var top = 2.15311535474403846e-8 * y
      top = (top + 5.64188496988670089e-1) * y
      top = (top + 8.88314979438837594e0) * y
      top = (top + 6.61191906371416295e1) * y
      top = (top + 2.98635138197400131e2) * y
      top = (top + 8.81952221241769090e2) * y
      top = (top + 1.71204761263407058e3) * y
      top = (top + 2.05107837782607147e3) * y
      var bottom = y
      bottom = (bottom + 1.57449261107098347e1) * y
      bottom = (bottom + 1.17693950891312499e2) * y
      bottom = (bottom + 5.37181101862009858e2) * y
      bottom = (bottom + 1.62138957456669019e3) * y
      bottom = (bottom + 3.29079923573345963e3) * y
      bottom = (bottom + 4.36261909014324716e3) * y
      bottom = (bottom + 3.43936767414372164e3) * y
      return (top + 1.23033935479799725e3) / (bottom + 1.23033935480374942e3)
    }
    let s = 1 / (y * y)
    var top = 1.63153871373020978e-2 * s
    top = (top + 3.05326634961232344e-1) * s
    top = (top + 3.60344899949804439e-1) * s
    top = (top + 1.25781726111229246e-1) * s
    top = (top + 1.60837851487422766e-2) * s
    var bottom = s
    bottom = (bottom + 2.56852019228982242e0) * s
    bottom = (bottom + 1.87295284992346725e0) * s
    bottom = (bottom + 5.27905102951428412e-1) * s
    bottom = (bottom + 6.05183413124413191e-2) * s
    let r = s * (top + 6.58749161529837803e-4) / (bottom + 2.33520497626869185e-3)
    return (0.564_189_583_547_756_287 - r) / y
  }
}
