import CrossbarCore
import CrossbarDevices
import Testing

@Suite struct DeviceCornerTests {
  @Test func independentQuantitiesStandAtTheirMedians() throws {
    let statistics = try Examples.paper().statistics
    // exp(0.202 + 3·0.776), exp(6.253 + 3·1.041), 10^(6.041 − 3·0.769) by a calculator.
    #expect(relativeError(DeviceCorner.slowSet.device(statistics).vSet, 12.5535) < 1e-5)
    #expect(relativeError(DeviceCorner.weakLRS.device(statistics).rLRS, 11801.7) < 1e-5)
    #expect(relativeError(DeviceCorner.leakyHRS.device(statistics).rHRS, 5420.01) < 1e-5)
    let typical = DeviceCorner.typical.device(statistics)
    #expect(typical == DeviceSample(vSet: 1.22385, vReset: 0.97531, rLRS: 519.569, rHRS: 1_099_010))
    #expect(DeviceCorner.slowSet.device(statistics).rHRS == typical.rHRS)
    #expect(DeviceCorner.slowSet.scores(statistics) == (3, 0, 0, 0))
    #expect(DeviceCorner.leakyHRS.scores(statistics) == (0, 0, 0, -3))
  }

  /// The conditional means of the copula by linear algebra, the quantiles by SciPy, for every family.
  @Test(.enabled(if: Python.path != nil, Python.isMissing))
  func correlatedQuantitiesFollow() throws {
    let statistics = try Examples.mixed().statistics
    let expected = try Python.numbers(
      """
      R = np.array(\(Examples.matrix))
      probabilities = \(Examples.probabilities)
      values = np.log(\(Examples.values))
      def quantiles(z):
        p = stats.norm.cdf(z)
        reset = stats.truncnorm.ppf(p[1], (0 - 1.1) / 0.6, np.inf, loc=1.1, scale=0.6)
        return [stats.weibull_min.ppf(p[0], 1.7, scale=1.4), reset,
                stats.gamma.ppf(p[2], 0.9, scale=700.25),
                np.exp(np.interp(p[3], probabilities, values))]
      for k, score in [(None, 0), (0, 3), (2, 3), (3, -3)]:
        z = np.zeros(4)
        if k is not None:
          rest = [j for j in range(4) if j != k]
          z[k] = score
          # E[z_rest | z_k] = R_rk R_kk^-1 z_k
          z[rest] = R[np.ix_(rest, [k])] @ np.linalg.inv(R[np.ix_([k], [k])]) @ [score]
        q = quantiles(z)
        emit(*z, q[0], q[1], min(q[2:]), max(q[2:]))
      """)
    for (corner, row) in zip(DeviceCorner.allCases, expected) {
      let scores = corner.scores(statistics)
      for (found, wanted) in zip([scores.0, scores.1, scores.2, scores.3], row) {
        #expect(abs(found - wanted) < 1e-12)
      }
      let device = corner.device(statistics)
      let found = [device.vSet, device.vReset, device.rLRS, device.rHRS]
      for (found, wanted) in zip(found, row[4...]) {
        #expect(relativeError(found, wanted) < 6e-6, "\(corner.rawValue) \(found) \(wanted)")
      }
      #expect(device.rHRS >= device.rLRS)
    }
    #expect(expected.count == 4)
  }

  @Test func theStatesStayInOrder() throws {
    var statistics = try Examples.paper().statistics
    statistics.rHRS.distribution = .lognormal(base: .e, mu: 6.5, sigma: 0.5)
    let device = DeviceCorner.leakyHRS.device(statistics)
    // exp(6.5 − 1.5) = 148.413 lies below the median R_LRS, 519.569: the two change places.
    #expect(device.rLRS == 148.413)
    #expect(device.rHRS == 519.569)
  }
}
