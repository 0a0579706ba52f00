/// The distribution that a sample itself tells, as a short table to draw from: the model where no family passes.
///
/// Made of Kaplan and Meier's or Turnbull's distribution. Between two points the value is interpolated in the probability.
public struct EmpiricalDistribution: Hashable, Sendable {
  /// At most so many points.
  public static let largestCount = 201

  public struct Point: Hashable, Sendable {
    public var probability: Double
    public var value: Double

    public init(probability: Double, value: Double) {
      self.probability = probability
      self.value = value
    }
  }

  /// Probability beyond the last limit of a censored sample, of which the data say no more.
  public struct LimitMass: Hashable, Sendable {
    public var fraction: Double
    public var limit: Double

    public init(fraction: Double, limit: Double) {
      self.fraction = fraction
      self.limit = limit
    }
  }

  /// Probabilities strictly increasing from 0 (or what is below the limit) to 1 (or 1 less what is above); values not
  /// decreasing, in the unit of the data.
  public let points: [Point]
  /// What is right-censored beyond every exact value.
  public let aboveLimit: LimitMass?
  /// What is left-censored below every exact value.
  public let belowLimit: LimitMass?
  /// Number of observations; nil for a table that was read.
  public let n: Int?

  /// A table made elsewhere, such as read from a file.
  ///
  /// Nil unless there is a point, probabilities increase within 0…1 and values do not decrease.
  public init?(points: [Point], aboveLimit: LimitMass? = nil, belowLimit: LimitMass? = nil) {
    if points.isEmpty
      || !points.allSatisfy({ (0...1).contains($0.probability) && $0.value.isFinite })
    {
      return nil
    }
    for (one, two) in zip(points, points.dropFirst())
    where one.probability >= two.probability || one.value > two.value {
      return nil
    }
    self.points = points
    self.aboveLimit = aboveLimit
    self.belowLimit = belowLimit
    n = nil
  }

  /// - Throws: ``FitFailure/empty``, ``FitFailure/malformed(count:)``, or ``FitFailure/allCensored(count:)`` where no
  ///   probability lies at or between finite values.
  public init(_ observations: [Observation]) throws(FitFailure) {
    let sample = try CensoredSample(observations, above: -.infinity)
    let size = sample.exact.count + sample.ranges.count
    var pieces = SelfConsistentDistribution(
      sample, iterations: min(5000, max(100, 50_000_000 / max(size, 1)))
    ).pieces
    var share = 0.0
    if let first = pieces.first, first.lower == -.infinity {
      belowLimit = LimitMass(fraction: first.mass, limit: first.upper)
      share = first.mass
      pieces.removeFirst()
    } else {
      belowLimit = nil
    }
    if let last = pieces.last, last.upper == .infinity {
      aboveLimit = LimitMass(fraction: last.mass, limit: last.lower)
      pieces.removeLast()
    } else {
      aboveLimit = nil
    }
    guard let first = pieces.first, let last = pieces.last else {
      throw .allCensored(count: sample.count)
    }
    let top = 1 - (aboveLimit?.fraction ?? 0)
    var knots = [Point(probability: share, value: first.lower)]
    func add(_ probability: Double, _ value: Double) {
      // A jump between two values at one probability takes a billionth.
      let p = max(probability, knots[knots.count - 1].probability + 1e-9)
      if p < top { knots.append(Point(probability: p, value: value)) }
    }
    for piece in pieces {
      if piece.lower == piece.upper {
        add(share + 0.5 * piece.mass, piece.lower)
      } else {
        add(share, piece.lower)
        add(share + piece.mass, piece.upper)
      }
      share += piece.mass
    }
    if top > knots[0].probability {
      knots.append(Point(probability: top, value: last.upper))
    }
    points = Self.thinned(knots)
    n = sample.count
  }

  private static func thinned(_ knots: [Point]) -> [Point] {
    if knots.count <= largestCount { return knots }
    let first = knots[0].probability
    let last = knots[knots.count - 1].probability
    return (0..<largestCount).map { index in
      if index == largestCount - 1 { return knots[knots.count - 1] }
      let p = first + (last - first) * Double(index) / Double(largestCount - 1)
      return Point(probability: p, value: interpolated(knots, p))
    }
  }

  private static func interpolated(_ points: [Point], _ p: Double) -> Double {
    var low = 0
    var high = points.count
    while low < high {
      let middle = (low + high) / 2
      if points[middle].probability <= p { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return points[0].value }
    let one = points[low - 1]
    if low == points.count { return one.value }
    let two = points[low]
    let share = (p - one.probability) / (two.probability - one.probability)
    return min(max(one.value + share * (two.value - one.value), one.value), two.value)
  }

  /// The value at a probability; beyond a limit of censoring the limit itself, NaN outside 0…1.
  public func quantile(_ p: Double) -> Double {
    if !(p >= 0 && p <= 1) { return .nan }
    if let aboveLimit, p > 1 - aboveLimit.fraction { return aboveLimit.limit }
    if let belowLimit, p < belowLimit.fraction { return belowLimit.limit }
    return Self.interpolated(points, p)
  }

  /// The probability of values up to `x`; what is beyond a limit of censoring counts there only.
  public func cumulative(_ x: Double) -> Double {
    var low = 0
    var high = points.count
    while low < high {
      let middle = (low + high) / 2
      if points[middle].value <= x { low = middle + 1 } else { high = middle }
    }
    if low == 0 {
      guard let belowLimit, x >= belowLimit.limit else { return 0 }
      return belowLimit.fraction
    }
    let one = points[low - 1]
    if low == points.count { return one.probability }
    let two = points[low]
    return one.probability + (two.probability - one.probability) * (x - one.value)
      / (two.value - one.value)
  }
}
