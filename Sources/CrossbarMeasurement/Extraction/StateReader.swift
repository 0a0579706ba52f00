internal import CrossbarDevices
internal import CrossbarStatistics

/// Which parts of a cycle's branches are in which state.
struct StateBranches {
  var isSet = false
  var isReset = false
  /// The low-resistive state does not outlive the way back.
  var isVolatile = false
  /// On before the SET half began.
  var isOn = false
  /// Set somewhere between the halves: the SET half is high-resistive throughout.
  var isLate = false
  var plateau: CompliancePlateau?
  /// First point after the SET on its branch out.
  var setPoint: Int?
  /// First point after the RESET on its branch out.
  var resetPoint: Int?
  /// First point after the low-resistive state is lost on the SET half's branch out.
  var fallPoint: Int?
}

/// Reads resistances and conduction off the branches.
struct StateReader {
  var options: ExtractionOptions
  var floor: Double
  /// Usual noise of the current at 0 V in these data, amperes.
  var additive: Double
  /// Samples by trace.
  var sweeps: [Int: SweepSamples]

  /// A stretch of a branch in one state.
  private struct Stretch {
    var branch: Branch
    var points: Range<Int>
    var sweep: SweepSamples
    /// Largest voltage of the fit of the conduction.
    var limit: Double

    func covers(_ voltage: Double) -> Bool {
      guard let first = points.first, let last = points.last else { return false }
      return branch.voltages[first] <= voltage * 1.001 && branch.voltages[last] >= voltage * 0.999
    }
  }

  /// The resistances of a cycle of which at least one half switches.
  func read(
    _ set: HalfCycle?, _ reset: HalfCycle?, _ state: StateBranches,
    into result: inout CycleAssessment, flags: inout Set<CycleFlag>
  ) {
    let setEnd = state.isSet ? state.setPoint : nil
    let resetEnd = state.isReset ? state.resetPoint : nil
    // The low-resistive state: back from the SET, else out to the RESET.
    var low: [Stretch] = []
    if !state.isVolatile, !state.isLate, state.isSet || state.isOn, let set {
      let part = 0.8 * (setEnd.flatMap { point in set.out?.voltages[point] } ?? set.limit)
      if state.fallPoint == nil {
        add(set.back, ..<(state.plateau?.backEnd ?? .max), set, part, to: &low)
      }
      if state.isOn {
        let end = min(state.fallPoint ?? .max, state.plateau?.outStart ?? .max)
        add(set.out, ..<end, set, part, to: &low)
      }
    }
    if let reset, state.isReset || (state.isSet && flags.contains(.noReset)) {
      let part = 0.8 * (resetEnd.flatMap { point in reset.out?.voltages[point] } ?? reset.limit)
      add(reset.out, ..<(resetEnd ?? .max), reset, part, to: &low)
    }
    // The high-resistive state: out to the SET, else back from the RESET.
    var high: [Stretch] = []
    if let set, state.isSet || state.isLate {
      let end = min(setEnd ?? .max, state.plateau?.outStart ?? .max)
      let part = 0.8 * (setEnd.flatMap { point in set.out?.voltages[point] } ?? set.limit)
      add(set.out, ..<end, set, part, to: &high)
    }
    if let reset, state.isReset { add(reset.back, ..<(.max), reset, reset.limit, to: &high) }

    take(.rLRS, low, into: &result.record, flags: &flags)
    take(.rHRS, high, into: &result.record, flags: &flags)
    result.record.lrsExponent = conduction(low)
    result.record.hrsExponent = conduction(high)
    if options.resistance == .paperFirstSample, state.isReset || flags.contains(.noReset),
      let reset,
      let out = reset.out, let current = out.currents.first, let voltage = out.voltages.first
    {
      result.record.values[.rLRS] =
        current > floor ? .exact(voltage / current) : .above(voltage / floor)
    }
  }

