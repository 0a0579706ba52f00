/// Numbers of six significant decimal digits: what is sampled is exactly what is written in a deck.
///
/// A sampled device parameter is rounded once, when it is drawn. The simulator computes with the same number that
/// ngspice parses, and a difference in the sixteenth place between two machines cannot reach a file.
public struct SixDigits: Sendable {
  /// Decimal mantissa, 100,000 … 999,999, or 0.
  public let mantissa: Int
  /// The value is `mantissa × 10^exponent`.
  public let exponent: Int

  /// The decimal of six digits nearest to a finite, non-negative number below 10²² and above 10⁻¹⁶ (or zero).
  public init(rounding value: Double) {
    precondition(value >= 0 && value < 1e22, "value out of the range of a six-digit decimal")
    if value < 1e-16 {
      mantissa = 0
      exponent = 0
      return
    }
    var exponent = Int((Double(value.exponent) * 0.301_029_995_663_981_2).rounded(.down)) - 5
    var scaled = Self.scale(value, by: -exponent).rounded(.toNearestOrEven)
    while scaled >= 1_000_000 {
      exponent += 1
      scaled = Self.scale(value, by: -exponent).rounded(.toNearestOrEven)
    }
    while scaled < 100_000 {
      exponent -= 1
      scaled = Self.scale(value, by: -exponent).rounded(.toNearestOrEven)
    }
    mantissa = Int(scaled)
    self.exponent = exponent
  }

  /// The double nearest to the decimal: what a correct parser reads from its text.
  public var value: Double { Self.scale(Double(mantissa), by: exponent) }

  /// Exact powers of ten make each scaling one correctly rounded operation.
  private static func scale(_ value: Double, by exponent: Int) -> Double {
    if exponent >= 0 {
      return exponent <= 22
        ? value * powersOfTen[exponent] : value * powersOfTen[22] * powersOfTen[exponent - 22]
    }
    return value / powersOfTen[-exponent]
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}

extension Double {
  /// This number rounded to six significant decimal digits; see ``SixDigits``.
  public var roundedToSixDigits: Double { SixDigits(rounding: self).value }
}
