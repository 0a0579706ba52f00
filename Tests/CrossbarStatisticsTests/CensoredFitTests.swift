import CrossbarCore
import Foundation
import Testing

@testable import CrossbarStatistics

@Suite struct CensoredFitTests {
  /// Every kind of censoring, some of it hard.
  static func cases() -> [[Observation]] {
    var source = Samples(seed: 21)
    func right(_ x: [Double], _ limit: Double) -> [Observation] {
      x.map { $0 > limit ? .above(limit) : .exact($0) }
    }
    func left(_ x: [Double], _ limit: Double) -> [Observation] {
      x.map { $0 < limit ? .below(limit) : .exact($0) }
    }
    func grid(_ x: [Double], _ step: Double) -> [Observation] {
      x.map {
        let cell = ($0 / step).rounded(.down)
        return cell == 0 ? .below(step) : .between(cell * step, (cell + 1) * step)
      }
    }
    var list: [[Observation]] = [
      right(source.lognormal(47, 0.202, 0.776), 2),
      // Three fifths censored.
      right(source.lognormal(200, 0.202, 0.776), 1),
      left(source.weibull(150, 1.4, 3), 2.5),
      // All but one below the limit.
      left(source.gamma(60, 3, 1), 6.9),
      grid(source.gamma(120, 3, 1), 0.8), grid(source.lognormal(80, 0, 0.4), 0.5),
    ]
    // A limit for each, and both sides.
    let values = source.weibull(100, 2, 1)
    list.append(
      values.map { x in
        let limit = 0.5 + source.uniform()
        return x > limit ? .above(limit) : x < 0.3 ? .below(0.3) : .exact(x)
      })
    // A mixture of all four kinds.
    list.append(
      source.lognormal(120, 0.2, 0.7).enumerated().map { index, x in
        switch index % 4 {
        case 0: .exact(x)
        case 1: x > 1.5 ? .above(1.5) : .exact(x)
        case 2: x < 0.7 ? .below(0.7) : .exact(x)
        default: .between((x * 4).rounded(.down) / 4 + 1e-6, (x * 4).rounded(.down) / 4 + 0.25)
        }
      })
    // Only exact values with one limit far away, and one exact value.
    list.append([.exact(1), .above(2), .above(2.5), .below(0.7)])
    // A small unit.
    list.append(
      right(source.lognormal(60, -15, 1), Foundation.exp(-14.5)))
    // Left and right without an exact value: probit.
    list.append(
      source.lognormal(100, 0, 0.8).map { x in
        let limit = 0.3 + 3 * source.uniform()
        return x > limit ? .above(limit) : .below(limit)
      })
    return list
  }

  static let likelihood = """
    def loglik(code, a, b, low, high):
        d = [lambda: stats.lognorm(b, scale=math.exp(a)), lambda: stats.norm(a, b),
             lambda: stats.weibull_min(a, scale=b), lambda: stats.gamma(a, scale=b)][int(code)]()
        e = low == high; r = high == np.inf; i = ~(e | r)
        l = low.copy(); l[(l == 0)] = -np.inf
        return (d.logpdf(low[e]).sum() + d.logsf(low[r]).sum() +
                np.log(np.where(d.sf(l[i]) < .5, d.sf(l[i]) - d.sf(high[i]), d.cdf(high[i]) - d.cdf(l[i]))).sum())

    """

