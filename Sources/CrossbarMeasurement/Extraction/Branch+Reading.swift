internal import CrossbarCore

/// A current read off a branch at one voltage.
struct BranchReading: Sendable {
  /// Amperes.
  var current: Double
  /// Standard error of the current, relative.
  var error: Double

  /// The mean weighted by the errors, where the two readings agree within three standard errors; else this one.
  func averaged(with other: BranchReading) -> BranchReading {
    let difference = PortableMath.log(other.current / current)
    let (own, others) = (error * error, other.error * other.error)
    if difference.magnitude > 3 * (own + others).squareRoot() { return self }
    let share = own / (own + others)
    return BranchReading(
      current: current * PortableMath.exp(share * difference),
      error: error * (1 - share).squareRoot())
  }
}

extension Branch {
  private static let widths = [1.25, 1.6, 2.05, 2.6, 3.3, 4.2, 5.3, 6.8, 8.6, 11, 14, 18]

  /// The current at a voltage, by a weighted straight line through ln I against ln V around it.
  ///
  /// A line in logarithms is exact for every power law, so neither an ohmic nor a space-charge-limited branch is
  /// biased by the width of the window. The window grows from three points around the voltage for as long as the line
  /// passes through the points within their noise and the value stays within its error (Lepski's rule), up to thirty
  /// points: many points where the branch is noisy and straight, few where it is clean and bent.
  ///
  /// - Parameters:
  ///   - points: those that are on the state in question.
  ///   - more: points of another branch in the same state, used where there are fewer than six near the voltage.
  ///   - additive: noise of the current at 0 V, amperes, which weighs small currents down.
  ///   - least: currents below it are left out.
  ///   - isOhmic: one or two points are enough, in proportion to the voltage.
  /// - Returns: `nil` where too few points are left, or the nearest is beyond a factor of four.
  func reading(
    at voltage: Double, points: Range<Int>, more: [(branch: Branch, points: Range<Int>)] = [],
    additive: Double, least: Double, isOhmic: Bool = false
  ) -> BranchReading? {
    let centre = PortableMath.log(voltage)
    var near = CurvePoints()
    near.add(self, points, around: centre, above: max(least, 3 * additive), additive: additive)
    if near.count(within: 0.96) < 6 {
      for other in more {
        near.add(
          other.branch, other.points, around: centre, above: max(least, 3 * additive),
          additive: additive)
      }
      near.sort()
    }
    guard let nearest = near.x.map(\.magnitude).min(), nearest <= 1.3863 else { return nil }
    near.weigh()
    var accepted: CurvePoints.Line?
    var window: [Int] = []
    for width in Self.widths {
      let half = PortableMath.log(width) + (nearest > 0.3 ? nearest : 0)
      let inside = near.x.indices.filter { near.x[$0].magnitude <= half }
      if inside.count < 3 { continue }
      if accepted != nil, inside.count > 30 { break }
      guard let fit = near.line(inside) else { continue }
      if let accepted {
        let drift = (fit.value - accepted.value).magnitude
        if fit.misfit > 1.6 || drift > 2.5 * accepted.error { break }
      }
      accepted = fit
      window = inside
    }
    if accepted == nil {
      window = Array(near.x.indices.prefix(3))
      accepted =
        isOhmic || (window.count == 1 && nearest < 0.05)
        ? near.line(window, slope: 1) : near.line(window)
    }
    // Beyond all points an uncertain slope costs most; one that may be ohmic or space-charge-limited is taken as such.
    if let fit = accepted, (near.x.first ?? 0) > 0.05 || (near.x.last ?? 0) < -0.05 {
      let likely = (isOhmic ? [1.0] : [1, 2]).first {
        (fit.slope - $0).magnitude <= (isOhmic ? 4 : 2.5) * fit.slopeError * max(1, fit.misfit)
      }
      if let likely { accepted = near.line(window, slope: likely) }
    }
    guard let accepted else { return nil }
    return BranchReading(
      current: PortableMath.exp(accepted.value), error: accepted.error * max(1, accepted.misfit))
  }
}
