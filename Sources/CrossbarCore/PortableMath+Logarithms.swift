extension PortableMath {
  /// ln(1 + x) without loss near zero; NaN below −1. A few units in the last place.
  ///
  /// Kahan's device: the rounding of 1 + x is undone by the quotient x / ((1 + x) − 1).
  public static func log1p(_ x: Double) -> Double {
    let u = 1 + x
    if u == 1 { return x }
    if u == .infinity { return u }
    if u <= 0 { return log(u) }
    return log(u) * (x / (u - 1))
  }

  /// e to the power `x`, minus 1, without loss near zero. A few units in the last place.
  public static func expm1(_ x: Double) -> Double {
    if x.magnitude > 1 { return exp(x) - 1 }
    let u = exp(x)
    if u == 1 { return x }
    return (u - 1) * (x / log(u))
  }

  /// ln(1 + x) − x without loss near zero, by the series of the inverse hyperbolic tangent of x / (2 + x).
  ///
  /// The deviance of the gamma and beta distributions; see C. Loader, "Fast and accurate computation of binomial
  /// probabilities" (2000).
  public static func log1pMinus(_ x: Double) -> Double {
    if x < -0.4 || x > 0.7 { return log1p(x) - x }
    let s = x / (2 + x)
    let square = s * s
    var sum = 0.0
    var power = 1.0
    var k = 3.0
    while true {
      let next = sum + power / k
      if next == sum { break }
      sum = next
      power *= square
      k += 2
    }
    return s * (2 * square * sum - x)
  }

  /// ln(1 − e^x) for x < 0 without loss at either end.
  public static func log1mexp(_ x: Double) -> Double {
    x > -0.693_147_180_559_945_3 ? log(-expm1(x)) : log1p(-exp(x))
  }
}
