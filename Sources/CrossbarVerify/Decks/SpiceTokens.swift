/// A word of a SPICE line; `=` is a word of its own.
struct SpiceToken {
  var start: Int
  var end: Int
}

/// The words of logical lines of one file.
struct SpiceTokenizer {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var tokens: ContiguousArray<SpiceToken> = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Takes the words of a logical line, separated by blanks, tabs, commas and parentheses; `;` begins a comment.
  mutating func read(_ segments: [Range<Int>]) {
    tokens.removeAll(keepingCapacity: true)
    for segment in segments {
      var index = segment.lowerBound
      let end = segment.upperBound
      while index < end {
        let byte = bytes[index]
        switch byte {
        case 0x20, 0x09, UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"):
          index += 1
        case UInt8(ascii: ";"):
          index = end
        case UInt8(ascii: "="):
          tokens.append(SpiceToken(start: index, end: index + 1))
          index += 1
        default:
          let start = index
          while index < end && !Self.isSeparator(bytes[index]) { index += 1 }
          tokens.append(SpiceToken(start: start, end: index))
        }
      }
    }
  }

  /// Control characters, blank, and `( ) , ; =`, a bit each.
  private static let separators: UInt64 =
    0x1_FFFF_FFFF | 1 << 0x28 | 1 << 0x29 | 1 << 0x2C | 1 << 0x3B | 1 << 0x3D

  @inline(__always) private static func isSeparator(_ byte: UInt8) -> Bool {
    byte < 64 && separators >> UInt64(byte) & 1 == 1
  }

  /// Whether a token is a word, letters in either case.
  func matches(_ token: SpiceToken, _ word: StaticString) -> Bool {
    guard token.end - token.start == word.utf8CodeUnitCount else { return false }
    for offset in 0..<word.utf8CodeUnitCount
    where lowercased(bytes[token.start + offset]) != word.utf8Start[offset] {
      return false
    }
    return true
  }

  /// A token in lower case.
  func string(_ token: SpiceToken) -> String {
    let count = token.end - token.start
    return String(unsafeUninitializedCapacity: count) { buffer in
      for offset in 0..<count { buffer[offset] = lowercased(bytes[token.start + offset]) }
      return count
    }
  }

  /// A number, with SPICE's scale factors (`m` and `M` are milli, `meg` is mega); nil where it is none.
  func number(_ token: SpiceToken) -> Double? {
    SpiceNumber.parse(UnsafeBufferPointer(rebasing: bytes[token.start..<token.end]))
  }
}

/// Reads SPICE numbers.
enum SpiceNumber {
  /// The number that the whole text spells, correctly rounded; nil where it spells none.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var index = 0
    var negative = false
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      negative = first == UInt8(ascii: "-")
      index = 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var seen = false
    var fraction = false
    while index < text.count {
      let byte = text[index]
      if byte &- 48 < 10 {
        seen = true
        if digits < 18 {
          mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
          if mantissa != 0 { digits += 1 }
          if fraction { exponent -= 1 }
        } else {
          return slow(text)
        }
      } else if byte == UInt8(ascii: "."), !fraction {
        fraction = true
      } else {
        break
      }
      index += 1
    }
    guard seen else { return nil }
    if index < text.count, lowercased(text[index]) == UInt8(ascii: "e") {
      guard let written = wholeNumber(text, from: index + 1) else { return nil }
      exponent += written
      index = text.count
    }
    if index < text.count {
      guard let scale = scaleExponent(text, from: index) else { return nil }
      exponent += scale
    }
    guard let magnitude = exact(mantissa, exponent) else { return slow(text) }
    return negative ? -magnitude : magnitude
  }

  /// `mantissa · 10^exponent` where one correctly rounded operation gives it.
  private static func exact(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    guard mantissa < 1 << 53, (-22...22).contains(exponent) else { return nil }
    let value = Double(mantissa)
    return exponent < 0 ? value / powers[-exponent] : value * powers[exponent]
  }

  private static func wholeNumber(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    var negative = false
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      negative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < text.count, text.count - index <= 3 else { return nil }
    var value = 0
    while index < text.count {
      guard text[index] &- 48 < 10 else { return nil }
      value = value * 10 + Int(text[index] &- 48)
      index += 1
    }
    return negative ? -value : value
  }

  private static func scaleExponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let suffix = String(decoding: text[start...].map(lowercased), as: UTF8.self)
    let factors = [
      "t": 12, "g": 9, "meg": 6, "k": 3, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15,
    ]
    return factors[suffix]
  }

  private static func slow(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    Double(String(decoding: text, as: UTF8.self))
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
