internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarStatistics

/// What the user should know about an extraction, one note a kind.
enum ExtractionNotes {
  static func all(
    _ traces: [SweepTrace], devices: [DeviceSweeps], cycles: [[CycleAssessment]],
    assessed: [[CycleAssessment]], options: ExtractionOptions
  ) -> [Diagnostic] {
    var notes: [Diagnostic] = []
    if options.resistance == .paperFirstSample {
      notes.append(
        .warning(
          "extract/first-sample",
          "R_LRS is V/I of the first sample of the third segment, where the current may be noise",
          help: "leave the resistance rule at the read voltage"))
    }
    notes += implausible(traces)
    notes += leftOut(traces, devices: devices, cycles: cycles, assessed: assessed)
    notes += reversed(cycles)
    notes += unipolar(cycles, options: options)
    notes += instrument(traces, devices: devices, cycles: cycles, options: options)
    notes += forming(cycles)
    return notes
  }

  private static func place(_ origin: Origin) -> Diagnostic.Location {
    Diagnostic.Location(file: origin.file, line: origin.line, element: origin.sheet)
  }

  private static func text(_ value: Double) -> String {
    value < 1e22 ? "\(value.roundedToSixDigits)" : "\(value)"
  }

  private static func implausible(_ traces: [SweepTrace]) -> [Diagnostic] {
    for trace in traces {
      let largest = trace.current.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
      if largest > 10 {
        return [
          .warning(
            "extract/implausible-current",
            "\(trace.device): currents up to \(text(largest)) A", at: place(trace.origin),
            help: "state the unit of the current if it is not ampere")
        ]
      }
    }
    return []
  }

  private static func leftOut(
    _ traces: [SweepTrace], devices: [DeviceSweeps], cycles: [[CycleAssessment]],
    assessed: [[CycleAssessment]]
  ) -> [Diagnostic] {
    var notes: [Diagnostic] = []
    let empty = devices.flatMap(\.empty)
    if let first = empty.first {
      notes.append(
        .warning(
          "extract/no-sweep",
          "\(empty.count) trace(s) without a sweep in them; the first is of \(traces[first].device)",
          at: place(traces[first].origin)))
    }
    let fresh = zip(assessed, cycles).filter { $0.count > $1.count }.compactMap { $0.0.first }
    if let first = fresh.first {
      notes.append(
        .note(
          "extract/before-first-set",
          "\(fresh.count) device(s) were swept towards RESET before their first SET; nothing happens "
            + "there, and it counts as no cycle; the first is \(first.record.device)",
          at: place(first.record.origin)))
    }
    return notes
  }

  private static func reversed(_ cycles: [[CycleAssessment]]) -> [Diagnostic] {
    let reversed = cycles.compactMap(\.first).filter(\.record.isReversed)
    let all = cycles.filter { !$0.isEmpty }.count
    guard let first = reversed.first else { return [] }
    return [
      .note(
        "extract/polarity",
        "\(reversed.count) of \(all) devices set at negative voltage; the first is "
          + first.record.device, at: place(first.record.origin))
    ]
  }

  private static func unipolar(
    _ cycles: [[CycleAssessment]], options: ExtractionOptions
  ) -> [Diagnostic] {
    let falling = cycles.joined().filter(\.fallsAtSet).map(\.record)
    guard let first = falling.first else { return [] }
    return [
      .note(
        "extract/unipolar",
        "\(falling.count) cycle(s) begin in the low-resistive state and lose it at the polarity of the "
          + "SET; a RESET there is not modelled, and they count as already on; the first is "
          + first.device, at: place(first.origin),
        help: options.polarity == .auto
          ? nil : "check the polarity of the SET that was stated, \(options.polarity.rawValue)")
    ]
  }

  /// Values of the instrument's own formulas against those of the same definition here.
  private static func instrument(
    _ traces: [SweepTrace], devices: [DeviceSweeps], cycles: [[CycleAssessment]],
    options: ExtractionOptions
  ) -> [Diagnostic] {
    var found: [(name: String, compared: Int, differing: Int, worst: Double, at: Origin?)] = [
      ("V_SET", 0, 0, 0, nil), ("V_RST", 0, 0, 0, nil),
    ]
    func compare(_ kind: Int, _ ours: Double?, _ theirs: Double?, _ step: Double, _ at: Origin) {
      guard let ours, let theirs, theirs.isFinite, theirs != 0 else { return }
      found[kind].compared += 1
      let difference = (theirs.magnitude - ours).magnitude
      if difference <= 1.01 * step { return }
      found[kind].differing += 1
      if difference > found[kind].worst {
        found[kind].worst = difference
        found[kind].at = at
      }
    }
    for cycle in cycles.joined() {
      // Only a trace that is one cycle has one value.
      guard let index = cycle.traces.set ?? cycle.traces.reset, cycle.isWholeTrace else { continue }
      compare(
        0, cycle.keithley.vSet, traces[index].instrumentVSet, cycle.steps.vSet,
        cycle.record.origin)
      let other = cycle.traces.reset ?? index
      compare(
        1, cycle.keithley.vReset, traces[other].instrumentVReset, cycle.steps.vReset,
        cycle.record.origin)
    }
    return found.filter { $0.differing > 0 }.map { entry in
      .note(
        "extract/instrument",
        "\(entry.name) by the instrument's own formula differs by more than a sample from the same "
          + "definition here in \(entry.differing) of \(entry.compared) cycles, by up to "
          + "\(text(entry.worst)) V", at: entry.at.map(place))
    }
  }

  /// A first cycle whose V_SET is more than twice that of the later ones.
  private static func forming(_ cycles: [[CycleAssessment]]) -> [Diagnostic] {
    let formed = cycles.filter { device in
      guard device.count >= 4, let first = device[0].record.values[.vSet]?.exactValue else {
        return false
      }
      let later = device.dropFirst().compactMap { $0.record.values[.vSet]?.exactValue }
      return later.count >= 3 && first > 2 * (later.max() ?? .infinity)
    }
    guard let record = formed.first?.first?.record else { return [] }
    return [
      .note(
        "extract/forming",
        "the first V_SET of \(formed.count) device(s) is more than twice every later one, as of a "
          + "forming; the first is \(record.device)", at: place(record.origin))
    ]
  }
}
