internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarDocuments
internal import CrossbarMeasurement
internal import CrossbarStatistics

/// Puts what was measured into the base device.
enum DeviceAssembly {
  /// The device of a result; also sets the result's threshold.
  ///
  /// - Throws: `fit/states` where the low-resistive state is not the lower one.
  static func device(_ result: inout FitResult, base: Device) throws(Diagnostics) -> Device {
    var device = base
    let options = result.options
    let files = FileNames.shortest(result.sources.map(\.file))
    device.name = options.name ?? defaultName(files)
    device.source =
      "fitted to \(FitText.count(files.count, "file")) of measurements"
      + (result.inherited.isEmpty
        ? "" : "; \(result.inherited.map(\.symbol).joined(separator: ", ")) of \(base.name)")
    device.measurements = zip(files, result.sources).map {
      MeasurementFile(name: $0, sha256: $1.sha256)
    }
    device.disagreements = []
    // The base's switching times hold at the base's thresholds.
    if !result.inherited.contains(.vSet) || !result.inherited.contains(.vReset) {
      device.switching = nil
    }
    for fit in result.quantities {
      device.statistics[fit.quantity] = try measured(fit, result: result, files: files)
    }
    for quantity in result.inherited where !base.name.isEmpty {
      device.statistics[quantity].source = "\(base.name): \(base.statistics[quantity].source)"
    }
    device.statistics.correlation = try correlation(result)
    assembleYield(result.yield, into: &device)
    device.enduranceCycles = result.lifetime.enduranceCycles(base: base.enduranceCycles)
    device.retention =
      result.lifetime.retentionSeconds.map { Seconds($0.sixDigits) } ?? base.retention
    device.operation.readVoltage = Volts(options.extraction.readVoltage)
    device.constants.readReference = options.extraction.readVoltage
    try checkStates(device, result)
    if let low = result.fit(of: .rLRS), let high = result.fit(of: .rHRS),
      let threshold = Threshold.balanced(low: low, high: high)
    {
      result.threshold = threshold
      device.operation.threshold = Ohms(threshold)
    }
    return device
  }

  /// - Throws: `fit/states`, with the reason that is likeliest.
  private static func checkStates(_ device: Device, _ result: FitResult) throws(Diagnostics) {
    let low = device.statistics.rLRS.median
    let high = device.statistics.rHRS.median
    if low < high { return }
    let missing = result.inherited.filter { $0 == .rLRS || $0 == .rHRS }
    let numbers =
      "the median R_LRS, \(FitText.number(low)) Ω, is not below the median R_HRS, \(FitText.number(high)) Ω"
    let bounds = result.records.count { record in
      if case .above? = record.values[.rHRS] { true } else { false }
    }
    let finding: Diagnostic =
      missing.isEmpty
      ? .error(
        "fit/states", numbers,
        help: "are the columns exchanged, or one of the two in another unit?")
      : .error(
        "fit/states",
        numbers
          + "; \(missing.map(\.symbol).joined(separator: " and ")) is the base device's, for the data do not hold it",
        help: bounds > 0
          ? "\(bounds) cycles have an R_HRS beyond the current floor of \(FitText.number(result.currentFloor)) A: state a lower one with --current-floor"
          : "name a device file like yours with --base")
    throw Diagnostics(result.warnings.filter { $0.severity == .warning } + [finding])
  }

  private static func defaultName(_ files: [String]) -> String {
    "Fit of \(files.first ?? "nothing")" + (files.count > 1 ? " and \(files.count - 1) more" : "")
  }

