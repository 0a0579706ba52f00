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
    let data = try gather(options, onEvent: onEvent)
    let records = data.records
    var warnings = data.warnings

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
    try check(options, base, yield)
    guard !quantities.isEmpty || !data.series.isEmpty else {
      throw Diagnostics(
        warnings.filter { $0.severity != .note } + [FitWarnings.nothing(records, yield)])
    }
    var result = FitResult(
      sources: zip(data.files, data.digests).map { file, digest in
        FitResult.Source(
          file: file.path, size: digest.size, sha256: digest.sha256,
          tables: file.tables.map(\.sentence))
      },
      traces: data.traces, series: data.series, records: records, quantities: quantities,
      correlation: CorrelationFit(records), yield: yield,
      lifetime: LifetimeFit(series: data.series, records: records),
      conduction: ConductionFit.lines(records), options: options, device: base,
      inherited: DeviceQuantity.allCases.filter { quantity in
        !quantities.contains { $0.quantity == quantity }
      }, threshold: nil, currentFloor: data.currentFloor, warnings: warnings)
    result.device = try DeviceAssembly.device(&result, base: base)
    let pulses = PulseObservations(result)
    result.warnings += pulses.warnings
    if !pulses.tables.isEmpty {
      // Measured pulses stand instead of the base device's times.
      result.device.switching?.times = []
      let fit = ModelFit.run(result.device, tables: pulses.tables, onEvent: onEvent)
      result.device = fit.device
      result.warnings += fit.warnings(file: options.files.first ?? "")
      result.modelFit = fit
    }
    return result
  }

  /// What the files hold, before any fit.
  private struct Gathered {
    var files: [ReadFile]
    /// One a file.
    var digests: [FileDigest]
    var traces: [SweepTrace]
    /// Of sweeps, then of tables.
    var records: [CycleRecord]
    var series: [ResistanceSeries]
    var warnings: [Diagnostic]
    /// Amperes.
    var currentFloor: Double
  }

  /// Reads the files and extracts the cycles of their sweeps.
  private static func gather(
    _ options: FitOptions, onEvent: (String) -> Void
  ) throws(Diagnostics) -> Gathered {
    onEvent("reading \(FitText.count(options.files.count, "file"))")
    let (files, digests, repeated) = distinct(options.files)
    var measured = try MeasurementReader.read(paths: files, options: options.reading)
    onEvent("extracting cycles from \(FitText.count(measured.traces.count, "sweep"))")
    let extracted = CycleExtraction.extract(measured.traces, options: options.extraction)
    // A million cycles need not stand in memory twice.
    var records = measured.records
    measured.records = []
    records.insert(contentsOf: extracted.records, at: 0)
    return Gathered(
      files: measured.files, digests: digests, traces: measured.traces, records: records,
      series: measured.series + extracted.series,
      warnings: repeated + measured.warnings + extracted.notes,
      currentFloor: extracted.currentFloor)
  }

  /// - Throws: `fit/fabricated`, `fit/read-voltage` where options contradict the data or the base device.
  private static func check(
    _ options: FitOptions, _ base: Device, _ yield: YieldFit
  ) throws(Diagnostics) {
    var findings: [Diagnostic] = []
    let measured = yield.batches.reduce(0) { $0 + $1.measured }
    if let stated = options.fabricated, stated < measured {
      findings.append(
        .error(
          "fit/fabricated", "\(stated) devices made, but the data hold \(measured)",
          at: .init(file: "--fabricated")))
    }
    if options.extraction.readVoltage >= base.operation.writeVoltage.value {
      findings.append(
        .error(
          "fit/read-voltage",
          "\(FitText.number(options.extraction.readVoltage)) V is not below the write voltage of the base device, "
            + "\(FitText.number(base.operation.writeVoltage.value)) V",
          at: .init(file: "--read-voltage")))
    }
    try findings.throwIfErrors()
  }

  /// The files without those that hold the same bytes as an earlier one, which would count twice.
  private static func distinct(
    _ paths: [String]
  ) -> (files: [String], digests: [FileDigest], repeated: [Diagnostic]) {
    var files: [String] = []
    var digests: [FileDigest] = []
    var repeated: [Diagnostic] = []
    for path in paths {
      // Whatever is wrong with a file, its reader says it better.
      let digest = try? FileDigest(path: path, name: path)
      if let digest, digest.size > 0, let first = digests.firstIndex(of: digest) {
        repeated.append(
          .warning(
            "fit/repeated-file",
            "the file holds the same bytes as \(files[first]) and is read once",
            at: .init(file: path)))
        continue
      }
      files.append(path)
      digests.append(digest ?? FileDigest(size: 0, sha256: ""))
    }
    return (files, digests, repeated)
  }

  /// How the files are understood, a line a column, and what would be fitted.
  ///
  /// - Throws: everything found wrong with the files.
  public static func look(_ options: FitOptions) throws(Diagnostics) -> [String] {
    let data = try gather(options) { _ in }
    let records = data.records
    var lines: [String] = []
    for file in data.files {
      lines.append(file.path)
      for table in file.tables { lines += table.lines.map { "  " + $0 } }
    }
    if records.count <= 20 { lines += records.map(\.line) }
    let yield = YieldFit(records, fabricated: options.fabricated, seed: options.seed)
    lines.append(
      "\(FitText.count(records.count, "cycle")) of \(FitText.count(yield.devices.count, "device")); "
        + "yield \(yield.sentence)")
    for quantity in DeviceQuantity.allCases {
      let sample = QuantitySample(quantity, records: records, cycles: options.cycles)
      lines.append("\(quantity.symbol): \(FitSentence.size(sample))")
    }
    for (flag, count) in records.flagCounts {
      lines.append("flag \(flag.rawValue): \(FitText.count(count, "cycle"))")
    }
    for series in data.series {
      lines.append(
        "series of \(series.device) against \(series.axis.rawValue): "
          + "\(FitText.count(series.positions.count, "point")), state \(series.state.rawValue)")
    }
    return lines + data.warnings.map(\.description)
  }
}
