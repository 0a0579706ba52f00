internal import CrossbarCore

/// Groups of observations that go together, such as the cycles of one device.
///
/// In a replicate the standard score of an observation is √ρ·d + √(1 − ρ)·c with d drawn once a group and c once an
/// observation, both standard normal: each observation has the fitted distribution, two of one group have the correlation
/// ρ of scores. Without this, cycles counted as independent speak against every family that describes the devices.
public struct Clusters: Hashable, Sendable {
  /// Group of each observation, from 0.
  public let members: [Int]
  /// Correlation ρ of the scores of one group, 0 … 1: the intraclass correlation.
  public let correlation: Double
  private let count: Int

  /// - Precondition: `correlation` lies in 0 … 1, members are not negative.
  public init(members: [Int], correlation: Double) {
    precondition((0...1).contains(correlation) && members.allSatisfy { $0 >= 0 })
    self.members = members
    self.correlation = correlation
    count = (members.max() ?? -1) + 1
  }

  /// The clusters of some of the observations.
  func part(_ indices: [Int]) -> Clusters {
    Clusters(members: indices.map { members[$0] }, correlation: correlation)
  }

  /// Observations of `distribution`, bounded where the sample's are: at each one's limit, or at its own bound.
  func replicate(
    of distribution: ParametricDistribution, _ observations: [Observation], limits: [Double?]?,
    _ random: inout PhiloxStream
  ) -> [Observation] {
    let shared = correlation.squareRoot()
    let own = (1 - correlation).squareRoot()
    let devices = (0..<count).map { _ in shared * random.normal() }
    return observations.indices.map { index in
      let score = devices[members[index]] + own * random.normal()
      let value = distribution.quantile(score: score)
      switch observations[index] {
      case .below(let bound) where value < bound: return .below(bound)
      case .above(let bound) where value > bound: return .above(bound)
      case .between(let low, let high) where low < value && value < high: return .between(low, high)
      default: break
      }
      if let limit = limits?[index], value > limit { return .above(limit) }
      return .exact(value)
    }
  }
}
