internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarMeasurement
internal import CrossbarStatistics

/// Fits one quantity and decides what stands for it.
enum Fitting {
  /// Fewest exact values that a family is fitted to.
  static let fewest = 3

  /// The fit of a sample; nil where it holds too few values.
  ///
  /// Every family is fitted and tested. Of those that pass, the one of least AICc becomes the model; where none passes,
  /// the empirical quantiles do. What the user decided wins over both.
  static func fit(_ sample: QuantitySample, options: FitOptions) -> QuantityFit? {
    let exact = sample.exactValues
    guard exact.count >= fewest else { return nil }
    let stream =
      options.seed &+ UInt64(DeviceQuantity.allCases.firstIndex(of: sample.quantity) ?? 0) << 32
    let isPositive = sample.isPositive
    let known = sample.observations.indices.filter { sample.observations[$0].exactValue != nil }
    let values = Self.groups(known.map { sample.devices[$0] }, exact)
    let groups = isPositive ? values.map { $0.map(PortableMath.log) } : values
    let hasRepeats = groups.contains { $0.count > 1 }
    let variance = hasRepeats ? varianceComponents(values, isPositive) : nil
    let clusters = clusters(sample, variance)
    let assessments = Family.allCases.enumerated().map { index, family in
      assess(
        family, sample, clusters: clusters, replicates: options.replicates,
        seed: stream &+ UInt64(index))
    }
    let empirical = try? EmpiricalDistribution(sample.observations)
    guard let decision = decide(sample, assessments, empirical, options: options) else {
      return nil
    }
    return QuantityFit(
      sample: sample, assessments: assessments, empirical: empirical, model: decision.model,
      reason: decision.reason, hasPassingFamily: decision.passes, variance: variance,
      clusters: clusters, trend: hasRepeats ? Trend(groups: groups) : nil,
      lag: hasRepeats ? LagOneAutocorrelation(groups: groups) : nil,
      outliers: Outliers.flagged(exact, logarithmic: isPositive).map { known[$0] })
  }

  /// The devices as clusters, where their cycles are more alike than those of different ones beyond chance.
  private static func clusters(
    _ sample: QuantitySample, _ variance: Result<VarianceComponents, VarianceFailure>?
  ) -> Clusters? {
    guard case .success(let split)? = variance, split.intraclassCorrelation.low > 0 else {
      return nil
    }
    var numbers: [String: Int] = [:]
    let members = sample.devices.map { device in
      let number = numbers[device] ?? numbers.count
      numbers[device] = number
      return number
    }
    return Clusters(
      members: members, correlation: min(max(split.intraclassCorrelation.value, 0), 1))
  }

  private static func varianceComponents(
    _ groups: [[Double]], _ isPositive: Bool
  ) -> Result<VarianceComponents, VarianceFailure> {
    do throws(VarianceFailure) {
      return .success(try VarianceComponents(groups: groups, logarithmic: isPositive))
    } catch {
      return .failure(error)
    }
  }

  private static func assess(
    _ family: Family, _ sample: QuantitySample, clusters: Clusters?, replicates: Int, seed: UInt64
  ) -> FamilyAssessment {
    do throws(FitFailure) {
      let fit = try MaximumLikelihood.fit(family, sample.observations)
      let goodness =
        replicates == 0
        ? nil
        : GoodnessOfFit.test(
          fit, sample.observations, limits: sample.limits, grid: sample.grid,
          clusters: clusters, replicates: replicates, seed: seed)
      return FamilyAssessment(family: family, fit: .success(fit), goodness: goodness)
    } catch {
      return FamilyAssessment(family: family, fit: .failure(error), goodness: nil)
    }
  }

  private typealias Decision = (model: QuantityFit.Model, reason: String, passes: Bool)

  private static func decide(
    _ sample: QuantitySample, _ assessments: [FamilyAssessment],
    _ empirical: EmpiricalDistribution?,
    options: FitOptions
  ) -> Decision? {
    if let empirical, sample.hasNoSpread {
      return (
        .empirical(empirical),
        "all values are equal to within a millionth: no family has a spread to fit", true
      )
    }
    let fits = assessments.compactMap { assessment -> (fit: FamilyFit, p: Double?)? in
      guard case .success(let fit) = assessment.fit, fit.isWithinDeviceFile else { return nil }
      return (fit, assessment.goodness?.ad.p)
    }.sorted { ($0.fit.aicc ?? $0.fit.aic) < ($1.fit.aicc ?? $1.fit.aic) }
    let passing = fits.filter { ($0.p ?? 1) >= options.significance }
    let passes = !passing.isEmpty
    if let wanted = options.families[sample.quantity] {
      if let wanted {
        guard let fit = fits.first(where: { $0.fit.distribution.family == wanted }) else {
          return nil
        }
        let verdict = (fit.p ?? 1) >= options.significance ? "it passes" : "it does NOT pass"
        return (
          .family(fit.fit), "\(wanted.rawValue) as asked for; \(verdict) (\(probability(fit.p)))",
          passes
        )
      }
      return empirical.map { (.empirical($0), "empirical quantiles as asked for", passes) }
    }
    if let best = passing.first {
      let others = passing.dropFirst().map(\.fit.distribution.family.rawValue)
      let also =
        others.isEmpty
        ? "the only family that passes"
        : "least AICc of those that pass (also \(others.joined(separator: ", ")))"
      return (
        .family(best.fit),
        "\(best.fit.distribution.family.rawValue): \(also); \(probability(best.p))", true
      )
    }
    guard let empirical else {
      return fits.first.map { (.family($0.fit), "no empirical quantiles", false) }
    }
    let tried = fits.map {
      "\($0.fit.distribution.family.rawValue) \(FitText.number($0.p ?? .nan, 2))"
    }
    return (
      .empirical(empirical),
      "no family passes (Anderson–Darling p: \(tried.joined(separator: ", "))): the empirical quantiles are the model",
      false
    )
  }

  private static func probability(_ p: Double?) -> String {
    p.map { "Anderson–Darling p = \(FitText.number($0, 2))" } ?? "not tested"
  }

  /// Values by device, in the order of appearance.
  static func groups(_ devices: [String], _ values: [Double]) -> [[Double]] {
    var places: [String: Int] = [:]
    var groups: [[Double]] = []
    for (device, value) in zip(devices, values) {
      if let place = places[device] {
        groups[place].append(value)
      } else {
        places[device] = groups.count
        groups.append([value])
      }
    }
    return groups
  }
}

extension QuantitySample {
  /// Whether the exact values differ by no more than rounding does.
  var hasNoSpread: Bool {
    let values = exactValues
    guard let low = values.min(), let high = values.max() else { return true }
    return high - low <= 1e-6 * max(high.magnitude, low.magnitude)
  }
}

extension FamilyFit {
  /// Whether a device file takes the parameters: a shape of millions or a spread of nothing is a constant.
  var isWithinDeviceFile: Bool {
    let (first, second) = distribution.values
    switch distribution {
    case .lognormal: return (-50...50).contains(first) && (1e-9...20).contains(second)
    case .normal: return first.isFinite && second > 0 && second.isFinite
    case .weibull, .gamma: return (0.01...1e6).contains(first) && second > 0 && second.isFinite
    }
  }
}
