import Foundation
import Testing

@testable import CrossbarStatistics

@Suite struct TailProbabilityTests {
  /// 47 values with exactly the mean and σ of the paper's V_SET.
  static func paper() -> [Observation] {
    var source = Samples(seed: 2)
    let z = source.normal(47, 0, 1)
    let mean = z.reduce(0, +) / 47
    let sigma = (z.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 47).squareRoot()
    return z.map { .exact(exp(0.202 + 0.776 * ($0 - mean) / sigma)) }
  }

  /// P(V_SET > 5 V) of the paper: bounds by SciPy's noncentral t (exact), and a simulation in NumPy (percentiles).
  @Test func thePapersFailureRateHasItsInterval() throws {
    let fit = try MaximumLikelihood.fit(.lognormal, Self.paper())
    let tail = fit.tailProbability(above: 5)
    #expect((tail.estimate.value - 0.03487).magnitude < 1e-4)
    #expect(tail.method == .profileLikelihood)
    // scipy.stats.nct: 0.0121, 0.0924; a profile by scipy.optimize: 0.01113, 0.08744.
    #expect((tail.estimate.low - 0.01113).magnitude < 2e-5, "\(tail)")
    #expect((tail.estimate.high - 0.08744).magnitude < 2e-5, "\(tail)")
    // numpy, 200,000 samples: 0.0081, 0.0770.
    let bootstrap = fit.bootstrapTail(above: 5, replicates: 20_000, seed: 1)
    #expect((bootstrap.low - 0.0081).magnitude < 5e-4, "\(bootstrap)")
    #expect((bootstrap.high - 0.0770).magnitude < 2e-3, "\(bootstrap)")
    let below = fit.tailProbability(below: 5)
    #expect((below.estimate.value + tail.estimate.value - 1).magnitude < 1e-12)
    #expect((below.estimate.low + tail.estimate.high - 1).magnitude < 1e-7)
  }

  @Test func everyFamilyAndCensoringHasAnInterval() throws {
    for list in CensoredFitTests.cases() + [Self.paper()] {
      let middle = list.compactMap { $0.ends.low }.sorted()[list.count / 2]
      for family in Family.allCases {
        let fit = try MaximumLikelihood.fit(family, list)
        for x in [middle, 3 * middle] where x > 0 {
          for tail in [fit.tailProbability(above: x), fit.tailProbability(below: x)] {
            #expect(
              tail.estimate.low >= 0 && tail.estimate.low <= tail.estimate.value
                && tail.estimate.value <= tail.estimate.high && tail.estimate.high <= 1
                && tail.estimate.low < tail.estimate.high, "\(family) \(x) \(tail)")
          }
        }
      }
    }
    let fit = try MaximumLikelihood.fit(.gamma, Self.paper())
    #expect(fit.tailProbability(above: -1).estimate.value == 1)
    #expect(fit.tailProbability(above: -1).method == .exact)
  }

  /// 95 % intervals cover the truth about 95 times in a hundred.
  @Test func intervalsCover() throws {
    var source = Samples(seed: 40)
    var covered = 0
    let truth = exp(-pow(2.0 / 1.2, 1.7))
    for _ in 0..<200 {
      let x = source.weibull(40, 1.7, 1.2).map { $0 > 1.6 ? Observation.above(1.6) : .exact($0) }
      let tail = try MaximumLikelihood.fit(.weibull, x).tailProbability(above: 2).estimate
      covered += tail.low <= truth && truth <= tail.high ? 1 : 0
    }
    #expect((179...199).contains(covered), "\(covered) of 200")
  }
}
