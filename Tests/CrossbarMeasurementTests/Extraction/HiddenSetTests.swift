import CrossbarDevices
import CrossbarCore
import CrossbarMeasurement
import CrossbarStatistics
import Testing

/// A high-resistive state that reaches the compliance itself hides its SET.
@Suite struct HiddenSetTests {
  @Test(arguments: [0, 0.003, 0.01, 0.03], [0.02, 0.05])
  func hiddenWhateverTheNoise(noise: Double, step: Double) {
    // 300 kΩ at 0.1 V, I ∝ V²: 20 µA at 0.775 V.
    let voltages = ScriptedDevice.through(0, 2, 0, -2, 0, step: step)
    for number in 0..<40 {
      var device = ScriptedDevice()
      device.vSet = 1.5
      device.vReset = 0.6
      device.high = 3e5
      device.compliance = 2e-5
      device.noise = noise
      for _ in 0..<number { _ = device.current(at: 0.1) }
      let record = CycleExtraction.extract([device.trace(voltages)]).records[0]
      guard case .above(let bound)? = record.values[.vSet] else {
        Issue.record("\(number): \(record)")
        continue
      }
      #expect(bound > 0.6 && bound < 0.8)
      #expect(record.flags == [.plateau])
      #expect(((record.values[.vReset]?.exactValue ?? .nan) - 0.6).magnitude < 1e-9)
      #expect(((record.values[.rHRS]?.exactValue ?? .nan) / 3e5 - 1).magnitude < 0.02 + 2 * noise)
      #expect(((record.values[.rLRS]?.exactValue ?? .nan) / 500 - 1).magnitude < 0.02 + 2 * noise)
    }
  }

  @Test(arguments: [0, 0.003, 0.01], [1.0, 2.0])
  func aStepIntoTheComplianceIsSeen(noise: Double, exponent: Double) {
    // 0.73 mA at the last sample before 1 V, 0.76 … 0.81 mA without the SET, 1 mA with it.
    let voltages = ScriptedDevice.through(0, 2, 0, -2, 0, step: 0.05)
    for number in 0..<40 {
      var device = ScriptedDevice()
      device.vSet = 1 - 1e-6
      device.high = 0.1 / (0.73e-3 * PortableMath.exp(exponent * PortableMath.log(0.1 / 0.95)))
      device.hrsExponent = exponent
      device.low = 100
      device.noise = noise
      for _ in 0..<number { _ = device.current(at: 0.1) }
      let record = CycleExtraction.extract([device.trace(voltages)]).records[0]
      #expect(record.values[.vSet]?.exactValue.map { ($0 - 1).magnitude < 1e-9 } == true)
    }
  }

  @Test func aStepBelowTheComplianceIsSeen() {
    // 10 µA before the SET, 0.5 mA after it, and 1 mA at 2 V.
    let voltages = ScriptedDevice.through(0, 3, 0, -2, 0, step: 0.05)
    for number in 0..<40 {
      var device = ScriptedDevice()
      device.vSet = 1 - 1e-6
      device.low = 2000
      device.noise = 0.01
      for _ in 0..<number { _ = device.current(at: 0.1) }
      let record = CycleExtraction.extract([device.trace(voltages)]).records[0]
      #expect(record.values[.vSet]?.exactValue.map { ($0 - 1).magnitude < 1e-9 } == true)
    }
  }
}
