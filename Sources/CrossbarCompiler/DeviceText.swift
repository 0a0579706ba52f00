internal import CrossbarDevices
internal import Foundation

/// A device's statistics in words, for `report.md` and for the terminal.
enum DeviceText {
  /// Three lines: name and yield, thresholds, resistances.
  static func summary(_ device: Device) -> [String] {
    var first = "device       \(String(device.name.map { $0.isNewline ? " " : $0 }))"
    if let count = device.yieldCount {
      first +=
        "; \(count.working) of \(count.fabricated) devices work"
        + (count.wilson.map { " (\(text($0, digits: 2)))" } ?? "")
    } else if device.yield < 1 {
      first += "; \(ReportText.fixed(device.yield * 100, 0)) % of devices work"
    }
    func entry(_ quantity: DeviceQuantity) -> String {
      let measured = device.statistics[quantity]
      return "\(quantity.symbol) \(short(measured.distribution)) \(devices(measured))"
    }
    let margin = String(repeating: " ", count: 13)
    let dependence =
      device.statistics.correlation == nil ? "independent" : "correlated (Gaussian copula)"
    return [
      first, "\(margin)\(entry(.vSet)), \(entry(.vReset))",
      "\(margin)\(entry(.rLRS)), \(entry(.rHRS)); \(dependence)",
    ]
  }

  /// `lognormal(μ 0.202, σ 0.776)`.
  private static func short(_ distribution: DeviceDistribution) -> String {
    "\(familyName(distribution))(\(parameters(distribution)))"
  }

  private static func devices(_ measured: MeasuredDistribution) -> String {
    guard let size = measured.sampleSize else { return "n not stated" }
    let censored = measured.censored?.total ?? 0
    return "n = \(size)" + (censored == 0 ? "" : " (\(censored) censored)")
  }

  private static func familyName(_ distribution: DeviceDistribution) -> String {
    if case .lognormal(.ten, _, _) = distribution { return "log10-normal" }
    return distribution.family.rawValue
  }

  /// The parameters to four digits; the number of quantiles and their range of empirical ones.
  static func parameters(_ distribution: DeviceDistribution) -> String {
    if case .empirical(let quantiles) = distribution { return range(quantiles) }
    return distribution.parameters.map { "\(greek($0.name)) \(digits($0.value))" }
      .joined(separator: ", ")
  }

  private static func range(_ quantiles: EmpiricalQuantiles) -> String {
    let values = quantiles.values
    return "\(values.count) quantiles, \(digits(values[0])) to \(digits(values[values.count - 1]))"
  }

  static func greek(_ name: String) -> String {
    switch name {
    case "mu": "μ"
    case "sigma": "σ"
    default: name
    }
  }

  /// A number to four significant digits.
  static func digits(_ value: Double) -> String { String(format: "%.4g", value) }

  /// `0.31–0.49`.
  static func text(_ interval: ClosedRange<Double>, digits: Int) -> String {
    "\(ReportText.fixed(interval.lowerBound, digits))–\(ReportText.fixed(interval.upperBound, digits))"
  }
}
