public import CrossbarDevices
public import CrossbarMeasurement
public import CrossbarStatistics

/// The observations of one quantity, and the records they come from.
public struct QuantitySample: Sendable {
  public var quantity: DeviceQuantity
  /// Censored ones included.
  public var observations: [Observation]
  /// Largest value each observation could have shown, where known.
  public var limits: [Double?]
  /// Distance of the values that the sweeps could show; nil where the observations do not come from sweeps.
  public var grid: Double?
  /// Index of each observation's record.
  public var records: [Int]
  /// Each observation's device, see ``CycleRecord/deviceKey``.
  public var devices: [String]
  /// Cycle of each observation's device.
  public var cycles: [Int]

  public var exactValues: [Double] { observations.compactMap(\.exactValue) }

  /// Whether a logarithm can be taken of every exact value.
  var isPositive: Bool { exactValues.allSatisfy { $0 > 0 } }

  /// Observations that are bounds only.
  public var censored: (right: Int, left: Int, interval: Int) {
    var counts = (right: 0, left: 0, interval: 0)
    for observation in observations {
      switch observation {
      case .exact: break
      case .above: counts.right += 1
      case .below: counts.left += 1
      case .between: counts.interval += 1
      }
    }
    return counts
  }

  /// Takes a quantity from the records of cycles.
  ///
  /// Devices that are open or shorted have none; see ``YieldFit``. A device that never switched is a bound.
  public init(
    _ quantity: DeviceQuantity, records all: [CycleRecord], cycles choice: FitOptions.Cycles
  ) {
    self.quantity = quantity
    var chosen: [(index: Int, observation: Observation)] = []
    for (index, record) in all.enumerated() where !record.flags.contains(where: \.isDead) {
      if let observation = record.values[quantity] { chosen.append((index, observation)) }
    }
    if choice != .all { chosen = Self.oneADevice(chosen, all, choice) }
    observations = chosen.map(\.observation)
    records = chosen.map(\.index)
    limits = chosen.map { all[$0.index].limits[quantity] }
    let steps = chosen.compactMap { all[$0.index].steps[quantity] }.sorted()
    let exact = chosen.count { $0.observation.exactValue != nil }
    grid = choice == .median || steps.isEmpty || steps.count < exact ? nil : steps[steps.count / 2]
    devices = chosen.map { all[$0.index].deviceKey }
    cycles = chosen.map { all[$0.index].cycle }
  }

  /// One observation a device, in the order of the devices: the first, or the middle one.
  private static func oneADevice(
    _ chosen: [(index: Int, observation: Observation)], _ all: [CycleRecord],
    _ choice: FitOptions.Cycles
  ) -> [(index: Int, observation: Observation)] {
    var order: [String] = []
    var groups: [String: [(index: Int, observation: Observation)]] = [:]
    for entry in chosen {
      let device = all[entry.index].deviceKey
      if groups[device] == nil { order.append(device) }
      groups[device, default: []].append(entry)
    }
    return order.compactMap { device in
      let group = groups[device] ?? []
      return choice == .first ? group.first : median(group)
    }
  }

  /// The median of a device's cycles: the mean of the two middle ones where they are exact; a bound where it falls on one.
  private static func median(
    _ group: [(index: Int, observation: Observation)]
  ) -> (index: Int, observation: Observation)? {
    let sorted = group.enumerated().sorted {
      let left = $0.element.observation.rank
      let right = $1.element.observation.rank
      return left == right ? $0.offset < $1.offset : left < right
    }.map(\.element)
    guard !sorted.isEmpty else { return nil }
    let upper = sorted[sorted.count / 2]
    let lower = sorted[(sorted.count - 1) / 2]
    guard let a = lower.observation.exactValue, let b = upper.observation.exactValue else {
      return upper
    }
    return (upper.index, .exact(a + (b - a) / 2))
  }
}

extension CycleRecord {
  /// Tells devices apart: batches may use the same names.
  var deviceKey: String { DeviceGroups.key(device, batch: batch) }
}

extension SweepTrace {
  /// As ``CycleRecord/deviceKey``.
  var deviceKey: String { DeviceGroups.key(device, batch: batch) }
}

extension [CycleRecord] {
  /// How many cycles carry each flag; flags that none carries left out.
  var flagCounts: [(flag: CycleFlag, count: Int)] {
    CycleFlag.allCases.compactMap { flag in
      let count = count { $0.flags.contains(flag) }
      return count == 0 ? nil : (flag, count)
    }
  }
}

extension CycleFlag {
  /// Whether the device conducts always or never, so that it has no states.
  var isDead: Bool { self == .open || self == .short }
}

extension Observation {
  /// Place in the order of the observations: a bound counts as its number.
  fileprivate var rank: Double {
    switch self {
    case .exact(let value), .above(let value), .below(let value): value
    case .between(let low, let high): low + (high - low) / 2
    }
  }
}
