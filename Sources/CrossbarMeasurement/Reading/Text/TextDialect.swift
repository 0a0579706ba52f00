/// How a text file separates its cells and writes its fractions.
struct TextDialect: Hashable {
  /// Byte between cells; nil for any number of blanks.
  var delimiter: UInt8?
  /// Decimal mark.
  var mark: UInt8

  var name: String {
    let cells =
      switch delimiter {
      case UInt8(ascii: "\t"): "tabs"
      case UInt8(ascii: ","): "commas"
      case UInt8(ascii: ";"): "semicolons"
      case UInt8(ascii: "|"): "bars"
      default: "blanks"
      }
    return mark == UInt8(ascii: ",") ? "\(cells), decimal commas" : cells
  }

  private static let candidates: [TextDialect] = {
    let point = UInt8(ascii: ".")
    let comma = UInt8(ascii: ",")
    let tab = UInt8(ascii: "\t")
    let semicolon = UInt8(ascii: ";")
    return [
      .init(delimiter: tab, mark: point), .init(delimiter: semicolon, mark: point),
      .init(delimiter: comma, mark: point), .init(delimiter: nil, mark: point),
      .init(delimiter: UInt8(ascii: "|"), mark: point), .init(delimiter: tab, mark: comma),
      .init(delimiter: semicolon, mark: comma), .init(delimiter: nil, mark: comma),
    ]
  }()

  /// The dialect under which most cells of the sampled lines are numbers and fewest are words.
  static func guess(_ lines: [UnsafeBufferPointer<UInt8>]) -> TextDialect {
    var best = (score: 0.0, dialect: candidates[2])
    for dialect in candidates {
      var score = 0.0
      for line in lines {
        var numbers = 0
        var words = 0
        var joined = 0.0
        dialect.split(line) { cell, isQuoted in
          if isQuoted && cell.isEmpty { return }
          if DecimalNumber.parse(cell, mark: dialect.mark) != nil {
            numbers += 1
          } else if cell.first == UInt8(ascii: ">") || cell.first == UInt8(ascii: "<") {
            numbers += 1
          } else if !cell.isEmpty,
            !(cell.count <= 12 && CellText.isMissing(String(decoding: cell, as: UTF8.self)))
          {
            words += 1
            // `5;1`: numbers that another sign would part.
            if cell.allSatisfy({ (0x2B...0x3B).contains($0) || $0 == 0x20 || $0 == 0x09 }),
              cell.contains(where: { $0 == UInt8(ascii: ";") || $0 == 0x20 || $0 == 0x09 })
            {
              joined += 1.5
            } else if cell.contains(UInt8(ascii: ";")) || cell.contains(UInt8(ascii: "\t")) {
              joined += 0.5
            }
          }
        }
        if numbers > 0 {
          score += Double(numbers) - 0.25 * Double(words) - joined
        }
      }
      if score > best.score { best = (score, dialect) }
    }
    if best.score > 0 { return best.dialect }
    // No number anywhere: the sign that most lines hold.
    let signs: [UInt8] = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    let counts = signs.map { sign in lines.count { $0.contains(sign) } }
    for (sign, count) in zip(signs, counts) where count > 0 && count * 2 > lines.count {
      return TextDialect(delimiter: sign, mark: UInt8(ascii: "."))
    }
    return best.dialect
  }

  /// Whether a cell groups thousands or might: `1,234.5` between points, `1.234,5` between commas.
  func isGrouped(_ text: String) -> Bool {
    if text.utf8.contains(0x2C), text.utf8.contains(0x2E), text.utf8.count <= 40,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-,.eE".utf8.contains($0) })
    {
      return true
    }
    let group = mark == UInt8(ascii: ",") ? UInt8(ascii: ".") : UInt8(ascii: ",")
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    let body = bytes.prefix { (0x30...0x39).contains($0) || $0 == group }
    let rest = bytes[body.endIndex...]
    let parts = body.split(separator: group, omittingEmptySubsequences: false)
    guard parts.count >= 2, (1...3).contains(parts[0].count),
      parts.dropFirst().allSatisfy({ $0.count == 3 })
    else { return false }
    return rest.isEmpty || rest.first == mark || rest.first == UInt8(ascii: "e")
      || rest.first == UInt8(ascii: "E")
  }

  /// Hands over the cells of a line in order, blanks and quotes around them removed.
  @inline(__always)
  func split(
    _ line: UnsafeBufferPointer<UInt8>,
    _ body: (_ cell: UnsafeBufferPointer<UInt8>, _ isQuoted: Bool) -> Void
  ) {
    let count = line.count
    var at = 0
    let quote = UInt8(ascii: "\"")
    guard let delimiter else {
      while at < count {
        while at < count, Self.isBlank(line[at]) { at += 1 }
        if at >= count { return }
        if line[at] == quote, let end = Self.endOfQuote(line, at) {
          body(UnsafeBufferPointer(rebasing: line[at + 1..<end]), true)
          at = end + 1
        } else {
          let start = at
          while at < count, !Self.isBlank(line[at]) { at += 1 }
          body(UnsafeBufferPointer(rebasing: line[start..<at]), false)
        }
      }
      return
    }
    while at <= count {
      var start = at
      while start < count, Self.isBlank(line[start]), line[start] != delimiter { start += 1 }
      if start < count, line[start] == quote, let end = Self.endOfQuote(line, start) {
        at = end + 1
        while at < count, line[at] != delimiter { at += 1 }
        var first = start + 1
        var last = end
        while first < last, Self.isBlank(line[first]) { first += 1 }
        while last > first, Self.isBlank(line[last - 1]) { last -= 1 }
        body(UnsafeBufferPointer(rebasing: line[first..<last]), true)
      } else {
        at = start
        while at < count, line[at] != delimiter { at += 1 }
        var end = at
        while end > start, Self.isBlank(line[end - 1]) { end -= 1 }
        body(UnsafeBufferPointer(rebasing: line[start..<end]), false)
      }
      at += 1
    }
  }

  @inline(__always) private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// The closing quote of the quote at `start`; a doubled quote stays inside.
  private static func endOfQuote(_ line: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    var at = start + 1
    while at < line.count {
      if line[at] == UInt8(ascii: "\"") {
        if at + 1 < line.count, line[at + 1] == UInt8(ascii: "\"") {
          at += 1
        } else {
          return at
        }
      }
      at += 1
    }
    return nil
  }
}
