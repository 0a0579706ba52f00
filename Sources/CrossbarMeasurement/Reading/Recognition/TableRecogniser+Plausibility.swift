internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarStatistics

extension TableRecogniser {
  /// Warns where a sweep's numbers are not those of a small device in the units they are taken in.
  mutating func check(voltage: [Double], current: [Double], _ pair: Pair) {
    var largest = 0.0
    var at = 0
    var highest = 0.0
    for (index, value) in current.enumerated() where !voltage[index].isNaN {
      if abs(value) > largest, abs(value).isFinite {
        largest = abs(value)
        at = index
      }
      if abs(voltage[index]) > highest { highest = abs(voltage[index]) }
    }
    guard largest > 0 else { return }
    let resistance = abs(voltage[at]) / largest
    let isStated = pair.current.isUnitStated
    let limit = isStated ? 1.0 : 0.05
    if largest > limit || (resistance < 0.1 && abs(voltage[at]) > 0 && largest > 1e-3) {
      warn(
        "measure/implausible-current",
        "the current '\(pair.current.name)' is taken in \(pair.current.unit) and reaches \(Self.rounded(largest)) A at "
          + "\(Self.rounded(voltage[at])) V, \(Self.rounded(resistance)) ohm: are these µA or mA?",
        row: found.rows[at], help: "state the unit with --unit '\(pair.current.name)=uA'")
    } else if largest < 1e-14, highest > 0.1 {
      warn(
        "measure/implausible-current",
        "the current '\(pair.current.name)' is taken in \(pair.current.unit) and stays below \(Self.rounded(largest)) A, "
          + "less than instruments resolve: is the unit right?",
        row: found.rows[at], help: "state the unit with --unit '\(pair.current.name)=…'")
    }
    if highest > 60 {
      warn(
        "measure/implausible-voltage",
        "the voltage '\(pair.voltage.name)' is taken in \(pair.voltage.unit) and reaches \(Self.rounded(highest)) V: are these mV?",
        row: found.rows[at], help: "state the unit with --unit '\(pair.voltage.name)=mV'")
    }
  }

  /// The same for a table of values, and mixed polarity.
  mutating func checkValues() {
    let checks: [(DeviceQuantity, ColumnRole, ColumnRole?, ClosedRange<Double>, String, String)] = [
      (.vSet, .vSet, nil, 1e-3...60, "V", "mV"), (.vReset, .vReset, nil, 1e-3...60, "V", "mV"),
      (.rLRS, .rLRS, .iLRS, 1...1e12, "ohm", "kOhm"),
      (.rHRS, .rHRS, .iHRS, 1...1e16, "ohm", "kOhm"),
    ]
    for (quantity, role, other, range, unit, hint) in checks {
      guard let column = column(role) ?? other.flatMap({ self.column($0) }) else { continue }
      let values = records.compactMap { $0.values[quantity]?.exactValue }.sorted()
      guard !values.isEmpty else { continue }
      let median = values[values.count / 2]
      if !range.contains(median) {
        warn(
          "measure/implausible-\(unit == "V" ? "voltage" : "resistance")",
          "the median of '\(column.name)', taken in \(column.unit), is \(Self.rounded(median)) \(unit): is the unit right?",
          row: found.rows[0],
          help:
            "state the unit with --unit '\(column.name)=\(column.role?.dimension == .ampere ? "uA" : hint)'"
        )
      }
    }
    if let column = column(.vSet) {
      var positive = 0
      var negative = 0
      var firstOdd: (positive: Int?, negative: Int?) = (nil, nil)
      for row in found.rows {
        let value = grid.value(row, column.index)
        if value > 0 {
          positive += 1
          firstOdd.positive = firstOdd.positive ?? row
        } else if value < 0 {
          negative += 1
          firstOdd.negative = firstOdd.negative ?? row
        }
      }
      if positive > 0, negative > 0,
        let row = positive < negative ? firstOdd.positive : firstOdd.negative
      {
        warn(
          "measure/mixed-polarity",
          "'\(column.name)' is positive in \(positive) rows and negative in \(negative): magnitudes are fitted together",
          row: row, help: "fit the polarities apart if they are different devices")
      }
    }
  }

  private mutating func warn(_ id: String, _ message: String, row: Int, help: String) {
    if warnings.contains(where: { $0.id == id }) { return }
    warnings.append(.warning(id, message, at: location(row), help: help))
  }

  /// Three digits.
  static func rounded(_ value: Double) -> String {
    if value == 0 || !value.isFinite { return value.description }
    var scale = 1.0
    var size = abs(value)
    while size >= 1000 {
      size /= 10
      scale /= 10
    }
    while size < 100 {
      size *= 10
      scale *= 10
    }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? String(Int(rounded)) : rounded.description
  }
}
