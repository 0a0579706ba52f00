internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

/// The section of `report.md` about the device: its statistics, where they come from and what they imply.
struct ReportDevice {
  let device: Device
  let wiring: ArrayWiring
  let cells: Int

  var lines: [String] {
    ["## Device", "", device.name, ""] + statisticsTable + correlationTable + operationText
      + yieldText + measurementTable + disagreementTable
  }

  private var statisticsTable: [String] {
    var lines = [
      "| quantity | median | fit | 95 % interval | observations | source |",
      "|---|---|---|---|---|---|",
    ]
    for quantity in DeviceQuantity.allCases {
      let measured = device.statistics[quantity]
      let median = measured.median
      let cells = [
        quantity.symbol,
        "\(ReportText.fixed(median, median < 100 ? 3 : 0)) \(quantity.unit == "ohm" ? "Ω" : quantity.unit)",
        fit(measured), intervals(measured), devices(measured), measured.source,
      ]
      lines.append(row(cells))
    }
    return lines + [""]
  }

  private func fit(_ measured: MeasuredDistribution) -> String {
    let name: String
    switch measured.distribution {
    case .lognormal(let base, _, _): name = "lognormal, \(base == .e ? "ln" : "log10")"
    case .normal: name = "normal above 0"
    case .weibull, .gamma, .empirical: name = measured.distribution.family.rawValue
    }
    let unbiased = measured.sigmaUnbiased.map { " (unbiased \(DeviceText.digits($0)))" } ?? ""
    return "\(name): \(DeviceText.parameters(measured.distribution))\(unbiased)"
  }

  private func intervals(_ measured: MeasuredDistribution) -> String {
    let known = measured.parameters.compactMap { parameter in
      parameter.interval.map {
        "\(DeviceText.greek(parameter.name)) \(DeviceText.digits($0.lowerBound)) … "
          + DeviceText.digits($0.upperBound)
      }
    }
    return known.isEmpty ? "not stated" : known.joined(separator: ", ")
  }

  private func devices(_ measured: MeasuredDistribution) -> String {
    guard let size = measured.sampleSize else { return "not stated" }
    guard let censored = measured.censored, censored.total > 0 else { return "\(size)" }
    let kinds = [
      (censored.right, "above the limit"), (censored.left, "below it"),
      (censored.interval, "between two"),
    ].filter { $0.0 > 0 }.map { "\($0) \($1)" }
    return "\(size), of which \(kinds.joined(separator: ", "))"
  }

  private var correlationTable: [String] {
    guard let correlation = device.statistics.correlation else { return [] }
    let symbols = DeviceQuantity.allCases.map(\.symbol)
    let size = correlation.sampleSize.map { " (\($0) cycles)" } ?? ""
    var lines = [
      "The four are drawn together: correlation of their normal scores\(size), a Gaussian copula.",
      "",
      row([""] + symbols), "|---|---|---|---|---|",
    ]
    for (symbol, values) in zip(symbols, correlation.matrix) {
      lines.append(row([symbol] + values.map { ReportText.fixed($0, 3) }))
    }
    return lines + [""]
  }

  private var operationText: [String] {
    let operation = device.operation
    func share(_ probability: Double) -> String { ReportText.fixed(100 * probability, 2) }
    func above(_ quantity: DeviceQuantity, _ limit: Double) -> String {
      share(1 - device.statistics[quantity].distribution.probability(below: limit))
    }
    let write = operation.writeVoltage.value
    let threshold = operation.threshold.value
    let low = device.statistics.rHRS.distribution.probability(below: threshold)
    return [
      "Written with ±\(operation.writeVoltage) for \(operation.writePulse), read at "
        + "\(operation.readVoltage), a one below \(operation.threshold). By the fits, V_SET exceeds the "
        + "write voltage in \(above(.vSet, write)) % of devices, "
        + "|V_RST| in \(above(.vReset, write)) %; R_LRS exceeds the threshold in "
        + "\(above(.rLRS, threshold)) %, R_HRS falls below it in \(share(low)) %. "
        + "Wires: \(ReportText.fixed(wiring.bitLineSegment.value, 2)) Ω a bit-line segment, "
        + "\(ReportText.fixed(wiring.bottomContact.value, 2)) Ω a bottom contact.", "",
    ]
  }

  private var yieldText: [String] {
    if device.yield >= 1 { return [] }
    var count = ""
    if let yield = device.yieldCount {
      let intervals = [
        yield.wilson.map { "\(DeviceText.text($0, digits: 3)) by Wilson" },
        yield.clopperPearson.map { "\(DeviceText.text($0, digits: 3)) by Clopper and Pearson" },
      ].compactMap { $0 }
      count =
        " (\(yield.working) of \(yield.fabricated)"
        + (intervals.isEmpty ? "" : "; 95 % interval \(intervals.joined(separator: ", "))") + ")"
    }
    return [
      "**Not in the figures below:** the source reports that \(ReportText.fixed(device.yield * 100, 0)) % of the "
        + "devices of a batch work at all\(count). They hold for an array whose every device is one of those; without "
        + "spares or repair, no array of \(cells) cells is.", "",
    ]
  }

  private var measurementTable: [String] {
    if device.measurements.isEmpty { return [] }
    var lines = ["Measured in:", "", "| file | SHA-256 |", "|---|---|"]
    lines += device.measurements.map { row([$0.name, "`\($0.sha256)`"]) }
    return lines + [""]
  }

  private var disagreementTable: [String] {
    if device.disagreements.isEmpty { return [] }
    var lines = [
      "Where the source contradicts itself:", "", "| quantity | used here | also stated | effect |",
      "|---|---|---|---|",
    ]
    lines += device.disagreements.map { row([$0.quantity, $0.used, $0.other, $0.effect]) }
    return lines + [""]
  }

  /// A row of a table, its bars and line breaks made harmless.
  private func row(_ cells: [String]) -> String {
    let safe = cells.map { cell in
      String(cell.map { $0.isNewline ? " " : $0 }).replacing("|", with: "\\|")
    }
    return "| \(safe.joined(separator: " | ")) |"
  }
}
