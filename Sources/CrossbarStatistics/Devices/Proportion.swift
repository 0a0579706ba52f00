internal import CrossbarCore

/// A share of successes, such as the yield of a batch.
public struct Proportion: Hashable, Sendable {
  public let successes: Int
  public let trials: Int

  /// - Precondition: 0 ≤ successes ≤ trials, trials > 0.
  public init(_ successes: Int, of trials: Int) {
    precondition(trials > 0 && successes >= 0 && successes <= trials, "successes of trials")
    self.successes = successes
    self.trials = trials
  }

  public var value: Double { Double(successes) / Double(trials) }

  /// Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209).
  public func wilson(level: Double = 0.95) -> Estimate {
    let z = -PortableMath.normalQuantile((1 - level) / 2)
    let n = Double(trials)
    let p = value
    let z2 = z * z
    let centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    let half = z / (1 + z2 / n) * (p * (1 - p) / n + z2 / (4 * n * n)).squareRoot()
    return Estimate(
      value: p, low: successes == 0 ? 0 : max(0, centre - half),
      high: successes == trials ? 1 : min(1, centre + half))
  }

  /// The exact interval (C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404): never short of its level.
  public func clopperPearson(level: Double = 0.95) -> Estimate {
    let tail = (1 - level) / 2
    let k = Double(successes)
    let n = Double(trials)
    return Estimate(
      value: value,
      low: successes == 0
        ? 0 : SpecialFunctions.inverseRegularizedBeta(k, n - k + 1, probability: tail).x,
      high: successes == trials
        ? 1 : SpecialFunctions.inverseRegularizedBeta(k + 1, n - k, probability: 1 - tail).x)
  }
}

/// Whether batches have one yield.
public struct Homogeneity: Hashable, Sendable {
  /// Where the second p-value comes from.
  public enum Method: String, Hashable, Sendable {
    /// All tables of two batches with these totals.
    case exact
    /// Random tables with these totals.
    case permutation
  }

  /// Pearson's χ² of the successes and failures of the batches.
  public let chiSquared: Double
  public let degrees: Int
  /// By the χ² distribution, good for expected counts above five.
  public let p: Double
  /// For any counts: the probability, given the totals, of a χ² as large; nil above 20,000 successes or failures.
  public let conditionalP: Double?
  public let method: Method?

  /// Nil where there are fewer than two batches, or no success or no failure at all: nothing to compare.
  ///
  /// - Parameters:
  ///   - replicates: random tables where there are more than two batches.
  ///   - seed: the same seed gives the same bits on any machine.
  public init?(_ batches: [Proportion], replicates: Int = 9999, seed: UInt64) {
    let successes = batches.reduce(0) { $0 + $1.successes }
    let total = batches.reduce(0) { $0 + $1.trials }
    let failures = total - successes
    if batches.count < 2 || successes == 0 || failures == 0 { return nil }
    let share = Double(successes) / Double(total)
    func statistic(_ counts: [Int]) -> Double {
      zip(batches, counts).reduce(0) { sum, pair in
        let n = Double(pair.0.trials)
        let d = Double(pair.1) - n * share
        return sum + d * d / (n * share * (1 - share))
      }
    }
    let observed = statistic(batches.map(\.successes))
    chiSquared = observed
    degrees = batches.count - 1
    p = SpecialFunctions.chiSquaredSurvival(observed, degrees: Double(batches.count - 1))
    let threshold = observed * (1 - 1e-12)
    if batches.count == 2 {
      let first = batches[0].trials
      var sum = 0.0
      for k in max(0, successes - batches[1].trials)...min(first, successes)
      where statistic([k, successes - k]) >= threshold {
        sum += PortableMath.exp(
          Self.logChoose(first, k) + Self.logChoose(total - first, successes - k)
            - Self.logChoose(total, successes))
      }
      conditionalP = min(1, sum)
      method = .exact
      return
    }
    let chosen = min(successes, failures)
    if chosen > 20_000 || total > 10_000_000 {
      conditionalP = nil
      method = nil
      return
    }
    let count = max(min(replicates, 20_000_000 / chosen), 1)
    var batchOf: [Int] = []
    batchOf.reserveCapacity(total)
    for (index, batch) in batches.enumerated() {
      batchOf += [Int](repeating: index, count: batch.trials)
    }
    var random = PhiloxStream(seed: seed, stream: 0x484F_4D4F, index: 0)
    var larger = 0
    for _ in 0..<count {
      // The rarer outcome falls on a random part of the trials: the head of a shuffle.
      var counts = [Int](repeating: 0, count: batches.count)
      for i in 0..<chosen {
        batchOf.swapAt(i, i + random.integer(below: total - i))
        counts[batchOf[i]] += 1
      }
      if chosen != successes {
        for i in counts.indices { counts[i] = batches[i].trials - counts[i] }
      }
      if statistic(counts) >= threshold { larger += 1 }
    }
    conditionalP = Double(1 + larger) / Double(count + 1)
    method = .permutation
  }

  private static func logChoose(_ n: Int, _ k: Int) -> Double {
    SpecialFunctions.logGamma(Double(n + 1)) - SpecialFunctions.logGamma(Double(k + 1))
      - SpecialFunctions.logGamma(Double(n - k + 1))
  }
}
