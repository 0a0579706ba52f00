import CrossbarDevices
import CrossbarCore
import CrossbarMeasurement
import CrossbarStatistics
import Testing

/// Devices and files that naive rules misjudge; each expectation is what the scripted device did.
@Suite struct HardCasesTests {
  private static let whole = ScriptedDevice.through(0, 2, 0, -2, 0)

  private func extract(
    _ traces: SweepTrace..., options: ExtractionOptions = ExtractionOptions()
  ) -> [CycleRecord] {
    CycleExtraction.extract(traces, options: options).records
  }

  private func near(_ observation: Observation?, _ value: Double, within part: Double = 0.03)
    -> Bool
  {
    guard let found = observation?.exactValue else { return false }
    return (found / value - 1).magnitude <= part
  }

  @Test func noiseOfOpenDevicesIsNoSwitch() {
    // 1 pA … 100 pA of either sign: half a decade between successive samples is the rule.
    let noises: [(level: (inout Draws) -> Double, label: String)] = [
      ({ PortableMath.exp10(-12 + 2 * $0.uniform()) * ($0.uniform() < 0.5 ? -1 : 1) }, "log"),
      ({ 3e-11 * $0.normal() }, "normal"),
      ({ 3e-8 * $0.normal() }, "of an instrument of 30 nA"),
      ({ 5e-9 + 1e-10 * $0.normal() }, "with offset"),
    ]
    for noise in noises {
      let traces = (0..<20).map { number in
        var draws = Draws(seed: 5, stream: UInt64(number))
        return SweepTrace(
          origin: Origin(file: "open.csv", line: 1), device: "o\(number)", voltage: Self.whole,
          current: Self.whole.map { _ in noise.level(&draws) })
      }
      let records = CycleExtraction.extract(traces).records
      #expect(records.count == 20)
      for record in records {
        #expect(record.flags == [.open], "\(noise.label)")
        #expect(Array(record.values.keys) == [.rHRS], "\(noise.label)")
        guard case .above(let bound)? = record.values[.rHRS] else {
          Issue.record("no bound on R_HRS")
          continue
        }
        #expect(bound <= 1e8)
      }
    }
  }

  @Test func theNoiseOfOpenDevicesRaisesTheFloor() {
    var draws = Draws(seed: 6, stream: 1)
    let open = SweepTrace(
      origin: Origin(file: "o.csv", line: 1), device: "o", voltage: Self.whole,
      current: Self.whole.map { _ in 2e-8 * draws.normal() })
    var device = ScriptedDevice()
    device.floorNoise = 2e-8
    device.high = 1e8
    let found = CycleExtraction.extract([open, device.trace(Self.whole)])
    #expect(found.notes.contains { $0.id == "extract/current-floor" })
    #expect(found.records[0].flags == [.open])
    #expect(found.records[1].values[.vSet] == .exact(1))
    #expect(found.records[1].values[.rHRS]?.exactValue == nil)
  }

  @Test func microampereDevices() {
    var synthetic = SyntheticSweeps(seed: 7)
    synthetic.resistanceScale = 100
    synthetic.floorNoise = 1e-13
    synthetic.compliance = 1e-5
    synthetic.hasFailures = false
    let (traces, devices) = synthetic.make()
    for (record, device) in zip(CycleExtraction.extract(traces).records, devices) {
      #expect(record.values[.vSet] == .exact(device.cycles[0].vSet))
      #expect(record.values[.vReset] == .exact(device.cycles[0].vReset))
      #expect(near(record.values[.rLRS], device.cycles[0].rLRS))
      switch record.values[.rHRS] {
      case .above(let bound): #expect(bound <= device.cycles[0].rHRS)
      default: #expect(near(record.values[.rHRS], device.cycles[0].rHRS))
      }
    }
  }

  @Test func aRatioOfThree() {
    for seed in 0..<20 {
      var device = ScriptedDevice()
      device.low = 5000
      device.high = 15000
      device.hrsExponent = 1
      device.compliance = nil
      device.noise = 0.01
      for _ in 0..<seed { _ = device.current(at: 0.1) }
      let record = extract(device.trace(Self.whole))[0]
      #expect(record.flags.isEmpty)
      #expect(record.values[.vSet] == .exact(1))
      #expect(near(record.values[.vReset], 0.8, within: 1e-12))
      #expect(near(record.values[.rLRS], 5000) && near(record.values[.rHRS], 15000))
    }
  }

