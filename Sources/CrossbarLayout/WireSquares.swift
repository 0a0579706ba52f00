internal import CrossbarCore

/// Squares of a straight run.
func squares(_ length: Nanometres, _ width: Nanometres) -> Double {
  Double(length) / Double(width)
}

/// Squares that a sudden step in width adds to those of the runs on its two sides, the step being the same on both edges
/// or on one: 1/2π · ((1 + a²)/a · ln((1 + a)/(1 − a)) − 2 ln(4a/(1 − a²))), a the ratio of the widths. P. M. Hall,
/// "Resistance calculations for thin film patterns", Thin Solid Films 1 (1968) 277.
func stepSquares(_ narrow: Nanometres, _ wide: Nanometres) -> Double {
  let a = Double(min(narrow, wide)) / Double(max(narrow, wide))
  if a > 0.999_999 { return 0 }
  let spread = (1 + a * a) / a * PortableMath.log((1 + a) / (1 - a))
  return (spread - 2 * PortableMath.log(4 * a / (1 - a * a))) / (2 * Double.pi)
}

/// Squares of the corner of a line that turns by 90° from one width to another, the arms counted from the corner's
/// rectangle on: (2/π) · (b/a · atan(a/b) + a/b · atan(b/a) − ln(4ab/(a² + b²))), 0.559 for equal widths (Hall, as above).
func cornerSquares(_ one: Nanometres, _ other: Nanometres) -> Double {
  let (a, b) = (Double(one), Double(other))
  let turn = b / a * arctangent(a / b) + a / b * arctangent(b / a)
  return 2 / Double.pi * (turn - PortableMath.log(4 * a * b / (a * a + b * b)))
}

/// Squares that a line loses where a blind branch of its own width leaves it sideways, solved numerically.
let branchSquares = 0.155

/// atan of a positive number, the same bits on every machine: halved until the series converges fast.
private func arctangent(_ value: Double) -> Double {
  var (x, factor) = (value, 1.0)
  while x > 0.1 {
    x = x / (1 + (1 + x * x).squareRoot())
    factor *= 2
  }
  var (sum, power) = (0.0, x)
  for term in 0..<8 {
    sum += (term.isMultiple(of: 2) ? power : -power) / Double(2 * term + 1)
    power *= x * x
  }
  return factor * sum
}
