internal import CrossbarDevices
internal import CrossbarDocuments
internal import Foundation

/// A device's statistics in words, for `report.md`, for the terminal and for `verify.json`.
enum DeviceText {
  /// Three lines: name and yield, thresholds, resistances.
  static func summary(_ device: Device) -> [String] {
    var first = "device       \(String(device.name.map { $0.isNewline ? " " : $0 }))"
    if let count = device.yieldCount {
      first += "; \(count.working) of \(count.fabricated) devices work\(interval(count.wilson))"
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
    if case .empirical(let quantiles) = distribution {
      return "empirical(\(range(quantiles)))"
    }
    return "\(familyName(distribution))(\(parameters(distribution)))"
  }

  private static func devices(_ measured: MeasuredDistribution) -> String {
    guard let size = measured.sampleSize else { return "devices not stated" }
    let censored = measured.censored?.total ?? 0
    return "\(size) devices" + (censored == 0 ? "" : " (\(censored) censored)")
  }

  static func familyName(_ distribution: DeviceDistribution) -> String {
    if case .lognormal(.ten, _, _) = distribution { return "lognormal, log10" }
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

  /// ` (0.31–0.49)`, or nothing.
  static func interval(_ interval: ClosedRange<Double>?) -> String {
    interval.map {
      " (\(ReportText.fixed($0.lowerBound, 2))–\(ReportText.fixed($0.upperBound, 2)))"
    } ?? ""
  }
}

extension DeviceText {
  /// The statistics as data, under the names of the device file.
  static func json(_ device: Device) -> JSONValue {
    let statistics = device.statistics
    var members: [(String, JSONValue)] = DeviceQuantity.allCases.map {
      ($0.rawValue, json(statistics[$0], unit: $0.unit))
    }
    if let correlation = statistics.correlation {
      var block: [(String, JSONValue)] = [("method", .string("gaussian-copula"))]
      if let size = correlation.sampleSize { block.append(("sample_size", .integer(size))) }
      block.append(("matrix", .array(correlation.matrix.map { .row($0.map { .number($0) }) })))
      members.append(("correlation", .object(block)))
    }
    var root: [(String, JSONValue)] = [
      ("name", .string(device.name)), ("statistics", .object(members)),
      ("yield_fraction", .number(device.yield)),
    ]
    if let count = device.yieldCount {
      root.append(
        (
          "yield",
          .inlineObject([
            ("working", .integer(count.working)), ("fabricated", .integer(count.fabricated)),
          ])
        ))
    }
    if !device.measurements.isEmpty {
      let files = device.measurements.map { file -> JSONValue in
        .inlineObject([("file", .string(file.name)), ("sha256", .string(file.sha256))])
      }
      root.append(("measurements", .array(files)))
    }
    return .object(root)
  }

  private static func json(_ measured: MeasuredDistribution, unit: String) -> JSONValue {
    let distribution = measured.distribution
    var members: [(String, JSONValue)] = [
      ("distribution", .string(distribution.family.rawValue)), ("unit", .string(unit)),
    ]
    switch distribution {
    case .lognormal(let base, _, _): members.append(("log_base", .string(base.rawValue)))
    case .empirical(let quantiles):
      members.append(
        (
          "quantiles",
          .array(
            zip(quantiles.probabilities, quantiles.values).map {
              .row([.number($0), .number($1)])
            })
        ))
    case .normal, .weibull, .gamma: break
    }
    for parameter in measured.parameters {
      members.append((parameter.name, .number(parameter.value)))
      if let interval = parameter.interval {
        members.append(
          (
            "\(parameter.name)_interval",
            .row([.number(interval.lowerBound), .number(interval.upperBound)])
          ))
      }
    }
    members.append(("median", .number(measured.median)))
    if let size = measured.sampleSize { members.append(("sample_size", .integer(size))) }
    if let censored = measured.censored {
      members.append(
        (
          "censored",
          .inlineObject([
            ("right", .integer(censored.right)), ("left", .integer(censored.left)),
            ("interval", .integer(censored.interval)),
          ])
        ))
    }
    if !measured.source.isEmpty { members.append(("source", .string(measured.source))) }
    if !measured.files.isEmpty {
      members.append(("files", .array(measured.files.map { .string($0) })))
    }
    return .object(members)
  }
}