  @Test func aSoftReset() {
    // The low-resistive state dissolves over half a volt: the steepest fall is where the generator puts it.
    var device = ScriptedDevice()
    let voltages = ScriptedDevice.through(0, 2, 0, -2, 0, step: 0.01)
    var trace = device.trace(voltages)
    var conductance = 1 / 500.0
    var draws = Draws(seed: 8, stream: 0)
    for index in voltages.indices where voltages[index] < -0.001 {
      let magnitude = -voltages[index]
      if index <= 600 {
        conductance = 1e-6 + (1 / 500.0) / (1 + PortableMath.exp((magnitude - 1.2) / 0.05))
      }
      trace.current[index] = -magnitude * conductance * (1 + 0.01 * draws.normal())
    }
    let record = extract(trace)[0]
    #expect(record.flags == [.plateau])
    #expect(near(record.values[.vReset], 1.2, within: 0.06))
    #expect(near(record.values[.rLRS], 500) && near(record.values[.rHRS], 1e6))
  }

  @Test func aResetInTwoSteps() {
    var device = ScriptedDevice()
    device.vReset = 1.2
    var trace = device.trace(Self.whole)
    // 500 Ω to 2 kΩ at 0.8 V, to 1 MΩ at 1.2 V: the larger change of current first, of its logarithm last.
    for (index, voltage) in trace.voltage.enumerated() where index > 80 && index < 104 {
      if voltage <= -0.79 { trace.current[index] = voltage / 2000 }
    }
    func vReset(_ definition: SwitchingDefinition) -> Observation? {
      extract(trace, options: ExtractionOptions(definition: definition))[0].values[.vReset]
    }
    #expect(near(vReset(.paper), 0.8, within: 1e-9))
    #expect(near(vReset(.logJump), 1.2, within: 1e-9))
    #expect(near(vReset(.keithley), 0.75, within: 1e-9))
  }

  @Test func switchesAtTheEndsOfTheSweep() {
    var device = ScriptedDevice()
    device.vSet = 2
    device.vReset = 2
    device.noise = 0.01
    var record = extract(device.trace(Self.whole))[0]
    #expect(record.values[.vSet] == .exact(2) && record.values[.vReset] == .exact(2))
    device.vSet = 0.1
    device.vReset = 0.1
    record = extract(device.trace(Self.whole))[0]
    #expect(near(record.values[.vSet], 0.1, within: 1e-9))
    #expect(near(record.values[.vReset], 0.1, within: 1e-9))
    // On at the first sample: nothing in the sweep tells whether it was on before.
    device.vSet = 0.05
    device.vReset = 0.5
    record = extract(device.trace(Self.whole))[0]
    #expect(record.flags.contains(.alreadyOn) && record.values[.vSet] == nil)
    #expect(near(record.values[.vReset], 0.5, within: 1e-9))
  }

  @Test func everyFlag() {
    var device = ScriptedDevice()
    device.isLow = true
    device.noise = 0.01
    var record = extract(device.trace(Self.whole))[0]
    #expect(record.flags == [.alreadyOn, .plateau])
    #expect(record.values[.vSet] == nil)
    #expect(near(record.values[.vReset], 0.8, within: 1e-9))
    #expect(near(record.values[.rLRS], 500) && near(record.values[.rHRS], 1e6))

    device.vReset = 9
    record = extract(device.trace(Self.whole))[0]
    #expect(record.flags == [.noReset, .plateau])
    #expect(record.values[.vSet] == .exact(1) && record.values[.vReset] == .above(2))
    #expect(near(record.values[.rLRS], 500) && near(record.values[.rHRS], 1e6))
    record = extract(device.trace(Self.whole))[0]
    #expect(record.flags == [.short, .plateau])
    #expect(Array(record.values.keys) == [.rLRS])

    device = ScriptedDevice()
    device.vSet = 9
    record = extract(device.trace(Self.whole))[0]
    #expect(record.flags == [.notSwitched])
    #expect(record.values[.vSet] == .above(2) && record.values[.vReset] == nil)
    #expect(near(record.values[.rHRS], 1e6))

    device = ScriptedDevice()
    device.isVolatile = true
    device.compliance = 1e-4
    record = extract(device.trace(Self.whole))[0]
    #expect(record.flags == [.plateau, .volatile])
    #expect(record.values[.vSet] == .exact(1))
    #expect(record.values[.rLRS] == nil && record.values[.vReset] == nil)
    #expect(near(record.values[.rHRS], 1e6))

    record = extract(device.trace([.nan, .nan]))[0]
    #expect(record.flags == [.partial] && record.values.isEmpty)
  }

