import CrossbarCore
import Foundation
import Testing

@testable import CrossbarStatistics

@Suite struct GoodnessTests {
  static func exact(_ x: [Double]) -> [Observation] { x.map { .exact($0) } }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func statisticsAreTheTextbooks() throws {
    let samples = CompleteFitTests.samples().filter { ($0.max() ?? 1) / ($0.min() ?? 1) > 1.05 }
    var rows: [[Double]] = []
    var results: [GoodnessResult] = []
    for sample in samples {
      for (code, family) in Family.allCases.enumerated() {
        let fit = try MaximumLikelihood.fit(family, Self.exact(sample))
        let values = fit.distribution.values
        rows.append([Double(code), values.first, values.second] + sample)
        results.append(
          GoodnessOfFit.test(fit, Self.exact(sample), replicates: 1, seed: 1))
      }
    }
    let answers = try Python.run(
      DistributionTests.definitions + """
        for code, a, b, *x in rows:
            d = dist(code, a, b); x = np.sort(x); n = len(x); i = np.arange(1, n + 1)
            ad = -n - ((2 * i - 1) / n * (d.logcdf(x) + d.logsf(x[::-1]))).sum()
            emit(stats.kstest(x, d.cdf).statistic, ad, stats.cramervonmises(x, d.cdf).statistic)
        """, rows)
    try #require(answers.count == rows.count)
    for (index, (result, e)) in zip(results, answers).enumerated() {
      let name = "row \(index), code \(rows[index][0])"
      #expect((result.ks.statistic - e[0]).magnitude < 1e-12, "\(name) \(result) \(e)")
      // SciPy's logarithm of a Weibull's tail has an absolute error of its own.
      #expect(relativeError(result.ad.statistic, e[1]) < 1e-9, "\(name) \(result) \(e)")
      #expect(
        (result.cvm.statistic - e[2]).magnitude < 1e-12 * max(1, e[2]), "\(name) \(result) \(e)")
    }
  }

  /// The bootstrap written again in NumPy, its own refits and generator; and SciPy's goodness_of_fit.
  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func bootstrapAgreesWithAnother() throws {
    var source = Samples(seed: 11)
    let x = source.gamma(47, 2, 1)
    let replicates = 2000
    let answers = try Python.run(
      CompleteFitTests.solve + DistributionTests.definitions + """
        x = np.array(rows[0]); n = len(x); B = int(rows[1][0]); i = np.arange(1, n + 1)
        rng = np.random.default_rng(5)
        def distances(x, d):
            x = np.sort(x); u = d.cdf(x)
            return (max((i / n - u).max(), (u - (i - 1) / n).max()),
                    -n - ((2 * i - 1) / n * (d.logcdf(x) + d.logsf(x[::-1]))).sum(),
                    1 / (12 * n) + ((u - (2 * i - 1) / (2 * n)) ** 2).sum())
        def fit(x, code):
            if code == 1: return x.mean(), x.std()
            for c, f in enumerate(fits(x)):
                if c == code: return f[:2]
        for code in range(4):
            d = dist(code, *fit(x, code)); t = np.array(distances(x, d))
            more = np.zeros(3)
            for _ in range(B):
                y = d.rvs(n, random_state=rng)
                more += np.array(distances(y, dist(code, *fit(y, code)) if code != 1 else stats.norm(y.mean(), y.std()))) >= t
            emit(*((1 + more) / (B + 1)))
        r = stats.goodness_of_fit(stats.lognorm, x, known_params={"loc": 0}, statistic="ad", n_mc_samples=B, rng=rng)
        emit(r.pvalue, r.statistic)
        """, [x, [Double(replicates)]])
    try #require(answers.count == 5)
    for (place, family) in Family.allCases.enumerated() {
      let fit = try MaximumLikelihood.fit(family, Self.exact(x))
      let result = GoodnessOfFit.test(fit, Self.exact(x), replicates: replicates, seed: 3)
      #expect(result.replicates == replicates && result.failedReplicates == 0)
      var pairs = [
        (result.ks.p, answers[place][0]), (result.ad.p, answers[place][1]),
        (result.cvm.p, answers[place][2]),
      ]
      if family == .lognormal { pairs.append((result.ad.p, answers[4][0])) }
      for (p, other) in pairs {
        // Two simulations: four standard errors of their difference.
        let error = (2 * max(other * (1 - other), 1e-3) / Double(replicates)).squareRoot()
        #expect((p - other).magnitude < 4 * error, "\(family): \(result) \(answers)")
      }
    }
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    var source = Samples(seed: 12)
    let x = Self.exact(source.weibull(60, 1.5, 2))
    let fit = try MaximumLikelihood.fit(.weibull, x)
    let one = GoodnessOfFit.test(fit, x, replicates: 200, seed: 8)
    #expect(one == GoodnessOfFit.test(fit, x, replicates: 200, seed: 8))
    #expect(one != GoodnessOfFit.test(fit, x, replicates: 200, seed: 9))
  }

  /// Under the null hypothesis p is uniform, with censoring too; under a wrong family it is small.
  @Test func pIsUniformUnderCensoring() throws {
    var source = Samples(seed: 13)
    var small = 0
    var middle = 0.0
    let trials = 120
    for _ in 0..<trials {
      let x = source.lognormal(40, 0.2, 0.8).map { $0 > 2 ? Observation.above(2) : .exact($0) }
      let fit = try MaximumLikelihood.fit(.lognormal, x)
      let result = GoodnessOfFit.test(
        fit, x, limits: x.map { _ in 2 }, replicates: 99, seed: 1)
      small += result.ad.p <= 0.1 ? 1 : 0
      middle += result.cvm.p / Double(trials)
    }
    #expect((3...24).contains(small), "\(small) of \(trials) at 0.1")
    #expect((0.4...0.6).contains(middle), "\(middle)")
    // Two clusters are no lognormal.
    let two = (source.lognormal(40, -1, 0.1) + source.lognormal(40, 0.5, 0.1)).map {
      $0 > 1.7 ? Observation.above(1.7) : .exact($0)
    }
    let fit = try MaximumLikelihood.fit(.lognormal, two)
    let result = GoodnessOfFit.test(fit, two, replicates: 199, seed: 1)
    #expect(result.ks.p < 0.02 && result.ad.p < 0.02 && result.cvm.p < 0.02, "\(result)")
  }

  @Test func mixedCensoringIsTested() throws {
    for list in CensoredFitTests.cases() {
      for family in [Family.lognormal, .weibull] {
        let fit = try MaximumLikelihood.fit(family, list)
        let result = GoodnessOfFit.test(fit, list, replicates: 99, seed: 4)
        for test in [result.ks, result.ad, result.cvm] {
          #expect(test.statistic >= 0 && test.statistic.isFinite && test.p > 0 && test.p <= 1)
        }
        #expect(result.replicates + result.failedReplicates >= 99 || list.count < 5)
      }
    }
  }

  /// The censored statistic is the complete one where nothing is censored before the end.
  @Test func theCensoredStatisticContinuesTheTextbooks() throws {
    var source = Samples(seed: 14)
    let x = source.lognormal(50, 0, 1).sorted()
    let fit = try MaximumLikelihood.fit(.lognormal, Self.exact(x))
    let complete = GoodnessOfFit.statistics(fit.distribution, fit.maximum.sample)
    // A range about each value, so narrow that nothing moves.
    let ranges = x.map { Observation.between($0 * (1 - 1e-12), $0 * (1 + 1e-12)) }
    let sample = try CensoredSample(ranges, for: .lognormal)
    let other = GoodnessOfFit.statistics(fit.distribution, sample)
    #expect((complete.ks - other.ks).magnitude < 1e-9)
    #expect((complete.ad - other.ad).magnitude < 1e-8)
    #expect((complete.cvm - other.cvm).magnitude < 1e-9)
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil, "speed, in release only"))
  func speed() throws {
    var source = Samples(seed: 15)
    for (count, replicates) in [(500, 1000), (47, 1000), (1_000_000, 1000)] {
      let x = Self.exact(source.lognormal(count, 0.2, 0.776))
      let censored = x.map { ($0.exactValue ?? 0) > 2 ? .above(2) : $0 }
      for (name, list) in [("complete", x), ("censored", censored)] {
        for family in Family.allCases {
          let clock = ContinuousClock()
          var fit: FamilyFit?
          let fitting = try clock.measure { fit = try MaximumLikelihood.fit(family, list) }
          var result: GoodnessResult?
          let testing = try clock.measure {
            result = GoodnessOfFit.test(
              try #require(fit), list, replicates: replicates, seed: 1)
          }
          print(
            "SPEED \(name) \(count) \(family): fit \(fitting), test \(testing), "
              + "\(result?.replicates ?? 0) replicates, p \(result?.ad.p ?? 0)")
        }
      }
    }
  }
}
