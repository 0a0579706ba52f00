internal import CrossbarCore
internal import CrossbarModel

/// A table of numbers as text: commas, semicolons or tabs, with or without a line of headings.
struct CSVFile {
  private static let labelNames: Set<String> = ["label", "labels", "class", "y"]
  private let file: String
  private var values: [Double] = []
  private var labels: [Int]?
  private var rows = 0
  private var width = 0
  private var findings: [Diagnostic] = []
  private var problems = 0

  /// - Throws: `input/csv` for every cell that is no finite number and every line of another length, up to a limit.
  init(_ bytes: [UInt8], file: String) throws(Diagnostics) {
    self.file = file
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var columns: Int?
    var labelColumn: Int?
    var separator = UInt8(ascii: ",")
    var headings: [String] = []
    var number = 0
    for line in bytes[start...].split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let line = line.last == 0x0D ? line.dropLast() : line
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      if columns == nil {
        separator = Self.separator(of: line)
        let isComment = line.first == UInt8(ascii: "#")
        let cells = Self.cells(isComment ? line.dropFirst() : line, separator: separator)
        columns = cells.count
        headings = cells.map { Self.text($0) }
        labelColumn = headings.firstIndex { Self.labelNames.contains($0.lowercased()) }
        if labelColumn != nil { labels = [] }
        width = cells.count - (labelColumn == nil ? 0 : 1)
        if isComment || labelColumn != nil || cells.allSatisfy({ Self.number($0) == nil }) {
          continue
        }
        headings = []
      }
      readRow(
        Self.cells(line, separator: separator), line: number, columns: columns ?? 0,
        headings: headings,
        labelColumn: labelColumn)
    }
    try InputCheck.throwCapped(findings, count: problems, file: file)
  }

  private mutating func readRow(
    _ cells: [ArraySlice<UInt8>], line: Int, columns: Int, headings: [String], labelColumn: Int?
  ) {
    guard cells.count == columns else {
      report(
        "the line has \(cells.count) cells; the first line has \(columns)", line: line, element: nil
      )
      return
    }
    rows += 1
    for (column, cell) in cells.enumerated() {
      let heading = headings.indices.contains(column) ? headings[column] : ""
      let name = heading.isEmpty ? "column \(column + 1)" : heading
      let number = Self.number(cell)
      if column == labelColumn {
        if let label = number.flatMap({ Int(exactly: $0) }), label >= 0 {
          labels?.append(label)
        } else {
          report(
            "'\(Self.text(cell))' is not a label; a label must be a whole number from zero",
            line: line,
            element: name)
        }
      } else if let number, number.isFinite {
        values.append(number)
      } else {
        let text = Self.text(cell)
        let what =
          text.isEmpty
          ? "the cell is empty" : "'\(text)' is not a \(number == nil ? "" : "finite ")number"
        report(what, line: line, element: name)
      }
    }
  }

  private mutating func report(_ message: String, line: Int, element: String?) {
    problems += 1
    if problems <= InputCheck.listed {
      findings.append(
        .error("input/csv", message, at: .init(file: file, line: line, element: element)))
    }
  }

  private static func separator(of line: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: ";"), 0x09, UInt8(ascii: ",")]
    return candidates.first(where: line.contains) ?? UInt8(ascii: ",")
  }

  /// The cells of a line, blanks and quotes around them removed.
  private static func cells(_ line: ArraySlice<UInt8>, separator: UInt8) -> [ArraySlice<UInt8>] {
    var cells: [ArraySlice<UInt8>] = []
    var start = line.startIndex
    var isQuoted = false
    for index in line.indices {
      if line[index] == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if line[index] == separator, !isQuoted {
        cells.append(trimmed(line[start..<index]))
        start = index + 1
      }
    }
    cells.append(trimmed(line[start...]))
    return cells
  }

  private static func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var cell = cell
    while let first = cell.first, first == 0x20 || first == 0x09 { cell.removeFirst() }
    while let last = cell.last, last == 0x20 || last == 0x09 { cell.removeLast() }
    if cell.count >= 2, cell.first == UInt8(ascii: "\""), cell.last == UInt8(ascii: "\"") {
      cell = cell.dropFirst().dropLast()
    }
    return cell
  }

  private static func text(_ cell: ArraySlice<UInt8>) -> String {
    let text = String(decoding: cell.prefix(40), as: UTF8.self)
    return cell.count > 40 ? "\(text)…" : text
  }

  /// The number in a cell, short whole ones without making a text.
  private static func number(_ cell: ArraySlice<UInt8>) -> Double? {
    if (1...9).contains(cell.count), cell.allSatisfy({ (0x30...0x39).contains($0) }) {
      return Double(cell.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
    guard cell.count <= 400,
      cell.first != UInt8(ascii: "0") || !cell.dropFirst().starts(with: "x".utf8)
    else {
      return nil
    }
    return Double(String(decoding: cell, as: UTF8.self))
  }

  func inputs() throws(Diagnostics) -> InputBatch {
    InputBatch(
      file: file, values: Matrix(rows: rows, columns: width, elements: values),
      areImageBytes: false,
      labels: labels)
  }

  /// The column of labels, or the only column there is.
  func requireLabels() throws(Diagnostics) -> [Int] {
    if let labels { return labels }
    guard width == 1 else {
      throw Diagnostics(
        .error(
          "input/labels", "no column of the file is named label, class or y", at: .init(file: file))
      )
    }
    return try InputCheck.labels(values, file: file, element: nil)
  }
}