  private static func measured(
    _ fit: QuantityFit, result: FitResult, files: [String]
  ) throws(Diagnostics) -> MeasuredDistribution {
    let censored = fit.sample.censored
    let counts = CensoredCounts(
      right: censored.right, left: censored.left, interval: censored.interval)
    let distribution: DeviceDistribution
    var intervals: [ClosedRange<Double>] = []
    var unbiased: Double?
    switch fit.model {
    case .family(let family):
      distribution = DeviceDistribution(family.distribution)
      intervals = family.parameters.map {
        min($0.low.sixDigits, $0.value)...max($0.high.sixDigits, $0.value)
      }
      unbiased = family.sigmaUnbiased
    case .empirical(let empirical):
      guard let quantiles = EmpiricalQuantiles(measured: empirical) else {
        throw Diagnostics(
          .error(
            "fit/empirical",
            "\(fit.quantity.symbol): the measured values are not all between 1e-12 and 1e20; no array can be sampled from them"
          ))
      }
      distribution = .empirical(quantiles)
    }
    let origins = Set(fit.sample.records.map { result.records[$0].origin.file })
    return MeasuredDistribution(
      distribution, firstInterval: intervals.first, secondInterval: intervals.dropFirst().first,
      sigmaUnbiased: unbiased, sampleSize: fit.sample.observations.count,
      censored: counts.total == 0 ? nil : counts, source: source(fit, options: result.options),
      files: zip(files, result.sources).filter { origins.contains($1.file) }.map { $0.0 })
  }

  private static func source(_ fit: QuantityFit, options: FitOptions) -> String {
    let devices = Set(fit.sample.devices).count
    let cycles =
      switch options.cycles {
      case .all: "all cycles"
      case .first: "the first cycle"
      case .median: "the median cycle"
      }
    return
      "maximum likelihood on \(FitSentence.size(fit.sample)); \(cycles) of \(FitText.count(devices, "device"))"
  }

  /// The copula, where the quantities are correlated beyond chance.
  private static func correlation(_ result: FitResult) throws(Diagnostics) -> ScoreCorrelation? {
    guard let fit = result.correlation, fit.isSignificant, result.inherited.isEmpty else {
      return nil
    }
    let matrix = fit.matrix.map { $0.map(\.sixDigits) }
    do {
      return try ScoreCorrelation(matrix: matrix, sampleSize: fit.count)
    } catch {
      throw Diagnostics(
        .error(
          "fit/correlation", "the correlation of the four quantities cannot be sampled: \(error)"))
    }
  }

  private static func assembleYield(_ fit: YieldFit, into device: inout Device) {
    guard let all = fit.rows.last else { return }
    device.yield = all.wilson.value.sixDigits
    device.yieldCount = YieldCount(
      working: fit.working, fabricated: fit.fabricated,
      wilson: all.wilson.low.sixDigits...all.wilson.high.sixDigits,
      clopperPearson: all.exact.low.sixDigits...all.exact.high.sixDigits)
  }
}

extension DeviceDistribution {
  /// The same distribution; lognormal ones speak of the natural logarithm.
  init(_ distribution: ParametricDistribution) {
    self =
      switch distribution {
      case .lognormal(let mu, let sigma): .lognormal(base: .e, mu: mu, sigma: sigma)
      case .normal(let mean, let sigma): .normal(mean: mean, sigma: sigma)
      case .weibull(let shape, let scale): .weibull(shape: shape, scale: scale)
      case .gamma(let shape, let scale): .gamma(shape: shape, scale: scale)
      }
  }
}

/// Names of files without the folders of whoever measured.
enum FileNames {
  /// For each path as many of its last parts as tell it from the others.
  static func shortest(_ paths: [String]) -> [String] {
    let parts = paths.map { $0.split(separator: "/").map(String.init) }
    func suffix(_ index: Int, _ count: Int) -> String {
      parts[index].suffix(count).joined(separator: "/")
    }
    let longest = parts.map(\.count).max() ?? 1
    var names = parts.indices.map { suffix($0, 1) }
    for count in 2...max(2, longest) {
      var uses: [String: Int] = [:]
      for name in names { uses[name, default: 0] += 1 }
      let clashing = names.indices.filter { uses[names[$0], default: 0] > 1 }
      if clashing.isEmpty { break }
      for index in clashing { names[index] = suffix(index, count) }
    }
    return names
  }
}
