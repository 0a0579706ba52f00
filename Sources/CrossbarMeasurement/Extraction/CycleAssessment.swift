internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarStatistics

/// One cycle as its halves tell it, and what only the other cycles can decide.
struct CycleAssessment: Sendable {
  var record: CycleRecord
  /// No half of the cycle switches: its resistance at the read voltage and the slope of its branch. Conducting it is
  /// a short (or already on), else it is not switched.
  var undecided: (resistance: Double, exponent: SlopeEstimate?)?
  /// V_SET and V_RST as Keithley's formulas have them, to compare with the instrument's own.
  var keithley: (vSet: Double?, vReset: Double?) = (nil, nil)
  /// Distance of the samples around V_SET and V_RST, volts.
  var steps: (vSet: Double, vReset: Double) = (0, 0)
  /// Volts above which V_SET lies if there was no SET: the sweep's end, or where the compliance took over.
  var setLimit: Double?
  /// Indices of the traces of its halves.
  var traces: (set: Int?, reset: Int?) = (nil, nil)
  /// No other cycle is in these traces.
  var isWholeTrace = false
  /// A RESET half before any SET that shows nothing: of a fresh device of the other polarity.
  var isEmpty = false
  /// The SET half begins conducting and loses the low-resistive state.
  var fallsAtSet = false
}

/// Assesses the cycles of one device.
struct CycleAssessor {
  var traces: [SweepTrace]
  /// Samples by trace.
  var sweeps: [Int: SweepSamples]
  var options: ExtractionOptions
  var floor: Double
  /// Usual noise of the current at 0 V in these data, amperes.
  var additive: Double
  var setIsPositive: Bool

  private var least: Double { options.minimalJump * ExtractionOptions.decade }

  func assess(set: HalfCycle?, reset: HalfCycle?, cycle: Int) -> CycleAssessment? {
    guard let first = set ?? reset, let sweep = sweeps[first.trace] else { return nil }
    let trace = traces[first.trace]
    var record = CycleRecord(
      origin: trace.origin, device: trace.device, batch: trace.batch, cycle: cycle,
      isReversed: !setIsPositive, compliance: compliance(of: set))
    record.origin.line += sweep.rows[first.samples.lowerBound]
    record.limits[.vSet] = set?.limit
    record.limits[.vReset] = reset?.limit
    record.limits[.rHRS] = options.readVoltage / floor
    var result = CycleAssessment(record: record)
    result.traces = (set?.trace, reset?.trace)
    var flags: Set<CycleFlag> = []
    if set?.out == nil || reset?.out == nil { flags.insert(.partial) }

    let conducts =
      set?.conducts(beyond: floor) ?? false || reset?.conducts(beyond: floor) ?? false
    if conducts {
      assess(set, reset, into: &result, flags: &flags)
    } else {
      flags.insert(.open)
      result.record.values[.rHRS] = .above(options.readVoltage / floor)
    }
    result.record.flags = flags.sorted()
    return result
  }

