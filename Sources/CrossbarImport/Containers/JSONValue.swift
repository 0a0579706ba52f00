/// One value of a JSON text as Keras writes it: numbers may also be `NaN` and `±Infinity`.
indirect enum JSONValue: Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The value of a key, or nil where this is no object or has no such key.
  subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { return members[key] }
    return nil
  }

  var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  var number: Double? {
    if case .number(let number) = self { return number }
    return nil
  }

  /// A whole number.
  var integer: Int? { number.flatMap { Int(exactly: $0) } }

  var bool: Bool? {
    if case .bool(let bool) = self { return bool }
    return nil
  }

  var array: [JSONValue]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  var isObject: Bool {
    if case .object = self { return true }
    return false
  }

  /// The value of a key that is there and not null.
  func present(_ key: String) -> JSONValue? {
    self[key].flatMap { $0 == .null ? nil : $0 }
  }

  /// A number, a list of numbers, or a NumPy array in the form in which Keras serializes it.
  var numbers: [Double]? {
    switch self {
    case .number(let number): return [number]
    case .array(let elements):
      let numbers = elements.compactMap(\.number)
      return numbers.count == elements.count && !elements.isEmpty ? numbers : nil
    case .object: return (self["config"]?["value"] ?? self["value"])?.numbers
    default: return nil
    }
  }
}
