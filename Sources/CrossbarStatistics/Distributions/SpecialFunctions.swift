internal import CrossbarCore

/// The functions behind the distributions, the same bits on every machine.
///
/// Made of ``PortableMath``'s exponential and logarithm, +, −, ×, ÷ and square root. Relative accuracy is about 10⁻¹³ in
/// both tails unless a function says otherwise.
public enum SpecialFunctions {
  static let halfLog2Pi = 0.918_938_533_204_672_741_8
  static let eulerGamma = 0.577_215_664_901_532_860_6

  /// ζ(k) − 1 for k = 2, 3, …
  private static let zetaMinusOne: [Double] = [
    6.449340668482264365e-1, 2.020569031595942854e-1, 8.232323371113819152e-2,
    3.692775514336992633e-2, 1.734306198444913972e-2, 8.349277381922826840e-3,
    4.077356197944339379e-3, 2.008392826082214418e-3, 9.945751278180853371e-4,
    4.941886041194645587e-4, 2.460865533080482986e-4, 1.227133475784891468e-4,
    6.124813505870482926e-5, 3.058823630702049355e-5, 1.528225940865187173e-5,
    7.637197637899762274e-6, 3.817293264999839857e-6, 1.908212716553938926e-6,
    9.539620338727961131e-7, 4.769329867878064631e-7, 2.384505027277329900e-7,
    1.192199259653110731e-7, 5.960818905125947961e-8, 2.980350351465228019e-8,
    1.490155482836504124e-8, 7.450711789835429492e-9, 3.725334024788457055e-9,
    1.862659723513049006e-9,
  ]

  /// ln Γ(2 + d) for |d| ≤ ½, by its Taylor series.
  private static func logGammaNearTwo(_ d: Double) -> Double {
    var sum = 0.0
    var sign = -1.0
    for k in stride(from: zetaMinusOne.count + 1, through: 2, by: -1) {
      sign = k.isMultiple(of: 2) ? 1 : -1
      sum = (sum + sign * zetaMinusOne[k - 2] / Double(k)) * d
    }
    return (sum + (1 - eulerGamma)) * d
  }

  /// ln Γ(x) for x > 0; infinity at zero, NaN below.
  ///
  /// Taylor about 2, recurrence up to 10, Stirling's series above.
  public static func logGamma(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 || x == .infinity { return .infinity }
    if x < 0.5 { return logGammaNearTwo(x) - PortableMath.log1p(x) - PortableMath.log(x) }
    if x < 1.5 { return logGammaNearTwo(x - 1) - PortableMath.log1p(x - 1) }
    if x < 2.5 { return logGammaNearTwo(x - 2) }
    if x < 10 {
      var product = 1.0
      var y = x
      while y >= 2.5 {
        y -= 1
        product *= y
      }
      return logGammaNearTwo(y - 2) + PortableMath.log(product)
    }
    return (x - 0.5) * (PortableMath.log(x) - 1) - 0.5 + halfLog2Pi + stirlingSeries(x)
  }

  /// ln Γ(1 + x) for x ≥ 0 without loss near zero.
  static func logGammaOnePlus(_ x: Double) -> Double {
    if x < 0.5 { return logGammaNearTwo(x) - PortableMath.log1p(x) }
    return logGamma(1 + x)
  }

  /// The error of Stirling's formula, ln Γ(x) − (x − ½) ln x + x − ½ ln 2π, for x > 0.
  static func stirlingError(_ x: Double) -> Double {
    if x >= 10 { return stirlingSeries(x) }
    return logGamma(x) - ((x - 0.5) * PortableMath.log(x) - x + halfLog2Pi)
  }

  private static func stirlingSeries(_ x: Double) -> Double {
    let r = 1 / (x * x)
    var s = -3617.0 / 122_400
    s = s * r + 1.0 / 156
    s = s * r - 691.0 / 360_360
    s = s * r + 1.0 / 1188
    s = s * r - 1.0 / 1680
    s = s * r + 1.0 / 1260
    s = s * r - 1.0 / 360
    s = s * r + 1.0 / 12
    return s / x
  }

  /// ψ(x), the derivative of ln Γ, for x > 0. Absolute accuracy near its zero at 1.4616.
  public static func digamma(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x >= 10 { return PortableMath.log(x) - digammaSeries(x) }
    // Towards [1.5, 2.5) either way, and Taylor about 2 there.
    var y = x
    var shift = 0.0
    while y < 1.5 {
      shift -= 1 / y
      y += 1
    }
    while y >= 2.5 {
      y -= 1
      shift += 1 / y
    }
    let d = y - 2
    var sum = 0.0
    for k in stride(from: zetaMinusOne.count + 1, through: 2, by: -1) {
      sum = (sum + (k.isMultiple(of: 2) ? zetaMinusOne[k - 2] : -zetaMinusOne[k - 2])) * d
    }
    return sum + (1 - eulerGamma) + shift
  }

  /// ln x − ψ(x) for x > 0, without cancellation for large x; the left side of the gamma distribution's score equation.
  static func logMinusDigamma(_ x: Double) -> Double {
    x >= 10 ? digammaSeries(x) : PortableMath.log(x) - digamma(x)
  }

  private static func digammaSeries(_ x: Double) -> Double {
    let r = 1 / (x * x)
    var s = -3617.0 / 8160
    s = s * r + 1.0 / 12
    s = s * r - 691.0 / 32_760
    s = s * r + 1.0 / 132
    s = s * r - 1.0 / 240
    s = s * r + 1.0 / 252
    s = s * r - 1.0 / 120
    s = s * r + 1.0 / 12
    return 0.5 / x + s * r
  }

  /// ψ′(x) for x > 0.
  public static func trigamma(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return .infinity }
    var y = x
    var sum = 0.0
    while y < 10 {
      sum += 1 / (y * y)
      y += 1
    }
    return sum + 1 / y + trigammaSeries(y)
  }

  /// x ψ′(x) − 1 for x > 0 without cancellation for large x: minus the slope of ``logMinusDigamma(_:)`` in ln x.
  static func trigammaExcess(_ x: Double) -> Double {
    x >= 10 ? x * trigammaSeries(x) : x * trigamma(x) - 1
  }

  /// ψ′(x) − 1/x for x ≥ 10.
  private static func trigammaSeries(_ x: Double) -> Double {
    let r = 1 / (x * x)
    var s = -3617.0 / 510
    s = s * r + 7.0 / 6
    s = s * r - 691.0 / 2730
    s = s * r + 5.0 / 66
    s = s * r - 1.0 / 30
    s = s * r + 1.0 / 42
    s = s * r - 1.0 / 30
    s = s * r + 1.0 / 6
    return r * (0.5 + s / x)
  }
}
