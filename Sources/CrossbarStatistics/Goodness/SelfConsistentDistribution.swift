/// The distribution that a censored sample itself tells, without a family: pieces of probability in order.
///
/// With right-censoring alone it is Kaplan and Meier's (J. Am. Stat. Assoc. 53 (1958) 457), with left-censoring alone its
/// mirror image, else Turnbull's self-consistent one (J. R. Stat. Soc. B 38 (1976) 290) by expectation–maximisation.
struct SelfConsistentDistribution: Sendable {
  /// Probability `mass` between `lower` and `upper`: equal for an exact value, possibly infinite otherwise.
  struct Piece: Sendable {
    var lower: Double
    var upper: Double
    var mass: Double
  }

  var pieces: [Piece]

  /// - Parameter iterations: bound on the steps of Turnbull's algorithm.
  init(_ sample: CensoredSample, iterations: Int) {
    let exact = sample.exact.sorted()
    if sample.ranges.isEmpty {
      let share = 1 / Double(max(exact.count, 1))
      pieces = Self.points(exact).map {
        Piece(lower: $0.value, upper: $0.value, mass: $0.count * share)
      }
    } else if sample.ranges.allSatisfy({ $0.upper == .infinity }) {
      pieces = Self.kaplanMeier(exact, sample.ranges.map { ($0.lower, $0.weight) })
    } else if sample.ranges.allSatisfy({ $0.lower == -.infinity }) {
      let mirrored = Self.kaplanMeier(
        exact.reversed().map { -$0 }, sample.ranges.reversed().map { (-$0.upper, $0.weight) })
      pieces = mirrored.reversed().map { Piece(lower: -$0.upper, upper: -$0.lower, mass: $0.mass) }
    } else {
      pieces = Self.turnbull(exact, sample.ranges, iterations: iterations)
    }
  }

  /// Distinct values of a sorted list with their multiplicities.
  private static func points(_ sorted: [Double]) -> [(value: Double, count: Double)] {
    var list: [(value: Double, count: Double)] = []
    for x in sorted {
      if let last = list.last, last.value == x {
        list[list.count - 1].count += 1
      } else {
        list.append((x, 1))
      }
    }
    return list
  }

  /// Both lists sorted; a limit equal to a value counts as above it.
  private static func kaplanMeier(
    _ exact: [Double], _ limits: [(limit: Double, weight: Double)]
  ) -> [Piece] {
    var atRisk = Double(exact.count) + limits.reduce(0) { $0 + $1.weight }
    var survival = 1.0
    var pieces: [Piece] = []
    var next = 0
    for (value, count) in points(exact) {
      while next < limits.count && limits[next].limit < value {
        atRisk -= limits[next].weight
        next += 1
      }
      let mass = survival * count / atRisk
      pieces.append(Piece(lower: value, upper: value, mass: mass))
      atRisk -= count
      survival = atRisk > 0.5 ? survival - mass : 0
    }
    if survival > 0, let last = limits.last {
      pieces.append(Piece(lower: last.limit, upper: .infinity, mass: survival))
    }
    return pieces
  }

  private static func turnbull(
    _ exact: [Double], _ ranges: [CensoredSample.Range], iterations: Int
  ) -> [Piece] {
    // Ranges are open: at equal places a right end comes first, then values, then left ends.
    var ends: [(place: Double, order: Int)] = []
    let values = points(exact)
    for value in values { ends += [(value.value, 1), (value.value, 2)] }
    for range in ranges { ends += [(range.lower, 3), (range.upper, 0)] }
    ends.sort { ($0.place, $0.order) < ($1.place, $1.order) }
    func isLeft(_ order: Int) -> Bool { order == 1 || order == 3 }
    var pieces: [Piece] = []
    for (one, two) in zip(ends, ends.dropFirst()) where isLeft(one.order) && !isLeft(two.order) {
      pieces.append(Piece(lower: one.place, upper: two.place, mass: 0))
    }
    // Each observation allows a run of pieces.
    func firstPiece(from place: Double, isOpen: Bool) -> Int {
      var low = 0
      var high = pieces.count
      while low < high {
        let middle = (low + high) / 2
        let piece = pieces[middle]
        let isInside =
          piece.lower > place || (piece.lower == place && !(isOpen && piece.upper == place))
        if isInside { high = middle } else { low = middle + 1 }
      }
      return low
    }
    func endPiece(to place: Double) -> Int {
      var low = 0
      var high = pieces.count
      while low < high {
        let middle = (low + high) / 2
        let piece = pieces[middle]
        if piece.upper < place || (piece.upper == place && piece.lower < place) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low
    }
    var runs: [(first: Int, end: Int, weight: Double)] = []
    for (value, count) in values {
      let first = pieceIndex(of: value, in: pieces)
      runs.append((first, first + 1, count))
    }
    for range in ranges {
      let first = firstPiece(from: range.lower, isOpen: true)
      let end = endPiece(to: range.upper)
      if first < end { runs.append((first, end, range.weight)) }
    }
    let total = runs.reduce(0) { $0 + $1.weight }
    var mass = [Double](repeating: 1 / Double(max(pieces.count, 1)), count: pieces.count)
    var sums = [Double](repeating: 0, count: pieces.count + 1)
    var shares = [Double](repeating: 0, count: pieces.count + 1)
    for _ in 0..<iterations {
      for i in 0..<pieces.count {
        sums[i + 1] = sums[i] + mass[i]
        shares[i] = 0
      }
      shares[pieces.count] = 0
      for run in runs {
        let share = run.weight / max(sums[run.end] - sums[run.first], 1e-300)
        shares[run.first] += share
        shares[run.end] -= share
      }
      var running = 0.0
      var change = 0.0
      for i in 0..<pieces.count {
        running += shares[i]
        let next = mass[i] * max(0, running) / total
        change = max(change, (next - mass[i]).magnitude)
        mass[i] = next
      }
      if change < 1e-10 { break }
    }
    let sum = mass.reduce(0, +)
    for i in 0..<pieces.count { pieces[i].mass = mass[i] / sum }
    return pieces.filter { $0.mass > 1e-12 }
  }

  /// The index of the piece that is exactly one value.
  private static func pieceIndex(of value: Double, in pieces: [Piece]) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      let piece = pieces[middle]
      let isBefore =
        piece.lower < value || (piece.lower == value && piece.upper < value)
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
