internal import CrossbarCore

/// Numbers as people read them.
enum FitText {
  /// A number to `digits` significant digits, without exponent between 0.001 and a million.
  static func number(_ value: Double, _ digits: Int = 3) -> String {
    if !value.isFinite { return value.isNaN ? "–" : (value < 0 ? "−∞" : "∞") }
    if value == 0 { return "0" }
    let decimal = SignificantDigits(value, digits)
    return decimal.text
  }

  /// A number that somebody chose or counted: whole ones without decimals.
  static func plain(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e6 ? String(Int(value)) : number(value)
  }

  /// A share as a percentage of three digits at most.
  static func percent(_ share: Double) -> String { "\(number(share * 100, 3)) %" }

  /// `low–high`.
  static func interval(_ low: Double, _ high: Double, _ digits: Int = 3) -> String {
    "\(number(low, digits)) … \(number(high, digits))"
  }

  /// A count with the right form of its noun.
  static func count(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
  }
}

/// A number rounded to a few significant decimal digits, exactly and without the C library.
struct SignificantDigits {
  let text: String

  init(_ value: Double, _ digits: Int) {
    var magnitude = value.magnitude
    var exponent = 0
    while magnitude >= 10 {
      magnitude /= 10
      exponent += 1
    }
    while magnitude < 1 {
      magnitude *= 10
      exponent -= 1
    }
    var scale = 1.0
    for _ in 1..<max(digits, 2) { scale *= 10 }
    if digits == 1 { scale = 1 }
    var mantissa = Int((magnitude * scale).rounded())
    if mantissa >= Int(scale) * 10 {
      mantissa /= 10
      exponent += 1
    }
    var figures = String(mantissa)
    let sign = value < 0 ? "−" : ""
    if exponent > 6 || exponent < -4 {
      while figures.count > 1 && figures.hasSuffix("0") { figures.removeLast() }
      let rest = figures.dropFirst()
      text = "\(sign)\(figures.prefix(1))\(rest.isEmpty ? "" : ".")\(rest)e\(exponent)"
    } else if exponent < 0 {
      text = "\(sign)0." + String(repeating: "0", count: -exponent - 1) + figures
    } else if exponent + 1 >= figures.count {
      text = sign + figures + String(repeating: "0", count: exponent + 1 - figures.count)
    } else {
      text = "\(sign)\(figures.prefix(exponent + 1)).\(figures.dropFirst(exponent + 1))"
    }
  }
}

extension Double {
  /// The number rounded to six significant digits, whatever its sign; what is too small or large for that as it is.
  var sixDigits: Double {
    if !(magnitude > 1e-15 && magnitude < 1e21) { return self }
    return self < 0 ? -magnitude.roundedToSixDigits : magnitude.roundedToSixDigits
  }
}
