import CrossbarDevices
import CrossbarCore
import CrossbarMeasurement
import CrossbarStatistics
import Testing

/// Samples near 0 V, where voltage and current are the instrument's, do not decide what a device did.
@Suite struct NearZeroTests {
  private static func device(vSet: Double, vReset: Double, isReversed: Bool) -> ScriptedDevice {
    var device = ScriptedDevice()
    // A hair early, for the corners are not exact multiples of the step.
    device.vSet = vSet - 1e-6
    device.vReset = vReset - 1e-6
    device.high = 2e5
    device.hrsExponent = 1
    device.isReversed = isReversed
    return device
  }

  /// 0 → 2 → 0 → −2 → 0 V with every turning point twice.
  private static func doubled(step: Double) -> [Double] {
    ScriptedDevice.through(0, 2, step: step) + ScriptedDevice.through(2, 0, step: step)
      + ScriptedDevice.through(0, -2, step: step) + ScriptedDevice.through(-2, 0, step: step)
  }

  @Test(
    arguments: [(-0.0002, -0.0005), (-0.0005, -0.0008), (0.0002, 0.0005), (0.0005, 0.0002)],
    SwitchingDefinition.allCases)
  func zerosReadTwice(zeros: (Double, Double), definition: SwitchingDefinition) {
    let voltages = Self.doubled(step: 0.02)
    for (number, isReversed) in [false, true, false, true].enumerated() {
      let vSet = 0.8 + 0.1 * Double(number)
      var device = Self.device(vSet: vSet, vReset: 0.6, isReversed: isReversed)
      // Begins with its SET half.
      var trace = device.trace(isReversed ? voltages.map { -$0 } : voltages)
      trace.voltage[201] = zeros.0
      trace.voltage[202] = zeros.1
      let options = ExtractionOptions(definition: definition)
      let record = CycleExtraction.extract([trace], options: options).records[0]
      let vReset = definition == .keithley ? 0.58 : 0.6
      #expect(record.flags == [.plateau] && record.isReversed == isReversed)
      #expect(((record.values[.vSet]?.exactValue ?? .nan) - vSet).magnitude < 1e-9)
      #expect(((record.values[.vReset]?.exactValue ?? .nan) - vReset).magnitude < 1e-9)
    }
  }

  @Test(arguments: [2e-4, 5e-4, 1e-3, 2e-3, 5e-3], [0.02, 0.05])
  func voltagesReadBack(noise: Double, step: Double) {
    let voltages = Self.doubled(step: step)
    for number in 0..<60 {
      let isReversed = number % 3 == 0
      let vSet = step * (0.8 / step + Double(number % 12)).rounded()
      let vReset = step * (0.6 / step + Double(number % 7)).rounded()
      var device = Self.device(vSet: vSet, vReset: vReset, isReversed: isReversed)
      device.noise = 0.01
      var trace = device.trace(isReversed ? voltages.map { -$0 } : voltages)
      var draws = Draws(seed: 12, stream: UInt64(number))
      for index in trace.voltage.indices { trace.voltage[index] += noise * draws.normal() }
      let record = CycleExtraction.extract([trace]).records[0]
      #expect(record.flags.filter { $0 != .plateau } == [], "\(number)")
      let label = "\(number) \(record.values)"
      #expect(
        ((record.values[.vSet]?.exactValue ?? .nan) - vSet).magnitude < 5 * noise, "\(label)")
      #expect(
        ((record.values[.vReset]?.exactValue ?? .nan) - vReset).magnitude < 5 * noise, "\(label)")
    }
  }

  @Test(arguments: [(10_000, 2e-6), (2_000, 5e-6), (1_000, 2e-6), (400, 1e-6)])
  func currentsOfAnOscilloscope(samples: Int, noise: Double) {
    let step = 8.0 / Double(samples)
    let voltages = ScriptedDevice.through(0, 2, 0, -2, 0, step: step)
    for number in 0..<12 {
      let isReversed = number % 3 == 0
      let vSet = 0.6 + 0.08 * Double(number)
      let vReset = 0.5 + 0.07 * Double(number)
      var device = Self.device(vSet: vSet, vReset: vReset, isReversed: isReversed)
      device.low = 2000 + 200 * Double(number)
      device.high = 5e4
      device.compliance = nil
      device.floorNoise = noise
      let trace = device.trace(isReversed ? voltages.map { -$0 } : voltages)
      let record = CycleExtraction.extract([trace]).records[0]
      let label = "\(number) \(record.values) \(record.flags)"
      #expect(record.flags.filter { $0 != .noisy } == [], "\(label)")
      for (quantity, truth) in [(DeviceQuantity.vSet, vSet), (.vReset, vReset)] {
        let value = record.values[quantity]?.exactValue ?? .nan
        #expect((value - truth).magnitude < 1.01 * step + 0.005, "\(label)")
      }
    }
  }
}
