internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// A device's statistics as the comments of the SPICE and Verilog-A templates list them, in ASCII.
enum StatisticsValues {
  /// `statistics`, a row a quantity, and `dependence` with `correlation`, a row of the matrix each.
  static func values(of statistics: DeviceStatistics) -> [String: TemplateValue] {
    [
      "statistics": .list(
        DeviceQuantity.allCases.map { row($0, statistics[$0]) }),
      "dependence": .text(dependence(statistics)),
      "correlation": .list(
        (statistics.correlation?.matrix ?? []).map { row in
          ["row": .text(row.map { padded($0.shortestText, 11) }.joined().trimmedEnd)]
        }),
    ]
  }

  /// The table as lines: its head, a row a quantity, the dependence and the matrix.
  static func lines(_ statistics: DeviceStatistics) -> [String] {
    ["  parameter  unit  median      observations    fit"]
      + DeviceQuantity.allCases.map { quantity in
        let row = row(quantity, statistics[quantity])
        return "  "
          + ["name", "unit", "median", "devices", "fit"].map { name in
            guard case .text(let text) = row[name] else { return "" }
            switch name {
            case "name", "unit": return text + "  "
            case "median": return text + " "
            default: return text
            }
          }.joined()
      } + [dependence(statistics)]
      + (statistics.correlation?.matrix ?? []).map { row in
        "  " + row.map { padded($0.shortestText, 11) }.joined().trimmedEnd
      }
  }

  /// Families and dependence in one line: `V_SET lognormal, |V_RST| weibull, …; independent`.
  static func line(_ statistics: DeviceStatistics) -> String {
    let families = DeviceQuantity.allCases.map { quantity in
      "\(quantity.symbol) \(statistics[quantity].distribution.family.rawValue)"
    }
    return families.joined(separator: ", ")
      + (statistics.correlation == nil ? "; independent" : "; correlated")
  }

  private static func row(
    _ quantity: DeviceQuantity, _ measured: MeasuredDistribution
  ) -> [String: TemplateValue] {
    let unit = quantity.unit == "ohm" ? "Ohm" : quantity.unit
    return [
      "name": .text(padded(quantity.parameter, 9)), "unit": .text(padded(unit, 4)),
      "median": .text(padded(measured.median.roundedToSixDigits.shortestText, 11)),
      "devices": .text(padded(devices(measured), 16)),
      "fit": .text(fit(measured.distribution)),
    ]
  }

  private static func devices(_ measured: MeasuredDistribution) -> String {
    guard let size = measured.sampleSize else { return "not stated" }
    let censored = measured.censored?.total ?? 0
    return censored == 0 ? "\(size)" : "\(size), \(censored) censored"
  }

  private static func family(_ distribution: DeviceDistribution) -> String {
    if case .lognormal(let base, _, _) = distribution { return "lognormal, base \(base.rawValue)" }
    return distribution.family.rawValue
  }

  private static func fit(_ distribution: DeviceDistribution) -> String {
    if case .empirical(let quantiles) = distribution {
      let values = quantiles.values
      return "empirical: \(values.count) quantiles from \(values[0].shortestText) to "
        + values[values.count - 1].shortestText
    }
    let parameters = distribution.parameters.map { "\($0.name) \($0.value.shortestText)" }
    return "\(family(distribution)): \(parameters.joined(separator: ", "))"
  }

  private static func dependence(_ statistics: DeviceStatistics) -> String {
    guard let correlation = statistics.correlation else {
      return "The four are drawn independently of each other."
    }
    return
      "The four are drawn together by a Gaussian copula; correlation of their normal scores, in this order"
      + (correlation.sampleSize.map { ", from \($0) cycles:" } ?? ":")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

extension String {
  /// The text without blanks at its end.
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
