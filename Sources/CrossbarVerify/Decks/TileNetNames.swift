/// How the nets of a flat tile are named, as bytes of its file.
struct TileNetNames {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// The tile's name as the last line states it, in lower case; empty where there is no such line.
  var tile: String

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    tile = Self.statedName(bytes) ?? ""
  }

  /// Kind and number of the line that a net has the name of, `t00_b017`; nil where it has another name.
  func line(_ token: SpiceToken) -> (kind: Int, number: Int)? {
    var index = token.start
    for byte in tile.utf8 {
      guard index < token.end, lowercased(bytes[index]) == byte else { return nil }
      index += 1
    }
    guard index + 2 < token.end, bytes[index] == UInt8(ascii: "_") else { return nil }
    let kind: Int
    switch lowercased(bytes[index + 1]) {
    case UInt8(ascii: "w"): kind = 0
    case UInt8(ascii: "b"): kind = 1
    case UInt8(ascii: "s"): kind = 2
    default: return nil
    }
    guard let number = number(index + 2..<token.end) else { return nil }
    return (kind, number)
  }

  /// A whole number of at most nine digits.
  private func number(_ range: Range<Int>) -> Int? {
    guard !range.isEmpty, range.count <= 9 else { return nil }
    var value = 0
    for index in range {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// Whether a node is named after its line and a row: the line's name, `_`, the row in at least three digits.
  func isNode(_ token: SpiceToken, of line: SpiceToken, row: Int) -> Bool {
    let length = line.end - line.start
    guard token.end - token.start > length + 3 else { return false }
    let digits = token.start + length + 1..<token.end
    guard digits.count == 3 || bytes[digits.lowerBound] != 0x30,
      bytes[digits.lowerBound - 1] == UInt8(ascii: "_"), number(digits) == row
    else { return false }
    for offset in 0..<length
    where lowercased(bytes[token.start + offset])
      != lowercased(bytes[line.start + offset])
    {
      return false
    }
    return true
  }

  /// The name in the file's last line, `* end of t00.cir: 1260 cells`; nil where it has none.
  private static func statedName(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var end = bytes.count
    while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
    var start = end
    while start > 0, end - start < 200, bytes[start - 1] != 0x0A { start -= 1 }
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    let words = text.split(separator: " ")
    guard words.count == 6, words[0] == "*", words[1] == "end", words[2] == "of",
      words[3].hasSuffix(".cir:")
    else { return nil }
    let name = words[3].dropLast(5).lowercased()
    return name.isEmpty ? nil : name
  }
}
