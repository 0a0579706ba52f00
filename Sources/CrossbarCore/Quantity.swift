/// A physical unit, used only as a type parameter of ``Quantity``.
public protocol PhysicalUnit: Sendable {
  /// The unit's SI symbol.
  static var symbol: String { get }
}

/// A number with its unit in its type, so that siemens cannot be passed where ohms are meant.
public struct Quantity<Unit: PhysicalUnit>: Hashable, Comparable, Sendable {
  /// The value in the unit itself (volts, ohms, seconds …; never milli or mega).
  public var value: Double

  @inlinable public init(_ value: Double) { self.value = value }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
  @inlinable public static func + (left: Self, right: Self) -> Self {
    Self(left.value + right.value)
  }
  @inlinable public static func - (left: Self, right: Self) -> Self {
    Self(left.value - right.value)
  }
  @inlinable public static func * (left: Self, factor: Double) -> Self { Self(left.value * factor) }
  @inlinable public static func * (factor: Double, right: Self) -> Self {
    Self(factor * right.value)
  }
  @inlinable public static prefix func - (quantity: Self) -> Self { Self(-quantity.value) }
}

extension Quantity: CustomStringConvertible {
  /// The number in its shortest form, whole numbers without decimals, and the unit: `5 V`, `0.1 V`.
  public var description: String {
    let number = value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    return "\(number) \(Unit.symbol)"
  }
}

/// Unit of ``Volts``.
public enum Volt: PhysicalUnit { public static let symbol = "V" }
/// Unit of ``Amperes``.
public enum Ampere: PhysicalUnit { public static let symbol = "A" }
/// Unit of ``Ohms``.
public enum Ohm: PhysicalUnit { public static let symbol = "Ω" }
/// Unit of ``Seconds``.
public enum Second: PhysicalUnit { public static let symbol = "s" }
/// Unit of ``Farads``.
public enum Farad: PhysicalUnit { public static let symbol = "F" }

public typealias Volts = Quantity<Volt>
public typealias Amperes = Quantity<Ampere>
public typealias Ohms = Quantity<Ohm>
public typealias Seconds = Quantity<Second>
public typealias Farads = Quantity<Farad>

extension Quantity where Unit == Volt {
  /// Ohm's law: I = V / R.
  @inlinable public static func / (voltage: Self, resistance: Ohms) -> Amperes {
    Amperes(voltage.value / resistance.value)
  }
}
