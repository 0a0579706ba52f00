internal import CrossbarCore

/// How a measurement censors, learned from a sample, so that replicates of a fit can be censored alike.
///
/// - A value that came with its limit, or above one, is replaced by a draw with that limit.
/// - Limits that are not given: where all censored values share one limit beyond every exact value, it holds for all.
///   Else an exact value's limit is drawn, for every replicate, from the reverse Kaplan–Meier distribution of the limits
///   beyond the value (B. Efron, J. Am. Stat. Assoc. 76 (1981) 312); with none beyond, it has none. Lower limits likewise.
/// - A value known within a range is observed on the grid of all ends of ranges.
struct CensoringScheme: Sendable {
  private enum Limit: Sendable {
    case none
    case at(Double)
    case drawn(beyond: Double)
  }

  private struct Unit: Sendable {
    var upper: Limit
    var lower: Limit
    var isOnGrid: Bool
  }

  private var units: [Unit] = []
  private var grid: [Double] = []
  private let uppers: LimitPool
  private let lowers: LimitPool

  init(_ sample: CensoredSample, limits: [Double]?) {
    var above: [Double] = []
    var below: [Double] = []
    var inside = 0
    for range in sample.ranges {
      let count = Int(range.weight)
      if range.upper == .infinity {
        above += [Double](repeating: range.lower, count: count)
      } else if range.lower == -.infinity {
        below += [Double](repeating: range.upper, count: count)
      } else {
        inside += count
        grid += [range.lower, range.upper]
      }
    }
    grid = Array(Set(grid)).sorted()
    let exact = sample.exact
    uppers = LimitPool(limits: above, values: exact, sign: 1)
    lowers = LimitPool(limits: below, values: exact, sign: -1)
    for (index, x) in exact.enumerated() {
      var upper = uppers.limit(of: x).map(Limit.at) ?? (above.isEmpty ? .none : .drawn(beyond: x))
      if let limits {
        upper = limits[index] < .infinity ? .at(max(limits[index], x)) : .none
      }
      let lower = lowers.limit(of: x).map(Limit.at) ?? (below.isEmpty ? .none : .drawn(beyond: x))
      units.append(Unit(upper: upper, lower: lower, isOnGrid: false))
    }
    for c in above {
      units.append(
        Unit(upper: .at(c), lower: lowers.common.map(Limit.at) ?? .none, isOnGrid: false))
    }
    for c in below {
      units.append(
        Unit(upper: uppers.common.map(Limit.at) ?? .none, lower: .at(c), isOnGrid: false))
    }
    for _ in 0..<inside { units.append(Unit(upper: .none, lower: .none, isOnGrid: true)) }
  }

  /// One sample of the distribution, observed as the original was.
  func replicate(
    of distribution: ParametricDistribution, _ random: inout PhiloxStream
  ) -> [Observation] {
    var list: [Observation] = []
    list.reserveCapacity(units.count)
    for unit in units {
      let x = random.draw(distribution)
      if unit.isOnGrid {
        list.append(onGrid(x))
        continue
      }
      let upper = value(unit.upper, uppers, &random) ?? .infinity
      let lower = value(unit.lower, lowers, &random) ?? -.infinity
      if x > upper {
        list.append(.above(upper))
      } else if x < lower {
        list.append(.below(lower))
      } else {
        list.append(.exact(x))
      }
    }
    return list
  }

  private func value(_ limit: Limit, _ pool: LimitPool, _ random: inout PhiloxStream) -> Double? {
    switch limit {
    case .none: nil
    case .at(let x): x
    case .drawn(let beyond): pool.draw(beyond: beyond, random.uniform())
    }
  }

  private func onGrid(_ x: Double) -> Observation {
    var low = 0
    var high = grid.count
    while low < high {
      let middle = (low + high) / 2
      if grid[middle] < x { low = middle + 1 } else { high = middle }
    }
    if low == grid.count { return .above(grid[grid.count - 1]) }
    return low == 0 ? .below(grid[0]) : .between(grid[low - 1], grid[low])
  }
}

/// The limits of one side, mirrored so that they are upper limits.
private struct LimitPool: Sendable {
  /// The limit that all share.
  let common: Double?
  private let sign: Double
  /// Sorted, mirrored limits and the share of limits up to each.
  private var places: [Double] = []
  private var shares: [Double] = []

  init(limits: [Double], values: [Double], sign: Double) {
    self.sign = sign
    let mirrored = limits.map { sign * $0 }.sorted()
    let largest = values.map { sign * $0 }.max() ?? -.infinity
    if let first = mirrored.first, first == mirrored[mirrored.count - 1], first >= largest {
      common = sign * first
      return
    }
    common = nil
    if mirrored.isEmpty { return }
    // Kaplan–Meier with the parts exchanged: limits are events, values are censored.
    let sorted = values.map { sign * $0 }.sorted()
    var atRisk = Double(sorted.count + mirrored.count)
    var survival = 1.0
    var next = 0
    for limit in mirrored {
      while next < sorted.count && sorted[next] <= limit {
        atRisk -= 1
        next += 1
      }
      survival -= survival / atRisk
      atRisk -= 1
      places.append(limit)
      shares.append(1 - survival)
    }
  }

  func limit(of value: Double) -> Double? { common }

  /// A limit beyond a value, at the share `u` of those beyond it; nil where there is none.
  func draw(beyond value: Double, _ u: Double) -> Double? {
    let first = places.firstIndex(above: sign * value)
    if first == places.count { return nil }
    let start = first == 0 ? 0 : shares[first - 1]
    let index = shares.firstIndex(above: start + u * (1 - start))
    // What the limits leave over belongs to values without one.
    return index < places.count ? sign * places[index] : nil
  }
}

extension [Double] {
  /// The first index of a sorted list whose element is larger than `x`; the count where there is none.
  func firstIndex(above x: Double) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > x { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
