/// Observations sorted out for a likelihood: exact values, and ranges with their multiplicity.
struct CensoredSample: Sendable {
  /// The value lies between the two ends, either of which may be infinite.
  struct Range: Sendable {
    var lower: Double
    var upper: Double
    var weight: Double
  }

  var exact: [Double] = []
  /// Sorted, equal ranges merged.
  var ranges: [Range] = []
  var count = 0

  var isComplete: Bool { ranges.isEmpty }

  /// - Throws: what makes the observations unfit for the family: too few, malformed, not positive, without spread.
  init(_ observations: [Observation], for family: Family) throws(FitFailure) {
    try self.init(observations, above: family.isPositive ? 0 : -.infinity)
    // A point inside every range is a distribution without spread and of unbounded (or certain) likelihood.
    let lowest = max(exact.max() ?? -.infinity, ranges.map(\.lower).max() ?? -.infinity)
    let highest = min(exact.min() ?? .infinity, ranges.map(\.upper).min() ?? .infinity)
    if lowest <= highest { throw .noSpread(count: count) }
  }

  /// - Parameter floor: values not above it are refused.
  init(_ observations: [Observation], above floor: Double) throws(FitFailure) {
    if observations.isEmpty { throw .empty }
    var malformed = 0
    var nonpositive = 0
    exact.reserveCapacity(observations.count)
    for observation in observations {
      switch observation {
      case .exact(let x):
        if !x.isFinite {
          malformed += 1
        } else if x <= floor {
          nonpositive += 1
        } else {
          exact.append(x)
        }
      case .above(let x):
        if !x.isFinite { malformed += 1 } else if x > floor { add(x, .infinity) }
      case .below(let x):
        if !x.isFinite {
          malformed += 1
        } else if x <= floor {
          nonpositive += 1
        } else {
          add(-.infinity, x)
        }
      case .between(let x, let y):
        if !x.isFinite || !y.isFinite || x > y {
          malformed += 1
        } else if y <= floor {
          nonpositive += 1
        } else if x == y {
          exact.append(x)
        } else {
          add(x <= floor ? -.infinity : x, y)
        }
      }
    }
    if malformed > 0 { throw .malformed(count: malformed) }
    if nonpositive > 0 { throw .nonpositive(count: nonpositive) }
    count = observations.count
    mergeRanges()
    if exact.isEmpty && ranges.allSatisfy({ $0.upper == .infinity }) {
      throw .allCensored(count: count)
    }
    if exact.isEmpty && ranges.allSatisfy({ $0.lower == -.infinity }) {
      throw .allCensored(count: count)
    }
  }

  private mutating func add(_ lower: Double, _ upper: Double) {
    ranges.append(Range(lower: lower, upper: upper, weight: 1))
  }

  private mutating func mergeRanges() {
    ranges.sort { ($0.lower, $0.upper) < ($1.lower, $1.upper) }
    var merged: [Range] = []
    for range in ranges {
      if let last = merged.last, last.lower == range.lower, last.upper == range.upper {
        merged[merged.count - 1].weight += range.weight
      } else {
        merged.append(range)
      }
    }
    ranges = merged
  }
}

/// A sum that carries its rounding along (A. Neumaier, ZAMM 54 (1974) 39).
struct CompensatedSum {
  private var sum = 0.0
  private var rest = 0.0

  var value: Double { sum + rest }

  mutating func add(_ x: Double) {
    let next = sum + x
    rest += sum.magnitude >= x.magnitude ? (sum - next) + x : (x - next) + sum
    sum = next
  }
}
