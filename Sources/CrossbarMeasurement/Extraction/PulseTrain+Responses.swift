/// A write pulse between two reads.
public struct PulseResponse: Hashable, Sendable {
  /// Median voltage of the pulse's flat top, signed, V.
  public var amplitude: Double
  /// From its first sample to the first after it, s.
  public var width: Double
  /// Resistances read before and after it, Ω.
  public var before: Double
  public var after: Double
}

extension PulseTrain {
  /// What each write pulse of a train did: pulses with a flat top, a recorded time, and reads on both sides; empty where
  /// the trace is no train.
  ///
  /// A read's resistance is the median of V/I, the first quarter of its samples left out; several reads between two
  /// pulses count as one.
  ///
  /// - Parameter readVoltage: volts, magnitude.
  public static func responses(_ trace: SweepTrace, readVoltage: Double) -> [PulseResponse] {
    let count = min(trace.voltage.count, trace.current.count)
    guard let time = trace.time, time.count >= count,
      series(trace, readVoltage: readVoltage)?.axis == .cycle
    else { return [] }
    var responses: [PulseResponse] = []
    var reads: [Double] = []
    var before: Double?
    var pulse: (amplitude: Double, width: Double)?
    /// Ends what lies between two pulses.
    func close() {
      let after = RobustScale.median(reads)
      if let pulse, let before, let after {
        responses.append(
          PulseResponse(
            amplitude: pulse.amplitude, width: pulse.width, before: before, after: after))
      }
      before = after
      reads = []
    }
    for run in runs(of: trace, count: count, readVoltage: readVoltage) {
      switch run.kind {
      case .read:
        reads += run.samples.dropFirst(run.samples.count / 4).compactMap { resistance(trace, $0) }
      case .write:
        close()
        pulse = nil
        let end = run.samples.upperBound
        if run.isLevel, end < count,
          let amplitude = RobustScale.median(Array(trace.voltage[run.samples]))
        {
          let width = time[end] - time[run.samples.lowerBound]
          if width.isFinite && width > 0 { pulse = (amplitude, width) }
        }
      case .idle, .edge: break
      }
    }
    close()
    return responses
  }
}
