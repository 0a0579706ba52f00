internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarMeasurement
internal import CrossbarStatistics

/// The few lines that say what a fit found.
public struct FitSummary {
  private let result: FitResult

  public init(_ result: FitResult) {
    self.result = result
  }

  public var lines: [String] {
    var lines = [
      "\(FitText.count(result.records.count, "cycle")) of \(FitText.count(result.yield.devices.count, "device"))"
        + " from \(FitText.count(result.sources.count, "file")); \(flags)",
      "yield \(result.yield.sentence)",
    ]
    for fit in result.quantities {
      lines.append("\(fit.quantity.symbol): \(FitSentence.model(fit)); \(FitSentence.test(fit))")
    }
    for quantity in result.inherited {
      lines.append("\(quantity.symbol): not in the data, taken from the base device")
    }
    return lines + tails + result.lifetime.lines + model
  }

  /// What pulses say of the compact model's constants.
  private var model: [String] {
    guard let fit = result.modelFit else { return [] }
    let pulses = fit.files.reduce(0) { $0 + $1.pulses }
    let changed = fit.findings.filter(\.isChanged).map {
      "\($0.constant.key) \(FitText.number($0.after, 3))"
    }
    return [
      "compact model fitted to \(FitText.count(pulses, "answer")) of pulses: "
        + (changed.isEmpty ? "its constants stay" : changed.joined(separator: ", "))
        + "; \(fit.outcomes.count(where: \.isMet)) of \(FitText.count(fit.outcomes.count, "target")) met"
    ]
  }

  /// Cycles by flag.
  private var flags: String {
    let counts = result.records.flagCounts.map { "\($0.count) \($0.flag.rawValue)" }
    return counts.isEmpty ? "no flags" : "flags: " + counts.joined(separator: ", ")
  }

  /// How often the write voltage does not reach.
  private var tails: [String] {
    let write = result.device.operation.writeVoltage.value
    return [DeviceQuantity.vSet, .vReset].compactMap { quantity in
      guard let fit = result.fit(of: quantity) else { return nil }
      guard case .family(let family) = fit.model else {
        return "\(quantity.symbol) above the write voltage of \(FitText.plain(write)) V: "
          + "\(FitText.percent(1 - fit.cumulative(write))) of the observations"
      }
      let tail = family.tailProbability(above: write).estimate
      return "\(quantity.symbol) above the write voltage of \(FitText.plain(write)) V: "
        + "\(FitText.percent(tail.value)) of devices (95 %: \(FitText.percent(tail.low)) … \(FitText.percent(tail.high)))"
    }
  }
}