  /// The likelihood itself by SciPy, its maximum by Nelder and Mead restarted until it stands still.
  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func agreeWithAnOptimiserOfTheLikelihood() throws {
    var rows: [[Double]] = []
    for list in Self.cases() {
      rows.append(list.map(\.ends.low))
      rows.append(list.map(\.ends.high))
    }
    let answers = try Python.run(
      Self.likelihood + """
        for low, high in zip(rows[::2], rows[1::2]):
            low, high = np.array(low), np.array(high)
            f = np.where(np.isfinite(high), high, low); unit = np.median(f); low = low / unit; high = high / unit
            for code in range(4):
                back = (lambda t: (t[0], math.exp(t[1]))) if code < 2 else (lambda t: (math.exp(t[0]), math.exp(t[1])))
                def g(t):
                    try: v = -loglik(code, *back(t), low, high)
                    except OverflowError: return 1e300
                    return v if np.isfinite(v) else 1e300
                t = np.array([1.0 if code == 1 else 0.0, 0.0])
                o = dict(xatol=1e-10, fatol=1e-13, maxiter=4000, maxfev=4000)
                last = np.inf
                for _ in range(12):
                    s = optimize.minimize(g, t, method="Nelder-Mead", options=o); t = s.x
                    if last - s.fun < 1e-12: break
                    last = s.fun
                a, b = back(t)
                n = (low == high).sum()
                l = -s.fun - n * math.log(unit)
                if code == 0: a += math.log(unit)
                elif code == 1: a *= unit; b *= unit
                else: b *= unit
                emit(a, b, l)
        """, rows)
    let cases = Self.cases()
    try #require(answers.count == 4 * cases.count)
    for (index, list) in cases.enumerated() {
      for (place, family) in Family.allCases.enumerated() {
        // Zero is a limit of the positive families only.
        let fit = try MaximumLikelihood.fit(family, list)
        let e = answers[4 * index + place]
        let values = fit.distribution.values
        #expect(
          relativeError(values.first, e[0]) < 1e-5 || (values.first - e[0]).magnitude < 1e-6,
          "\(family) of case \(index): \(values.first) \(e[0])")
        #expect(
          relativeError(values.second, e[1]) < 1e-5,
          "\(family) of case \(index): \(values.second) \(e[1])"
        )
        #expect(
          relativeError(fit.logLikelihood, e[2]) < 1e-8,
          "\(family) of case \(index): \(fit.logLikelihood) \(e[2])"
        )
        #expect(
          fit.parameters.allSatisfy {
            $0.low < $0.value && $0.value < $0.high && $0.standardError > 0
          },
          "\(family) of case \(index): \(fit.parameters)")
      }
    }
  }

  /// A survival library: lifelines.
  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func agreeWithASurvivalLibrary() throws {
    let cases = Array(Self.cases().prefix(8))
    var rows: [[Double]] = []
    for list in cases {
      rows.append(list.map(\.ends.low))
      rows.append(list.map(\.ends.high))
    }
    let answers = try Python.run(
      """
      import lifelines
      for low, high in zip(rows[::2], rows[1::2]):
          low, high = np.array(low), np.array(high)
          exact = low == high
          for fitter in (lifelines.LogNormalFitter(), lifelines.WeibullFitter()):
              fitter._scipy_fit_options = {"ftol": 1e-14, "gtol": 1e-10}
              right = np.isinf(high); left = (low == 0)
              if (exact | right).all(): fitter.fit_right_censoring(low, exact)
              elif (exact | left).all(): fitter.fit_left_censoring(high, exact)
              else: fitter.fit_interval_censoring(low, high)
              if hasattr(fitter, "mu_"): emit(fitter.mu_, fitter.sigma_, fitter.log_likelihood_)
              else: emit(fitter.rho_, fitter.lambda_, fitter.log_likelihood_)
      """, rows)
    try #require(answers.count == 2 * cases.count)
    for (index, list) in cases.enumerated() {
      for (place, family) in [Family.lognormal, .weibull].enumerated() {
        let values = try MaximumLikelihood.distribution(family, list).values
        let e = answers[2 * index + place]
        #expect(
          relativeError(values.first, e[0]) < 1e-5 || (values.first - e[0]).magnitude < 1e-6,
          "\(family) of case \(index): \(values) \(e)")
        #expect(
          relativeError(values.second, e[1]) < 1e-5, "\(family) of case \(index): \(values) \(e)")
      }
    }
  }

  /// Leaving censored devices out moves the estimate far: what the likelihood is for.
  @Test func censoringMatters() throws {
    var source = Samples(seed: 30)
    let x = source.lognormal(2000, 0.42, 0.776)
    let all = try MaximumLikelihood.distribution(
      .lognormal, x.map { $0 > 2 ? .above(2) : .exact($0) })
    let switched = try MaximumLikelihood.distribution(
      .lognormal, x.filter { $0 <= 2 }.map { .exact($0) })
    #expect((all.values.first - 0.42).magnitude < 0.06)
    #expect(switched.values.first < 0.15)
  }
}
