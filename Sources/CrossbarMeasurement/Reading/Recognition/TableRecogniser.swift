internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarStatistics

/// Understands one table: what its columns are, and the measurements in it.
struct TableRecogniser {
  let found: FoundTable
  let grid: CellGrid
  let file: String
  let sheet: String?
  let facts: NameFacts
  let options: ReadingOptions
  let settings: [InstrumentSettings.Entry]

  var columns: [TableColumn] = []
  /// The columns of each role.
  private var indices: [ColumnRole: [Int]] = [:]
  var kind = TableReading.Kind.ignored
  var notes: [String] = []
  var skippedRows = 0
  var firstSkipped: Int?
  /// Rows of means and the like.
  var summarised: [Int] = []
  /// Cells in trouble, by the identifier of their warning.
  var cellProblems: [String: Int] = [:]
  var traces: [SweepTrace] = []
  var records: [CycleRecord] = []
  var series: [ResistanceSeries] = []
  var warnings: [Diagnostic] = []
  /// Why the table is not understood.
  var refusal: Diagnostic?

  init(
    _ found: FoundTable, grid: CellGrid, file: String, sheet: String?, facts: NameFacts,
    options: ReadingOptions, settings: [InstrumentSettings.Entry]
  ) {
    self.found = found
    self.grid = grid
    self.file = file
    self.sheet = sheet
    self.facts = facts
    self.options = options
    self.settings = settings
    do throws(Diagnostics) {
      try assignColumns()
      for (index, column) in columns.enumerated() {
        if let role = column.role { indices[role, default: []].append(index) }
      }
      try recognise()
    } catch {
      refusal = error.all.first
      kind = .ignored
    }
    for row in found.skipped { skip(row) }
    for index in warnings.indices {
      if let count = cellProblems[warnings[index].id], count > 1 {
        warnings[index].message += " (the first of \(count) such cells)"
      }
    }
    if skippedRows > 0, let firstSkipped {
      warnings.append(
        .warning(
          "measure/rows-skipped",
          skippedRows == 1
            ? "a row cannot be read and is left out: \(quoted(firstSkipped))"
            : "\(skippedRows) rows cannot be read and are left out; the first: \(quoted(firstSkipped))",
          at: location(firstSkipped)))
    }
  }

  var reading: TableReading {
    TableReading(
      sheet: sheet, line: grid.lines[found.rows[0]], kind: kind, columns: columns.map(\.reading),
      rows: found.rows.count, skippedRows: skippedRows, notes: notes)
  }

  func location(_ row: Int) -> Diagnostic.Location {
    .init(file: file, line: grid.lines[row], element: sheet)
  }

  func origin(_ row: Int) -> Origin { Origin(file: file, sheet: sheet, line: grid.lines[row]) }

  func quoted(_ row: Int) -> String {
    let text = grid.cells(row).joined(separator: " | ")
    return "'\(text.count > 60 ? "\(text.prefix(60))…" : text)'"
  }

  mutating func skip(_ row: Int) {
    skippedRows += 1
    if firstSkipped.map({ row < $0 }) ?? true { firstSkipped = row }
  }

  func column(_ role: ColumnRole) -> TableColumn? { indices[role]?.first.map { columns[$0] } }
  func columns(_ role: ColumnRole) -> [TableColumn] { (indices[role] ?? []).map { columns[$0] } }

  /// The numbers of a column in the table's rows, in SI; words that are numbers with units are read.
  func values(_ column: TableColumn) -> [Double] {
    guard column.index < grid.columns.count else {
      return [Double](repeating: .nan, count: found.rows.count)
    }
    let cells = grid.columns[column.index].values
    let texts = grid.columns[column.index].texts
    let isPlain = column.isPlain
    let factor = column.factor
    let divisor = factor < 1 ? (1 / factor).rounded() : 1
    var values: [Double] = []
    values.reserveCapacity(found.rows.count)
    for row in found.rows {
      let value = row < cells.count ? cells[row] : .nan
      values.append(
        isPlain ? (factor < 1 ? value / divisor : value * factor) : column.si(value))
    }
    if !texts.isEmpty {
      for (position, row) in found.rows.enumerated() {
        guard let text = texts[row], !CellText.isMissing(text),
          case .exact(let value) = CellText.observation(
            text, dimension: column.shunt == nil ? column.role?.dimension : .volt,
            factor: column.factor)
        else { continue }
        values[position] = value / (column.shunt ?? 1)
      }
    }
    return values
  }

