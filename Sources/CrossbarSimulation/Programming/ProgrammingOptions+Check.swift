public import CrossbarCore
public import CrossbarDevices

extension ProgrammingOptions {
  /// Most pulses that one cell may get.
  public static let pulseLimit = 10_000

  /// Tells what cannot be simulated.
  ///
  /// - Throws: `programming/…`, every value out of its range at once.
  public func check(_ device: Device) throws(Diagnostics) {
    var findings: [Diagnostic] = []
    func check(_ value: Double, _ range: ClosedRange<Double>, _ id: String, _ name: String) {
      if range.contains(value) { return }
      findings.append(
        .error(
          "programming/\(id)",
          "\(name) is \(value); it must lie between \(range.lowerBound) and \(range.upperBound)"))
    }
    check(writeVoltage.value, 1e-3...1000, "write-voltage", "the write voltage, V,")
    check(writePulse.value, 1e-9...1e4, "write-pulse", "the write pulse, s,")
    check(
      Double(maximumPulses), 1...Double(Self.pulseLimit), "maximum-pulses",
      "the largest number of pulses")
    check(rampStep.value, 0...100, "ramp-step", "the step from pulse to pulse, V,")
    if (0...100).contains(rampStep.value), (1...Self.pulseLimit).contains(maximumPulses),
      (1e-3...1000).contains(writeVoltage.value)
    {
      check(
        writeVoltage.value + rampStep.value * Double(maximumPulses - 1), 1e-3...1000, "ramp",
        "the last pulse of the ramp, V,")
    }
    if let wordLines {
      check(wordLines.set.value, 0...1000, "word-line", "the word line's voltage in a SET, V,")
      check(wordLines.reset.value, 0...1000, "word-line", "the word line's voltage in a RESET, V,")
      check(wordLines.read.value, 0...1000, "word-line", "the word line's voltage in a read, V,")
    }
    check(Double(previousCycles), 0...1e15, "previous-cycles", "the number of previous cycles")
    check(retention.value, 0...1e12, "retention", "the retention time, s,")
    check(yield, 0...1, "yield", "the yield")
    check(shareOfShorts, 0...1, "share-of-shorts", "the share of shorts")
    try findings.throwIfErrors()
  }

  /// Whether ``check(_:)`` throws nothing.
  func isPossible(_ device: Device) -> Bool {
    do throws(Diagnostics) {
      try check(device)
      return true
    } catch {
      return false
    }
  }

  /// What the results rest on without evidence, as notes.
  public func notes(_ device: Device) -> [Diagnostic] {
    var notes: [Diagnostic] = []
    if retention > device.retention {
      notes.append(
        .note(
          "programming/retention-extrapolated",
          "a retention of \(retention) is extrapolated: states were seen to persist for "
            + "\(device.retention)"))
    }
    if previousCycles > 0 {
      notes.append(
        .note(
          "programming/endurance-alike",
          device.enduranceCycles == .max
            ? "no endurance is known, so previous cycles wear no device"
            : "every device is taken to stand \(device.enduranceCycles) cycles, the largest number "
              + "known; how devices differ is not"))
    }
    if yield < 1 {
      notes.append(
        .note(
          "programming/faults-assumed",
          "which devices do not work, and that \(shareOfShorts) of them are shorts and the others "
            + "open, is assumed"))
    }
    return notes
  }
}
