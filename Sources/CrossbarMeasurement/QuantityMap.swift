public import CrossbarDevices

/// A value for some of the four quantities of a device: a dictionary without its memory, of which a million cycles hold three.
public struct QuantityMap<Value: Sendable & Hashable>: Sendable, Hashable,
  ExpressibleByDictionaryLiteral
{
  private var vSet: Value?
  private var vReset: Value?
  private var rLRS: Value?
  private var rHRS: Value?

  public init(dictionaryLiteral elements: (DeviceQuantity, Value)...) {
    for (quantity, value) in elements { self[quantity] = value }
  }

  /// The value of a quantity, or nil.
  public subscript(quantity: DeviceQuantity) -> Value? {
    get {
      switch quantity {
      case .vSet: vSet
      case .vReset: vReset
      case .rLRS: rLRS
      case .rHRS: rHRS
      }
    }
    set {
      switch quantity {
      case .vSet: vSet = newValue
      case .vReset: vReset = newValue
      case .rLRS: rLRS = newValue
      case .rHRS: rHRS = newValue
      }
    }
  }

  /// The quantities that have a value, in their order.
  public var keys: [DeviceQuantity] { DeviceQuantity.allCases.filter { self[$0] != nil } }

  /// The values, in the order of the quantities.
  public var values: [Value] { DeviceQuantity.allCases.compactMap { self[$0] } }

  public var isEmpty: Bool { vSet == nil && vReset == nil && rLRS == nil && rHRS == nil }
}
