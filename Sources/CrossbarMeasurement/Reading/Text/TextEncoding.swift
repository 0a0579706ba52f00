/// Bytes of a text file made UTF-8.
enum TextEncoding {
  /// The text as UTF-8 without a byte order mark; nil where the bytes are not text.
  ///
  /// Recognised: UTF-8 with or without a mark, UTF-16 of either order (without a mark by its zero bytes), and else
  /// ISO 8859-1 with the additions of Windows-1252 left out.
  static func utf8(_ bytes: [UInt8]) -> [UInt8]? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return utf8(Array(bytes.dropFirst(3))) }
    if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), isBigEndian: false) }
    if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), isBigEndian: true) }
    let head = bytes.prefix(4096)
    if head.contains(0) {
      let evenZeros = stride(from: 0, to: head.count, by: 2).count { head[$0] == 0 }
      let oddZeros = stride(from: 1, to: head.count, by: 2).count { head[$0] == 0 }
      let half = head.count / 2
      if half > 0, evenZeros == 0, oddZeros * 10 >= half * 9 {
        return utf16(bytes[...], isBigEndian: false)
      }
      if half > 0, oddZeros == 0, evenZeros * 10 >= half * 9 {
        return utf16(bytes[...], isBigEndian: true)
      }
      return nil
    }
    let controls = head.count { $0 < 0x09 || (0x0E..<0x20).contains($0) && $0 != 0x1B }
    if controls * 50 > head.count { return nil }
    if bytes.allSatisfy({ $0 < 0x80 }) || isValid(bytes) { return bytes }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 {
        text.append(byte)
      } else {
        text.append(0xC0 | byte >> 6)
        text.append(0x80 | byte & 0x3F)
      }
    }
    return text
  }

  private static func isValid(_ bytes: [UInt8]) -> Bool {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue: continue
      case .emptyInput: return true
      case .error: return false
      }
    }
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> [UInt8]? {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var at = bytes.startIndex
    while at + 1 < bytes.endIndex {
      let first = UInt16(bytes[at])
      let second = UInt16(bytes[at + 1])
      units.append(isBigEndian ? first << 8 | second : second << 8 | first)
      at += 2
    }
    let text = Array(String(decoding: units, as: UTF16.self).utf8)
    return text.contains(0) ? nil : text
  }
}
