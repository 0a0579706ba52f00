internal import CrossbarTemplates

/// How a dialect spells an expression.
struct ExpressionWords: Sendable {
  /// The natural logarithm.
  var logarithm = "log"
  /// Between base and exponent.
  var power = "**"
  /// Around a parameter in a behavioural source; nil where nothing is needed.
  var brackets: (open: String, close: String)?

  /// The text of an expression.
  ///
  /// - Parameter isBehavioural: whether it stands in a source that the solver evaluates, where ``brackets`` count.
  func text(_ expression: NetlistExpression, isBehavioural: Bool) -> String {
    var writer = ExpressionText(words: self, isBehavioural: isBehavioural)
    writer.write(expression)
    return writer.text
  }
}

/// Writes one expression with as few parentheses as its meaning allows.
private struct ExpressionText {
  let words: ExpressionWords
  let isBehavioural: Bool
  var text = ""

  init(words: ExpressionWords, isBehavioural: Bool) {
    self.words = words
    self.isBehavioural = isBehavioural
  }

  /// 1 sum, 2 product, 3 power, 4 whatever stands by itself. A sign binds as a sum: `(-a)*b`.
  private func precedence(_ expression: NetlistExpression) -> Int {
    switch expression {
    case .sum, .difference, .negation: return 1
    case .product, .quotient: return 2
    case .power: return 3
    case .number(let value): return value < 0 ? 1 : 4
    case .parameter, .voltage, .function, .extremum: return 4
    }
  }

  mutating func write(_ expression: NetlistExpression) {
    switch expression {
    case .number(let value): text += value.netlistText
    case .parameter(let name):
      if isBehavioural, let brackets = words.brackets {
        text += brackets.open + name + brackets.close
      } else {
        text += name
      }
    case .voltage(let node, let reference):
      text += "v(\(node)\(reference.map { ",\($0)" } ?? ""))"
    case .sum(let a, .product(.number(let factor), let b)) where factor < 0:
      binary(a, "-", .product(.number(-factor), b), 1, 2)
    case .sum(let a, let b): binary(a, "+", b, 1, 1)
    case .difference(let a, let b): binary(a, "-", b, 1, 2)
    case .product(let a, let b): binary(a, "*", b, 2, 2)
    case .quotient(let a, let b): binary(a, "/", b, 2, 3)
    case .power(let a, let b): binary(a, words.power, b, 4, 4)
    case .negation(let a):
      text += "-"
      operand(a, 2)
    case .function(let function, let a):
      text += function == .log ? words.logarithm : function.rawValue
      call([a])
    case .extremum(let extremum, let a, let b):
      text += extremum.rawValue
      call([a, b])
    }
  }

  private mutating func binary(
    _ a: NetlistExpression, _ sign: String, _ b: NetlistExpression, _ left: Int, _ right: Int
  ) {
    if case .negation = a, left == 1 { write(a) } else { operand(a, left) }
    text += sign
    // A sign behind an operator is refused or misread by some.
    if case .negation = b { operand(b, 2) } else { operand(b, right) }
  }

  private mutating func operand(_ expression: NetlistExpression, _ least: Int) {
    let isOpen = precedence(expression) < least
    if isOpen { text += "(" }
    write(expression)
    if isOpen { text += ")" }
  }

  private mutating func call(_ arguments: [NetlistExpression]) {
    text += "("
    for (index, argument) in arguments.enumerated() {
      if index > 0 { text += "," }
      write(argument)
    }
    text += ")"
  }
}

extension Double {
  /// The shortest decimal that reads back as this number and means the same to every simulator: digits and an
  /// exponent, never a suffix (`M` is milli to some).
  var netlistText: String {
    let plain = shortestText
    guard magnitude >= 1e9, self == rounded(), !plain.contains("e") else { return plain }
    var digits = plain.hasPrefix("-") ? String(plain.dropFirst()) : plain
    if digits.hasSuffix(".0") { digits.removeLast(2) }
    let exponent = digits.count - 1
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    let mantissa = digits.count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
    return "\(self < 0 ? "-" : "")\(mantissa)e+\(exponent < 10 ? "0" : "")\(exponent)"
  }
}
