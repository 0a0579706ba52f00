import Foundation
import Testing

@testable import CrossbarStatistics

@Suite struct EmpiricalDistributionTests {
  private func check(_ q: EmpiricalDistribution) {
    #expect(q.points.count <= EmpiricalDistribution.largestCount && !q.points.isEmpty)
    for (one, two) in zip(q.points, q.points.dropFirst()) {
      #expect(one.probability < two.probability && one.value <= two.value)
    }
    #expect(
      ((q.points.first?.probability ?? -1) - (q.belowLimit?.fraction ?? 0)).magnitude < 1e-12)
    #expect(
      ((q.points.last?.probability ?? -1) - 1 + (q.aboveLimit?.fraction ?? 0)).magnitude < 1e-6)
    for point in q.points { #expect(q.cumulative(point.value) >= point.probability - 1e-12) }
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func agreesWithKaplanMeierOfALibrary() throws {
    var source = Samples(seed: 60)
    let list = source.lognormal(80, 0.2, 0.8).map { x in
      let limit = 0.8 + 2 * source.uniform()
      return x > limit ? Observation.above(limit) : .exact(x)
    }
    let values = list.compactMap(\.exactValue).sorted()
    let e = try Python.run(
      """
      import lifelines
      k = lifelines.KaplanMeierFitter().fit(rows[0], np.isfinite(rows[1]))
      emit(*[1 - k.predict(x) for x in rows[2]])
      l = lifelines.KaplanMeierFitter().fit_left_censoring(rows[0], np.isfinite(rows[1]))
      s = np.sort(np.array(rows[0])[np.isfinite(rows[1])])
      emit(*[1 - l.predict(x) for x in s])
      """, [list.map(\.ends.low), list.map(\.ends.high), values])
    let sample = try CensoredSample(list, above: 0)
    let pieces = SelfConsistentDistribution(sample, iterations: 1).pieces
    var share = 0.0
    for (piece, expected) in zip(pieces, e[0]) {
      share += piece.mass
      #expect((share - expected).magnitude < 1e-12)
    }
    // The mirror image: the same numbers, left-censored.
    let left = list.map { observation in
      if case .above(let x) = observation { Observation.below(x) } else { observation }
    }
    let mirror = SelfConsistentDistribution(try CensoredSample(left, above: 0), iterations: 1)
    share = 0
    let points = mirror.pieces.filter { $0.lower == $0.upper }
    #expect(points.count == values.count)
    for piece in mirror.pieces {
      share += piece.mass
      if piece.lower == piece.upper, let index = values.firstIndex(of: piece.lower) {
        #expect((share - e[1][index]).magnitude < 1e-12, "\(share) \(e[1][index])")
      }
    }
    let q = try EmpiricalDistribution(list)
    check(q)
    #expect(q.aboveLimit != nil && q.belowLimit == nil && q.n == 80)
    for p in [0.1, 0.3, 0.5] {
      let step = e[0].firstIndex { $0 >= p } ?? 0
      #expect(
        (q.quantile(p) - values[step]).magnitude <= values[step + 1] - values[max(0, step - 1)])
    }
    #expect(q.quantile(0.9999) == q.aboveLimit?.limit)
  }

  /// Turnbull's distribution is a fixed point of self-consistency, and so of the likelihood's score: no piece can gain.
  @Test func turnbullIsOptimal() throws {
    for list in CensoredFitTests.cases() {
      let sample = try CensoredSample(list, above: 0)
      let pieces = SelfConsistentDistribution(sample, iterations: 3000).pieces
      #expect((pieces.reduce(0) { $0 + $1.mass } - 1).magnitude < 1e-9)
      func probability(_ low: Double, _ high: Double) -> Double {
        pieces.reduce(0) { sum, piece in
          let isInside =
            low == high
            ? piece.lower == low && piece.upper == low
            : piece.lower >= low && piece.upper <= high
              && !(piece.lower == piece.upper && piece.lower == low)
          return sum + (isInside ? piece.mass : 0)
        }
      }
      // Σ over observations that allow the piece of 1/P(observation) is n for every piece with mass.
      for piece in pieces {
        var sum = 0.0
        for observation in list {
          var (low, high) = observation.ends
          if low == 0 { low = -.infinity }
          let isInside =
            low == high
            ? piece.lower == low && piece.upper == low
            : piece.lower >= low && piece.upper <= high
              && !(piece.lower == piece.upper && piece.lower == low)
          if isInside { sum += 1 / probability(low, high) }
        }
        #expect(
          (sum / Double(list.count) - 1).magnitude < 2e-2 || piece.mass < 1e-4,
          "\(piece) \(sum) of \(list.count)")
      }
      if let q = try? EmpiricalDistribution(list) { check(q) }
    }
  }

  @Test func tablesOfAllSizes() throws {
    var source = Samples(seed: 61)
    for n in [1, 2, 5, 100, 5000] {
      let x = source.lognormal(n, 0, 1)
      let q = try EmpiricalDistribution(x.map { .exact($0) })
      check(q)
      let sorted = x.sorted()
      #expect(q.quantile(0) == sorted[0] && q.quantile(1) == sorted[n - 1])
      #expect(q.cumulative(sorted[0] - 1) == 0 && q.cumulative(sorted[n - 1]) == 1)
      // The table moves no probability by more than its own step.
      for (index, value) in sorted.enumerated() where index % max(1, n / 50) == 0 {
        let p = (Double(index) + 0.5) / Double(n)
        #expect((q.cumulative(value) - p).magnitude <= 0.5 / Double(n) + 0.006, "\(n) \(index)")
      }
    }
    let equal = try EmpiricalDistribution([.exact(3), .exact(3)])
    #expect(equal.quantile(0.3) == 3 && equal.cumulative(2.9) == 0 && equal.cumulative(3) == 1)
    #expect(throws: FitFailure.allCensored(count: 2)) {
      try EmpiricalDistribution([.above(1), .above(2)])
    }
    #expect(EmpiricalDistribution(points: []) == nil)
    #expect(
      EmpiricalDistribution(points: [
        .init(probability: 0, value: 1), .init(probability: 0, value: 2),
      ]) == nil)
  }
}
