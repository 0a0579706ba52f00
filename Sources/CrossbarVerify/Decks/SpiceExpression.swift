/// An arithmetic expression of SPICE: `+ - * / ** ^ ==`, functions, `v(a)`, `v(a,b)`.
///
/// Braces are skipped, as ngspice puts a parameter's text in place of them: `1/{a*b}` is (1/a)·b.
indirect enum SpiceExpression: Hashable {
  case number(Double)
  case name(String)
  case voltage(String, String?)
  case call(String, [SpiceExpression])
  case negated(SpiceExpression)
  case binary(Operator, SpiceExpression, SpiceExpression)

  enum Operator: String {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "**"
    case equal = "=="
  }

  /// The expression of a text in lower case; nil where it is none.
  init?(_ text: some StringProtocol) {
    var parser = SpiceExpressionParser(text)
    guard let expression = parser.sum(), parser.isAtEnd else { return nil }
    self = expression
  }
}

/// Recursive descent over the characters of one expression.
private struct SpiceExpressionParser {
  private let text: [UInt8]
  private var index = 0

  init(_ text: some StringProtocol) {
    self.text = text.utf8.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") ? 0x20 : $0 }
  }

  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return index == text.count
    }
  }

  /// Comparison is the loosest operator.
  mutating func sum() -> SpiceExpression? {
    guard var left = terms() else { return nil }
    while take("==") {
      guard let right = terms() else { return nil }
      left = .binary(.equal, left, right)
    }
    return left
  }

  private mutating func terms() -> SpiceExpression? {
    guard var left = factors() else { return nil }
    while true {
      if take("+") {
        guard let right = factors() else { return nil }
        left = .binary(.add, left, right)
      } else if take("-") {
        guard let right = factors() else { return nil }
        left = .binary(.subtract, left, right)
      } else {
        return left
      }
    }
  }

  private mutating func factors() -> SpiceExpression? {
    guard var left = signed() else { return nil }
    while true {
      if peek("**") { return left }
      if take("*") {
        guard let right = signed() else { return nil }
        left = .binary(.multiply, left, right)
      } else if take("/") {
        guard let right = signed() else { return nil }
        left = .binary(.divide, left, right)
      } else {
        return left
      }
    }
  }

  private mutating func signed() -> SpiceExpression? {
    if take("-") { return signed().map { .negated($0) } }
    if take("+") { return signed() }
    guard let base = primary() else { return nil }
    if take("**") || take("^") {
      guard let exponent = signed() else { return nil }
      return .binary(.power, base, exponent)
    }
    return base
  }

  private mutating func primary() -> SpiceExpression? {
    if take("(") {
      guard let inner = sum(), take(")") else { return nil }
      return inner
    }
    skipBlanks()
    guard index < text.count else { return nil }
    let byte = text[index]
    if byte &- 48 < 10 || byte == UInt8(ascii: ".") { return number() }
    guard let name = word() else { return nil }
    guard take("(") else { return .name(name) }
    if name == "v" { return voltage() }
    var arguments: [SpiceExpression] = []
    repeat {
      guard let argument = sum() else { return nil }
      arguments.append(argument)
    } while take(",")
    return take(")") ? .call(name, arguments) : nil
  }

  private mutating func voltage() -> SpiceExpression? {
    guard let first = word() else { return nil }
    var second: String?
    if take(",") {
      guard let name = word() else { return nil }
      second = name
    }
    return take(")") ? .voltage(first, second) : nil
  }

  private mutating func number() -> SpiceExpression? {
    let start = index
    while index < text.count {
      let byte = text[index]
      let signs = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      if signs && !(index > start && text[index - 1] == UInt8(ascii: "e")) { break }
      if !signs && !Self.isWord(byte) && byte != UInt8(ascii: ".") { break }
      index += 1
    }
    return text[start..<index].withUnsafeBufferPointer { SpiceNumber.parse($0) }
      .map { .number($0) }
  }

  private mutating func word() -> String? {
    skipBlanks()
    let start = index
    while index < text.count && Self.isWord(text[index]) { index += 1 }
    return start == index ? nil : String(decoding: text[start..<index], as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: "_")
  }

  private mutating func skipBlanks() {
    while index < text.count && text[index] <= 0x20 { index += 1 }
  }

  private mutating func peek(_ symbol: StaticString) -> Bool {
    skipBlanks()
    guard index + symbol.utf8CodeUnitCount <= text.count else { return false }
    for offset in 0..<symbol.utf8CodeUnitCount
    where text[index + offset] != symbol.utf8Start[offset] {
      return false
    }
    return true
  }

  private mutating func take(_ symbol: StaticString) -> Bool {
    guard peek(symbol) else { return false }
    index += symbol.utf8CodeUnitCount
    return true
  }
}
