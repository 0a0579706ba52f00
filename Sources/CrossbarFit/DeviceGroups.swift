internal import CrossbarMeasurement

/// The records of each device, devices in the order of appearance.
struct DeviceGroups {
  /// See ``CycleRecord/deviceKey``.
  private(set) var names: [String] = []
  /// Indices of records, device after device.
  private var members: [Int]
  /// Where each device's members begin, and the end.
  private var starts: [Int]

  init(_ records: [CycleRecord]) {
    var numbers: [String: Int] = [:]
    var own: [Int] = []
    own.reserveCapacity(records.count)
    var counts: [Int] = []
    for record in records {
      let key = record.deviceKey
      let number = numbers[key] ?? names.count
      if number == names.count {
        numbers[key] = number
        names.append(key)
        counts.append(0)
      }
      counts[number] += 1
      own.append(number)
    }
    starts = [0]
    for count in counts { starts.append(starts[starts.count - 1] + count) }
    members = Array(repeating: 0, count: records.count)
    var next = starts
    for (index, number) in own.enumerated() {
      members[next[number]] = index
      next[number] += 1
    }
  }

  /// A device's name, with its batch where it has one.
  static func key(_ device: String, batch: String?) -> String {
    batch.map { "\($0)/\(device)" } ?? device
  }

  /// Indices of a device's records.
  func members(of device: Int) -> ArraySlice<Int> { members[starts[device]..<starts[device + 1]] }
}
