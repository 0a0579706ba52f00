internal import CrossbarDevices
public import CrossbarStatistics

/// How many cycles each device lived: until R_HRS is no longer ten times R_LRS.
public struct EnduranceAnalysis: Sendable {
  /// One device.
  public struct Device: Sendable {
    public var device: String
    /// Cycles the window stayed open; right-censored where it never closed in the data, an interval where the data
    /// skip cycles.
    public var cycles: Observation
    /// Cycles at which both states are known.
    public var count: Int
    /// R_HRS/R_LRS at the last of them.
    public var lastRatio: Double
  }

  /// In the order of appearance; devices with fewer than two cycles tell nothing and are left out.
  public var devices: [Device] = []

  /// Ratio below which the window is closed.
  public static let minimalRatio = 10.0
  /// Successive cycles (or all up to the end) that must be closed for the device to count as worn.
  public static let confirmations = 3

  /// From resistances against cycles, the states apart or read in turn after alternating pulses.
  public init(_ series: [ResistanceSeries]) {
    for device in StateSeries.devices(series, axis: .cycle) {
      let low = device.low.map(\.position)
      var windows: [(position: Double, ratio: Double)] = []
      var k = 0
      for high in device.high {
        while k < low.count, low[k] < high.position { k += 1 }
        if k < low.count, low[k] == high.position {
          windows.append((high.position, high.resistance / device.low[k].resistance))
        }
      }
      add(device.device, windows)
    }
  }

  /// From the cycles of sweeps. A cycle without SET or RESET after it is a closed window, and so is one that is open
  /// after the device has worked; an R_HRS of which only a lower bound is known counts with the bound where that is
  /// open, and not at all elsewhere.
  public init(_ records: [CycleRecord]) {
    var order: [[String?]] = []
    var windows: [[String?]: [(position: Double, ratio: Double)]] = [:]
    var worked: Set<[String?]> = []
    for record in records {
      let key = [record.batch, record.device]
      if windows[key] == nil { order.append(key) }
      let window = Self.window(of: record, hasWorked: worked.contains(key))
      windows[key, default: []] += window.map { [(Double(record.cycle), $0)] } ?? []
      let switches = [record.values[.vSet], record.values[.vReset]].contains {
        $0?.exactValue != nil
      }
      if switches || (window ?? 0) >= Self.minimalRatio { worked.insert(key) }
    }
    for key in order { add(key[1] ?? "", windows[key] ?? []) }
  }

  /// The observations, in the order of the devices.
  public var observations: [Observation] { devices.map(\.cycles) }

  private static func window(of record: CycleRecord, hasWorked: Bool) -> Double? {
    let flags = Set(record.flags)
    if flags.contains(.open) { return hasWorked ? 1 : nil }
    if flags.contains(.short) || flags.contains(.noReset) || flags.contains(.notSwitched) {
      return 1
    }
    guard case .exact(let low)? = record.values[.rLRS] else { return nil }
    switch record.values[.rHRS] {
    case .exact(let high): return high / low
    case .above(let bound): return bound / low >= minimalRatio ? bound / low : nil
    default: return nil
    }
  }

  private mutating func add(_ device: String, _ windows: [(position: Double, ratio: Double)]) {
    guard windows.count >= 2, let end = windows.last else { return }
    var closed: Int?
    for k in windows.indices where closed == nil {
      let next = windows[k..<min(windows.count, k + Self.confirmations)]
      if next.allSatisfy({ $0.ratio < Self.minimalRatio }) { closed = k }
    }
    let cycles: Observation
    switch closed {
    case nil: cycles = .above(end.position)
    case 0?: cycles = .below(windows[0].position)
    case let k?:
      let good = windows[k - 1].position
      let bad = windows[k].position
      cycles = bad - good <= 1 ? .exact(good) : .between(good, bad)
    }
    devices.append(
      Device(device: device, cycles: cycles, count: windows.count, lastRatio: end.ratio))
  }
}
