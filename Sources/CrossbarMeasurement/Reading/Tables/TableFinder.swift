/// Finds the tables in a grid of cells: headings, units, rows; the rest becomes settings.
struct TableFinder {
  let grid: CellGrid
  let file: String
  let sheet: String?
  private(set) var tables: [FoundTable] = []
  private(set) var settings: [(name: String, values: [String])] = []
  /// Rows of text since the last table, each a candidate for headings.
  private var pending: [Int] = []

  /// - Parameter isTurned: whether the rows were columns, so that the first names devices.
  init(_ grid: CellGrid, file: String, sheet: String? = nil, isTurned: Bool = false) {
    self.grid = grid
    self.file = file
    self.sheet = sheet
    var row = 0
    // LabVIEW says itself where its settings end.
    for mark in grid.raw.keys.sorted()
    where grid.raw[mark]?.hasPrefix("***End_of_Header***") == true {
      while row <= mark {
        addSetting(row)
        row += 1
      }
    }
    while row < grid.rowCount {
      if let end = table(at: row) {
        row = end
      } else {
        pending.append(row)
        // Headings stand close to their data; what is further away is settings.
        if pending.count > 6 { addSetting(pending.removeFirst()) }
        row += 1
      }
    }
    for row in pending { addSetting(row) }
    pending = []
    if isTurned {
      for index in tables.indices where tables[index].header?.headings.first?.role == nil {
        tables[index].header?.headings[0].role = .device
      }
    }
  }

  /// Reads the table whose first row is `row`; nil where none starts there.
  private mutating func table(at row: Int) -> Int? {
    let kind = grid.kinds[row]
    if kind == .comment || kind == .heading { return nil }
    var header = HeaderRows.find(pending, grid: grid, first: row)
    if kind == .numbers, !(header?.headings.contains { $0.role != nil } ?? false),
      let earlier = tables.last?.header, earlier.width == grid.widths[row]
    {
      // Further blocks under the first headings.
      header = earlier
      header?.rows = []
    }
    let roles = header?.headings.count { $0.role != nil && $0.role != .ignored } ?? 0
    switch kind {
    case .numbers:
      if roles == 0, header?.isDeclared != true, !hasNumbersAfter(row) { return nil }
    case .mixed:
      guard let header, roles >= 2 || header.isDeclared else { return nil }
      if grid.widths[row] > header.width + 1 { return nil }
      // `Vertical Units,V,A` above `Vertical Offset,0,0` are settings: words stand under a name that is known, or
      // beside extracted values.
      if grid.text(row, 0) != nil, header.headings[0].role == nil, !header.hasValues { return nil }
      if header.looksLikeHeadings(row, grid: grid) { return nil }
    default:
      guard let header, header.headings.count(where: { $0.role?.isValue == true }) >= 1, roles >= 2,
        grid.widths[row] >= 2, grid.widths[row] <= header.width,
        !header.looksLikeHeadings(row, grid: grid)
      else { return nil }
    }
    let end = finish(from: row, header: header)
    return end
  }

  /// Whether a row of numbers is no loner among words: the next is one too, or there is no more.
  private func hasNumbersAfter(_ row: Int) -> Bool {
    guard row + 1 < grid.rowCount else { return grid.widths[row] >= 2 && tables.isEmpty }
    return grid.kinds[row + 1] == .numbers && (grid.widths[row] >= 2 || grid.widths[row + 1] == 1)
  }