  private mutating func recognise() throws(Diagnostics) {
    let roles = Set(columns.compactMap(\.role))
    defer { limitRecords() }
    let hasValues = !roles.isDisjoint(with: [.vSet, .vReset, .rLRS, .rHRS, .iLRS, .iHRS])
    let hasStates = column(.state).map(isState) ?? false
    let hasSweep = roles.contains(.voltage) && !roles.isDisjoint(with: [.current, .resistance])
    if hasSweep && !(hasValues && mostRowsHaveValues) {
      if !readPulses() && !readProgramming() { try readSweeps() }
    } else if roles.contains(.vSet) || roles.contains(.vReset) {
      readValues()
    } else if hasValues {
      if roles.contains(.time) || roles.contains(.pulse) {
        try readSeries()
      } else {
        readValues()
        let hasBoth =
          (roles.contains(.rLRS) || roles.contains(.iLRS))
          && (roles.contains(.rHRS) || roles.contains(.iHRS))
        if roles.contains(.cycle), hasBoth, found.rows.count >= 3 {
          // Resistances of both states against the cycle are an endurance series too.
          try readSeries()
          kind = .values
          notes.append("read as values, and as an endurance series too")
        }
      }
    } else if hasStates, !roles.contains(.time),
      !roles.isDisjoint(with: [.resistance, .current]),
      !roles.isDisjoint(with: [.device, .cycle, .row])
    {
      readStates()
      if roles.contains(.cycle), found.rows.count >= 3 {
        try readSeries()
        kind = .values
      }
    } else if !roles.isDisjoint(with: [.time, .pulse, .cycle]),
      !roles.isDisjoint(with: [.resistance, .current])
    {
      try readSeries()
    } else {
      throw Diagnostics(notUnderstood())
    }
  }

  private mutating func limitRecords() {
    guard records.count > MeasurementReader.mostRecords else { return }
    refusal = .error(
      "measure/too-large",
      "\(records.count) rows of values; at most \(MeasurementReader.mostRecords) are read",
      at: location(found.rows[0]))
    records = []
    kind = .ignored
  }

  /// Whether extracted values stand in most rows and not, as Clarius writes them, in the first only.
  private var mostRowsHaveValues: Bool {
    let roles: [ColumnRole] = [.vSet, .vReset, .rLRS, .rHRS, .iLRS, .iHRS]
    return columns.contains { column in
      guard let role = column.role, roles.contains(role) else { return false }
      let count = values(column).count { !$0.isNaN }
      return count * 2 > found.rows.count && (found.rows.count > 2 || self.column(.device) != nil)
    }
  }

  private func notUnderstood() -> Diagnostic {
    let names = columns.map { "'\($0.name)'" }
    let listed = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    let row = found.header?.rows.first ?? found.rows[0]
    let roles = columns.compactMap(\.role)
    if roles.count(where: { $0 == .voltage }) >= 2 {
      let last = columns.last { $0.role == .voltage }.map(option) ?? "…"
      return .error(
        "measure/not-understood",
        "there are voltages and no current among the columns \(listed)", at: location(row),
        help:
          "if one was read across a shunt, say which and its ohms, such as --column current=\(last) --shunt 1000"
      )
    }
    let lack =
      roles.contains(.voltage)
      ? "there is a voltage and no current"
      : roles.contains(.current)
        ? "there is a current and neither voltage nor time"
        : "no voltage and current, no extracted values, no resistance against time or cycles"
    let free = columns.filter { $0.role == nil }
    if !roles.contains(.voltage), !Set(roles).isDisjoint(with: [.time, .pulse, .cycle]),
      let first = free.first
    {
      return .error(
        "measure/not-understood", "\(lack) among the columns \(listed)", at: location(row),
        help:
          "say what a column is, such as --column resistance=\(option(first)), or voltage and current"
      )
    }
    if !roles.contains(.voltage), !roles.contains(.current), free.count >= 2 {
      return .error(
        "measure/not-understood", "\(lack) among the columns \(listed)", at: location(row),
        help:
          "say what the columns are, such as --column voltage=\(option(free[0])) --column current=\(option(free[1]))"
      )
    }
    let first = (free.first ?? columns.first).map(option) ?? "…"
    return .error(
      "measure/not-understood", "\(lack) among the columns \(listed)", at: location(row),
      help: "say what a column is, such as --column current=\(first)")
  }
}
