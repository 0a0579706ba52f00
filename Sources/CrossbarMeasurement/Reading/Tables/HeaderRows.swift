/// The rows of headings above a table.
struct HeaderRows {
  var headings: [Heading]
  var groups: [String?]
  /// The rows used, the headings' own first.
  var rows: [Int]
  /// Whether the format itself declares the headings.
  var isDeclared = false

  var width: Int { headings.count }
  var hasValues: Bool { headings.contains { $0.role?.isValue == true && $0.role != .resistance } }

  /// Finds the headings among the rows of text above the row `first`.
  static func find(_ pending: [Int], grid: CellGrid, first: Int) -> HeaderRows? {
    let width = grid.widths[first]
    var best: (index: Int, headings: [Heading], score: Int)?
    let last = Array(pending.suffix(4))
    for (index, row) in last.enumerated() {
      guard let cells = cells(row, grid: grid, width: width) else { continue }
      let filled = cells.filter { !$0.isEmpty }
      if filled.isEmpty { continue }
      let isUnits = filled.allSatisfy { MeasuredUnit.parse($0) != nil }
      let headings = Heading.row(cells)
      var score = headings.reduce(cells.count == width ? 1 : 0) { score, heading in
        score + (heading.role == nil ? 0 : heading.isRoleByWords ? 1 : 4)
      }
      if grid.kinds[row] == .heading { score += 1000 }
      if score < 4, cells.count != width || (width < 2 && index + 1 < last.count) { continue }
      // A row of units serves as headings only where nothing better stands above it.
      if isUnits, best != nil { score = 0 }
      if score >= (best?.score ?? 1) { best = (index, headings, score) }
    }
    guard let best else { return nil }
    let index = best.index
    var headings = best.headings
    var rows = [last[index]]
    if index + 1 < last.count,
      let cells = cells(last[index + 1], grid: grid, width: max(width, headings.count)),
      cells.count > 1 || headings.count == 1,
      case let filled = cells.filter({ !$0.isEmpty }), !filled.isEmpty,
      filled.allSatisfy({ MeasuredUnit.parse($0) != nil })
    {
      rows.append(last[index + 1])
      for (column, text) in cells.enumerated()
      where column < headings.count && !text.isEmpty && headings[column].unit == nil {
        headings[column] = headings[column].withUnit(text)
      }
    }
    var groups = [String?](repeating: nil, count: headings.count)
    let roles = headings.compactMap(\.role)
    if index > 0, Set(roles).count < roles.count,
      let cells = cells(last[index - 1], grid: grid, width: headings.count), cells.count > 1
    {
      rows.append(last[index - 1])
      var group: String?
      for column in groups.indices {
        if column < cells.count, !cells[column].isEmpty { group = cells[column] }
        groups[column] = group
      }
    }
    return HeaderRows(
      headings: headings, groups: groups, rows: rows,
      isDeclared: grid.kinds[last[index]] == .heading)
  }

  /// The cells of a row of text, cut so that they are as many as the data's where the data's own way to cut fails.
  static func cells(_ row: Int, grid: CellGrid, width: Int) -> [String]? {
    let kind = grid.kinds[row]
    if kind == .numbers { return nil }
    let own = (0..<grid.widths[row]).map { column -> String in
      grid.text(row, column).map { Heading.trimmed($0) }
        ?? (grid.value(row, column).isNaN ? "" : grid.cells(row)[column])
    }
    if kind == .mixed {
      // `Voltage 1 2 3`: numbers as names beside a known heading.
      guard own.count >= 2, Heading(own[0]).role == .voltage || Heading(own[0]).role == .time else {
        return nil
      }
      return own
    }
    if own.count > 1, own.count <= width || grid.raw[row] == nil { return own }
    guard let raw = grid.raw[row] else { return own }
    for separator in ["\t", ";", ",", "|"] as [Character] {
      let cells = raw.split(separator: separator, omittingEmptySubsequences: false)
        .map { Heading.trimmed($0) }
      if cells.count == width, cells.count > 1 { return cells }
    }
    for cells in [wide(raw), words(raw)] where cells.count == width { return cells }
    // Names that fell apart stand above the wrong columns.
    return grid.isCutAtBlanks && own.count > width ? nil : own
  }

  /// Cells with two blanks or more between them.
  private static func wide(_ line: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var blanks = 0
    for character in line {
      if character == " " || character == "\t" {
        blanks += character == "\t" ? 2 : 1
      } else {
        if blanks >= 2, !cell.isEmpty {
          cells.append(cell)
          cell = ""
        } else if blanks == 1, !cell.isEmpty {
          cell += " "
        }
        blanks = 0
        cell.append(character)
      }
    }
    if !cell.isEmpty { cells.append(cell) }
    return cells
  }

  /// Words, units in brackets or behind a stroke joined to their names.
  private static func words(_ line: String) -> [String] {
    var cells: [String] = []
    var joinsNext = false
    for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
      let first = word.first
      if joinsNext || first == "(" || first == "[" || word == "/", !cells.isEmpty {
        cells[cells.count - 1] += " " + word
      } else {
        cells.append(String(word))
      }
      joinsNext = word == "/"
    }
    return cells.map { Heading.trimmed($0) }
  }

  /// Whether a row is these headings again.
  func repeats(_ row: Int, grid: CellGrid) -> Bool {
    guard let first = rows.first, grid.widths[first] == grid.widths[row] else { return false }
    return grid.cells(first) == grid.cells(row)
  }

  /// Whether a row reads as headings or units itself.
  func looksLikeHeadings(_ row: Int, grid: CellGrid) -> Bool {
    let cells = grid.cells(row).filter { !$0.isEmpty }
    return cells.allSatisfy { MeasuredUnit.parse($0) != nil }
      || cells.count { Heading($0).role != nil } * 2 > max(cells.count, 2)
  }
}

extension Heading {
  /// The same with a unit from a row of units.
  func withUnit(_ text: String) -> Heading {
    var heading = self
    let plain = Heading("\(name) (\(text.trimmingBrackets))")
    if plain.unit != nil {
      heading.unit = plain.unit
      heading.unitText = plain.unitText
      heading.scale = scale == .linear ? plain.scale : scale
      if plain.role != nil || role != nil && plain.unit?.fits(role?.dimension ?? .none) == false {
        heading.role = plain.role
      }
    }
    return heading
  }
}

extension String {
  /// The text without one pair of brackets around it.
  fileprivate var trimmingBrackets: String {
    guard count > 2, first == "(" && last == ")" || first == "[" && last == "]" else { return self }
    return String(dropFirst().dropLast())
  }
}
