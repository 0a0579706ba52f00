internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarStatistics

extension CycleExtraction {
  /// Ohms. The paper's own threshold between the states, where no cycle of the data switches.
  private static let usualThreshold = 1e4

  /// Decides the cycles that do not switch: conducting they are shorts, or already on where no RESET was tried;
  /// otherwise not switched. The threshold is the geometric mean of the medians of R_LRS and R_HRS of the device's
  /// cycles, else of all; 10 kΩ else. A branch that is certainly not ohmic is no short.
  static func decide(_ devices: [[CycleAssessment]]) -> [[CycleAssessment]] {
    let common = threshold(devices.flatMap { $0 }) ?? usualThreshold
    return devices.map { cycles in
      let own = threshold(cycles) ?? common
      let hasSet = cycles.contains { $0.record.limits[.vSet] != nil }
      var result: [CycleAssessment] = []
      for var cycle in cycles {
        if let undecided = cycle.undecided {
          let exponent = undecided.exponent?.value ?? 1
          let isLow = undecided.resistance < own && exponent > 0.5 && exponent < 1.5
          decide(&cycle, isLow: isLow, resistance: undecided.resistance)
          // Nothing to RESET, and no SET before: the first half of a fresh device of the other polarity.
          if cycle.isEmpty, !isLow, result.isEmpty, hasSet { continue }
        }
        cycle.record.cycle = result.count + 1
        result.append(cycle)
      }
      return result
    }
  }

  private static func decide(_ cycle: inout CycleAssessment, isLow: Bool, resistance: Double) {
    var flags = Set(cycle.record.flags)
    let isSetOnly = cycle.record.limits[.vReset] == nil
    let isResetOnly = cycle.record.limits[.vSet] == nil
    if isLow {
      cycle.record.values = [.rLRS: .exact(resistance)]
      cycle.record.lrsExponent = cycle.record.hrsExponent
      cycle.record.hrsExponent = nil
      if isResetOnly {
        flags.insert(.noReset)
        cycle.record.values[.vReset] = cycle.record.limits[.vReset].map { .above($0) }
      } else {
        flags.insert(isSetOnly ? .alreadyOn : .short)
      }
    } else if !isResetOnly {
      flags.insert(.notSwitched)
      cycle.record.values[.vSet] = cycle.setLimit.map { .above($0) }
    }
    cycle.record.flags = flags.sorted()
  }

  /// Ohms; `nil` where no cycle has both states.
  private static func threshold(_ cycles: [CycleAssessment]) -> Double? {
    var low: [Double] = []
    var high: [Double] = []
    for cycle in cycles where cycle.undecided == nil {
      if let value = cycle.record.values[.rLRS]?.exactValue,
        let other = cycle.record.values[.rHRS]?.exactValue
      {
        low.append(PortableMath.log(value))
        high.append(PortableMath.log(other))
      }
    }
    guard let low = RobustScale.median(low), let high = RobustScale.median(high) else { return nil }
    return PortableMath.exp((low + high) / 2)
  }
}
