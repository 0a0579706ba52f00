import CrossbarCore
import CrossbarDevices
import Testing

@Suite("Distributions and draws against SciPy")
struct DistributionTests {
  /// Distribution, and SciPy's: frozen, in both tails.
  static let families: [(DeviceDistribution, String)] = [
    (.lognormal(base: .e, mu: 0.202, sigma: 0.776), "stats.lognorm(0.776, scale=math.exp(0.202))"),
    (
      .lognormal(base: .ten, mu: 6.041, sigma: 0.769),
      "stats.lognorm(0.769*math.log(10), scale=10**6.041)"
    ),
    (.weibull(shape: 1.7, scale: 1.4), "stats.weibull_min(1.7, scale=1.4)"),
    (.weibull(shape: 0.35, scale: 2e6), "stats.weibull_min(0.35, scale=2e6)"),
    (.gamma(shape: 0.9, scale: 700.25), "stats.gamma(0.9, scale=700.25)"),
    (.gamma(shape: 12.5, scale: 0.11), "stats.gamma(12.5, scale=0.11)"),
    (.gamma(shape: 0.3, scale: 4e5), "stats.gamma(0.3, scale=4e5)"),
    (.normal(mean: 1.1, sigma: 0.6), "stats.truncnorm(-1.1/0.6, np.inf, 1.1, 0.6)"),
    (.normal(mean: 5, sigma: 0.4), "stats.truncnorm(-12.5, np.inf, 5, 0.4)"),
    (.normal(mean: 0.2, sigma: 1), "stats.truncnorm(-0.2, np.inf, 0.2, 1)"),
  ]

