internal import CrossbarCore
internal import CrossbarDevices

/// A distribution's value as an expression of a random parameter, for simulators that draw normal or uniform numbers.
struct ScoreExpression {
  /// Of what the parameter must be.
  let kind: RandomParameter.Kind
  /// The value, of the parameter's unit.
  let value: NetlistExpression
  /// What ``value`` refers to beside the random parameter, in order.
  let parts: [NetlistParameter]
  /// How exact the expression is, for a comment.
  let remark: String

  /// Scores between which the tables hold; beyond them they go on straight.
  private static let range = 4.5
  private static let step = 0.25
  /// Terms in one parameter: simulators bound the length of a line.
  private static let termsPerPart = 8

  /// The value at a parameter.
  ///
  /// - Parameter isCorrelated: whether scores are mixed, so that the parameter is a normal score whatever the family.
  init(
    _ distribution: DeviceDistribution, of parameter: String, isCorrelated: Bool, name: String
  ) {
    let z = NetlistExpression.parameter(parameter)
    switch distribution {
    case .lognormal(let base, let mu, let sigma):
      let logarithm = .number(mu) + .number(sigma) * z
      kind = .normal
      value = .exp(base == .e ? logarithm : .number(Self.ln10) * logarithm)
      parts = []
      remark = "closed form"
    case .normal(let mean, let sigma) where mean > 6 * sigma:
      kind = .normal
      value = .max(
        .number(DeviceDistribution.bounds.lowerBound), .number(mean) + .number(sigma) * z)
      parts = []
      remark = "closed form; less than 1e-9 lies below zero"
    case .weibull(let shape, let scale) where !isCorrelated:
      kind = .uniform
      // 1 - u is as uniform as u; the least keeps the logarithm finite.
      value = .number(scale) * .power(-(.log(.max(z, 1e-12))), .number(1 / shape))
      parts = []
      remark = "closed form of a uniform number"
    default:
      let table = Self.table(distribution, z)
      parts = stride(from: 0, to: table.terms.count, by: Self.termsPerPart).map { start in
        let terms = table.terms[start..<min(start + Self.termsPerPart, table.terms.count)]
        return NetlistParameter(
          "\(name)_\(start / Self.termsPerPart)", terms.dropFirst().reduce(terms[start], +))
      }
      let sums = parts.map { NetlistExpression.parameter($0.name) }
      value = .exp(sums.dropFirst().reduce(sums[0], +))
      kind = .normal
      remark =
        "table of quantiles at scores of -4.5 to 4.5 by 0.25, straight lines of the logarithm between; at most "
        + "\(((table.error * 1e3).rounded(.up) / 10).shortestDecimal) % off inside"
    }
  }

  /// A grid, and the corners of measured quantiles where they are few.
  private static func knots(of distribution: DeviceDistribution) -> [Double] {
    let grid = (0...Int(2 * range / step)).map { -range + step * Double($0) }
    guard case .empirical(let quantiles) = distribution, quantiles.probabilities.count <= 40
    else { return grid }
    let corners = quantiles.probabilities.filter { $0 > 0 && $0 < 1 }
      .map { (PortableMath.normalQuantile($0) * 1e6).rounded() / 1e6 }
      .filter { corner in corner.magnitude < range && !grid.contains(corner) }
    return Set(grid + corners).sorted()
  }

  private static let ln10 = 2.302_585_092_994_046

  /// ln of the quantile as a polygon: a + b·z + Σ cᵢ·max(0, z − zᵢ), and its largest error in the logarithm.
  private static func table(
    _ distribution: DeviceDistribution, _ z: NetlistExpression
  ) -> (terms: [NetlistExpression], error: Double) {
    func logarithm(_ score: Double) -> Double {
      PortableMath.log(distribution.sample(atScore: score))
    }
    let knots = knots(of: distribution)
    let count = knots.count - 1
    let values = knots.map(logarithm)
    var slopes: [Double] = []
    for place in 0..<count {
      let rise: Double = values[place + 1] - values[place]
      let run: Double = knots[place + 1] - knots[place]
      slopes.append((rise / run).roundedToTenDigits)
    }
    let first = values[0].roundedToTenDigits
    let start = NetlistExpression.sum(z, .number(range))
    var terms: [NetlistExpression] = [
      .sum(.number(first), .product(.number(slopes[0]), start))
    ]
    for place in 1..<count {
      let change = (slopes[place] - slopes[place - 1]).roundedToTenDigits
      if change == 0 { continue }
      let shifted: NetlistExpression
      if knots[place] == 0 {
        shifted = z
      } else if knots[place] < 0 {
        shifted = .sum(z, .number(-knots[place]))
      } else {
        shifted = .difference(z, .number(knots[place]))
      }
      terms.append(.product(.number(change), .max(0, shifted)))
    }
    var error = 0.0
    for place in 0..<count {
      for part in 1..<8 {
        let share = Double(part) / 8
        let exact = logarithm(knots[place] + (knots[place + 1] - knots[place]) * share)
        error = max(
          error, abs(values[place] + (values[place + 1] - values[place]) * share - exact))
      }
    }
    return (terms, error)
  }
}

extension Double {
  /// Ten decimals, so that sums of differences stay short.
  fileprivate var roundedToTenDigits: Double { (self * 1e10).rounded() / 1e10 }

  /// One decimal at most.
  fileprivate var shortestDecimal: String { netlistText }
}
