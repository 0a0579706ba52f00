internal import CrossbarCore
internal import CrossbarStatistics

/// A column of a table with what its numbers mean.
struct TableColumn {
  /// Column of the grid.
  var index: Int
  var heading: Heading?
  var group: String?
  var role: ColumnRole?
  /// Factor to SI of what the column's unit measures.
  var factor = 1.0
  var unit = ""
  var scale = Heading.Scale.linear
  /// Ohms across which the numbers were read as volts, where they are to be currents.
  var shunt: Double?
  /// Whether the numbers are conductances where resistances are wanted.
  var isInverse = false
  var isRoleGuessed = false
  var isUnitStated = false
  var reason = ""

  var name: String { heading.map(\.name) ?? "column \(index + 1)" }

  /// A number of the column in the SI unit of its role.
  func si(_ value: Double) -> Double {
    var value = value
    switch scale {
    case .linear: break
    case .log10: value = PortableMath.exp10(value)
    case .ln: value = PortableMath.exp(value)
    }
    value = MeasuredUnit.scale(value, by: factor)
    if let shunt { value /= shunt }
    return isInverse ? 1 / value : value
  }

  var isPlain: Bool { scale == .linear && !isInverse && shunt == nil }

  var reading: ColumnReading {
    ColumnReading(
      name: name, group: group, role: role, unit: unit, scale: factor / (shunt ?? 1),
      isGuessed: isRoleGuessed || (role?.dimension ?? .none) != .none && !isUnitStated,
      reason: reason)
  }
}

extension Observation {
  /// The same under a monotone function of the value.
  func mapped(decreasing: Bool, _ function: (Double) -> Double) -> Observation {
    switch self {
    case .exact(let value): .exact(function(value))
    case .above(let value): decreasing ? .below(function(value)) : .above(function(value))
    case .below(let value): decreasing ? .above(function(value)) : .below(function(value))
    case .between(let low, let high):
      decreasing ? .between(function(high), function(low)) : .between(function(low), function(high))
    }
  }

  /// Every number in it.
  var numbers: [Double] {
    switch self {
    case .exact(let value), .above(let value), .below(let value): [value]
    case .between(let low, let high): [low, high]
    }
  }
}
