internal import CrossbarCore
internal import CrossbarMeasurement
public import CrossbarStatistics

/// Endurance and retention as far as the data tell.
public struct LifetimeFit: Sendable {
  /// Cycles until the states could no longer be told apart, a device each; right-censored where they still could.
  public var endurance: [Observation]
  /// The fit of the endurance, where devices failed.
  public var enduranceFit: FamilyFit?
  /// Seconds until a state was lost; right-censored where it never was.
  public var retention: [Observation]
  /// ln R against ln t of the series long enough, with the device and state.
  public var drifts: [(name: String, fit: PowerLawFit)]

  /// - Parameters:
  ///   - series: resistances against cycles and time.
  ///   - records: cycles of sweeps, used for the endurance where no series tells it.
  init(series: [ResistanceSeries], records: [CycleRecord]) {
    var worn = EnduranceAnalysis(series)
    if worn.devices.isEmpty { worn = EnduranceAnalysis(Self.working(records)) }
    endurance = worn.observations
    let failed = endurance.count { $0.exactValue != nil }
    enduranceFit = failed < Fitting.fewest ? nil : try? MaximumLikelihood.fit(.weibull, endurance)
    let kept = RetentionAnalysis(series)
    retention = kept.observations
    drifts = kept.devices.flatMap { device in
      [("LRS", device.low), ("HRS", device.high)].compactMap { state, points in
        let positive = points.filter { $0.time > 0 && $0.resistance > 0 }
        guard positive.count >= 5,
          let fit = PowerLawFit(time: positive.map(\.time), resistance: positive.map(\.resistance))
        else { return nil }
        return (name: "\(device.device) \(state)", fit: fit)
      }
    }
  }

  /// The cycles of devices that ever worked: who never did has no endurance.
  private static func working(_ records: [CycleRecord]) -> [CycleRecord] {
    let groups = DeviceGroups(records)
    return groups.names.indices.flatMap { device in
      let own = groups.members(of: device).map { records[$0] }
      // One cycle tells no endurance.
      return own.count > 1 && YieldFit.condition(own) == .working ? own : []
    }
  }

  /// Devices that failed within the data.
  private var failures: [Observation] {
    endurance.filter(\.isEnd)
  }

  /// Whole cycles for the device file: the median of a fit, the least of the few that failed, or what every device
  /// survived where that is more than `base`.
  func enduranceCycles(base: Int) -> Int {
    if let fit = enduranceFit { return max(1, Int(fit.distribution.median.rounded(.down))) }
    if let least = failures.map(\.magnitude).min() { return max(1, Int(least.rounded(.down))) }
    let survived = endurance.map(\.magnitude).min() ?? 0
    return survived > Double(base) ? Int(survived) : base
  }

  /// Time over which the states were seen to persist, seconds: the shortest of the devices; nil without data.
  public var retentionSeconds: Double? { retention.map(\.magnitude).min() }

  var lines: [String] {
    var lines: [String] = []
    if !endurance.isEmpty {
      lines.append(
        "endurance: \(failures.count) of \(FitText.count(endurance.count, "device")) failed within the data; "
          + (enduranceFit.map {
            "median \(FitText.number($0.distribution.median)) cycles by a \($0.distribution.family.rawValue) fit"
          }
            ?? (failures.isEmpty
              ? "the least number of cycles seen is \(FitText.plain(endurance.map(\.magnitude).min() ?? 0))"
              : "the first after \(FitText.plain(failures.map(\.magnitude).min() ?? 0)) cycles"))
      )
    }
    if !retention.isEmpty {
      let lost = retention.count(where: \.isEnd)
      lines.append(
        "retention: \(lost) of \(retention.count) series lose their state; "
          + "persistence seen over \(FitText.plain(retentionSeconds ?? 0)) s")
    }
    for drift in drifts.prefix(20) {
      lines.append(
        "drift of \(drift.name): R ∝ t^(\(FitText.number(drift.fit.exponent)) ± "
          + "\(FitText.number(drift.fit.exponentError ?? .nan)))")
    }
    if drifts.count > 20 { lines.append("… and \(drifts.count - 20) more series.") }
    return lines
  }
}

extension Observation {
  /// Whether what was waited for happened: not known only to come later.
  var isEnd: Bool {
    if case .above = self { false } else { true }
  }

  /// The value, or the bound where that is all there is.
  var magnitude: Double {
    switch self {
    case .exact(let value), .above(let value), .below(let value): value
    case .between(let low, _): low
    }
  }
}
