/// An expression of numbers, parameters and node voltages that every simulator can compute.
///
/// Only what all dialects share: no conditionals, powers of positive bases alone.
indirect enum NetlistExpression: Hashable, Sendable {
  /// Functions of one number.
  enum Function: String, Sendable, CaseIterable {
    case exp, log, tanh, sqrt, abs
  }

  /// The smaller or the larger of two.
  enum Extremum: String, Sendable, CaseIterable {
    case min, max
  }

  case number(Double)
  /// A parameter, or the result of a measure in another measure.
  case parameter(String)
  /// Voltage of a node against ground, or against another node.
  case voltage(String, reference: String?)
  case sum(NetlistExpression, NetlistExpression)
  case difference(NetlistExpression, NetlistExpression)
  case product(NetlistExpression, NetlistExpression)
  case quotient(NetlistExpression, NetlistExpression)
  case negation(NetlistExpression)
  /// The base must be positive: dialects differ for others.
  case power(NetlistExpression, NetlistExpression)
  case function(Function, NetlistExpression)
  case extremum(Extremum, NetlistExpression, NetlistExpression)

  /// `v(node)` or `v(node, reference)`.
  static func v(_ node: String, _ reference: String? = nil) -> Self {
    .voltage(node, reference: reference)
  }

  static func exp(_ x: Self) -> Self { .function(.exp, x) }
  static func log(_ x: Self) -> Self { .function(.log, x) }
  static func tanh(_ x: Self) -> Self { .function(.tanh, x) }
  static func sqrt(_ x: Self) -> Self { .function(.sqrt, x) }
  static func abs(_ x: Self) -> Self { .function(.abs, x) }
  static func min(_ a: Self, _ b: Self) -> Self { .extremum(.min, a, b) }
  static func max(_ a: Self, _ b: Self) -> Self { .extremum(.max, a, b) }

  static func + (a: Self, b: Self) -> Self { .sum(a, b) }
  static func - (a: Self, b: Self) -> Self { .difference(a, b) }
  static func * (a: Self, b: Self) -> Self { .product(a, b) }
  static func / (a: Self, b: Self) -> Self { .quotient(a, b) }
  static prefix func - (a: Self) -> Self { .negation(a) }
}

extension NetlistExpression: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral
{
  init(floatLiteral value: Double) { self = .number(value) }
  init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A parameter of that name.
  init(stringLiteral value: String) { self = .parameter(value) }
}
