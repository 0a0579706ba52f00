import CrossbarCore
import Foundation
import Testing

@testable import CrossbarStatistics

@Suite struct CompleteFitTests {
  static func samples() -> [[Double]] {
    var source = Samples(seed: 7)
    var list: [[Double]] = [
      source.lognormal(47, 0.202, 0.776), source.weibull(47, 1.3, 0.8), source.gamma(47, 3, 2.5),
      source.normal(30, 5, 0.4).map(abs), source.lognormal(2, 1, 1), source.lognormal(3, -20, 4),
      source.weibull(1000, 0.3, 1e5), source.gamma(500, 400, 1e-3),
      // Ties, as a sweep's grid makes them.
      source.lognormal(200, 0.2, 0.7).map { max(0.05, ($0 / 0.05).rounded() * 0.05) },
    ]
    let base = source.lognormal(60, 0, 0.5)
    list += [base.map { $0 * 1e-12 }, base.map { $0 * 1e12 }]
    // Spread of a thousandth and of a millionth.
    list += [base.map { 1 + 1e-3 * $0 }, base.map { 1 + 1e-6 * $0 }]
    return list
  }

  static let solve = """
    def fits(x):
        x = np.asarray(x); n = len(x); y = np.log(x)
        mu, sd = y.mean(), y.std()
        yield mu, sd, stats.lognorm.logpdf(x, sd, scale=np.exp(mu)).sum()
        yield x.mean(), x.std(), stats.norm.logpdf(x, x.mean(), x.std()).sum()
        # SciPy's own fit of the Weibull family stops early: its score equation, to the last place.
        c = y - y.max()
        def score(lk):
            k = math.exp(lk); w = np.exp(k * c)
            return (w * c).sum() / w.sum() - 1 / k - c.mean()
        s = math.log(1.28 / sd)
        lk = optimize.brentq(score, s - 4, s + 4, xtol=1e-15, rtol=1e-15)
        k = math.exp(lk); lam = math.exp(y.max() + math.log(np.exp(k * c).mean()) / k)
        yield k, lam, stats.weibull_min.logpdf(x, k, scale=lam).sum()
        r = (x - x.mean()) / x.mean()
        gap = -(np.log1p(r) - r).mean()
        def gscore(lk):
            k = math.exp(lk)
            d = lk - special.digamma(k) if k < 1e4 else 1 / (2 * k) + 1 / (12 * k * k) - 1 / (120 * k ** 4)
            return math.log(d) - math.log(gap)
        lk = optimize.brentq(gscore, -10, 40, xtol=1e-15, rtol=1e-15)
        k = math.exp(lk)
        yield k, x.mean() / k, stats.gamma.logpdf(x, k, scale=x.mean() / k).sum()

    """

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func estimatesAgreeToNineDigits() throws {
    let samples = Self.samples()
    let answers = try Python.run(
      Self.solve + """
        for x in rows:
            for f in fits(x): emit(*f)
        """, samples)
    try #require(answers.count == 4 * samples.count)
    for (index, sample) in samples.enumerated() {
      for (place, family) in Family.allCases.enumerated() {
        let fit = try MaximumLikelihood.fit(family, sample.map { .exact($0) })
        let expected = answers[4 * index + place]
        // What the spread itself loses to the rounding of the data.
        let spread = (sample.max() ?? 1) / (sample.min() ?? 1) - 1
        let tolerance = spread < 1e-2 ? 1e-9 / spread * 1e-5 : 1e-9
        let values = fit.distribution.values
        #expect(
          relativeError(values.first, expected[0]) < tolerance,
          "\(family) of sample \(index): \(values.first), \(expected[0])")
        #expect(
          relativeError(values.second, expected[1]) < tolerance,
          "\(family) of sample \(index): \(values.second), \(expected[1])")
        #expect(
          relativeError(fit.logLikelihood, expected[2])
            // SciPy's gamma density loses the digits of a shape of 10¹³.
            < (spread < 1e-4 ? 1e-3 : spread < 1e-2 ? 1e-5 : 1e-9),
          "\(family) of sample \(index): \(fit.logLikelihood), \(expected[2])")
      }
    }
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func intervalsOfANormalSampleAreExact() throws {
    var source = Samples(seed: 3)
    let x = source.lognormal(47, 0.202, 0.776)
    let fit = try MaximumLikelihood.fit(.lognormal, x.map { .exact($0) })
    let e = try Python.run(
      """
      y = np.log(rows[0]); n = len(y); s = y.std(ddof=1)
      emit(*stats.t.interval(.95, n - 1, y.mean(), s / math.sqrt(n)))
      emit(*[math.sqrt((n - 1) * s * s / q) for q in stats.chi2.ppf([.975, .025], n - 1)], s)
      """, [x])
    #expect(fit.parameters[0].method == .exact && fit.parameters[1].method == .exact)
    #expect(relativeError(fit.parameters[0].low, e[0][0]) < 1e-10)
    #expect(relativeError(fit.parameters[0].high, e[0][1]) < 1e-10)
    #expect(relativeError(fit.parameters[1].low, e[1][0]) < 1e-10)
    #expect(relativeError(fit.parameters[1].high, e[1][1]) < 1e-10)
    #expect(relativeError(try #require(fit.sigmaUnbiased), e[1][2]) < 1e-12)
    #expect(fit.parameters[1].value < e[1][2])
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func profileIntervalsAndErrorsAgreeWithAnOptimiser() throws {
    var source = Samples(seed: 4)
    let samples = [source.weibull(40, 1.3, 2e-3), source.gamma(25, 4, 3e4)]
    let e = try Python.run(
      """
      def problem(x, logpdf):
          x = np.asarray(x); u = x.mean(); x = x / u
          f = lambda t: -logpdf(x, math.exp(t[0]), math.exp(t[1])).sum()
          o = dict(xatol=1e-11, fatol=1e-12, maxiter=10000, maxfev=10000)
          best = optimize.minimize(f, [0, 0], method="Nelder-Mead", options=o)
          best = optimize.minimize(f, best.x, method="Nelder-Mead", options=o)
          def profile(i, v):
              g = lambda w: f([v, w] if i == 0 else [w, v])
              return optimize.minimize_scalar(g, bracket=(best.x[1 - i] - .1, best.x[1 - i] + .1), tol=1e-12).fun
          out = []
          for i in (0, 1):
              h = lambda v: 2 * (profile(i, v) - best.fun) - stats.chi2.ppf(.95, 1)
              out += [optimize.brentq(h, best.x[i] - 3, best.x[i], xtol=1e-12), optimize.brentq(h, best.x[i], best.x[i] + 3, xtol=1e-12)]
          d = 1e-4; H = np.zeros((2, 2))
          for i in (0, 1):
              for j in (0, 1):
                  for a in (1, -1):
                      for b in (1, -1):
                          t = best.x.copy(); t[i] += a * d; t[j] += b * d
                          H[i, j] += a * b * f(t) / (4 * d * d)
          se = np.sqrt(np.diag(np.linalg.inv(H)))
          emit(*np.exp(out[:2]), *(u * np.exp(out[2:])), se[0] * math.exp(best.x[0]), u * se[1] * math.exp(best.x[1]))
      problem(rows[0], lambda x, k, s: stats.weibull_min.logpdf(x, k, scale=s))
      problem(rows[1], lambda x, k, s: stats.gamma.logpdf(x, k, scale=s))
      """, samples)
    for (index, family) in [Family.weibull, .gamma].enumerated() {
      let fit = try MaximumLikelihood.fit(family, samples[index].map { .exact($0) })
      let p = fit.parameters
      let values = [
        p[0].low, p[0].high, p[1].low, p[1].high, p[0].standardError, p[1].standardError,
      ]
      #expect(p.allSatisfy { $0.method == .profileLikelihood })
      for (value, expected) in zip(values, e[index]) {
        #expect(relativeError(value, expected) < 1e-5, "\(family): \(values) \(e[index])")
      }
    }
  }

  @Test func criteriaByHand() throws {
    // Of 1, 2, 4 under the normal family: mean 7/3, variance 14/9.
    let fit = try MaximumLikelihood.fit(.normal, [1, 2, 4].map { .exact($0) })
    let logLikelihood = -1.5 * (Foundation.log(2 * Double.pi * 14 / 9) + 1)
    #expect(relativeError(fit.logLikelihood, logLikelihood) < 1e-14)
    #expect(relativeError(fit.aic, 4 - 2 * logLikelihood) < 1e-14)
    #expect(fit.aicc == nil)
    #expect(relativeError(fit.bic, 2 * Foundation.log(3) - 2 * logLikelihood) < 1e-14)
    let four = try MaximumLikelihood.fit(.normal, [1, 2, 4, 5].map { .exact($0) })
    #expect(relativeError(try #require(four.aicc), four.aic + 12) < 1e-14)
  }

  /// The estimates follow the unit, at any scale.
  @Test func theUnitDoesNotMatter() throws {
    var source = Samples(seed: 5)
    let x = source.gamma(80, 3, 1)
    for family in Family.allCases {
      let one = try MaximumLikelihood.fit(family, x.map { .exact($0) })
      for power in [-40, 40, -900, 900] {
        let unit = Double(sign: .plus, exponent: power, significand: 1)
        let other = try MaximumLikelihood.fit(family, x.map { .exact($0 * unit) })
        let (a, b) = (one.distribution.values, other.distribution.values)
        switch family {
        case .lognormal:
          #expect((b.first - a.first - Double(power) * 0.693147180559945309).magnitude < 1e-11)
          #expect(relativeError(b.second, a.second) < 1e-11)
        case .normal:
          #expect(relativeError(b.first, a.first * unit) < 1e-11)
          #expect(relativeError(b.second, a.second * unit) < 1e-11)
        case .weibull, .gamma:
          #expect(relativeError(b.first, a.first) < 1e-11)
          #expect(relativeError(b.second, a.second * unit) < 1e-11)
        }
      }
    }
  }

  @Test func whatHasNoFitSaysWhy() throws {
    func failure(_ family: Family, _ list: [Observation]) -> FitFailure? {
      do throws(FitFailure) {
        _ = try MaximumLikelihood.fit(family, list)
        return nil
      } catch { return error }
    }
    for family in Family.allCases {
      #expect(failure(family, []) == .empty)
      #expect(failure(family, [.exact(2)]) == .noSpread(count: 1))
      #expect(failure(family, [.exact(2), .exact(2), .exact(2)]) == .noSpread(count: 3))
      #expect(failure(family, [.exact(2), .above(1)]) == .noSpread(count: 2))
      #expect(failure(family, [.above(2), .above(3)]) == .allCensored(count: 2))
      #expect(failure(family, [.below(2), .below(3)]) == .allCensored(count: 2))
      #expect(failure(family, [.between(1, 3), .between(2, 4)]) == .noSpread(count: 2))
      #expect(failure(family, [.exact(.nan), .exact(1), .between(2, 1)]) == .malformed(count: 2))
      // More above the high limit than below the low: no spread is too large.
      #expect(failure(family, [.above(3), .below(2)]) == .noMaximum)
    }
    let bad: [Observation] = [.exact(0), .exact(-1), .exact(2), .below(-1), .above(-3), .exact(3)]
    #expect(failure(.gamma, bad) == .nonpositive(count: 3))
    #expect(failure(.normal, bad) == nil)
    #expect("\(FitFailure.nonpositive(count: 3))" == "3 of the values are not positive")
  }

  @Test func twoValuesHaveAFit() throws {
    for family in Family.allCases {
      let fit = try MaximumLikelihood.fit(family, [.exact(1), .exact(1.5)])
      #expect(fit.parameters.allSatisfy { $0.low < $0.value && $0.value < $0.high })
      #expect(fit.aicc == nil)
    }
  }
}
