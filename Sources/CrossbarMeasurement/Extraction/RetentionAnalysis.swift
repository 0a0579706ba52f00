internal import CrossbarCore
public import CrossbarStatistics

/// How long each device kept its states apart.
public struct RetentionAnalysis: Sendable {
  /// A resistance read after a time.
  public struct Point: Hashable, Sendable {
    /// Seconds.
    public var time: Double
    /// Ohms.
    public var resistance: Double
  }

  /// One device.
  public struct Device: Sendable {
    public var device: String
    /// Seconds up to which the states stayed apart: right-censored at the last read where they never met, an interval
    /// between two reads where they did.
    public var time: Observation
    /// The reads of either state, by time: what a power law is fitted to.
    public var low: [Point]
    public var high: [Point]
  }

  /// In the order of appearance.
  public var devices: [Device] = []

  /// Ratio of the states below which they are lost; of one state alone, its drift that is.
  public static let minimalRatio = 10.0

  /// From resistances against time. Where both states were read, R_HRS at each of its times against R_LRS interpolated
  /// (ln R against ln t) there; where only one was, R against its first value.
  public init(_ series: [ResistanceSeries]) {
    for states in StateSeries.devices(series, axis: .time) {
      let low = states.low.map { Point(time: $0.position, resistance: $0.resistance) }
      let high = states.high.map { Point(time: $0.position, resistance: $0.resistance) }
      var reads: [(time: Double, isApart: Bool)] = []
      if low.isEmpty || high.isEmpty {
        let one = low + high
        guard let first = one.first else { continue }
        reads = one.map { point in
          let drift = point.resistance / first.resistance
          return (point.time, max(drift, 1 / drift) < Self.minimalRatio)
        }
      } else {
        let times = (low + high).map(\.time).sorted()
        for time in times {
          guard let a = Self.value(low, at: time), let b = Self.value(high, at: time) else {
            continue
          }
          reads.append((time, b / a >= Self.minimalRatio))
        }
      }
      guard let last = reads.last else { continue }
      var time = Observation.above(last.time)
      if let lost = reads.firstIndex(where: { !$0.isApart }) {
        let bad = reads[lost].time
        let good = lost > 0 ? reads[lost - 1].time : bad
        time = good < bad ? .between(good, bad) : .below(bad)
      }
      devices.append(Device(device: states.device, time: time, low: low, high: high))
    }
  }

  /// The observations, in the order of the devices.
  public var observations: [Observation] { devices.map(\.time) }

  /// Ohms at a time between the first and the last read.
  private static func value(_ points: [Point], at time: Double) -> Double? {
    guard let next = points.firstIndex(where: { $0.time >= time }) else { return nil }
    let right = points[next]
    if right.time == time || next == 0 { return right.time == time ? right.resistance : nil }
    let left = points[next - 1]
    // A read at 0 s has no logarithm.
    let share =
      left.time > 0
      ? PortableMath.log(time / left.time) / PortableMath.log(right.time / left.time)
      : (time - left.time) / (right.time - left.time)
    let a = PortableMath.log(left.resistance)
    let b = PortableMath.log(right.resistance)
    return PortableMath.exp(a + share * (b - a))
  }
}
