import Foundation
import Testing

@testable import CrossbarStatistics

@Suite struct AssociationTests {
  /// Pairs of columns of one length, with and without ties.
  static func columns() -> [([Double], [Double])] {
    var source = Samples(seed: 50)
    var list: [([Double], [Double])] = []
    for n in [3, 4, 7, 20, 33, 34, 47, 300] {
      let x = source.normal(n, 0, 1)
      let y = x.map { 0.6 * $0 + source.normal() }
      list.append((x, y))
      list.append((x, y.map { ($0 * 2).rounded() + 0.5 }))
      list.append((x.map { ($0 * 2).rounded() }, y.map { ($0 * 2).rounded() }))
      list.append((x, x.map { -$0 * $0 * $0 }))
    }
    return list.filter { Set($0.0).count > 1 && Set($0.1).count > 1 }
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func coefficientsAndPAgreeWithSciPy() throws {
    let pairs = Self.columns()
    let answers = try Python.run(
      """
      for x, y in zip(rows[::2], rows[1::2]):
          emit(*stats.pearsonr(x, y), *stats.spearmanr(x, y), *stats.kendalltau(x, y))
      """, pairs.flatMap { [$0.0, $0.1] })
    try #require(answers.count == pairs.count)
    for ((x, y), e) in zip(pairs, answers) {
      let results = [
        Correlation.pearson(x, y), Correlation.spearman(x, y), Correlation.kendall(x, y),
      ]
      for (index, result) in results.enumerated() {
        let result = try #require(result)
        let (value, p) = (e[2 * index], e[2 * index + 1])
        #expect((result.coefficient - value).magnitude < 1e-13, "\(index) \(x.count)")
        // Where the coefficient is all but one, its rounding makes p.
        #expect(
          relativeError(result.p, p) < 1e-9
            || max(result.p, p) < 1e-7 && value.magnitude > 0.999999,
          "\(index) of \(x.count): \(result.p) \(p)")
      }
    }
  }

  @Test func missingValuesAreLeftOutInPairs() throws {
    let x: [Double?] = [1, nil, 3, 4, 5, 6]
    let y: [Double?] = [2, 5, nil, 8, 9, 1]
    let whole = Correlation.spearman([1, 4, 5, 6], [2, 8, 9, 1])
    #expect(Correlation.spearman(x, y) == whole && whole?.n == 4)
    #expect(Correlation.kendall([1, 1, 1], [1, 2, 3]) == nil)
    #expect(Correlation.pearson([1, 2], [1, 2]) == nil)
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func normalScoresAgreeWithNumPy() throws {
    var source = Samples(seed: 51)
    let a = source.normal(47, 0, 1)
    let b = a.map { $0 + source.normal() }
    let c = zip(a, b).map { exp($0 - 0.5 * $1) + 0 * $0 }
    let result = Correlation.normalScoresCorrelation(columns: [a, b, c])
    let e = try Python.run(
      """
      s = [stats.norm.ppf(stats.rankdata(r) / (len(r) + 1)) for r in rows]
      m = np.corrcoef(s)
      for r in m: emit(*r)
      for r in np.linalg.cholesky(m): emit(*r)
      """, [a, b, c])
    for i in 0..<3 {
      for j in 0..<3 {
        #expect((result.matrix[i][j] - e[i][j]).magnitude < 1e-13)
        #expect((result.cholesky[i][j] - e[3 + i][j]).magnitude < 1e-12)
      }
    }
    #expect(!result.isRepaired && result.pairs[0][1] == 47)
  }

  @Test func anIndefiniteMatrixIsRepairedAndSaysSo() {
    // Pairwise: 1 with 2 alike, 2 with 3 alike, 1 with 3 opposed. No joint distribution has that.
    let up: [Double?] = [1, 2, 3, 4, 5]
    let down: [Double?] = [5, 4, 3, 2, 1]
    let gap = [Double?](repeating: nil, count: 5)
    let result = Correlation.normalScoresCorrelation(columns: [
      up + gap + up, up + up + gap, gap + up + down,
    ])
    #expect(result.isRepaired)
    for i in 0..<3 {
      #expect((result.matrix[i][i] - 1).magnitude < 1e-12)
      for j in 0..<3 {
        let product = (0..<3).reduce(0) { $0 + result.cholesky[i][$1] * result.cholesky[j][$1] }
        #expect((product - result.matrix[i][j]).magnitude < 1e-9)
        #expect(result.matrix[i][j].magnitude <= 1 + 1e-12)
      }
    }
    let empty = Correlation.normalScoresCorrelation(columns: [gap, gap])
    #expect(empty.matrix == [[1, 0], [0, 1]] && !empty.isRepaired)
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func linesAgreeWithSciPy() throws {
    var source = Samples(seed: 52)
    let t = (1...40).map { 25.0 * Double($0) }
    let r = t.map { 3e5 * pow($0, -0.03) * exp(0.05 * source.normal()) }
    let e = try Python.run(
      """
      r = stats.linregress(rows[0], rows[1])
      emit(r.slope, r.intercept, r.stderr, r.intercept_stderr, r.rvalue ** 2, r.pvalue)
      r = stats.linregress(np.log(rows[0]), np.log(rows[1]))
      h = stats.t.ppf(.975, 38) * r.stderr
      emit(r.slope, math.exp(r.intercept), r.stderr, r.slope - h, r.slope + h)
      """, [t, r])
    let line = try #require(LinearRegression(x: t, y: r))
    let values = [
      line.slope, line.intercept, line.slopeError, line.interceptError, line.rSquared, line.slopeP,
    ]
    for (value, expected) in zip(values, e[0]) {
      #expect(relativeError(try #require(value), expected) < 1e-11)
    }
    let law = try #require(PowerLawFit(time: t + [-1], resistance: r + [5]))
    let interval = try #require(law.line.slopeEstimate)
    let more = [law.exponent, law.prefactor, law.exponentError, interval.low, interval.high]
    for (value, expected) in zip(more, e[1]) {
      #expect(relativeError(try #require(value), expected) < 1e-11)
    }
    let half = try #require(law.time(of: law.resistance(at: 2000) / 2))
    #expect(relativeError(law.resistance(at: half) * 2, law.resistance(at: 2000)) < 1e-10)
    #expect(LinearRegression(x: [1, 1], y: [1, 2]) == nil)
    #expect(LinearRegression(x: [1, 2], y: [3, 3])?.crossing(of: 5) == nil)
    #expect(PowerLawFit(time: [1, 2], resistance: [-1, 0]) == nil)
  }
}