  private mutating func finish(from start: Int, header: HeaderRows?) -> Int {
    var rows: [Int] = []
    var skipped: [Int] = []
    var label: String?
    let used = Set(header?.rows ?? [])
    for row in pending where !used.contains(row) { addSetting(row) }
    // A line such as "Run 3" or "# cycle 2" right above the headings names the block.
    if let above = pending.last(where: { !used.contains($0) }), Self.isLabel(grid.cells(above)) {
      label = grid.cells(above).joined(separator: " ")
    }
    pending = []
    let width = max(header?.width ?? 0, grid.widths[start])
    var wordyColumns: Set<Int> = []
    for column in 0..<min(width, grid.columns.count) where grid.columns[column].texts[start] != nil
    {
      wordyColumns.insert(column)
    }
    var row = start
    scan: while row < grid.rowCount {
      let isAfterGap = grid.gaps.contains(row)
      switch grid.kinds[row] {
      case .heading: break scan
      case .comment:
        if Self.isLabel(grid.cells(row)), row + 1 < grid.rowCount, isData(row + 1) {
          // A labelled block under the same headings.
          append(rows, skipped, header, label, width)
          rows = []
          skipped = []
          label = grid.cells(row).joined(separator: " ")
        } else if startsHeader(row, after: header) {
          break scan
        } else {
          addSetting(row)
        }
      case .numbers:
        if isAfterGap, row > start, grid.widths[row] == 1, width > 1 { break scan }
        rows.append(row)
      case .mixed:
        if row > start,
          isFooter(row, header: header, width: width, isAfterGap: isAfterGap, wordy: wordyColumns)
        {
          break scan
        }
        rows.append(row)
      case .text:
        if row > start {
          if header?.repeats(row, grid: grid) == true || startsHeader(row, after: header) {
            break scan
          }
          if Self.isLabel(grid.cells(row)), row + 1 < grid.rowCount, isData(row + 1) {
            append(rows, skipped, header, label, width)
            rows = []
            skipped = []
            label = grid.cells(row).joined(separator: " ")
            row += 1
            continue scan
          }
          let isRowOfTable =
            !isAfterGap && header?.hasValues == true && grid.widths[row] >= 2
            && grid.widths[row] <= width
          if !isRowOfTable {
            if !isAfterGap, row + 1 < grid.rowCount, grid.kinds[row + 1] == .numbers,
              !grid.gaps.contains(row + 1), grid.widths[row + 1] <= width
            {
              skipped.append(row)
              row += 1
              continue scan
            }
            break scan
          }
        }
        rows.append(row)
      }
      row += 1
    }
    append(rows, skipped, header, label, width)
    return max(row, start + 1)
  }

  private func isData(_ row: Int) -> Bool {
    grid.kinds[row] == .numbers || grid.kinds[row] == .mixed
  }

  /// `Run 3`, `cycle: 12`, `# Sweep 4`, `SET`.
  private static func isLabel(_ cells: [String]) -> Bool {
    let text = cells.filter { !$0.isEmpty }.joined(separator: " ").lowercased()
    if text.count > 40 { return false }
    for word in ["run", "cycle", "sweep", "loop", "iteration", "device", "set", "reset"]
    where text.hasPrefix(word) {
      let rest = text.dropFirst(word.count)
      if rest.isEmpty { return word == "set" || word == "reset" }
      if !(rest.first?.isLetter ?? true), rest.contains(where: \.isNumber) { return true }
    }
    return false
  }

  /// Whether a row of words is the headings of a further table.
  private func startsHeader(_ row: Int, after header: HeaderRows?) -> Bool {
    guard row + 1 < grid.rowCount else { return false }
    var next = row + 1
    while next < min(row + 4, grid.rowCount), !isData(next) { next += 1 }
    guard next < grid.rowCount, isData(next),
      let found = HeaderRows.find(Array(row..<next), grid: grid, first: next)
    else { return false }
    return found.rows.contains(row) && found.headings.count { $0.role != nil } >= 2
  }

  /// `Compliance,1e-3` below the data.
  private func isFooter(
    _ row: Int, header: HeaderRows?, width: Int, isAfterGap: Bool, wordy: Set<Int>
  ) -> Bool {
    let isNewWord =
      grid.columns.first?.texts[row] != nil && !wordy.contains(0)
      && !CellText.isNeutral(grid.columns.first?.texts[row] ?? "")
    if isAfterGap { return isNewWord || grid.widths[row] < min(width, 3) }
    if !isNewWord { return false }
    if header?.hasValues == true, grid.widths[row] >= 3 { return false }
    // A word among numbers that go on is a damaged row; a word after them begins the footer.
    return !(row + 1 < grid.rowCount && grid.kinds[row + 1] == .numbers)
  }

  private mutating func append(
    _ rows: [Int], _ skipped: [Int], _ header: HeaderRows?, _ label: String?, _ width: Int
  ) {
    if rows.isEmpty { return }
    tables.append(
      FoundTable(
        rows: rows, skipped: skipped, header: header, label: label, width: width))
  }

  private mutating func addSetting(_ row: Int) {
    guard settings.count < 20_000 else { return }
    var cells = grid.cells(row)
    if cells.count == 1 || cells.dropFirst().allSatisfy(\.isEmpty), let text = cells.first {
      for mark in [":", "=", ","] as [Character] {
        guard let at = text.firstIndex(of: mark) else { continue }
        cells = [Heading.trimmed(text[..<at]), Heading.trimmed(text[text.index(after: at)...])]
        break
      }
    }
    if ["TestParameter", "MetaData", "AnalysisSetup"].contains(cells.first) { cells.removeFirst() }
    guard let name = cells.first else { return }
    settings.append((name, Array(cells.dropFirst())))
  }
}

/// A table as rows of a grid.
struct FoundTable {
  var rows: [Int]
  /// Rows of words among the numbers.
  var skipped: [Int]
  var header: HeaderRows?
  /// Text that names the block, such as `Run 3`.
  var label: String?
  var width: Int
}
