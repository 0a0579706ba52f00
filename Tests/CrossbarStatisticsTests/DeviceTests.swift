import Foundation
import Testing

@testable import CrossbarStatistics

@Suite struct DeviceTests {
  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func proportionsAgreeWithSciPy() throws {
    var rows: [[Double]] = []
    for (k, n) in [(0, 5), (5, 5), (47, 118), (1, 1), (3, 1000), (999_000, 1_000_000)] {
      for level in [0.8, 0.95, 0.999] { rows.append([Double(k), Double(n), level]) }
    }
    let answers = try Python.run(
      """
      for k, n, level in rows:
          r = stats.binomtest(int(k), int(n))
          w, c = r.proportion_ci(level, "wilson"), r.proportion_ci(level, "exact")
          emit(w.low, w.high, c.low, c.high)
      """, rows)
    for (row, e) in zip(rows, answers) {
      let share = Proportion(Int(row[0]), of: Int(row[1]))
      let wilson = share.wilson(level: row[2])
      let exact = share.clopperPearson(level: row[2])
      for (value, expected) in zip([wilson.low, wilson.high, exact.low, exact.high], e) {
        #expect(
          relativeError(value, expected) < 1e-10 || (value - expected).magnitude < 1e-14,
          "\(row) \(value) \(expected)")
      }
      if row[2] == 0.95 {
        let other = Estimate.share(Int(row[0]), of: Int(row[1]))
        #expect((other.low - wilson.low).magnitude < 1e-12)
        #expect((other.high - wilson.high).magnitude < 1e-12)
      }
    }
    // The paper's 47 of 118: 0.31 to 0.49.
    let yield = Proportion(47, of: 118).clopperPearson()
    #expect((yield.low - 0.31).magnitude < 5e-3 && (yield.high - 0.49).magnitude < 5e-3)
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func homogeneityAgreesWithSciPy() throws {
    let tables: [[(Int, Int)]] = [
      [(8, 20), (9, 20), (2, 20)], [(1, 4), (3, 4), (0, 5), (4, 6)], [(7, 20), (1, 15)],
      [(40, 100), (47, 118)],
    ]
    let answers = try Python.run(
      """
      rng = np.random.default_rng(3)
      for r in rows:
          k, n = np.array(r[::2]), np.array(r[1::2])
          c = stats.chi2_contingency([k, n - k], correction=False)
          e = n * k.sum() / n.sum(); w = e * (1 - k.sum() / n.sum())
          stat = lambda t: ((t - e) ** 2 / w).sum(-1)
          if len(k) == 2:
              a = np.arange(0, n[0] + 1); pm = stats.hypergeom.pmf(a, n.sum(), k.sum(), n[0])
              p = pm[stat(np.stack([a, k.sum() - a], -1)) >= c.statistic * (1 - 1e-9)].sum()
          else:
              t = rng.multivariate_hypergeometric(n.astype(int), int(k.sum()), 200000)
              p = (stat(t) >= c.statistic * (1 - 1e-9)).mean()
          emit(c.statistic, c.pvalue, p)
      """, tables.map { $0.flatMap { [Double($0.0), Double($0.1)] } })
    for (table, e) in zip(tables, answers) {
      let result = try #require(
        Homogeneity(table.map { Proportion($0.0, of: $0.1) }, seed: 1))
      #expect(relativeError(result.chiSquared, e[0]) < 1e-12)
      #expect(relativeError(result.p, e[1]) < 1e-10)
      let p = try #require(result.conditionalP)
      if table.count == 2 {
        #expect(relativeError(p, e[2]) < 1e-9, "\(p) \(e)")
        #expect(result.method == .exact)
      } else {
        #expect((p - e[2]).magnitude < 4 * (e[2] * (1 - e[2]) / 9999).squareRoot() + 1e-3)
        #expect(result.method == .permutation)
      }
    }
    #expect(Homogeneity([Proportion(1, of: 3)], seed: 1) == nil)
    #expect(Homogeneity([Proportion(3, of: 3), Proportion(5, of: 5)], seed: 1) == nil)
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func varianceSplitsAsAnalysisOfVariance() throws {
    var source = Samples(seed: 70)
    let groups = [12, 3, 1, 20, 8, 8].map { n -> [Double] in
      let mean = 13 + 0.8 * source.normal()
      return (0..<n).map { _ in exp(mean + 0.76 * source.normal()) }
    }
    let e = try Python.run(
      """
      g = [np.log(r) for r in rows]; n = np.array([len(x) for x in g]); a = len(g); N = n.sum()
      f = stats.f_oneway(*g)
      msw = sum(((x - x.mean()) ** 2).sum() for x in g) / (N - a)
      n0 = (N - (n ** 2).sum() / N) / (a - 1)
      sd = (f.statistic - 1) * msw / n0
      lo, hi = [f.statistic / stats.f.ppf(q, a - 1, N - a) for q in (.975, .025)]
      emit(f.statistic, f.pvalue, msw, sd, sd / (sd + msw), (lo - 1) / (lo + n0 - 1), (hi - 1) / (hi + n0 - 1))
      """, groups)
    let split = try VarianceComponents(groups: groups + [[]], logarithmic: true)
    let icc = split.intraclassCorrelation
    let values = [
      split.f, split.p, split.cycleVariance, split.deviceVariance, icc.value, icc.low, icc.high,
    ]
    for (value, expected) in zip(values, e[0]) { #expect(relativeError(value, expected) < 1e-9) }
    #expect(split.devices == 6 && split.values == 52)
    #expect(throws: VarianceFailure.oneDevice) {
      try VarianceComponents(groups: [[1, 2, 3]], logarithmic: false)
    }
    #expect(throws: VarianceFailure.oneCycleEach) {
      try VarianceComponents(groups: [[1], [2]], logarithmic: false)
    }
    #expect(throws: VarianceFailure.nonpositive(count: 1)) {
      try VarianceComponents(groups: [[1, 2], [0, 2]], logarithmic: true)
    }
    #expect(throws: VarianceFailure.noSpread) {
      try VarianceComponents(groups: [[1, 1], [1, 1]], logarithmic: false)
    }
    // Devices that differ and cycles that do not: all the variance is the devices'.
    let pure = try VarianceComponents(groups: [[1, 1], [2, 2]], logarithmic: false)
    #expect(pure.intraclassCorrelation.value == 1 && pure.p == 0)
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func trendsAgreeWithEveryOrder() throws {
    let groups: [[Double]] = [[3, 1, 4, 1.5, 5, 9], [2.6, 5.3, 5.3, 8], [9, 7, 9.3]]
    let e = try Python.run(
      """
      import itertools
      s = v = pairs = 0; num = ex = var = den = 0
      for g in rows:
          x = np.array(g); n = len(x)
          # All orders of the group: mean and variance of the scores without a formula.
          perms = np.array(list(itertools.permutations(x)))
          sc = lambda p: sum(np.sign(p[..., j] - p[..., i]) for i in range(n) for j in range(i + 1, n))
          s += sc(x); v += sc(perms).var(); pairs += n * (n - 1) / 2
          d = x - x.mean(); dp = perms - x.mean()
          r = n * (d[1:] * d[:-1]).sum() / (d ** 2).sum(); rp = n * (dp[:, 1:] * dp[:, :-1]).sum(1) / (d ** 2).sum()
          num += r; den += n; ex += rp.mean(); var += rp.var()
      z = (s - np.sign(s)) / math.sqrt(v)
      emit(s / pairs, z, 2 * stats.norm.sf(abs(z)))
      emit(num / den, ex / den, 2 * stats.norm.sf(abs(num - ex) / math.sqrt(var)))
      emit(*stats.spearmanr(range(6), rows[0]))
      """, groups)
    let trend = try #require(Trend(groups: groups))
    #expect(relativeError(trend.coefficient, e[0][0]) < 1e-12)
    #expect(relativeError(trend.z, e[0][1]) < 1e-12)
    #expect(relativeError(trend.p, e[0][2]) < 1e-12)
    #expect(relativeError(trend.perDevice[0]?.p ?? 0, e[2][1]) < 1e-10)
    #expect(trend.devices == 3 && trend.n == 13)
    let lag = try #require(LagOneAutocorrelation(groups: groups))
    #expect(relativeError(lag.coefficient, e[1][0]) < 1e-12)
    #expect(relativeError(lag.expected, e[1][1]) < 1e-12)
    #expect(relativeError(lag.p, e[1][2]) < 1e-10)
    #expect(Trend(groups: [[1, 2], [3, 3, 3]]) == nil)
    #expect(LagOneAutocorrelation(groups: [[1, 2], [3, 3, 3]]) == nil)
  }

  @Test func aDriftIsSeenAndNoiseIsNot() throws {
    var source = Samples(seed: 71)
    let noise = (0..<8).map { _ in source.normal(30, 0, 1) }
    let drift = noise.map { group in
      group.enumerated().map { $0.element + 0.06 * Double($0.offset) }
    }
    #expect(try #require(Trend(groups: noise)).p > 0.05)
    #expect(try #require(Trend(groups: drift)).p < 1e-6)
    #expect(try #require(LagOneAutocorrelation(groups: noise)).p > 0.05)
    var walk = noise
    for g in walk.indices { for i in 1..<30 { walk[g][i] += 0.8 * walk[g][i - 1] } }
    let lag = try #require(LagOneAutocorrelation(groups: walk))
    #expect(lag.p < 1e-6 && lag.coefficient > 0.5)
  }

  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func outliersByTheRule() throws {
    var source = Samples(seed: 72)
    var x = source.lognormal(60, 6.25, 1)
    x[7] = 1e9
    x[40] = 1e-3
    let e = try Python.run(
      """
      y = np.log(rows[0]); m = np.median(y); z = .6745 * (y - m) / stats.median_abs_deviation(y)
      emit(*np.flatnonzero(abs(z) > 3.5))
      """, [x])
    #expect(Outliers.flagged(x, logarithmic: true).map(Double.init) == e[0])
    #expect(Outliers.flagged(x, logarithmic: true) == [7, 40])
    #expect(Outliers.flagged([1, 1, 1, 1, 1, 5], logarithmic: false) == [5])
    #expect(Outliers.flagged([2, 2, 2], logarithmic: true).isEmpty)
    #expect(Outliers.flagged([2, -1, 2.1, .nan], logarithmic: true) == [1, 3])
    #expect(Outliers.flagged([], logarithmic: true).isEmpty)
  }
}
