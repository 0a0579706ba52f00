internal import CrossbarCore

/// One-dimensional searches behind profile-likelihood intervals.
enum ProfileLikelihood {
  /// The largest value of a function with one maximum, searched around `centre` in steps of `width`.
  ///
  /// The maximum is bracketed by doubling and refined by Brent's parabolas (R. P. Brent 1973, ch. 5).
  static func maximum(around centre: Double, width: Double, _ f: (Double) -> Double) -> Double {
    var step = max(width, 1e-12 * centre.magnitude)
    if !(step > 0 && step.isFinite) { return f(centre) }
    var middle = centre
    var top = f(middle)
    var left = middle - step
    var right = middle + step
    var atLeft = f(left)
    var atRight = f(right)
    var count = 0
    while !(top >= atLeft && top >= atRight) && count < 60 {
      step *= 2
      if atLeft > atRight {
        (right, atRight) = (middle, top)
        (middle, top) = (left, atLeft)
        left = middle - step
        atLeft = f(left)
      } else {
        (left, atLeft) = (middle, top)
        (middle, top) = (right, atRight)
        right = middle + step
        atRight = f(right)
      }
      count += 1
    }
    let golden = 0.381_966_011_250_105
    var (second, third) = atLeft > atRight ? (left, right) : (right, left)
    var atSecond = max(atLeft, atRight)
    var atThird = min(atLeft, atRight)
    var move = right - left
    var before = move
    for _ in 0..<80 {
      let tolerance = 1e-9 * (middle.magnitude + width)
      let centreOfBracket = 0.5 * (left + right)
      if (middle - centreOfBracket).magnitude <= 2 * tolerance - 0.5 * (right - left) { break }
      // A parabola through three points in the bracket; a golden section where it fails.
      let r = (middle - second) * (top - atThird)
      var q = (middle - third) * (top - atSecond)
      var p = (middle - third) * q - (middle - second) * r
      q = 2 * (q - r)
      if q > 0 { p = -p } else { q = -q }
      let isParabola =
        p.isFinite && q > 0 && p.magnitude < (0.5 * q * before).magnitude
        && p > q * (left - middle) && p < q * (right - middle)
      before = move
      if isParabola {
        move = p / q
      } else {
        before = middle < centreOfBracket ? right - middle : left - middle
        move = golden * before
      }
      if move.magnitude < tolerance { move = move < 0 ? -tolerance : tolerance }
      let trial = middle + move
      let value = f(trial)
      if value >= top {
        if trial < middle { right = middle } else { left = middle }
        (third, atThird) = (second, atSecond)
        (second, atSecond) = (middle, top)
        (middle, top) = (trial, value)
      } else {
        if trial < middle { left = trial } else { right = trial }
        if value >= atSecond || second == middle {
          (third, atThird) = (second, atSecond)
          (second, atSecond) = (trial, value)
        } else if value >= atThird || third == middle || third == second {
          (third, atThird) = (trial, value)
        }
      }
    }
    return top
  }

  /// The 95 % interval: where twice the loss of log-likelihood is χ²'s 0.95 quantile.
  ///
  /// The signed root of twice the loss is all but straight in a good parameter: the secant method inside a bracket.
  ///
  /// - Returns: nil where either end is not found.
  static func interval(
    _ estimate: Double, standardError: Double, best: Double, _ profile: (Double) -> Double
  ) -> (low: Double, high: Double)? {
    if !(standardError > 0 && standardError.isFinite) { return nil }
    guard
      let low = end(estimate, -standardError, best, profile),
      let high = end(estimate, standardError, best, profile)
    else { return nil }
    return (low, high)
  }

  private static func end(
    _ estimate: Double, _ standardError: Double, _ best: Double, _ profile: (Double) -> Double
  ) -> Double? {
    // In units of the standard error away from the estimate.
    func loss(_ t: Double) -> Double {
      let gain = 2 * (best - profile(estimate + t * standardError))
      return (gain > 0 ? gain.squareRoot() : 0) - Estimate.z95
    }
    var inner = 0.0
    var atInner = -Estimate.z95
    var outer = Estimate.z95
    var atOuter = loss(outer)
    var count = 0
    while !(atOuter >= 0) {
      if atOuter.isNaN || count > 40 { return nil }
      (inner, atInner) = (outer, atOuter)
      outer *= 1.5
      atOuter = loss(outer)
      count += 1
    }
    var kept = 0
    for _ in 0..<60 {
      if outer - inner < 1e-9 * outer { break }
      var trial =
        atOuter.isFinite ? inner - atInner * (outer - inner) / (atOuter - atInner) : .nan
      if !(trial > inner && trial < outer) { trial = 0.5 * (inner + outer) }
      let value = loss(trial)
      if value.isNaN { return nil }
      if value.magnitude < 1e-9 { return estimate + trial * standardError }
      // Illinois: halve the value at an end that stays twice.
      if value > 0 {
        (outer, atOuter) = (trial, value)
        if kept == -1 { atInner *= 0.5 }
        kept = -1
      } else {
        (inner, atInner) = (trial, value)
        if kept == 1 { atOuter *= 0.5 }
        kept = 1
      }
    }
    return estimate + 0.5 * (inner + outer) * standardError
  }
}
