internal import CrossbarCore

/// A coefficient of association with its two-sided p-value.
public struct Association: Hashable, Sendable {
  public var coefficient: Double
  /// Two-sided, for no association.
  public var p: Double
  /// Pairs with both values.
  public var n: Int

  public init(coefficient: Double, p: Double, n: Int) {
    self.coefficient = coefficient
    self.p = p
    self.n = n
  }
}

/// Correlation of two columns of which either may miss values; pairs with both count.
///
/// Nil where fewer than three pairs remain, or one column is constant over them. Columns are of one length.
public enum Correlation {
  /// Pearson's r; p by Student's t.
  public static func pearson(_ x: [Double?], _ y: [Double?]) -> Association? {
    let (a, b) = complete(x, y)
    return pearson(a, b)
  }

  /// Spearman's ρ, Pearson's r of the ranks, ties at their mean; p by Student's t.
  public static func spearman(_ x: [Double?], _ y: [Double?]) -> Association? {
    let (a, b) = complete(x, y)
    return pearson(ranks(a), ranks(b))
  }

  /// Kendall's τ_b, in O(n log n) (W. R. Knight, J. Am. Stat. Assoc. 61 (1966) 436).
  ///
  /// p is exact without ties up to 33 pairs, else by the normal approximation with the variance for ties.
  public static func kendall(_ x: [Double?], _ y: [Double?]) -> Association? {
    let (a, b) = complete(x, y)
    let n = a.count
    if n < 3 { return nil }
    let order = (0..<n).sorted { (a[$0], b[$0]) < (a[$1], b[$1]) }
    let firsts = order.map { a[$0] }
    let seconds = order.map { b[$0] }
    var joint = 0.0
    var run = 1.0
    for i in 1..<n {
      if firsts[i] == firsts[i - 1] && seconds[i] == seconds[i - 1] {
        run += 1
      } else {
        joint += run * (run - 1) / 2
        run = 1
      }
    }
    joint += run * (run - 1) / 2
    let discordant = Double(inversions(seconds))
    let tiesX = Ties(firsts)
    let tiesY = Ties(seconds.sorted())
    let total = Double(n) * Double(n - 1) / 2
    if tiesX.pairs == total || tiesY.pairs == total { return nil }
    let score = total - tiesX.pairs - tiesY.pairs + joint - 2 * discordant
    let tau =
      score / (total - tiesX.pairs).squareRoot() / (total - tiesY.pairs).squareRoot()
    let coefficient = min(1, max(-1, tau))
    let fewest = min(discordant, total - discordant)
    if tiesX.pairs == 0 && tiesY.pairs == 0 && (n <= 33 || fewest <= 1) {
      return Association(coefficient: coefficient, p: exactKendall(n, Int(fewest)), n: n)
    }
    let m = Double(n) * Double(n - 1)
    let variance =
      (m * (2 * Double(n) + 5) - tiesX.fifth - tiesY.fifth) / 18
      + 2 * tiesX.pairs * tiesY.pairs / m + tiesX.third * tiesY.third / (9 * m * Double(n - 2))
    let p = min(1, 2 * SpecialFunctions.normalSurvival(score.magnitude / variance.squareRoot()))
    return Association(coefficient: coefficient, p: p, n: n)
  }

  static func complete(_ x: [Double?], _ y: [Double?]) -> ([Double], [Double]) {
    precondition(x.count == y.count, "columns of one length")
    var a: [Double] = []
    var b: [Double] = []
    for case let (first?, second?) in zip(x, y) where first.isFinite && second.isFinite {
      a.append(first)
      b.append(second)
    }
    return (a, b)
  }

  static func pearson(_ x: [Double], _ y: [Double]) -> Association? {
    let n = x.count
    if n < 3 { return nil }
    guard let r = coefficient(x, y) else { return nil }
    let degrees = Double(n - 2)
    let rest = (1 - r) * (1 + r)
    let p =
      rest <= 0
      ? 0
      : 2
        * SpecialFunctions.studentSurvival((r * r * degrees / rest).squareRoot(), degrees: degrees)
    return Association(coefficient: r, p: min(1, p), n: n)
  }

  /// The product-moment correlation of complete columns; nil where one is constant.
  static func coefficient(_ x: [Double], _ y: [Double]) -> Double? {
    guard let a = standardised(x), let b = standardised(y) else { return nil }
    var sum = CompensatedSum()
    for (u, v) in zip(a, b) { sum.add(u * v) }
    return min(1, max(-1, sum.value))
  }

  /// Less the mean, of unit length; nil for a constant.
  private static func standardised(_ x: [Double]) -> [Double]? {
    var sum = CompensatedSum()
    for value in x { sum.add(value) }
    let mean = sum.value / Double(x.count)
    let largest = x.reduce(0) { max($0, ($1 - mean).magnitude) }
    if !(largest > 0) || x.allSatisfy({ $0 == x[0] }) { return nil }
    var squares = CompensatedSum()
    for value in x {
      let d = (value - mean) / largest
      squares.add(d * d)
    }
    let length = squares.value.squareRoot()
    return x.map { ($0 - mean) / largest / length }
  }

  /// Ranks from 1, ties at their mean.
  static func ranks(_ x: [Double]) -> [Double] {
    let order = x.indices.sorted { (x[$0], $0) < (x[$1], $1) }
    var result = [Double](repeating: 0, count: x.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && x[order[end]] == x[order[start]] { end += 1 }
      for i in start..<end { result[order[i]] = Double(start + end + 1) / 2 }
      start = end
    }
    return result
  }

  /// Pairs out of order, by merge sort; equal ones are in order.
  static func inversions(_ list: [Double]) -> Int {
    var source = list
    var target = list
    var count = 0
    var width = 1
    while width < source.count {
      var start = 0
      while start < source.count {
        let middle = min(start + width, source.count)
        let end = min(start + 2 * width, source.count)
        var i = start
        var j = middle
        for k in start..<end {
          if i < middle && (j >= end || source[i] <= source[j]) {
            target[k] = source[i]
            i += 1
          } else {
            if i < middle { count += middle - i }
            target[k] = source[j]
            j += 1
          }
        }
        start = end
      }
      swap(&source, &target)
      width *= 2
    }
    return count
  }

  /// Twice the share of permutations of `n` with at most `c` inversions (M. G. Kendall, Rank Correlation Methods).
  private static func exactKendall(_ n: Int, _ c: Int) -> Double {
    if 4 * c == n * (n - 1) { return 1 }
    // Shares of permutations of j by inversions up to c.
    var shares = [Double](repeating: 0, count: c + 1)
    shares[0] = 1
    for j in 2...n {
      var next = [Double](repeating: 0, count: c + 1)
      var window = 0.0
      for k in 0...c {
        window += shares[k]
        if k >= j { window -= shares[k - j] }
        next[k] = window / Double(j)
      }
      shares = next
    }
    return min(1, 2 * shares.reduce(0, +))
  }
}

/// Sums over the runs of equal values of a sorted list.
struct Ties {
  /// Σ t (t − 1) / 2.
  var pairs = 0.0
  /// Σ t (t − 1) (t − 2).
  var third = 0.0
  /// Σ t (t − 1) (2 t + 5).
  var fifth = 0.0

  init(_ sorted: [Double]) {
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count && sorted[end] == sorted[start] { end += 1 }
      let t = Double(end - start)
      pairs += t * (t - 1) / 2
      third += t * (t - 1) * (t - 2)
      fifth += t * (t - 1) * (2 * t + 5)
      start = end
    }
  }
}
