internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarMeasurement
public import CrossbarStatistics

/// How many devices work.
public struct YieldFit: Sendable {
  /// A device as the records show it.
  public enum Condition: String, CaseIterable, Sendable {
    case working
    case open
    case short
    /// It never switched up to the end of its sweeps.
    case neverSwitched = "never-switched"
    /// It switched on and never off again.
    case neverReset = "never-reset"
    /// Every SET was lost again before it was read.
    case volatile
    /// Its data do not show whether it switches.
    case unknown
  }

  /// Devices of one batch.
  public struct Batch: Sendable {
    /// nil where the data name no batch.
    public var name: String?
    public var working: Int
    public var measured: Int
  }

  /// Every device in order of appearance.
  public var devices: [(name: String, batch: String?, condition: Condition)]
  public var batches: [Batch]
  /// Working devices.
  public var working: Int
  /// Devices that were made: those measured, or more where the user says so.
  public var fabricated: Int
  /// Whether the batches differ; nil with fewer than two.
  public var homogeneity: Homogeneity?

  public func count(_ condition: Condition) -> Int { devices.count { $0.condition == condition } }

  /// - Parameters:
  ///   - fabricated: devices made, where more than were measured.
  ///   - seed: of the permutation test of homogeneity.
  init(_ records: [CycleRecord], fabricated stated: Int?, seed: UInt64) {
    let groups = DeviceGroups(records)
    devices = groups.names.indices.map { device in
      let own = groups.members(of: device).map { records[$0] }
      return (groups.names[device], own.lazy.compactMap(\.batch).first, Self.condition(own))
    }
    var names: [String?] = []
    for device in devices where !names.contains(device.batch) { names.append(device.batch) }
    let all = devices
    batches = names.map { name in
      let batch = all.filter { $0.batch == name && $0.condition != .unknown }
      return Batch(
        name: name, working: batch.count { $0.condition == .working }, measured: batch.count)
    }
    working = batches.reduce(0) { $0 + $1.working }
    fabricated = max(stated ?? 0, batches.reduce(0) { $0 + $1.measured })
    let told = batches.filter { $0.measured > 0 }
    homogeneity =
      told.count < 2
      ? nil
      : Homogeneity(told.map { Proportion($0.working, of: $0.measured) }, seed: seed)
  }

  /// What a device's cycles say of it together.
  static func condition(_ records: [CycleRecord]) -> Condition {
    let hasSet = records.contains { $0.values[.vSet]?.exactValue != nil }
    let hasReset = records.contains { $0.values[.vReset]?.exactValue != nil }
    let flags = Set(records.flatMap(\.flags))
    let triedReset = hasReset || flags.contains(.noReset)
    let sets = records.filter { $0.values[.vSet]?.exactValue != nil }
    if !sets.isEmpty, !hasReset, sets.allSatisfy({ $0.flags.contains(.volatile) }) {
      return .volatile
    }
    if hasSet || hasReset { return !triedReset || hasReset ? .working : .neverReset }
    if flags.contains(.notSwitched) { return .neverSwitched }
    if flags.contains(.short) { return .short }
    if flags.contains(.open) { return .open }
    if flags.contains(.noReset) || flags.contains(.alreadyOn) { return .neverReset }
    // A table of resistances alone: whoever has two states works.
    let hasStates = records.contains {
      $0.values[.rLRS]?.exactValue != nil && $0.values[.rHRS]?.exactValue != nil
    }
    return hasStates ? .working : .unknown
  }
}

extension YieldFit {
  /// A row of the report's table.
  struct Row {
    var name: String
    var working: Int
    var trials: Int
    var wilson: Estimate
    var exact: Estimate
  }

  var rows: [Row] {
    func row(_ name: String, _ working: Int, _ trials: Int) -> Row? {
      if trials == 0 { return nil }
      return Row(
        name: name, working: working, trials: trials,
        wilson: Proportion(working, of: trials).wilson(),
        exact: Proportion(working, of: trials).clopperPearson())
    }
    let each =
      batches.count < 2 ? [] : batches.map { row($0.name ?? "no batch", $0.working, $0.measured) }
    return (each + [row("all", working, fabricated)]).compactMap { $0 }
  }

  /// `47 of 118 devices (40 %; 95 %: 31.4 … 48.8 %)`
  var sentence: String {
    guard let all = rows.last else { return "not measured" }
    return "\(working) of \(fabricated) devices work: \(FitText.percent(all.wilson.value)) "
      + "(95 %, Wilson: \(FitText.percent(all.wilson.low)) … \(FitText.percent(all.wilson.high)))"
  }

  /// Failures by kind, batches compared, and what to mind.
  var lines: [String] {
    var lines: [String] = []
    for condition in Condition.allCases where condition != .working && condition != .unknown {
      let names = devices.filter { $0.condition == condition }.map(\.name)
      if names.isEmpty { continue }
      lines.append(
        "\(FitText.count(names.count, "device")) \(condition.rawValue): \(names.prefix(12).joined(separator: ", "))"
          + (names.count > 12 ? " and \(names.count - 12) more" : ""))
    }
    if let homogeneity {
      let p = homogeneity.conditionalP ?? homogeneity.p
      lines.append(
        "Batches \(p < 0.05 ? "differ" : "do not differ beyond chance"): χ² = "
          + "\(FitText.number(homogeneity.chiSquared)), p = \(FitText.number(homogeneity.p, 2))"
          + (homogeneity.conditionalP.map { "; given the totals p = \(FitText.number($0, 2))" }
            ?? "")
          + ".")
    }
    if working == fabricated, working > 0 {
      lines.append(
        "No device of the data fails: if they were chosen from a batch, state its size with --fabricated."
      )
    }
    return lines
  }
}
