/// Cells of a text file or a sheet before anything is known of their meaning; blank rows are left out.
final class CellGrid {
  /// What a row holds, empty cells and words for a missing value aside.
  enum RowKind: UInt8 {
    case numbers, mixed, text
    /// Text behind a comment sign.
    case comment
    /// Headings declared as such by the file's format.
    case heading
  }

  struct Column {
    /// A value a row, as far as the last row with a cell in this column; NaN where there is no number.
    var values: [Double] = []
    var texts: [Int: String] = [:]
  }

  private(set) var columns: [Column] = []
  /// Line or row number in the file, counted from 1.
  private(set) var lines: [Int] = []
  private(set) var kinds: [RowKind] = []
  /// Columns up to the last cell with a content.
  private(set) var widths: [Int] = []
  /// Rows that stand after a blank line or an absent row.
  private(set) var gaps: Set<Int> = []
  /// Whether rows or cells were left out at the limits.
  private(set) var isFull = false
  /// Number without value (`1,234.5`) where the grouping is ambiguous: first line, text and how many.
  var ambiguous: (line: Int, text: String, count: Int)?

  /// Whether any blank parts cells, so that names of several words fall apart.
  var isCutAtBlanks = false
  /// The whole lines of rows of text, where another way to cut them may be needed.
  private(set) var raw: [Int: String] = [:]

  func keep(raw line: String, row: Int) {
    if raw.count < 10_000 { raw[row] = line }
  }

  /// At most this many cells are kept, absent ones before a cell of the same column included.
  static let mostCells = 1 << 25
  /// At most this many cells of words.
  static let mostTexts = 1 << 21
  static let mostRows = 1 << 24
  static let mostColumns = 16_384

  private var cells = 0
  private var absent = 0
  private var texts = 0
  private var numbers = 0
  private var words = 0
  private var width = 0
  private var rowLine = 0
  private var rowGap = false

  var rowCount: Int { lines.count }

  func beginRow(line: Int, afterGap: Bool) {
    numbers = 0
    words = 0
    width = 0
    rowLine = line
    rowGap = afterGap
  }

  @inline(__always) private func reach(_ column: Int, row: Int) -> Bool {
    if column >= columns.count {
      guard column < Self.mostColumns else {
        isFull = true
        return false
      }
      columns.append(contentsOf: repeatElement(Column(), count: column - columns.count + 1))
    }
    let missing = row - columns[column].values.count
    if missing != 0 {
      if missing < 0 { return false }
      absent += missing
      // Cells far from each other may not cost much more than they hold.
      guard cells + absent < Self.mostCells, absent <= 64 * cells + 1 << 17 else {
        isFull = true
        return false
      }
      columns[column].values.append(contentsOf: repeatElement(.nan, count: missing))
    }
    cells += 1
    guard cells + absent < Self.mostCells else {
      isFull = true
      return false
    }
    if column >= width { width = column + 1 }
    return true
  }

  @inline(__always) func put(_ number: Double, column: Int) {
    let row = lines.count
    guard reach(column, row: row) else { return }
    columns[column].values.append(number)
    numbers += 1
  }

  func put(_ text: String, column: Int) {
    let row = lines.count
    guard reach(column, row: row) else { return }
    texts += 1
    guard texts <= Self.mostTexts else {
      isFull = true
      return
    }
    columns[column].values.append(.nan)
    columns[column].texts[row] = text
    if !CellText.isNeutral(text) { words += 1 }
  }

  func endRow(_ forced: RowKind? = nil) {
    if width == 0 { return }
    guard lines.count < Self.mostRows else {
      isFull = true
      return
    }
    if rowGap { gaps.insert(lines.count) }
    kinds.append(
      forced ?? (words == 0 ? (numbers > 0 ? .numbers : .text) : numbers > 0 ? .mixed : .text))
    widths.append(width)
    lines.append(rowLine)
  }

  /// Rows as columns and columns as rows; nil for grids that are not small.
  func transposed() -> CellGrid? {
    guard rowCount <= 1000, columns.count <= Self.mostColumns, rowCount > 0,
      rowCount * columns.count <= 1 << 20
    else { return nil }
    let turned = CellGrid()
    for column in columns.indices {
      turned.beginRow(line: lines[0], afterGap: false)
      for row in 0..<rowCount where kinds[row] != .comment {
        if let text = text(row, column) {
          turned.put(text, column: row)
        } else if case let value = value(row, column), !value.isNaN {
          turned.put(value, column: row)
        }
      }
      turned.endRow()
    }
    return turned
  }

  func value(_ row: Int, _ column: Int) -> Double {
    guard column < columns.count, row < columns[column].values.count else { return .nan }
    return columns[column].values[row]
  }

  func text(_ row: Int, _ column: Int) -> String? {
    column < columns.count ? columns[column].texts[row] : nil
  }

  /// The cells of a row as texts, numbers in their shortest form, for messages and settings.
  func cells(_ row: Int) -> [String] {
    (0..<widths[row]).map { column in
      if let text = text(row, column) { return text }
      let value = value(row, column)
      if value.isNaN { return "" }
      return value == value.rounded() && value.magnitude < 1e15
        ? String(Int(value)) : value.description
    }
  }
}
