internal import CrossbarCore

/// Everything read from one file.
struct FileResult: Sendable {
  var path: String
  var tables: [TableReading] = []
  var traces: [SweepTrace] = []
  var records: [CycleRecord] = []
  var series: [ResistanceSeries] = []
  var warnings: [Diagnostic] = []
  var errors: [Diagnostic] = []

  init(failed path: String, _ diagnostics: Diagnostics) {
    self.path = path
    errors = diagnostics.all
  }

  init(_ file: OpenedFile, sheets: [SheetResult], facts: NameFacts, options: ReadingOptions) {
    path = file.path
    let data = sheets.filter { !($0.name.map(InstrumentSettings.isSettings) ?? false) }
    let dataNames = data.compactMap(\.name)
    var settings = InstrumentSettings()
    for sheet in sheets {
      guard let name = sheet.name, InstrumentSettings.isSettings(name) else { continue }
      guard case .success(let grid) = sheet.grid else { continue }
      if name.lowercased().contains("setting") { settings.read(grid, sheets: dataNames) }
      tables.append(
        TableReading(
          sheet: name, line: grid.lines.first ?? 1, kind: .settings, rows: grid.rowCount,
          notes: ["no data are looked for on this sheet"]))
    }
    var refusals: [Diagnostic] = []
    let names = SheetNames(dataNames)
    for (order, sheet) in names.order(data).enumerated() {
      switch sheet.grid {
      case .failure(let diagnostics): errors += diagnostics.all
      case .success(let grid):
        var sheetFacts = facts
        if let name = sheet.name { names.apply(name, order: order, to: &sheetFacts) }
        read(
          grid, sheet, facts: sheetFacts, options: options, settings: settings, &refusals)
      }
    }
    let isNothing = traces.isEmpty && records.isEmpty && series.isEmpty
    if isNothing, errors.isEmpty {
      errors += refusals.prefix(8)
      if refusals.isEmpty {
        errors.append(
          .error("measure/no-table", "no sheet holds data", at: .init(file: path)))
      }
    } else {
      // Beside tables that are understood, others are remarked and left.
      for refusal in refusals {
        warnings.append(
          .warning(
            refusal.id, "left out: \(refusal.message)", at: refusal.location, help: refusal.help))
      }
    }
    warnings = Self.folded(warnings)
  }

  private mutating func read(
    _ grid: CellGrid, _ sheet: SheetResult, facts: NameFacts, options: ReadingOptions,
    settings: InstrumentSettings, _ refusals: inout [Diagnostic]
  ) {
    if grid.rowCount == 0 { return }
    if let problem = problem(grid, sheet) {
      errors.append(problem)
      return
    }
    var finder = TableFinder(grid, file: path, sheet: sheet.name)
    var grid = grid
    var isTurned = false
    if finder.tables.isEmpty {
      // Quantities one below the other, a column a device.
      guard let turned = grid.transposed(),
        case let other = TableFinder(turned, file: path, sheet: sheet.name, isTurned: true),
        other.tables.contains(where: { $0.header?.hasValues == true })
      else {
        refusals.append(noTable(grid, sheet.name))
        return
      }
      finder = other
      grid = turned
      isTurned = true
    }
    var facts = facts
    facts.takeDevice(finder.settings)
    let entries = settings.entries(for: sheet.name) + finder.settings
    for table in finder.tables {
      let recogniser = TableRecogniser(
        table, grid: grid, file: path, sheet: sheet.name, facts: facts, options: options,
        settings: entries)
      var reading = recogniser.reading
      if let text = sheet.text, text.dialect.mark == UInt8(ascii: ",") {
        reading.notes.append("numbers read with decimal commas")
      }
      if isTurned { reading.notes.append("rows and columns exchanged") }
      tables.append(reading)
      warnings += recogniser.warnings
      if let refusal = recogniser.refusal {
        refusals.append(refusal)
        continue
      }
      traces += recogniser.traces
      records += recogniser.records
      series += recogniser.series
    }
    if let text = sheet.text, text.isLastLineOpen, let last = finder.tables.last,
      let row = last.rows.last, row == grid.rowCount - 1, last.rows.count > 2,
      grid.widths[row] < grid.widths[last.rows[last.rows.count - 2]]
    {
      warnings.append(
        .warning(
          "measure/cut-off",
          "the last line is shorter than the others and has no end: is the file cut off?",
          at: .init(file: path, line: grid.lines[row])))
    }
  }

  private func problem(_ grid: CellGrid, _ sheet: SheetResult) -> Diagnostic? {
    if grid.isFull {
      return .error(
        "measure/too-large",
        "the file has more than \(CellGrid.mostRows) rows, \(CellGrid.mostColumns) columns or \(CellGrid.mostCells) cells, "
          + "\(CellGrid.mostTexts) of words, or cells too far apart",
        at: .init(file: path, line: grid.lines.last))
    }
    if let ambiguous = grid.ambiguous {
      return .error(
        "measure/ambiguous-number",
        "'\(ambiguous.text)' may group thousands or have a decimal comma"
          + (ambiguous.count > 1 ? " (the first of \(ambiguous.count) such cells)" : ""),
        at: .init(file: path, line: ambiguous.line, element: sheet.name),
        help:
          "export without grouping, and with semicolons or tabs between cells if fractions have commas"
      )
    }
    if sheet.text?.isMarkAmbiguous == true {
      return .error(
        "measure/ambiguous-number",
        "every number with a comma has three digits behind it: thousands or decimals?",
        at: .init(file: path, line: grid.lines.first),
        help: "export without grouping, or with points for decimals")
    }
    return nil
  }

  private func noTable(_ grid: CellGrid, _ sheet: String?) -> Diagnostic {
    let cells = grid.cells(0).joined(separator: " | ")
    return .error(
      "measure/no-table",
      "no table of numbers is found; the first line reads '\(cells.count > 60 ? "\(cells.prefix(60))…" : cells)'",
      at: .init(file: path, line: grid.lines[0], element: sheet),
      help: "is it a measurement? a table needs rows of numbers, under headings or without")
  }

  /// One warning of a kind for each file, with the number of tables it holds for.
  private static func folded(_ warnings: [Diagnostic]) -> [Diagnostic] {
    var folded: [Diagnostic] = []
    var counts: [Int] = []
    for warning in warnings {
      if let index = folded.firstIndex(where: { $0.id == warning.id }) {
        counts[index] += 1
      } else {
        folded.append(warning)
        counts.append(1)
      }
    }
    for index in folded.indices where counts[index] > 1 {
      folded[index].message += " (and \(counts[index] - 1) more such in this file)"
    }
    return folded
  }
}
