/// Reads a text file into a grid of cells.
struct TextGridReader {
  let grid = CellGrid()
  private(set) var dialect = TextDialect(delimiter: UInt8(ascii: ","), mark: UInt8(ascii: "."))
  /// Whether every number with a decimal comma that was sampled might also be one of grouped thousands.
  private(set) var isMarkAmbiguous = false
  /// Whether the last line has no end.
  private(set) var isLastLineOpen = false

  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - skipping: lines at the start that are left out.
  init(_ bytes: [UInt8], skipping: Int) {
    bytes.withUnsafeBufferPointer { read($0, skipping: skipping) }
  }

  private mutating func read(_ text: UnsafeBufferPointer<UInt8>, skipping: Int) {
    let sample = Self.sample(text, skipping: skipping)
    dialect = TextDialect.guess(sample)
    grid.isCutAtBlanks = dialect.delimiter == nil
    isMarkAmbiguous = dialect.mark == UInt8(ascii: ",") && isAmbiguous(sample)
    if let last = text.last { isLastLineOpen = last != 0x0A && last != 0x0D }
    var at = 0
    var number = 0
    var isAfterGap = false
    while at < text.count, !grid.isFull {
      let (end, next) = Self.line(text, from: at)
      number += 1
      var line = UnsafeBufferPointer(rebasing: text[at..<end])
      at = next
      if number <= skipping { continue }
      let first = number
      if line.contains(UInt8(ascii: "\"")),
        let (longer, after, lines) = Self.continued(text, from: at, start: end - line.count)
      {
        line = longer
        at = after
        number += lines
      }
      if Self.isBlank(line) {
        isAfterGap = true
        continue
      }
      read(line, number: first, afterGap: isAfterGap)
      isAfterGap = false
    }
  }