  @Test func halvesAlone() {
    var device = ScriptedDevice()
    let set = device.trace(ScriptedDevice.through(0, 2, 0))
    let reset = device.trace(ScriptedDevice.through(0, -2, 0))
    var record = extract(set)[0]
    #expect(record.flags == [.plateau, .partial])
    #expect(record.values[.vSet] == .exact(1))
    #expect(near(record.values[.rLRS], 500) && near(record.values[.rHRS], 1e6))
    record = extract(reset, set)[0]
    #expect(record.flags == [.plateau] && near(record.values[.vReset], 0.8, within: 1e-9))
    // One way only, and back to 0 V within a sample.
    device = ScriptedDevice()
    let ways = ScriptedDevice.through(0, 2) + ScriptedDevice.through(0, -2)
    record = extract(device.trace(ways + ways + [0]))[1]
    #expect(record.flags == [.plateau] && record.values[.vSet] == .exact(1) && record.cycle == 2)
    #expect(near(record.values[.vReset], 0.8, within: 1e-9))
    #expect(near(record.values[.rLRS], 500) && near(record.values[.rHRS], 1e6))
    device = ScriptedDevice()
    record = extract(device.trace(ScriptedDevice.through(0, 2)))[0]
    #expect(record.flags == [.plateau, .partial] && record.values[.vSet] == .exact(1))
  }

  @Test func aMissingFileDoesNotShiftThePairs() {
    var device = ScriptedDevice()
    var traces: [SweepTrace] = []
    for run in 1...4 {
      device.vReset = 0.5 + 0.1 * Double(run)
      traces.append(device.trace(ScriptedDevice.through(0, 2, 0), run: run))
      traces.append(device.trace(ScriptedDevice.through(0, -2, 0), run: run))
    }
    // The RESET of run 2 is lost, and the files come in another order.
    let found = extract(traces[7], traces[1], traces[5], traces[0], traces[6], traces[4], traces[2])
    #expect(found.map(\.cycle) == [1, 2, 3, 4])
    #expect(found.map { $0.flags.contains(.partial) } == [false, true, false, false])
    for (index, run) in [1, 3, 4].enumerated() {
      let value = found[[0, 2, 3][index]].values[.vReset]
      #expect(near(value, 0.5 + 0.1 * Double(run), within: 1e-9))
    }
  }

  @Test func otherWaysToSweep() {
    func check(
      _ voltages: [Double], cycles: Int, _ change: (inout ScriptedDevice) -> Void = { _ in }
    ) {
      var device = ScriptedDevice()
      change(&device)
      let records = extract(device.trace(voltages))
      #expect(records.count == cycles)
      for record in records {
        #expect(near(record.values[.vSet], 1, within: 1e-9), "\(record)")
        #expect(near(record.values[.vReset], 0.8, within: 1e-9), "\(record)")
        #expect(near(record.values[.rLRS], 500) && near(record.values[.rHRS], 1e6), "\(record)")
        #expect(record.flags == [.plateau])
      }
    }
    let loop = ScriptedDevice.through(-2, 2, -2)
    check(loop, cycles: 1)
    check(loop + loop.dropFirst() + loop.dropFirst(), cycles: 3)
    check(loop.map { -$0 }, cycles: 1) { $0.isReversed = true }
    check(ScriptedDevice.through(0.1, 2, 0.1, -2, -0.1), cycles: 1)
    check(ScriptedDevice.through(0, 3, 0, -1.5, 0, 1.5, 0, -3, 0), cycles: 2)
    // Every sample three times, and the zeros ten times.
    check(Self.whole.flatMap { [Double](repeating: $0, count: $0 == 0 ? 10 : 3) }, cycles: 1)
    // Pulses of growing height, 0 V between them.
    check(Self.whole.flatMap { $0 == 0 ? [0] : [0, $0, $0, 0] }, cycles: 1)
  }

  @Test func aDeviceSweptTowardsResetFirst() {
    // 0 → +2 → 0 → −2 → 0 on a device that sets at −1 V: each RESET is in the sweep after.
    var device = ScriptedDevice()
    device.isReversed = true
    device.compliance = nil
    let traces = (1...3).map { device.trace(Self.whole, run: $0) }
    let found = CycleExtraction.extract(traces)
    #expect(found.records.count == 3)
    #expect(found.records.allSatisfy { $0.isReversed && $0.values[.vSet] == .exact(1) })
    #expect(found.records.map { $0.flags } == [[], [], [.partial]])
    #expect(near(found.records[1].values[.vReset], 0.8, within: 1e-9))
    #expect(found.notes.contains { $0.id == "extract/before-first-set" })
  }

