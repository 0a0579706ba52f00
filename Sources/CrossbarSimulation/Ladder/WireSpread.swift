internal import CrossbarArray
internal import CrossbarCore

/// The spread of wire resistances from array to array: ink, thickness and sintering change a whole print at once.
///
/// Gold and silver each have a factor exp(σ·z) an array, z from the first two words of Philox4x64-10 with key (seed,
/// 0x5749_5245) at counter (array, 0, 0, 0), cut off at four standard deviations.
public struct WireSpread: Hashable, Sendable {
  /// Standard deviation of the logarithm.
  public let sigma: Double
  private let seed: UInt64
  private static let reach = 4.0

  /// - Precondition: σ is not negative.
  public init(sigma: Double, seed: UInt64) {
    precondition(sigma >= 0, "a standard deviation is not negative")
    self.sigma = sigma
    self.seed = seed
  }

  /// Factors on the resistance of gold and silver.
  public func factors(array: Int) -> (gold: Double, silver: Double) {
    if sigma == 0 { return (1, 1) }
    let words = Philox4x64(seed: seed, stream: 0x5749_5245).words(at: (UInt64(array), 0, 0, 0))
    func factor(_ word: UInt64) -> Double {
      let score = PortableMath.normalQuantile(Philox4x64.unitInterval(word))
      return PortableMath.exp(sigma * max(-Self.reach, min(Self.reach, score)))
    }
    return (factor(words.0), factor(words.1))
  }

  /// The largest factor.
  var largest: Double { PortableMath.exp(sigma * Self.reach) }
}

extension ArrayWiring {
  /// With other printed wires: gold bit lines, silver bottom contacts. Source lines belong to the backplane.
  func scaled(_ factors: (gold: Double, silver: Double)) -> ArrayWiring {
    var wiring = self
    wiring.bitLineLead = wiring.bitLineLead * factors.gold
    wiring.bitLineSegment = wiring.bitLineSegment * factors.gold
    wiring.bottomContact = wiring.bottomContact * factors.silver
    return wiring
  }
}

extension CrossbarWiring {
  /// With other printed wires: silver rows, gold columns.
  func scaled(_ factors: (gold: Double, silver: Double)) -> CrossbarWiring {
    var wiring = self
    wiring.rowLeads = wiring.rowLeads.map { $0 * factors.silver }
    wiring.rowSegments = wiring.rowSegments.map { $0 * factors.silver }
    wiring.columnLeads = wiring.columnLeads.map { $0 * factors.gold }
    wiring.columnSegments = wiring.columnSegments.map { $0 * factors.gold }
    return wiring
  }
}