  private func read(_ line: UnsafeBufferPointer<UInt8>, number: Int, afterGap: Bool) {
    grid.beginRow(line: number, afterGap: afterGap)
    var line = line
    var forced: CellGrid.RowKind?
    if let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }), Self.signs.contains(first),
      let rest = Self.comment(line)
    {
      line = rest
      forced = .comment
    } else if line.first == UInt8(ascii: "D") {
      // EasyEXPERT: the first cell says what the line holds.
      for (tag, kind) in Self.tags where line.starts(with: tag) {
        guard
          let cut = line.firstIndex(where: { $0 == dialect.delimiter || $0 == 0x2C || $0 == 0x09 })
        else { continue }
        line = UnsafeBufferPointer(rebasing: line[(cut + 1)...])
        forced = kind
        break
      }
    }
    var column = 0
    var hasWords = false
    dialect.split(line) { cell, _ in
      if !cell.isEmpty {
        if forced == nil || forced == .numbers,
          let value = DecimalNumber.parse(cell, mark: dialect.mark)
        {
          put(value, column: column)
        } else {
          hasWords = true
          put(String(decoding: cell, as: UTF8.self), line: number, column: column)
        }
      }
      column += 1
    }
    let row = grid.rowCount
    grid.endRow(forced == .numbers ? nil : forced)
    if hasWords, grid.rowCount > row, grid.kinds[row] != .numbers, grid.kinds[row] != .mixed {
      grid.keep(raw: Self.plain(String(decoding: line.prefix(4096), as: UTF8.self)), row: row)
    }
  }

  private func put(_ value: Double, column: Int) {
    // What SCPI instruments send for an overflow and for no reading.
    if value.magnitude >= 9.9e36 {
      grid.put("overflow", column: column)
    } else {
      grid.put(value, column: column)
    }
  }

  private func put(_ text: String, line: Int, column: Int) {
    // A minus of typography.
    if text.utf8.first == 0xE2, let value = DecimalNumber.parse(text, mark: dialect.mark) {
      return grid.put(value, column: column)
    }
    if dialect.isGrouped(text) {
      grid.ambiguous = (
        grid.ambiguous?.line ?? line, grid.ambiguous?.text ?? text, (grid.ambiguous?.count ?? 0) + 1
      )
    }
    grid.put(text.contains("\"\"") ? text.replacing("\"\"", with: "\"") : text, column: column)
  }

  /// `columns: V, I` without what introduces it.
  private static func plain(_ line: String) -> String {
    for word in ["columns:", "column:", "header:", "fields:", "data:"]
    where line.drop(while: \.isWhitespace).lowercased().hasPrefix(word) {
      return String(line.drop(while: \.isWhitespace).dropFirst(word.count))
    }
    return line
  }

  private static let tags: [([UInt8], CellGrid.RowKind)] = [
    (Array("DataName".utf8), .heading), (Array("Data Name".utf8), .heading),
    (Array("DataUnit".utf8), .text), (Array("Data Unit".utf8), .text),
    (Array("DataValue".utf8), .numbers), (Array("Data Value".utf8), .numbers),
  ]

  private static let signs: [UInt8] = Array("#%!/".utf8)

  /// The line without its comment sign; nil where it is no comment.
  private static func comment(
    _ line: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8>? {
    guard let start = line.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
    if line[start] == UInt8(ascii: "/") {
      guard start + 1 < line.count, line[start + 1] == UInt8(ascii: "/") else { return nil }
      return UnsafeBufferPointer(rebasing: line[(start + 2)...])
    }
    if line[start] == UInt8(ascii: "#") {
      let word = String(decoding: line[start...].prefix(8), as: UTF8.self)
      for error in ["#REF", "#N/A", "#DIV/0", "#VALUE", "#NUM", "#NAME", "#NULL"]
      where word.hasPrefix(error) {
        return nil
      }
    }
    guard let rest = line[start...].firstIndex(where: { !signs.contains($0) }) else {
      return UnsafeBufferPointer(rebasing: line[line.count...])
    }
    return UnsafeBufferPointer(rebasing: line[rest...])
  }

  private static func isBlank(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in line where byte != 0x20 && byte != 0x09 && byte != 0x0C && byte != 0x1A {
      return false
    }
    return true
  }

  /// End of the line that starts at `from` and start of the next.
  private static func line(
    _ text: UnsafeBufferPointer<UInt8>, from: Int
  ) -> (end: Int, next: Int) {
    var at = from
    while at < text.count {
      if text[at] == 0x0A { return (at, at + 1) }
      if text[at] == 0x0D {
        return (at, at + 1 < text.count && text[at + 1] == 0x0A ? at + 2 : at + 1)
      }
      at += 1
    }
    return (at, at)
  }

  /// A line whose quote closes on one of the next eight lines.
  private static func continued(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, start: Int
  ) -> (UnsafeBufferPointer<UInt8>, next: Int, lines: Int)? {
    var next = from
    var isOpen = text[start..<from].count { $0 == UInt8(ascii: "\"") } % 2 == 1
    var lines = 0
    while isOpen, lines < 8, next < text.count {
      let (end, after) = line(text, from: next)
      if text[next..<end].count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 { isOpen = false }
      next = after
      lines += 1
      if !isOpen { return (UnsafeBufferPointer(rebasing: text[start..<end]), next, lines) }
    }
    return nil
  }

  /// The first 200 lines and 200 more from all over the file, comments and blanks left out.
  private static func sample(
    _ text: UnsafeBufferPointer<UInt8>, skipping: Int
  ) -> [UnsafeBufferPointer<UInt8>] {
    var lines: [UnsafeBufferPointer<UInt8>] = []
    var at = 0
    var number = 0
    func take(_ start: Int, _ end: Int) {
      let line = UnsafeBufferPointer(rebasing: text[start..<min(end, start + 4096)])
      if isBlank(line) || line.first.map(signs.contains) == true { return }
      lines.append(line)
    }
    while at < text.count, number < skipping + 200 {
      let (end, next) = line(text, from: at)
      number += 1
      if number > skipping { take(at, end) }
      at = next
    }
    let rest = text.count - at
    for part in 0..<200 where rest > 0 {
      let (_, start) = line(text, from: at + rest / 200 * part)
      let (end, _) = line(text, from: start)
      if start < end { take(start, end) }
      if rest < 1 << 14 && part > 20 { break }
    }
    return lines
  }

  private func isAmbiguous(_ lines: [UnsafeBufferPointer<UInt8>]) -> Bool {
    var grouped = 0
    var plain = 0
    let points = TextDialect(delimiter: dialect.delimiter, mark: UInt8(ascii: "."))
    for line in lines {
      dialect.split(line) { cell, _ in
        guard cell.contains(UInt8(ascii: ",")), cell.count <= 32,
          DecimalNumber.parse(cell, mark: UInt8(ascii: ",")) != nil
        else { return }
        let text = String(decoding: cell, as: UTF8.self)
        // `0,123` is no group of thousands.
        if points.isGrouped(text), !text.hasPrefix("0,"), !text.hasPrefix("-0,"),
          !text.contains("e"), !text.contains("E")
        {
          grouped += 1
        } else {
          plain += 1
        }
      }
    }
    return grouped > 0 && plain == 0
  }
}
