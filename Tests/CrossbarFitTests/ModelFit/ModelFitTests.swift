import CrossbarCore
import CrossbarDevices
import CrossbarTemplates
import Testing

@testable import CrossbarFit

/// The fit of the compact model's constants.
@Suite("Fit of the compact model")
struct ModelFitTests {
  private func paper() throws -> Device {
    try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
  }

  private func table(
    _ rows: [(voltage: Double, shortest: Double, longest: Double)], threshold: Double? = nil
  ) -> PulseTable {
    PulseTable(
      file: "pulses.csv",
      pulses: rows.enumerated().map { index, row in
        PulseTable.Pulse(
          time: SwitchingTargets.Time(
            polarity: row.voltage > 0 ? .set : .reset, voltage: row.voltage,
            shortest: row.shortest, longest: row.longest, threshold: threshold), line: index + 2)
      })
  }

  @Test("the paper's device meets its targets with the constants it has, which they only bound")
  func embedded() throws {
    let device = try paper()
    let result = ModelFit.run(device)
    #expect(result.isMet && result.outcomes.count == 13)
    #expect(result.device == device)
    for finding in result.findings {
      let range = try #require(finding.range)
      #expect(!finding.isDetermined && !finding.isChanged)
      #expect(range.low < finding.after && finding.after < range.high, "\(finding)")
    }
    let current = try #require(result.persistenceCurrent)
    #expect(current > 1e-5 && current < 1e-4)
  }

  @Test(
    "constants that violate the paper's targets are brought back to meet them",
    arguments: [
      (FittedConstant.thresholdTime, 8.0), (.thresholdTime, 0.1), (.slopeAbove, 3),
      (.slopeBelow, 8), (.nonVolatileCurrent, 20), (.minimumTime, 40), (.feedback, 0.05),
    ])
  func repaired(_ constant: FittedConstant, _ factor: Double) throws {
    var device = try paper()
    device.constants[keyPath: constant.path] *= factor
    let result = ModelFit.run(device)
    #expect(!result.before.allSatisfy { $0.isMet }, "nothing to repair")
    let isMet = result.isMet
    #expect(isMet, "\(result.outcomes.filter { !$0.isMet })")
    #expect(result.findings.contains { $0.isChanged })
  }

  @Test(
    "times that known constants give in Python are found again, and what they determine",
    .enabled(if: PythonModel.path != nil, PythonModel.isMissing))
  func recovery() throws {
    var device = try paper()
    device.switching?.times = []
    let median = ModelTargets(device, tables: []).median
    let truths: [(Double, Double, Double, Double, Double, Double)] = [
      // tth, tmin, va, vb, η, trel
      (0.35, 2e-4, 0.42, 0.025, 0.7, 0.05), (0.2, 1e-4, 0.35, 0.03, 0.8, 0.03),
      (0.3, 3e-4, 0.4, 0.025, 0.7, 0.04),
    ]
    let voltages = [1.35, 1.6, 2, 2.6, 3.5, -1.1, -1.4, -2, -3, -4]
    for truth in truths {
      var c = device.constants
      (c.thresholdTime, c.minimumTime, c.slopeAbove) = (truth.0, truth.1, truth.2)
      (c.slopeBelow, c.feedback, c.relaxationTime) = (truth.3, truth.4, truth.5)
      let own = ModelTargets(device, tables: [])
      try #require(
        own.outcomes(own.measure(c)).allSatisfy { $0.isMet },
        "the truth contradicts sweeps or currents")
      let row = PythonModel.model(c, median, device.statistics)
      let code = "for r in rows: emit(Model(*r[:18]).time(r[18]))"
      let times = try PythonModel.numbers(code, voltages.map { row + [$0] }).map { $0[0] }
      try #require(times.allSatisfy { $0.isFinite })
      let result = ModelFit.run(
        device, tables: [table(zip(voltages, times).map { ($0, $1, $1) })])
      let isMet = result.isMet
      #expect(isMet, "\(result.outcomes.filter { !$0.isMet })")
      // Judged by Python again, with the constants found.
      let found = PythonModel.model(result.device.constants, median, device.statistics)
      let again = try PythonModel.numbers(code, voltages.map { found + [$0] }).map { $0[0] }
      for (voltage, (time, wanted)) in zip(voltages, zip(again, times)) {
        #expect((time / wanted - 1).magnitude < 0.02, "\(truth) \(voltage) V: \(time), \(wanted)")
      }
      let determined = result.findings.filter(\.isDetermined)
      #expect(determined.count >= 2, "\(result.findings)")
      for finding in determined {
        let wanted = finding.constant[c]
        #expect((finding.after / wanted - 1).magnitude < 0.15, "\(truth) \(finding)")
      }
    }
  }

  @Test("pulses that switched or not fix the time between their widths")
  func yesAndNo() throws {
    var device = try paper()
    device.switching?.times = []
    // At 1.6 V most switch in 60 ms and few in 30 ms; the embedded constants take 20 ms.
    let rows =
      [(0.06, 9, 1), (0.03, 1, 9)].flatMap { width, yes, no in
        Array(repeating: (voltage: 1.6, shortest: 0.0, longest: width), count: yes)
          + Array(repeating: (voltage: 1.6, shortest: width, longest: Double.infinity), count: no)
      }
    let result = ModelFit.run(device, tables: [table(rows)])
    let before = result.before.prefix(2).map(\.isMet)
    #expect(before == [true, false], "\(result.before)")
    let isMet = result.isMet
    #expect(isMet, "\(result.outcomes)")
    #expect(
      result.outcomes.prefix(2).map(\.wanted) == ["9 of 10 within 60 ms", "1 of 10 within 30 ms"])
  }

  @Test("what the targets do not touch stays to the last digit; no feedback stays none")
  func untouched() throws {
    var device = try paper()
    device.switching = nil
    device.constants.feedback = 0
    let result = ModelFit.run(
      device, tables: [table([(2, 0.004, 0.004), (3, 0.0016, 0.0016)])])
    let now = result.device.constants
    #expect(now.nonVolatileCurrent == device.constants.nonVolatileCurrent)
    #expect(now.feedback == 0 && now.capacitance == device.constants.capacitance)
    #expect(now.readReference == device.constants.readReference)
    #expect(result.outcomes.prefix(2).allSatisfy { $0.isMet })
    #expect(result.findings.first { $0.constant == .feedback }?.sensitivity == nil)
  }

  @Test("the same fit gives the same bits, and a device's own threshold counts")
  func thresholds() throws {
    let device = try paper()
    // A device of twice the threshold at a proportionally larger overdrive: not the median device's time.
    let own = [(voltage: 3.0, shortest: 0.03, longest: 0.03)]
    let first = ModelFit.run(device, tables: [table(own, threshold: 2.4)])
    let second = ModelFit.run(device, tables: [table(own, threshold: 2.4)])
    #expect(first.device == second.device && first.outcomes == second.outcomes)
    #expect(first.outcomes.contains { $0.target == "SET at 3.00 V, threshold 2.40 V" && $0.isMet })
    let median = ModelFit.run(device, tables: [table(own)])
    #expect(!median.isMet, "the median device switches in 2 ms at 3 V")
  }

  @Test("the capacitance of a junction, if one is stated")
  func junction() throws {
    var device = try paper()
    device.switching?.junction = .init(area: 3.6e-9, thickness: 9e-7, permittivity: 7)
    // ε₀·7·3600 µm²/0.9 µm
    let capacitance = ModelFit.run(device).device.constants.capacitance
    #expect((capacitance / 2.479172e-13 - 1).magnitude < 1e-6)
  }
}
