import CrossbarDevices
import CrossbarCore
import CrossbarMeasurement
import CrossbarStatistics
import Testing

/// A RESET at the polarity of the SET is not modelled, and nothing is invented about it.
@Suite struct UnipolarTests {
  private static func near(_ observation: Observation?, _ value: Double) -> Bool {
    (observation?.exactValue).map { ($0 / value - 1).magnitude < 0.03 } ?? false
  }

  @Test func aResetAtTheSetsPolarity() {
    let traces = (0..<8).map { number in
      let out = ScriptedDevice.through(0, 2, 0, step: 0.02)
      let again = ScriptedDevice.through(0, 1, 0, step: 0.02)
      let vSet = 1 + 0.06 * Double(number) - 1e-6
      var draws = Draws(seed: 13, stream: UInt64(number))
      var isLow = false
      var current: [Double] = []
      for (index, voltage) in (out + again).enumerated() {
        if index < out.count, voltage >= vSet { isLow = true }
        if index >= out.count, voltage >= 0.5 { isLow = false }
        let value = voltage / (isLow ? 500 : 1e6) * (1 + 0.01 * draws.normal())
        current.append(index < out.count ? min(value, 1e-3) : value)
      }
      return SweepTrace(
        origin: Origin(file: "u\(number).csv", line: 2), device: "u\(number)",
        voltage: out + again, current: current)
    }
    let found = CycleExtraction.extract(traces)
    #expect(found.records.count == 16)
    for (index, record) in found.records.enumerated() {
      let label = "\(record.values) \(record.flags)"
      #expect(Self.near(record.values[.rLRS], 500), "\(label)")
      #expect(record.flags.contains(.alreadyOn) == (index % 2 == 1), "\(label)")
      #expect(!record.flags.contains(.notSwitched), "\(label)")
      if index % 2 == 1 {
        #expect(Array(record.values.keys) == [.rLRS], "\(label)")
      } else {
        #expect(Self.near(record.values[.vSet], 1 + 0.06 * Double(index / 2)), "\(label)")
        #expect(Self.near(record.values[.rHRS], 1e6), "\(label)")
      }
    }
    #expect(found.notes.filter { $0.id == "extract/unipolar" }.count == 1)
  }

  @Test(arguments: [true, false])
  func aPolarityStatedWrongly(beginsWithSet: Bool) {
    let voltages =
      beginsWithSet
      ? ScriptedDevice.through(0, -2, 0, 2, 0) : ScriptedDevice.through(0, 2, 0, -2, 0)
    for compliance in [nil, 1e-3] {
      var device = ScriptedDevice()
      device.isReversed = true
      device.noise = 0.01
      device.compliance = compliance
      let traces = (1...3).map { device.trace(voltages, run: $0) }
      let options = ExtractionOptions(polarity: .positive)
      let found = CycleExtraction.extract(traces, options: options)
      for record in found.records {
        let label = "\(record.values) \(record.flags)"
        if let high = record.values[.rHRS] { #expect(Self.near(high, 1e6), "\(label)") }
        if let low = record.values[.rLRS] { #expect(Self.near(low, 500), "\(label)") }
        #expect(record.values[.vSet]?.exactValue == nil, "\(label)")
        #expect(record.values[.vReset] == nil, "\(label)")
      }
      #expect(found.records.contains { $0.flags.contains(.alreadyOn) })
      #expect(!found.notes.contains { $0.id == "extract/before-first-set" })
      #expect(found.notes.contains { $0.id == "extract/unipolar" && $0.help != nil })
      // By itself the extraction finds the polarity, and nothing to note.
      #expect(!CycleExtraction.extract(traces).notes.contains { $0.id == "extract/unipolar" })
    }
  }
}