  @Test(
    "values at scores, scores of values, probabilities",
    .enabled(if: Python.path != nil, Python.isMissing), arguments: families)
  func quantiles(distribution: DeviceDistribution, scipy: String) throws {
    // SciPy's truncated normal computes both tails from the lower one and loses its digits far out.
    let isTruncated = distribution.family == .normal
    let reach = isTruncated ? 5.0 : 7.5
    let scores = stride(from: -reach, through: reach, by: 0.25).map { $0 }
    let expected = try Python.numbers(
      """
      d = \(scipy)
      for z, in rows:
        x = d.ppf(stats.norm.cdf(z)) if z < 0 else d.isf(stats.norm.sf(z))
        emit(x, d.cdf(x))
      """, scores.map { [$0] })
    try #require(expected.count == scores.count)
    for (z, row) in zip(scores, expected) {
      let value = distribution.value(atScore: z)
      #expect(
        relativeError(value, row[0]) < (isTruncated ? 1e-8 : 1e-10),
        "\(distribution) at \(z): \(value), \(row[0])")
      #expect((distribution.score(of: row[0]) - z).magnitude < 1e-6, "\(distribution) at \(z)")
      #expect((distribution.probability(below: row[0]) - row[1]).magnitude < 1e-9)
    }
    #expect(distribution.median == distribution.value(atScore: 0))
  }

  @Test(
    "empirical quantiles, linear in the logarithm",
    .enabled(if: Python.path != nil, Python.isMissing))
  func empirical() throws {
    let quantiles = try #require(
      EmpiricalQuantiles(probabilities: Examples.probabilities, values: Examples.values))
    let distribution = DeviceDistribution.empirical(quantiles)
    let scores = stride(from: -9, through: 9, by: 0.125).map { $0 }
    let expected = try Python.numbers(
      """
      p = \(Examples.probabilities)
      v = \(Examples.values)
      for z, in rows: emit(np.exp(np.interp(stats.norm.cdf(z), p, np.log(v))))
      """, scores.map { [$0] })
    try #require(expected.count == scores.count)
    for (z, row) in zip(scores, expected) {
      #expect(relativeError(distribution.value(atScore: z), row[0]) < 1e-12, "at \(z)")
    }
    // By hand: 1e5 is reached from 0.1 on and left after 0.5; between 0.5 and 0.77 half way is √(1e5 · 7.5e5).
    #expect(distribution.probability(below: 1e5) == 0.1)
    #expect((distribution.probability(below: 1e5 * 1.000_001) - 0.5).magnitude < 1e-6)
    #expect((distribution.probability(below: 273_861.278_752_583) - 0.635).magnitude < 1e-12)
    #expect(distribution.probability(below: 1e4) == 0 && distribution.probability(below: 1e9) == 1)
    #expect(distribution.median == 1e5)
    #expect(distribution.score(of: 1e4) == -.infinity && distribution.score(of: 1e9) == .infinity)
  }

  @Test func quantilesThatAreNone() {
    for (p, v): ([Double], [Double]) in [
      ([0, 1], [1]), ([0], [1]), ([], []), ([0.1, 1], [1, 2]), ([0, 0.9], [1, 2]),
      ([0, 0.5, 0.5, 1], [1, 2, 3, 4]), ([0, 1], [2, 1]), ([0, 1], [0, 1]), ([0, 1], [1, .nan]),
      ([0, .nan, 1], [1, 2, 3]),
    ] {
      #expect(EmpiricalQuantiles(probabilities: p, values: v) == nil, "\(p) \(v)")
    }
  }

  @Test("draws stay in bounds and have six digits")
  func bounds() {
    let wide = DeviceDistribution.weibull(shape: 0.05, scale: 1)
    #expect(wide.value(atScore: -8) < 1e-100 && wide.value(atScore: 8) > 1e25)
    #expect(wide.sample(atScore: -8) == 1e-12 && wide.sample(atScore: 8) == 1e20)
    let normal = DeviceDistribution.normal(mean: 0.1, sigma: 5)
    for z in stride(from: -8.2, through: 8.2, by: 0.1) {
      #expect(normal.sample(atScore: z) >= 1e-12)
    }
    #expect(
      DeviceDistribution.normal(mean: 1.234_567_89, sigma: 1e-9).sample(atScore: 0) == 1.23457)
  }

  @Test(
    "sampled devices are NumPy's Philox through SciPy's quantiles, independent and correlated",
    .enabled(if: Python.path != nil, Python.isMissing), arguments: [false, true])
  func sampler(isCorrelated: Bool) throws {
    var statistics = try Examples.mixed().statistics
    if !isCorrelated { statistics.correlation = nil }
    let sampler = DeviceSampler(statistics: statistics, seed: 20_240_607)
    var places: [[Double]] = []
    for index in 0..<4000 {
      places.append([
        Double(index % 3), Double(index % 5), Double(index / 50), Double(1 + index % 50),
      ])
    }
    let expected = try Python.numbers(
      """
      L = np.linalg.cholesky(np.array(\(isCorrelated ? "\(Examples.matrix)" : "np.eye(4)")))
      v, r, g = stats.weibull_min(1.7, scale=1.4), stats.truncnorm(-1.1/0.6, np.inf, 1.1, 0.6), stats.gamma(0.9, scale=700.25)
      words = []
      for array, tile, row, column in rows:
        counter = [(int(row) << 32 | int(column)) - 1, int(tile), int(array), 0]
        words.append(np.random.Philox(key=[20240607, 0x444556494345], counter=counter).random_raw(4))
      u = ((np.array(words) >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52
      z = stats.norm.ppf(u) @ L.T
      q = stats.norm.cdf(z)
      h = np.exp(np.interp(q[:, 3], \(Examples.probabilities), np.log(\(Examples.values))))
      for row in zip(v.ppf(q[:, 0]), r.ppf(q[:, 1]), g.ppf(q[:, 2]), h):
        emit(*[float(f"{x:.5e}") for x in row[:2] + tuple(sorted(row[2:]))])
      """, places)
    try #require(expected.count == places.count)
    var unequal = 0
    for (place, row) in zip(places, expected) {
      let sample = sampler.sample(
        array: Int(place[0]), tile: Int(place[1]), row: Int(place[2]), column: Int(place[3]))
      let drawn = [sample.vSet, sample.vReset, sample.rLRS, sample.rHRS]
      for (value, reference) in zip(drawn, row) {
        if value != reference { unequal += 1 }
        // One unit of the sixth digit.
        #expect(relativeError(value, reference) < 1.01e-5, "\(place): \(drawn), \(row)")
      }
    }
    // Rounding may fall the other way where a value lies half way between two decimals.
    #expect(unequal <= 3, "\(unequal) of 16000")
  }

  @Test(
    "normal scores of drawn devices have the correlation that was asked for",
    .enabled(if: Python.path != nil, Python.isMissing))
  func correlation() throws {
    var statistics = try Examples.mixed().statistics
    // Ties and exchanged states would hide a little of it.
    statistics.rHRS = MeasuredDistribution(.lognormal(base: .ten, mu: 9, sigma: 0.3))
    let sampler = DeviceSampler(statistics: statistics, seed: 3)
    let count = 40_000
    let rows = (0..<count).map { index -> [Double] in
      let sample = sampler.sample(array: 0, tile: 2, row: index / 200, column: index % 200)
      return [sample.vSet, sample.vReset, sample.rLRS, sample.rHRS]
    }
    let found = try Python.numbers(
      """
      x = np.array(rows)
      d = [stats.weibull_min(1.7, scale=1.4), stats.truncnorm(-1.1/0.6, np.inf, 1.1, 0.6), stats.gamma(0.9, scale=700.25),
           stats.lognorm(0.3*math.log(10), scale=1e9)]
      z = np.array([stats.norm.ppf(f.cdf(x[:, k])) for k, f in enumerate(d)])
      for row in np.corrcoef(z): emit(*row)
      emit(*[stats.kstest(x[:, k], f.cdf).pvalue for k, f in enumerate(d)])
      """, rows)
    try #require(found.count == 5)
    for i in 0..<4 {
      for j in 0..<4 {
        let rho = Examples.matrix[i][j]
        // Five standard errors of a correlation.
        let tolerance = 5 * (1 - rho * rho) / Double(count).squareRoot() + 1e-9
        #expect((found[i][j] - rho).magnitude < tolerance, "\(i) \(j): \(found[i][j])")
      }
    }
    #expect(found[4].allSatisfy { $0 > 1e-4 }, "\(found[4])")
  }

  @Test("the Cholesky factor is NumPy's", .enabled(if: Python.path != nil, Python.isMissing))
  func factor() throws {
    let factor = try ScoreCorrelation(matrix: Examples.matrix).factor
    let expected = try Python.numbers(
      "for row in np.linalg.cholesky(np.array(rows)): emit(*row)", Examples.matrix)
    for (row, reference) in zip(factor, expected) {
      for (value, wanted) in zip(row, reference) { #expect((value - wanted).magnitude < 1e-14) }
    }
    #expect(expected.count == 4)
  }

  @Test func matricesThatAreNone() {
    func fault(_ change: (inout [[Double]]) -> Void) -> ScoreCorrelation.Fault? {
      var matrix = Examples.matrix
      change(&matrix)
      do throws(ScoreCorrelation.Fault) {
        _ = try ScoreCorrelation(matrix: matrix)
        return nil
      } catch {
        return error
      }
    }
    #expect(fault { _ in } == nil)
    #expect(fault { $0[2].removeLast() } == .shape)
    #expect(fault { $0.removeLast() } == .shape)
    #expect(fault { $0[3][3] = 0.99 } == .diagonal(3))
    #expect(fault { $0[1][0] = 0.4 } == .asymmetry(1, 0))
    #expect(fault { $0[1][0] = .nan } == .range(1, 0))
    #expect(
      fault {
        $0[0][1] = 0.99
        $0[1][0] = 0.99
      } == .notPositiveDefinite)
    // Two quantities that are one and the same: singular.
    let ones: [[Double]] = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    #expect(throws: ScoreCorrelation.Fault.notPositiveDefinite) {
      try ScoreCorrelation(matrix: ones)
    }
  }
}
