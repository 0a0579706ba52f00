internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarMeasurement
internal import CrossbarStatistics

/// Switching times from the pulse trains of a fit's measurements.
///
/// A device that is off and gets SET pulses of one amplitude switches after their summed length: not within the sum
/// before the pulse after which it reads below the threshold resistance, but within the sum with it. RESET likewise.
/// Pulses that find their state already there say nothing.
struct PulseObservations {
  private(set) var tables: [PulseTable] = []
  private(set) var warnings: [Diagnostic] = []

  /// Amplitudes within this share of each other are one.
  private static let sameAmplitude = 0.02

  init(_ result: FitResult) {
    let device = result.device
    let readVoltage = result.options.extraction.readVoltage
    let trains = (result.traces + result.series.compactMap(\.train)).map {
      ($0, PulseTrain.responses($0, readVoltage: readVoltage))
    }.filter { !$0.1.isEmpty }
    let threshold = device.operation.threshold.value
    // The sign after which devices read low is that of SET.
    var balance = 0.0
    for (_, responses) in trains {
      for response in responses where response.before >= threshold && response.after < threshold {
        balance += response.amplitude > 0 ? 1 : -1
      }
    }
    let sign = balance < 0 ? -1.0 : 1
    var left = 0
    for (trace, responses) in trains {
      let own = Self.thresholds(of: trace, result)
      for time in Self.times(responses, threshold: threshold, sign: sign, own: own) {
        if time.impossibility(device.statistics) != nil {
          left += 1
          continue
        }
        add(
          PulseTable.Pulse(time: time, line: trace.origin.line), file: trace.origin.file)
      }
    }
    if left > 0 {
      warnings.append(
        .warning(
          "fit/pulses",
          "\(FitText.count(left, "switching time")) at voltages below the threshold left out of the compact model's fit"
        ))
    }
  }

  private mutating func add(_ pulse: PulseTable.Pulse, file: String) {
    if let index = tables.firstIndex(where: { $0.file == file }) {
      tables[index].pulses.append(pulse)
    } else {
      tables.append(PulseTable(file: file, pulses: [pulse]))
    }
  }

  /// Medians of the device's own V_SET and |V_RST|, where its sweeps were measured.
  private static func thresholds(
    of trace: SweepTrace, _ result: FitResult
  ) -> [SwitchingTargets.Polarity: Double] {
    let records = result.records.filter { $0.device == trace.device && $0.batch == trace.batch }
    var own: [SwitchingTargets.Polarity: Double] = [:]
    for polarity in SwitchingTargets.Polarity.allCases {
      let values = records.compactMap { $0.values[polarity.threshold]?.exactValue }.sorted()
      if !values.isEmpty { own[polarity] = values[values.count / 2].roundedToSixDigits }
    }
    return own
  }

  private static func times(
    _ responses: [PulseResponse], threshold: Double, sign: Double,
    own: [SwitchingTargets.Polarity: Double]
  ) -> [SwitchingTargets.Time] {
    var times: [SwitchingTargets.Time] = []
    var amplitude: Double?
    var elapsed = 0.0
    func answer(_ shortest: Double, _ longest: Double) {
      guard let amplitude else { return }
      let polarity: SwitchingTargets.Polarity = amplitude > 0 ? .set : .reset
      times.append(
        SwitchingTargets.Time(
          polarity: polarity, voltage: amplitude, shortest: shortest.sixDigits,
          longest: longest.sixDigits, threshold: own[polarity]))
    }
    func end() {
      if elapsed > 0 { answer(elapsed, .infinity) }
      amplitude = nil
      elapsed = 0
    }
    for response in responses {
      let voltage = response.amplitude * sign
      let isLow = response.before < threshold
      // Already as the pulse would make it.
      if isLow == (voltage > 0) {
        end()
        continue
      }
      if let amplitude, (voltage / amplitude - 1).magnitude > sameAmplitude { end() }
      if amplitude == nil { amplitude = voltage.sixDigits }
      if (response.after < threshold) != isLow {
        // Yes within the sum, no within the sum before.
        answer(0, elapsed + response.width)
        if elapsed > 0 { answer(elapsed, .infinity) }
        amplitude = nil
        elapsed = 0
      } else {
        elapsed += response.width
      }
    }
    end()
    return times
  }
}
