/// Decimal numbers as instruments and spreadsheets write them.
enum DecimalNumber {
  /// The number that a whole cell spells, correctly rounded; nil where the cell is anything else or not finite.
  ///
  /// Accepted: sign, digits with one decimal mark, exponent by `e`, `E`, `d` or `D`; no blanks, no grouping. Short numbers
  /// take the exact path of W. D. Clinger (PLDI 1990): a mantissa below 2⁵³ times or over a power of ten up to 10²², both
  /// exact, in one rounding. The rest go to the standard library.
  ///
  /// - Parameter mark: `.`, or `,` in files with decimal commas.
  static func parse(_ cell: UnsafeBufferPointer<UInt8>, mark: UInt8 = UInt8(ascii: ".")) -> Double?
  {
    let count = cell.count
    if count == 0 || count > 64 { return nil }
    var at = 0
    var isNegative = false
    if cell[0] == UInt8(ascii: "-") || cell[0] == UInt8(ascii: "+") {
      isNegative = cell[0] == UInt8(ascii: "-")
      at = 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var significant = 0
    var fraction = 0
    var hasMark = false
    scan: while at < count {
      let byte = cell[at]
      switch byte {
      case 0x30...0x39:
        digits += 1
        if hasMark { fraction += 1 }
        if significant > 0 || byte != 0x30 { significant += 1 }
        if significant <= 19 { mantissa = mantissa &* 10 &+ UInt64(byte &- 0x30) }
      case mark where !hasMark: hasMark = true
      default: break scan
      }
      at += 1
    }
    if digits == 0 { return nil }
    var exponent = 0
    if at < count {
      let byte = cell[at] | 0x20
      guard byte == UInt8(ascii: "e") || byte == UInt8(ascii: "d") else { return nil }
      at += 1
      var isExponentNegative = false
      if at < count, cell[at] == UInt8(ascii: "-") || cell[at] == UInt8(ascii: "+") {
        isExponentNegative = cell[at] == UInt8(ascii: "-")
        at += 1
      }
      guard at < count else { return nil }
      while at < count {
        guard case 0x30...0x39 = cell[at] else { return nil }
        if exponent < 100_000 { exponent = exponent * 10 + Int(cell[at] &- 0x30) }
        at += 1
      }
      if isExponentNegative { exponent = -exponent }
    }
    let power = exponent - fraction
    if significant <= 19, mantissa < 1 << 53, power.magnitude <= 22 {
      let whole = Double(mantissa)
      let value =
        power < 0 ? whole / powersOfTen[-power] : whole * powersOfTen[power]
      return isNegative ? -value : value
    }
    return slowly(cell, mark: mark)
  }

  private static func slowly(_ cell: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Double? {
    let text = String(
      decoding: cell.lazy.map { byte in
        byte == mark
          ? UInt8(ascii: ".") : byte | 0x20 == UInt8(ascii: "d") ? UInt8(ascii: "e") : byte
      }, as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The number that a whole text spells, blanks around it allowed, `−` (U+2212) for minus too.
  static func parse(_ text: Substring, mark: UInt8 = UInt8(ascii: ".")) -> Double? {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    if text.utf8.count > 200 { return nil }
    let bytes = Array(text.replacing("\u{2212}", with: "-").utf8)
    return bytes.withUnsafeBufferPointer { parse($0, mark: mark) }
  }

  static func parse(_ text: String, mark: UInt8 = UInt8(ascii: ".")) -> Double? {
    parse(text[...], mark: mark)
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