  private func assess(
    _ set: HalfCycle?, _ reset: HalfCycle?, into result: inout CycleAssessment,
    flags: inout Set<CycleFlag>
  ) {
    let plateau = set.flatMap { CompliancePlateau(of: $0, stated: result.record.compliance) }
    if let plateau {
      flags.insert(.plateau)
      result.record.compliance = plateau.level
    }
    let isSet = set.map { $0.rises && $0.likeness > 0 } ?? false
    let isReset = reset.map { $0.falls && $0.likeness < 0 } ?? false
    let atSet = set?.out.flatMap { out in isSet ? switching(set, out, isUp: true) : nil }
    let atReset = reset?.out.flatMap { out in isReset ? switching(reset, out, isUp: false) : nil }
    let hidden = set.flatMap { set in plateau?.hiddenBound(set, floor: floor) }
    if let atSet, let hidden {
      result.record.values[.vSet] = .above(hidden)
      result.steps.vSet = atSet.step
    } else if let atSet {
      result.record.values[.vSet] = .exact(atSet.voltage)
      result.keithley.vSet = atSet.voltage
      result.steps.vSet = atSet.step
      result.record.steps[.vSet] = atSet.step
    }
    if let atReset {
      result.record.values[.vReset] = .exact(
        options.definition == .keithley ? atReset.peak : atReset.voltage)
      result.keithley.vReset = atReset.peak
      result.steps.vReset = atReset.step
      result.record.steps[.vReset] = atReset.step
    }

    var branches = StateBranches()
    branches.isSet = isSet
    branches.isReset = isReset
    branches.plateau = plateau
    let setPoint = hidden == nil ? set?.rise?.point : plateau?.outStart
    branches.setPoint = setPoint
    branches.resetPoint = reset?.fall?.point

    // Whether the state that the SET reached is there at the read voltage, on its way back and when the RESET starts.
    let outLog = set.flatMap { log($0.out, before: isSet ? setPoint : nil) }
    let backLog = set.flatMap { log($0.back, before: nil) }
    let resetLog = reset.flatMap { log($0.out, before: nil) }
    if isSet, let set {
      if let outLog, let backLog, backLog - outLog < least / 2, !isReset {
        flags.insert(.volatile)
        branches.isVolatile = true
      } else if let backLog, let resetLog, !isReset,
        let low = outLog ?? log(reset?.back, before: nil),
        resetLog < (backLog + low) / 2, backLog - low >= least
      {
        flags.insert(.volatile)
      } else if reset?.out != nil, !isReset {
        flags.insert(.noReset)
      }
      if hidden == nil, set.rise?.isAbrupt == true, let rise = set.rise,
        rise.jump < 3 * rise.scatter
      {
        flags.insert(.noisy)
      }
    } else if let set, loses(set) {
      flags.insert(.alreadyOn)
      branches.isOn = true
      branches.fallPoint = set.fall?.point
      result.fallsAtSet = true
    } else if set != nil, isReset {
      if let backLog = backLog ?? outLog, let resetLog, resetLog - backLog >= least {
        flags.insert(.notSwitched)
        branches.isLate = true
      } else {
        flags.insert(.alreadyOn)
        branches.isOn = true
      }
    }
    if flags.contains(.noReset), let reset { result.record.values[.vReset] = .above(reset.limit) }

    let reader = StateReader(options: options, floor: floor, additive: additive, sweeps: sweeps)
    if isSet || isReset || result.fallsAtSet {
      reader.read(set, reset, branches, into: &result, flags: &flags)
    } else if let half = set ?? reset {
      reader.readUnswitched(half, reset, branches, into: &result, flags: &flags)
      result.isEmpty = set == nil && reset.map { $0.rises && $0.likeness > 0 } != true
    }
    if let set, let out = set.out {
      let start = plateau?.outStart.map { out.voltages[$0] }
      result.setLimit = min(set.limit, start ?? set.limit)
    }
    if flags.contains(.notSwitched) {
      result.record.values[.vSet] = result.setLimit.map { .above($0) }
    }
  }

  /// Whether a half loses the low-resistive state: in a step that lasts, or by a decade; a smaller loop without a step
  /// is also that of a high-resistive state that relaxes.
  private func loses(_ half: HalfCycle) -> Bool {
    guard half.falls, half.likeness < 0, let fall = half.fall else { return false }
    return (fall.isAbrupt && fall.isLasting && fall.jump >= max(least, 6 * fall.scatter))
      || (half.loop?.down ?? 0) >= ExtractionOptions.decade
  }

  /// Voltage of the first switched sample, of the sample of the largest current before, and the distance of samples.
  private func switching(
    _ half: HalfCycle?, _ out: Branch, isUp: Bool
  ) -> (voltage: Double, peak: Double, step: Double)? {
    guard let half, let sweep = sweeps[half.trace], let step = isUp ? half.rise : half.fall
    else { return nil }
    let sample = out.sample(of: step, isUp: isUp, in: sweep, sign: half.sign)
    var peak = out.samples[out.peak(upTo: step.point - 1)].lowerBound
    for index in out.samples[out.peak(upTo: step.point - 1)]
    where sweep.current[index].magnitude > sweep.current[peak].magnitude { peak = index }
    return (
      sweep.voltage[sample].magnitude, sweep.voltage[peak].magnitude,
      out.voltages[step.point] - out.voltages[step.point - 1]
    )
  }

  /// ln of the current at the read voltage, where the branch has it before a point.
  private func log(_ branch: Branch?, before point: Int?) -> Double? {
    guard let branch else { return nil }
    if let point, branch.voltages[point] <= options.readVoltage * 1.001 { return nil }
    return branch.logCurrent(at: options.readVoltage, logFloor: PortableMath.log(floor))
  }

  /// The compliance stated for the SET half, amperes.
  private func compliance(of set: HalfCycle?) -> Double? {
    guard let set, let sweep = sweeps[set.trace] else { return nil }
    let trace = traces[set.trace]
    if let column = trace.complianceColumn {
      let values = set.samples.compactMap { sample -> Double? in
        let row = sweep.rows[sample]
        return row < column.count && column[row].isFinite && column[row] != 0
          ? column[row].magnitude : nil
      }
      if let value = RobustScale.median(values) { return value }
    }
    return trace.compliance.flatMap { $0.isFinite && $0 != 0 ? $0.magnitude : nil }
  }
}
