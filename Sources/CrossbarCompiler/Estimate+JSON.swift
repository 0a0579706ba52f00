internal import CrossbarDocuments
internal import CrossbarStatistics

extension Estimate {
  /// Value and interval; a bound that a single number does not give is null.
  var json: JSONValue {
    func bound(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
    return .inlineObject([
      ("value", .number(value)), ("low_95", bound(low)), ("high_95", bound(high)),
    ])
  }
}
