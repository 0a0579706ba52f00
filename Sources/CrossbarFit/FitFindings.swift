internal import CrossbarMeasurement
internal import CrossbarStatistics

/// What else was found out about a quantity, in sentences.
enum FitFindings {
  static func lines(_ fit: QuantityFit) -> [String] {
    var lines = [fit.reason]
    if case .family(let family) = fit.model, let unbiased = family.sigmaUnbiased {
      lines.append(
        "σ by maximum likelihood \(FitText.number(family.parameters[1].value, 4)) (divisor n); "
          + "unbiased variance gives \(FitText.number(unbiased, 4)) (divisor n − 1).")
    }
    if fit.sample.censored != (0, 0, 0) {
      lines.append(
        "\(FitSentence.size(fit.sample)): they are in the likelihood as bounds, not as values.")
    }
    switch fit.variance {
    case .success(let split):
      lines.append(
        "Spread of the \(fit.usesLogarithm ? "natural logarithm" : "value"): between devices "
          + "σ \(FitText.number(split.deviceSigma)), from cycle to cycle σ \(FitText.number(split.cycleSigma)); "
          + "devices account for \(FitText.percent(split.intraclassCorrelation.value)) of the variance "
          + "(95 %: \(FitText.percent(split.intraclassCorrelation.low)) … \(FitText.percent(split.intraclassCorrelation.high)))."
      )
    case .failure(let failure):
      lines.append("Spread of devices and of cycles cannot be told apart: \(failure).")
    case nil: break
    }
    if let clusters = fit.clusters {
      lines.append(
        "The tests draw their replicates with the same devices: scores of one device's cycles are correlated by "
          + "\(FitText.number(clusters.correlation, 2)).")
    }
    if let trend = fit.trend {
      lines.append(
        "Trend along the cycles: \(trend.p < 0.05 ? (trend.z > 0 ? "rising" : "falling") : "none found") "
          + "(rank correlation over \(FitText.count(trend.devices, "device")), p = \(FitText.number(trend.p, 2)))."
      )
    }
    if let lag = fit.lag {
      lines.append(
        "Correlation of a cycle with the next: \(FitText.number(lag.coefficient, 2)) (p = \(FitText.number(lag.p, 2)), "
          + "\(FitText.count(lag.n, "cycle"))).")
    }
    if !fit.outliers.isEmpty {
      let shown = fit.outliers.prefix(8).map { index in
        "\(fit.sample.devices[index]) cycle \(fit.sample.cycles[index])"
          + " (\(FitText.number(fit.sample.observations[index].exactValue ?? .nan)) \(fit.quantity.unitSymbol))"
      }
      lines.append(
        "Outliers, kept: \(shown.joined(separator: ", "))"
          + (fit.outliers.count > 8 ? " and \(fit.outliers.count - 8) more." : "."))
    }
    return lines
  }
}

extension QuantityFit {
  /// Median of the model, in the quantity's unit.
  public var median: Double {
    switch model {
    case .family(let fit): fit.distribution.median
    case .empirical(let quantiles): quantiles.quantile(0.5)
    }
  }

  /// Whether spread is told on the logarithm: of positive samples.
  var usesLogarithm: Bool { sample.isPositive }
}
