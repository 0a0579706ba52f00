internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarMeasurement
internal import CrossbarStatistics

/// What the user should mind about a fit.
enum FitWarnings {
  static func of(_ fit: QuantityFit, significance: Double) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let symbol = fit.quantity.symbol
    if case .empirical = fit.model, !fit.hasPassingFamily {
      findings.append(
        .warning(
          "fit/no-family", "\(symbol): \(fit.reason)",
          help:
            "they hold nothing beyond the largest and smallest value\(beyond(fit)); --family \(fit.quantity.rawValue)=lognormal decides otherwise"
        ))
    }
    if case .family(let family) = fit.model, let p = fit.chosen?.goodness?.ad.p,
      p < significance
    {
      findings.append(
        .warning(
          "fit/rejected",
          "\(symbol): \(family.distribution.family.rawValue) does not describe the data (Anderson–Darling p = \(FitText.number(p, 2)))"
        ))
    }
    let devices = Set(fit.sample.devices).count
    if devices == 1 {
      findings.append(
        .warning(
          "fit/one-device",
          "\(symbol): all \(fit.sample.observations.count) observations are of one device; the spread is that of its "
            + "cycles, not of devices",
          help: "an array is made of many devices: measure more of them"))
    } else if case .success(let split)? = fit.variance, split.intraclassCorrelation.value > 0.3,
      fit.sample.observations.count > 2 * devices
    {
      findings.append(
        .warning(
          "fit/cycles-of-devices",
          "\(symbol): \(fit.sample.observations.count) observations of only \(devices) devices, which account for "
            + "\(FitText.percent(split.intraclassCorrelation.value)) of the variance; the intervals count every cycle as independent",
          help: "--cycles median takes one observation a device"))
    }
    if case .family(let family) = fit.model, case .normal = family.distribution,
      family.distribution.cumulative(0) > 1e-3
    {
      findings.append(
        .warning(
          "fit/normal-below-zero",
          "\(symbol): the normal fit has \(FitText.percent(family.distribution.cumulative(0))) of its values below zero; "
            + "arrays are sampled from the part above"))
    }
    let count = fit.sample.observations.count
    if count < 10 {
      findings.append(
        .warning(
          "fit/few", "\(symbol): only \(count) observations; no test can tell families apart"))
    }
    return findings
  }

  /// What is drawn for the observations that are bounds only.
  private static func beyond(_ fit: QuantityFit) -> String {
    guard case .empirical(let model) = fit.model, let above = model.aboveLimit else { return "" }
    return ", but for the \(FitText.percent(above.fraction)) known only to lie above "
      + "\(FitText.plain(above.limit)) \(fit.quantity.unitSymbol), drawn up to twice that"
  }

  /// A quantity that the data do not hold.
  static func missing(_ sample: QuantitySample, options: FitOptions) -> [Diagnostic] {
    let symbol = sample.quantity.symbol
    if let wanted = options.families[sample.quantity], sample.exactValues.count >= Fitting.fewest {
      return [
        .error(
          "fit/family",
          "\(symbol): a \(wanted?.rawValue ?? "empirical") distribution cannot be fitted to these values"
        )
      ]
    }
    let exact = sample.exactValues.count
    let what =
      sample.observations.isEmpty
      ? "the data hold no value"
      : "the data hold only \(exact == 0 ? "bounds" : FitText.count(exact, "exact value")); \(Fitting.fewest) are needed"
    return [.warning("fit/missing", "\(symbol): \(what); the base device's distribution stays")]
  }

  /// Nothing could be fitted.
  static func nothing(_ records: [CycleRecord], _ yield: YieldFit) -> Diagnostic {
    let parts = YieldFit.Condition.allCases.compactMap { condition -> String? in
      let count = yield.count(condition)
      return count == 0 ? nil : "\(count) \(condition.rawValue)"
    }
    return .error(
      "fit/nothing",
      "no quantity has the \(Fitting.fewest) values that a fit needs: \(FitText.count(records.count, "cycle")) of "
        + "\(FitText.count(yield.devices.count, "device"))"
        + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"),
      help: "--dry-run shows how the files are understood")
  }
}
