import CrossbarCore
import Foundation

@testable import CrossbarStatistics

/// Samples with known truth, by inversion with Foundation's functions: nothing of the code under test.
struct Samples {
  private let generator: Philox4x64
  private var counter: UInt64 = 0

  init(seed: UInt64) { generator = Philox4x64(seed: seed, stream: 99) }

  mutating func uniform() -> Double {
    counter += 1
    return Philox4x64.unitInterval(generator.words(at: (counter, 0, 0, 0)).0)
  }

  mutating func normal() -> Double {
    let u = uniform()
    return sqrt(-2 * Foundation.log(u)) * cos(2 * .pi * uniform())
  }

  mutating func lognormal(_ count: Int, _ mu: Double, _ sigma: Double) -> [Double] {
    (0..<count).map { _ in Foundation.exp(mu + sigma * normal()) }
  }

  mutating func normal(_ count: Int, _ mean: Double, _ sigma: Double) -> [Double] {
    (0..<count).map { _ in mean + sigma * normal() }
  }

  mutating func weibull(_ count: Int, _ shape: Double, _ scale: Double) -> [Double] {
    (0..<count).map { _ in scale * pow(-Foundation.log(uniform()), 1 / shape) }
  }

  /// Sums of exponentials: whole shapes only.
  mutating func gamma(_ count: Int, _ shape: Int, _ scale: Double) -> [Double] {
    (0..<count).map { _ in
      scale * (0..<shape).reduce(0) { sum, _ in sum - Foundation.log(uniform()) }
    }
  }
}

extension Observation {
  /// Ends as an interval-censoring library takes them: equal for an exact value, 0 and infinity where there is none.
  var ends: (low: Double, high: Double) {
    switch self {
    case .exact(let x): (x, x)
    case .above(let x): (x, .infinity)
    case .below(let x): (0, x)
    case .between(let x, let y): (x, y)
    }
  }
}
