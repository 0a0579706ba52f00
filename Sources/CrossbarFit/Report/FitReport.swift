internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarMeasurement
internal import CrossbarStatistics

/// The report of a fit as a page for people; its pictures lie in a folder beside it.
struct FitReport {
  let result: FitResult
  /// Plots by name, with what they show.
  let plots: [(name: String, caption: String)]
  /// Folder of the pictures, relative to the page.
  let folder: String
  /// Why there are no pictures, where there are none.
  let absence: String?

  /// The page.
  var html: String {
    var page = HTMLWriter(title: "Fit: \(result.device.name)")
    page.heading(1, result.device.name)
    page.list(FitSummary(result).lines)
    if let absence { page.paragraph(absence, isWarning: true) }
    overview(&page)
    for fit in result.quantities { quantity(fit, &page) }
    statesAndCorrelation(&page)
    yield(&page)
    conduction(&page)
    lifetime(&page)
    curves(&page)
    cycles(&page)
    files(&page)
    page.end()
    return page.text
  }

  private func figure(_ name: String, _ page: inout HTMLWriter, width: Int = 520) {
    guard let plot = plots.first(where: { $0.name == name }) else { return }
    if absence != nil {
      page.paragraph("\(plot.caption): \(folder)/\(name).gp draws it.")
    } else {
      page.figure("\(folder)/\(name).svg", caption: plot.caption, width: width)
    }
  }

  private func overview(_ page: inout HTMLWriter) {
    page.heading(2, "Statistics")
    page.table(
      ["quantity", "model", "median", "observations", "why"],
      result.quantities.map { fit in
        [
          fit.quantity.symbol, FitSentence.model(fit),
          "\(FitText.number(fit.median)) \(fit.quantity.unitSymbol)",
          FitSentence.size(fit.sample), fit.reason,
        ]
      })
    page.paragraph(
      "In brackets: 95 % confidence intervals. μ and σ of a lognormal distribution are those of the natural logarithm "
        + "of the quantity in volts or ohms.")
    if !result.warnings.isEmpty {
      page.heading(3, "Mind")
      page.list(result.warnings.map(\.description))
    }
  }

  private func quantity(_ fit: QuantityFit, _ page: inout HTMLWriter) {
    page.heading(2, fit.quantity.symbol)
    figure("\(fit.quantity.rawValue)-distribution", &page, width: 1040)
    figure("\(fit.quantity.rawValue)-quantiles", &page)
    figure("cycles-\(fit.quantity.rawValue)", &page)
    page.table(
      [
        "family", "parameters", "log-likelihood", "AIC", "AICc", "BIC", "KS (p)",
        "Anderson–Darling (p)", "Cramér–von Mises (p)",
      ], fit.assessments.map(Self.row))
    if let replicates = fit.assessments.lazy.compactMap(\.goodness).first?.replicates {
      page.paragraph(
        "p-values by parametric bootstrap, \(replicates) replicates: the parameters were fitted to the same data, "
          + "which tables of these tests do not allow for.")
    }
    page.list(FitFindings.lines(fit))
  }

  static func row(_ assessment: FamilyAssessment) -> [String] {
    switch assessment.fit {
    case .failure(let failure):
      return [assessment.family.rawValue, "no fit: \(failure)"] + Array(repeating: "–", count: 7)
    case .success(let fit):
      let parameters = fit.parameters.map {
        "\(FitSentence.symbol($0.name)) \(FitText.number($0.value, 4))"
      }
      func test(_ statistic: TestStatistic?) -> String {
        statistic.map { "\(FitText.number($0.statistic)) (\(FitText.number($0.p, 2)))" } ?? "–"
      }
      return [
        assessment.family.rawValue, parameters.joined(separator: ", "),
        FitText.number(fit.logLikelihood, 6), FitText.number(fit.aic, 6),
        fit.aicc.map { FitText.number($0, 6) } ?? "–", FitText.number(fit.bic, 6),
        test(assessment.goodness?.ks), test(assessment.goodness?.ad),
        test(assessment.goodness?.cvm),
      ]
    }
  }

  private func statesAndCorrelation(_ page: inout HTMLWriter) {
    page.heading(2, "States and correlation")
    figure("states", &page)
    guard let correlation = result.correlation else {
      page.paragraph("Too few cycles show two quantities for a correlation.")
      return
    }
    page.table(
      ["pair", "Spearman (p)", "Kendall (p)", "cycles"],
      correlation.pairs.map { pair in
        [
          "\(pair.first.symbol), \(pair.second.symbol)",
          "\(FitText.number(pair.spearman.coefficient)) (\(FitText.number(pair.spearman.p, 2)))",
          "\(FitText.number(pair.kendall.coefficient)) (\(FitText.number(pair.kendall.p, 2)))",
          "\(pair.count)",
        ]
      })
    page.paragraph(correlation.sentence)
  }

  private func yield(_ page: inout HTMLWriter) {
    page.heading(2, "Yield")
    page.table(
      ["batch", "working", "measured", "share", "Wilson, 95 %", "Clopper–Pearson, 95 %"],
      result.yield.rows.map { row in
        [
          row.name, "\(row.working)", "\(row.trials)",
          FitText.percent(Double(row.working) / Double(max(row.trials, 1))),
          "\(FitText.percent(row.wilson.low)) … \(FitText.percent(row.wilson.high))",
          "\(FitText.percent(row.exact.low)) … \(FitText.percent(row.exact.high))",
        ]
      })
    page.list(result.yield.lines)
  }

  private func conduction(_ page: inout HTMLWriter) {
    guard !result.conduction.isEmpty else { return }
    page.heading(2, "Conduction")
    page.list(result.conduction)
  }

  private func lifetime(_ page: inout HTMLWriter) {
    guard !result.lifetime.lines.isEmpty else { return }
    page.heading(2, "Endurance and retention")
    figure("endurance", &page)
    figure("retention", &page)
    page.list(result.lifetime.lines)
  }

  private func curves(_ page: inout HTMLWriter) {
    let names = plots.map(\.name).filter { $0.hasPrefix("iv-") }
    if names.isEmpty { return }
    page.heading(2, "I–V curves")
    page.paragraph(
      "First cycle red, last cycle blue; dotted: the current floor below which nothing counts as conducting."
    )
    for name in names { figure(name, &page, width: 340) }
  }

  private func cycles(_ page: inout HTMLWriter) {
    let flagged = result.records.filter { !$0.flags.isEmpty }
    page.heading(2, "Cycles with flags")
    page.paragraph(
      "\(flagged.count) of \(result.records.count) cycles; none was dropped. All of them are in \(folder)/cycles.csv."
    )
    if flagged.isEmpty { return }
    page.table(
      ["device", "cycle", "flags", "where"],
      flagged.prefix(300).map { record in
        [
          record.deviceKey, "\(record.cycle)",
          record.flags.map(\.rawValue).joined(separator: ", "), record.origin.text,
        ]
      })
    if flagged.count > 300 { page.paragraph("… and \(flagged.count - 300) more.") }
  }

  private func files(_ page: inout HTMLWriter) {
    page.heading(2, "Files")
    page.table(
      ["file", "SHA-256", "read as"],
      result.sources.map { [$0.file, $0.sha256, $0.tables.joined(separator: "; ")] })
    page.paragraph("Extraction: \(result.extractionSentence)")
  }
}

extension Origin {
  /// `file:line` or `file:sheet:row`.
  var text: String { sheet.map { "\(file):\($0):\(line)" } ?? "\(file):\(line)" }
}