  @Test func measuredVoltagesWithNoise() {
    for noise in [0.002, 0.01, 0.03] {
      var device = ScriptedDevice()
      device.noise = 0.01
      device.high = 1e5
      let voltages = ScriptedDevice.through(0, 2, 0, -2, 0, 2, 0, -2, 0, step: 0.01)
      var trace = device.trace(voltages)
      var draws = Draws(seed: 9, stream: 0)
      for index in voltages.indices { trace.voltage[index] += noise * draws.normal() }
      let records = extract(trace)
      #expect(records.count == 2)
      for record in records {
        #expect(record.flags.filter { $0 != .noisy } == [.plateau])
        #expect(near(record.values[.vSet], 1, within: 0.02 + 5 * noise))
        #expect(near(record.values[.vReset], 0.8, within: 0.02 + 5 * noise))
        if noise < 0.01 { #expect(near(record.values[.rLRS], 500)) }
      }
    }
  }

  @Test func currentsThatAreMissingOrOfTheOtherSign() {
    var device = ScriptedDevice()
    var trace = device.trace(Self.whole)
    for index in stride(from: 5, to: trace.current.count, by: 7) where index != 20 && index != 96 {
      trace.current[index] = .nan
    }
    let expected = extract(trace)[0]
    #expect(expected.flags == [.plateau] && expected.values[.vSet] == .exact(1))
    #expect(near(expected.values[.rLRS], 500) && near(expected.values[.rHRS], 1e6))
    trace.current = trace.current.map(\.magnitude)
    #expect(extract(trace)[0].values == expected.values)
    trace.current = zip(trace.voltage, trace.current).map { $0 < 0 ? $1 : -$1 }
    #expect(extract(trace)[0].values == expected.values)
  }

  @Test func thePlateauOverTheReadVoltage() {
    // 50 Ω × 1 mA = 50 mV: on the way back the compliance still holds at 0.1 V.
    var device = ScriptedDevice()
    device.low = 50
    device.noise = 0.005
    let record = extract(device.trace(Self.whole))[0]
    #expect(record.flags == [.plateau])
    #expect(near(record.values[.rLRS], 50))
    #expect(near(record.compliance.map { .exact($0) }, 1.00006e-3, within: 1e-3))
    // Held by the compliance throughout: the V_SET is beyond the voltage where that began.
    device = ScriptedDevice()
    device.vSet = 9
    device.compliance = 1e-6
    let held = extract(device.trace(Self.whole))[0]
    #expect(held.flags == [.notSwitched, .plateau])
    #expect(held.values[.vSet] == .above(ScriptedDevice.through(0, 0.35).last ?? 0))
  }

  @Test func whatTheFilesState() {
    var device = ScriptedDevice()
    var trace = device.trace(Self.whole)
    trace.complianceColumn = trace.voltage.map { $0 > 0 ? 1e-3 : 0.1 }
    trace.instrumentVSet = 1.05
    trace.instrumentVReset = -0.75
    var found = CycleExtraction.extract([trace])
    #expect(found.records[0].compliance == 1e-3)
    #expect(!found.notes.contains { $0.id == "extract/instrument" })
    trace.instrumentVSet = 1.5
    found = CycleExtraction.extract([trace])
    #expect(found.notes.filter { $0.id == "extract/instrument" }.count == 1)
    // The third segment's first sample, as the paper took it.
    let options = ExtractionOptions(resistance: .paperFirstSample)
    trace.current[81] = trace.voltage[81] / 700
    found = CycleExtraction.extract([trace], options: options)
    #expect(near(found.records[0].values[.rLRS], 700, within: 1e-9))
    #expect(found.notes.contains { $0.id == "extract/first-sample" && $0.severity == .warning })
    // µA read as A.
    trace.current = trace.current.map { $0 * 1e6 }
    #expect(
      CycleExtraction.extract([trace]).notes.contains { $0.id == "extract/implausible-current" })
  }

  @Test func nothingAtAll() {
    #expect(CycleExtraction.extract([]).records.isEmpty)
    let hostile: [[Double]] = [
      [], [1], [0, 0, 0, 0], [1, 1, 1, 1, 1, 1], [.infinity, 1, .nan], [0, 1e300, 0, -1e300, 0],
      [1e-300, 2e-300, 1e-300], (0..<200).map { (index: Int) -> Double in index % 2 == 0 ? 1 : -1 },
    ]
    for voltages in hostile {
      for factor in [0, 1e-3, 1e300, -Double.infinity] {
        let trace = SweepTrace(
          origin: Origin(file: "h.csv", line: 1), device: "h", voltage: voltages,
          current: voltages.map { $0 * factor })
        let records = CycleExtraction.extract([trace]).records
        #expect(!records.isEmpty)
        for value in records.flatMap({ $0.values.values }) {
          if let number = value.exactValue { #expect(number.isFinite && number > 0) }
        }
      }
    }
  }
}