  /// The one resistance of a cycle that does not switch; ``CycleAssessment/undecided`` keeps it.
  func readUnswitched(
    _ half: HalfCycle, _ reset: HalfCycle?, _ state: StateBranches,
    into result: inout CycleAssessment, flags: inout Set<CycleFlag>
  ) {
    var all: [Stretch] = []
    // A RESET half that rises is in the one state up to there only.
    let rise = reset.flatMap { $0.rises && $0.likeness > 0 ? $0.rise?.point : nil }
    let isReset = reset?.isPositive == half.isPositive
    if !isReset {
      add(half.out, ..<(state.plateau?.outStart ?? .max), half, half.limit, to: &all)
    }
    if let reset { add(reset.out, ..<(rise ?? .max), reset, reset.limit, to: &all) }
    if rise == nil || !isReset {
      add(half.back, ..<(state.plateau?.backEnd ?? .max), half, half.limit, to: &all)
    }
    var record = result.record
    take(.rHRS, all, into: &record, flags: &flags)
    let exponent = conduction(all)
    switch record.values[.rHRS] {
    case .exact(let resistance): result.undecided = (resistance, exponent)
    default: result.undecided = (.infinity, exponent)
    }
    result.record.values[.rHRS] = record.values[.rHRS]
    result.record.hrsExponent = exponent
  }

  private func add(
    _ branch: Branch?, _ end: PartialRangeUpTo<Int>, _ half: HalfCycle, _ limit: Double,
    to list: inout [Stretch]
  ) {
    guard let branch, let sweep = sweeps[half.trace] else { return }
    let points = 0..<max(0, min(end.upperBound, branch.count))
    if points.isEmpty { return }
    list.append(Stretch(branch: branch, points: points, sweep: sweep, limit: limit))
  }

  /// The resistance from the first stretch that has the read voltage in it, else from the first that is near it.
  ///
  /// A reading of the high-resistive state that is uncertain by more than 0.4 % is averaged with one from the next
  /// stretch where the two agree within three standard errors.
  private func take(
    _ quantity: DeviceQuantity, _ stretches: [Stretch], into record: inout CycleRecord,
    flags: inout Set<CycleFlag>
  ) {
    let voltage = options.readVoltage
    let ordered = stretches.filter { $0.covers(voltage) } + stretches.filter { !$0.covers(voltage) }
    for (number, stretch) in ordered.enumerated() {
      let rest = ordered.dropFirst(number + 1)
      let isLow = quantity == .rLRS
      guard var reading = reading(stretch, more: isLow ? Array(rest) : [], isOhmic: isLow) else {
        if isBelow(stretch) {
          record.values[quantity] = .above(voltage / floor)
          return
        }
        continue
      }
      if !isLow, reading.error > 0.004, let next = rest.first,
        let other = self.reading(next, more: [], isOhmic: false)
      {
        reading = reading.averaged(with: other)
      }
      if reading.current < floor,
        reading.error > 0.1 || reading.current < leastCurrent(of: stretch)
      {
        record.values[quantity] = .above(voltage / floor)
      } else {
        record.values[quantity] = .exact(voltage / reading.current)
        if reading.error > 0.1 { flags.insert(.noisy) }
      }
      return
    }
  }

  /// Of a stated floor, the floor; of one that is only the default, what the noise lets see below it counts too.
  private func leastCurrent(of stretch: Stretch) -> Double {
    options.currentFloor
      ?? min(floor, max(1e-11, 5 * max(stretch.sweep.currentNoise, additive)))
  }

  private func reading(_ stretch: Stretch, more: [Stretch], isOhmic: Bool) -> BranchReading? {
    stretch.branch.reading(
      at: options.readVoltage, points: stretch.points, more: more.map { ($0.branch, $0.points) },
      additive: max(stretch.sweep.currentNoise, additive), least: leastCurrent(of: stretch) / 2,
      isOhmic: isOhmic)
  }

  /// The current at the read voltage is the instrument's.
  private func isBelow(_ stretch: Stretch) -> Bool {
    guard stretch.covers(options.readVoltage) else { return false }
    let near = stretch.points.filter { k in
      stretch.branch.voltages[k] <= 2 * options.readVoltage
    }
    return near.allSatisfy { stretch.branch.currents[$0] < floor }
  }

  private func conduction(_ stretches: [Stretch]) -> SlopeEstimate? {
    for stretch in stretches {
      let slope = stretch.branch.conduction(
        points: stretch.points, limit: stretch.limit, least: 10 * floor)
      if let slope { return slope }
    }
    return nil
  }
}
