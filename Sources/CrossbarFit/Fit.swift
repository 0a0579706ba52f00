public import CrossbarCore
public import CrossbarDevices
internal import CrossbarDigest
internal import CrossbarMeasurement
internal import CrossbarStatistics

/// From measurement files to device statistics: every pass in order.
public enum Fit {
  /// Reads, extracts and fits.
  ///
  /// - Parameters:
  ///   - base: the device that everything not measured is taken from.
  ///   - onEvent: receives one line a pass, for progress.
  /// - Throws: everything found wrong with the files; `fit/…` where the data do not hold what a fit needs.
  public static func run(
    _ options: FitOptions, base: Device, onEvent: (String) -> Void
  ) throws(Diagnostics) -> FitResult {
    onEvent("reading \(FitText.count(options.files.count, "file"))")
    let measured = try MeasurementReader.read(paths: options.files, options: options.reading)
    let digests = try measured.files.map { file throws(Diagnostics) in
      try FileDigest(path: file.path, name: file.path)
    }
    onEvent("extracting cycles from \(FitText.count(measured.traces.count, "sweep"))")
    let extracted = CycleExtraction.extract(measured.traces, options: options.extraction)
    let records = extracted.records + measured.records
    let series = measured.series + extracted.series
    var warnings = measured.warnings + extracted.notes

    onEvent("fitting \(FitText.count(records.count, "cycle"))")
    var quantities: [QuantityFit] = []
    for quantity in DeviceQuantity.allCases {
      let sample = QuantitySample(quantity, records: records, cycles: options.cycles)
      if let fit = Fitting.fit(sample, options: options) {
        quantities.append(fit)
        warnings += FitWarnings.of(fit, significance: options.significance)
      } else {
        warnings += FitWarnings.missing(sample, options: options)
      }
    }
    let yield = YieldFit(records, fabricated: options.fabricated, seed: options.seed)
    guard !quantities.isEmpty || !series.isEmpty else {
      throw Diagnostics(
        warnings.filter { $0.severity != .note } + [FitWarnings.nothing(records, yield)])
    }
    var result = FitResult(
      sources: zip(measured.files, digests).map { file, digest in
        FitResult.Source(
          file: file.path, size: digest.size, sha256: digest.sha256,
          tables: file.tables.map(\.sentence))
      },
      traces: measured.traces, series: series, records: records, quantities: quantities,
      correlation: CorrelationFit(records), yield: yield,
      lifetime: LifetimeFit(series: series, records: records),
      conduction: ConductionFit.lines(records), options: options, device: base,
      inherited: DeviceQuantity.allCases.filter { quantity in
        !quantities.contains { $0.quantity == quantity }
      }, threshold: nil, currentFloor: extracted.currentFloor, warnings: warnings)
    result.device = try DeviceAssembly.device(&result, base: base)
    return result
  }

  /// How the files are understood, a line a column, and what would be fitted.
  ///
  /// - Throws: everything found wrong with the files.
  public static func look(_ options: FitOptions) throws(Diagnostics) -> [String] {
    let measured = try MeasurementReader.read(paths: options.files, options: options.reading)
    let extracted = CycleExtraction.extract(measured.traces, options: options.extraction)
    let records = extracted.records + measured.records
    var lines: [String] = []
    for file in measured.files {
      lines.append(file.path)
      for table in file.tables { lines += table.lines.map { "  " + $0 } }
    }
    let yield = YieldFit(records, fabricated: options.fabricated, seed: options.seed)
    lines.append(
      "\(FitText.count(records.count, "cycle")) of \(FitText.count(yield.devices.count, "device")); "
        + "yield \(yield.sentence)")
    for quantity in DeviceQuantity.allCases {
      let sample = QuantitySample(quantity, records: records, cycles: options.cycles)
      lines.append("\(quantity.symbol): \(FitSentence.size(sample))")
    }
    for flag in CycleFlag.allCases {
      let count = records.count { $0.flags.contains(flag) }
      if count > 0 { lines.append("flag \(flag.rawValue): \(FitText.count(count, "cycle"))") }
    }
    for series in measured.series + extracted.series {
      lines.append(
        "series of \(series.device) against \(series.axis.rawValue): "
          + "\(FitText.count(series.positions.count, "point")), state \(series.state.rawValue)")
    }
    return lines + (measured.warnings + extracted.notes).map(\.description)
  }
}
