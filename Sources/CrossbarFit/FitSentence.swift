internal import CrossbarMeasurement
internal import CrossbarStatistics

/// What a fit says, in words: for the terminal, the report and the device file alike.
enum FitSentence {
  /// `lognormal, μ 0.202 (−0.03 … 0.43), σ 0.776 (0.65 … 0.98)`
  static func model(_ fit: QuantityFit) -> String {
    switch fit.model {
    case .empirical(let quantiles):
      "empirical quantiles, median \(FitText.number(quantiles.quantile(0.5))) \(fit.quantity.unitSymbol)"
    case .family(let family):
      family.distribution.family.rawValue + ", "
        + family.parameters.map { parameter in
          "\(symbol(parameter.name)) \(FitText.number(parameter.value))"
            + " (\(FitText.interval(parameter.low, parameter.high)))"
        }.joined(separator: ", ")
    }
  }

  /// `47 observations, 3 of them beyond the sweep`
  static func size(_ sample: QuantitySample) -> String {
    let censored = sample.censored
    var text = FitText.count(sample.observations.count, "observation")
    if censored.right > 0 { text += ", \(censored.right) known only to be larger" }
    if censored.left > 0 { text += ", \(censored.left) known only to be smaller" }
    if censored.interval > 0 { text += ", \(censored.interval) known only within bounds" }
    return text
  }

  /// The tests of the chosen family.
  static func test(_ fit: QuantityFit) -> String {
    guard let goodness = fit.chosen?.goodness else { return size(fit.sample) }
    return "\(size(fit.sample)); Anderson–Darling p = \(FitText.number(goodness.ad.p, 2))"
  }

  /// A parameter's letter.
  static func symbol(_ parameter: String) -> String {
    switch parameter {
    case "mu", "mean": "μ"
    case "sigma": "σ"
    default: parameter
    }
  }
}

extension QuantityFit {
  /// Name of the family that plots draw.
  var drawnName: String {
    guard let drawn else { return "no family" }
    if case .empirical = model { return "\(drawn.family.rawValue), not the model" }
    return drawn.family.rawValue
  }
}
