internal import CrossbarCore

extension SpiceExpression {
  /// The value, or nil where a name, a node or a function is unknown.
  ///
  /// - Parameters:
  ///   - names: values of parameters.
  ///   - nodes: voltages of nodes against ground.
  func value(_ names: [String: Double], nodes: [String: Double] = [:]) -> Double? {
    switch self {
    case .number(let number): return number
    case .name(let name): return names[name]
    case .voltage(let first, let second):
      guard let high = nodes[first] else { return nil }
      guard let second else { return high }
      return nodes[second].map { high - $0 }
    case .negated(let inner): return inner.value(names, nodes: nodes).map { -$0 }
    case .call(let function, let arguments):
      let values = arguments.compactMap { $0.value(names, nodes: nodes) }
      guard values.count == arguments.count else { return nil }
      return Self.call(function, values)
    case .binary(let operation, let left, let right):
      guard let a = left.value(names, nodes: nodes), let b = right.value(names, nodes: nodes)
      else { return nil }
      switch operation {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .divide: return a / b
      case .equal: return a == b ? 1 : 0
      case .power: return Self.power(a, b)
      }
    }
  }

  private static func call(_ function: String, _ arguments: [Double]) -> Double? {
    switch (function, arguments.count) {
    case ("exp", 1): return PortableMath.exp(arguments[0])
    case ("log", 1), ("ln", 1): return PortableMath.log(arguments[0])
    case ("sqrt", 1): return arguments[0].squareRoot()
    case ("tanh", 1): return PortableMath.tanh(arguments[0])
    case ("abs", 1): return abs(arguments[0])
    case ("min", 2): return min(arguments[0], arguments[1])
    case ("max", 2): return max(arguments[0], arguments[1])
    default: return nil
    }
  }

  private static func power(_ base: Double, _ exponent: Double) -> Double? {
    if exponent == exponent.rounded(), (0...16).contains(exponent) {
      var product = 1.0
      for _ in 0..<Int(exponent) { product *= base }
      return product
    }
    return base > 0 ? PortableMath.exp(exponent * PortableMath.log(base)) : nil
  }

  /// The rows of a sum `(name==3)+(name==7)`, `0` being the empty sum; nil where it is something else.
  func rows(of name: String) -> [Int]? {
    switch self {
    case .number(0): return []
    case .binary(.add, let left, let right):
      guard let a = left.rows(of: name), let b = right.rows(of: name) else { return nil }
      return a + b
    case .binary(.equal, .name(name), .number(let row)):
      return Int(exactly: row).map { [$0] }
    default: return nil
    }
  }
}
