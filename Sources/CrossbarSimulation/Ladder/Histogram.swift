public import CrossbarStatistics

/// How often each whole number was seen.
///
/// Counts are whole numbers, so it does not matter in which order, on how many threads or in how many parts numbers were added.
public struct Histogram: Hashable, Sendable {
  private var counts: [Int: Int] = [:]
  /// How many numbers there are.
  public private(set) var total = 0

  /// No number yet.
  public init() {}

  /// Numbers with how often each was seen.
  public init(_ entries: [(value: Int, count: Int)]) {
    for entry in entries { add(entry.value, times: entry.count) }
  }

  /// Adds a number.
  public mutating func add(_ value: Int, times: Int = 1) {
    if times == 0 { return }
    counts[value, default: 0] += times
    total += times
  }

  /// Adds all numbers of another.
  public mutating func merge(_ other: Histogram) {
    for (value, count) in other.counts { add(value, times: count) }
  }

  /// The numbers seen in ascending order.
  public var entries: [(value: Int, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// How often a number was seen.
  public subscript(_ value: Int) -> Int { counts[value] ?? 0 }

  /// The mean times `unit`, with its 95 % interval by Student's t, unbounded for a single number; nil where there is none.
  public func mean(unit: Double = 1) -> Estimate? {
    if total == 0 { return nil }
    let n = Double(total)
    var sum = Int128(0)
    var squares = Int128(0)
    for (value, count) in counts {
      sum += Int128(value) * Int128(count)
      squares += Int128(value) * Int128(value) * Int128(count)
    }
    let mean = Double(sum) / n
    if total == 1 { return Estimate(value: mean * unit, low: -.infinity, high: .infinity) }
    // Exact up to this division: n Σx² − (Σx)².
    let spread = Double(Int128(total) * squares - sum * sum)
    let half =
      SpecialFunctions.studentQuantile(0.975, degrees: n - 1) * (spread / (n - 1)).squareRoot() / n
    return Estimate(value: mean * unit, low: (mean - half) * unit, high: (mean + half) * unit)
  }

  /// The smallest number that a share of all do not exceed; nil where there is none.
  public func quantile(_ share: Double) -> Int? {
    var seen = 0
    for entry in entries {
      seen += entry.count
      if Double(seen) >= share * Double(total) { return entry.value }
    }
    return nil
  }
}
