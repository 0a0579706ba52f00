import Testing

@testable import CrossbarStatistics

@Suite struct DistributionTests {
  static let distributions: [ParametricDistribution] = [
    .lognormal(mu: 0.202, sigma: 0.776), .lognormal(mu: 13.91, sigma: 1.77),
    .normal(mean: -3, sigma: 0.2), .normal(mean: 1e6, sigma: 3e5),
    .weibull(shape: 0.7, scale: 2e-6), .weibull(shape: 4.5, scale: 3),
    .gamma(shape: 0.4, scale: 1e9), .gamma(shape: 1, scale: 2), .gamma(shape: 7.3, scale: 0.2),
    .gamma(shape: 2500, scale: 1e-3),
  ]

  private static func row(_ d: ParametricDistribution) -> [Double] {
    [Double(Family.allCases.firstIndex(of: d.family) ?? 0), d.values.first, d.values.second]
  }

  static let definitions = """
    def dist(code, a, b):
        if code == 0: return stats.lognorm(b, scale=math.exp(a))
        if code == 1: return stats.norm(a, b)
        if code == 2: return stats.weibull_min(a, scale=b)
        return stats.gamma(a, scale=b)

    """

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func agreeWithSciPy() throws {
    var rows: [[Double]] = []
    for d in Self.distributions {
      for p in [1e-12, 1e-6, 0.01, 0.2, 0.5, 0.731, 0.97, 0.9999] { rows.append(Self.row(d) + [p]) }
    }
    let answers = try Python.run(
      Self.definitions + """
        for code, a, b, p in rows:
            d = dist(code, a, b)
            x = d.ppf(p)
            up = d.isf(1e-14)
            emit(x, d.logpdf(x), d.cdf(x), d.sf(x), d.logsf(x), d.mean(), d.median(), up, d.sf(up), d.logcdf(x))
        """, rows)
    try #require(answers.count == rows.count)
    for (row, e) in zip(rows, answers) {
      let d = ParametricDistribution(Family.allCases[Int(row[0])], row[1], row[2])
      let x = e[0]
      // SciPy's own rounding: ten digits of the extreme quantiles, more of the rest.
      let pairs: [(String, Double, Double, Double)] = [
        ("quantile", d.quantile(row[3]), x, 1e-10), ("density", d.logDensity(x), e[1], 1e-9),
        ("cumulative", d.cumulative(x), e[2], 1e-10), ("survival", d.survival(x), e[3], 1e-10),
        ("log survival", d.logSurvival(x), e[4], 1e-9), ("mean", d.mean, e[5], 1e-12),
        ("median", d.median, e[6], 1e-12), ("upper", d.survival(e[7]), e[8], 1e-9),
        ("score", SpecialFunctions.normalSurvival(d.score(of: e[7])), e[8], 1e-9),
        ("log cumulative", d.logCumulative(x), e[9], 1e-9),
      ]
      for (name, value, expected, tolerance) in pairs {
        #expect(
          relativeError(value, expected) < tolerance || (value - expected).magnitude < 1e-13,
          "\(name) of \(d) at \(row[3]): \(value), \(expected)")
      }
    }
  }

  @Test func theScoreComesBackFromBothTails() {
    for d in Self.distributions {
      for z in [-8.5, -6, -2, -0.4, 0, 0.3, 3, 6, 8.5] {
        let x = d.quantile(score: z)
        let back = d.score(of: x)
        // One unit in the last place of x moves the score by this much.
        let grain = (d.score(of: x.nextUp) - back).magnitude
        #expect((back - z).magnitude < 1e-12 * (1 + z.magnitude) + 8 * grain, "\(d) \(z) \(back)")
      }
    }
  }

  @Test func outsideTheSupport() {
    let d = ParametricDistribution.gamma(shape: 2, scale: 1)
    #expect(d.cumulative(-1) == 0 && d.survival(-1) == 1 && d.logDensity(0) == -.infinity)
    #expect(d.score(of: 0) == -.infinity && d.quantile(0) == 0 && d.quantile(1) == .infinity)
    #expect(d.quantile(1.1).isNaN)
    #expect(d.survival(1e5) == 0 && (-1e5 + 20 > d.logSurvival(1e5)))
  }
}
