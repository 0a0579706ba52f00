internal import CrossbarCore

/// A test statistic and its p-value.
public struct TestStatistic: Hashable, Sendable {
  public var statistic: Double
  public var p: Double

  public init(statistic: Double, p: Double) {
    self.statistic = statistic
    self.p = p
  }
}

/// What the tests of a fit against its sample say.
public struct GoodnessResult: Hashable, Sendable {
  /// Kolmogorov–Smirnov: the largest distance of the two distribution functions.
  public var ks: TestStatistic
  /// Anderson–Darling A².
  public var ad: TestStatistic
  /// Cramér–von Mises W².
  public var cvm: TestStatistic
  /// Bootstrap samples behind the p-values.
  public var replicates: Int
  /// Bootstrap samples that had no fit and were left out.
  public var failedReplicates: Int
  /// Number of observations tested.
  public var sampleSize: Int
  /// Whether those are a random part of the observations, fitted anew.
  public var isSubsample: Bool
}

/// Tests of a fitted distribution against its sample, p-values by parametric bootstrap.
///
/// A table's p-value is for a distribution known beforehand and far too kind to a fitted one: every replicate is drawn from
/// the fit, censored as the sample is (``CensoringScheme``), and fitted anew (W. Stute et al., Metrika 40 (1993) 243).
/// p = (1 + number of replicates with a statistic as large) / (1 + replicates).
public enum GoodnessOfFit {
  /// Samples above this size are tested by a random part; a smaller one where every value has a limit of its own.
  public static let largestSample = 20_000
  /// The work (values drawn and evaluated, in complete values) after which no more replicates are made.
  private static let budget = 2_500_000.0

  /// Tests a fit.
  ///
  /// The statistics of a complete sample are the textbook's. With censoring, the empirical distribution is Kaplan–Meier's or
  /// Turnbull's; probability known only within a range is spread over it as the fit spreads it; KS is the largest distance
  /// at the ends of the pieces, W² = n ∫ (F̂ − F)² dF and A² = n ∫ (F̂ − F)² / (F (1 − F)) dF over the whole line.
  ///
  /// - Parameters:
  ///   - fit: made of the observations.
  ///   - limits: the upper limit of each observation, known or not: the end of its sweep. One an observation.
  ///   - grid: distance of the values that could be observed, such as the steps of a sweep: replicates are rounded to it, or
  ///     the ties of the sample would speak against every family.
  ///   - clusters: observations of one device, which are more alike than those of two; see ``Clusters``.
  ///   - replicates: how many at most; fewer, but at least 99, for large samples.
  ///   - seed: the same seed gives the same bits on any machine and any number of threads.
  public static func test(
    _ fit: FamilyFit, _ observations: [Observation], limits: [Double?]? = nil,
    grid: Double? = nil, clusters: Clusters? = nil, replicates: Int, seed: UInt64
  ) -> GoodnessResult {
    precondition(limits.map { $0.count == observations.count } ?? true, "a limit an observation")
    precondition(observations.count == fit.n, "the observations of the fit")
    precondition(clusters.map { $0.members.count == fit.n } ?? true, "a cluster an observation")
    var sample = fit.maximum.sample
    var distribution = fit.distribution
    var known: [Double]?
    var isSubsample = false
    var chosen = observations
    var chosenLimits = limits
    var chosenClusters = clusters
    let size = affordableSize(fit.family, observations, seed: seed)
    if size < observations.count {
      let indices = subsample(size, of: observations.count, seed: seed)
      let part = indices.map { observations[$0] }
      if let partSample = try? CensoredSample(part, for: fit.family),
        let partFit = try? MaximumLikelihood.estimate(fit.family, partSample)
      {
        sample = partSample
        distribution = partFit.distribution
        isSubsample = true
        chosen = part
        chosenLimits = limits.map { limits in indices.map { limits[$0] } }
        chosenClusters = clusters.map { $0.part(indices) }
      }
    }
    if let chosenLimits {
      // In the order of the exact values of the sample.
      known = zip(chosen, chosenLimits).compactMap { observation, limit in
        switch observation {
        case .exact: limit ?? .infinity
        case .between(let low, let high) where low == high: limit ?? .infinity
        default: nil
        }
      }
      if known?.allSatisfy({ $0 == .infinity }) == true { known = nil }
    }
    let tested = sample
    let tests = statistics(distribution, tested)
    let scheme = CensoringScheme(tested, limits: known)
    let isComplete = tested.isComplete && known == nil
    let count = min(max(replicates, 1), max(99, Int(budget / work(fit.family, tested))))
    let family = fit.family
    let model = distribution
    let (observed, bounds, groups) = (chosen, chosenLimits, chosenClusters)
    let rounds = parallelMap(count: count) { index -> Statistics? in
      var random = PhiloxStream(seed: seed, stream: 0x474F_4654, index: UInt64(index))
      var drawn: [Observation]
      if let groups {
        drawn = groups.replicate(of: model, observed, limits: bounds, &random)
      } else if isComplete {
        drawn = (0..<tested.exact.count).map { _ in .exact(random.draw(model)) }
      } else {
        drawn = scheme.replicate(of: model, &random)
      }
      if let grid { drawn = drawn.map { $0.rounded(to: grid) } }
      guard let part = try? CensoredSample(drawn, for: family),
        let refit = try? MaximumLikelihood.estimate(family, part)
      else { return nil }
      return statistics(refit.distribution, part)
    }.compactMap { $0 }
    func p(_ value: (Statistics) -> Double) -> TestStatistic {
      // Equal but for rounding counts as equal.
      let threshold = value(tests) * (1 - 1e-12)
      let larger = rounds.count { !(value($0) < threshold) }
      return TestStatistic(
        statistic: value(tests), p: Double(1 + larger) / Double(rounds.count + 1))
    }
    return GoodnessResult(
      ks: p(\.ks), ad: p(\.ad), cvm: p(\.cvm), replicates: rounds.count,
      failedReplicates: count - rounds.count, sampleSize: tested.count, isSubsample: isSubsample)
  }

  /// The cost of a replicate in complete values.
  private static func work(_ family: Family, _ sample: CensoredSample) -> Double {
    let exact = Double(sample.exact.count)
    let ranges = Double(sample.ranges.count)
    let isMixed =
      !sample.ranges.allSatisfy { $0.upper == .infinity }
      && !sample.ranges.allSatisfy { $0.lower == -.infinity }
    return Double(sample.count) + ranges * (family == .gamma ? 50 : 5)
      + (isMixed ? 20 * (exact + ranges) : 0)
  }

  /// How many of the observations 99 replicates can have within four budgets.
  private static func affordableSize(
    _ family: Family, _ observations: [Observation], seed: UInt64
  ) -> Int {
    let size = min(observations.count, largestSample)
    let part =
      size < observations.count
      ? subsample(size, of: observations.count, seed: seed).map { observations[$0] } : observations
    guard let sample = try? CensoredSample(part, for: family) else { return size }
    let share = 4 * budget / 99 / work(family, sample)
    return share >= 1 ? size : min(size, max(100, Int(share * Double(size))))
  }

  /// Distinct indices, in order, by Floyd's algorithm.
  private static func subsample(_ size: Int, of count: Int, seed: UInt64) -> [Int] {
    var random = PhiloxStream(seed: seed, stream: 0x5355_4253, index: 0)
    var chosen = Set<Int>(minimumCapacity: size)
    for j in (count - size)..<count {
      let candidate = random.integer(below: j + 1)
      if !chosen.insert(candidate).inserted { chosen.insert(j) }
    }
    return chosen.sorted()
  }
}
