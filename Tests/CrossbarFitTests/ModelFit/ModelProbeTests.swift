import CrossbarCore
import CrossbarDevices
import CrossbarTemplates
import Testing

@testable import CrossbarFit

/// Experiments on the model against SciPy's integrators on a statement of the model in Python.
@Suite(
  "Experiments on the compact model",
  .enabled(if: PythonModel.path != nil, PythonModel.isMissing))
struct ModelProbeTests {
  /// Models around the paper's: constants within a factor of 3, thresholds within ± 2 σ.
  private func probes(_ count: Int) throws -> [(probe: ModelProbe, row: [Double], draws: [Double])]
  {
    let device = try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
    let sampler = DeviceSampler(statistics: device.statistics, seed: 5)
    let generator = Philox4x64(seed: 11, stream: 3)
    return (0..<count).map { index in
      func draw(_ block: UInt64) -> [Double] {
        let words = generator.words(at: (UInt64(index), block, 0, 0))
        return [words.0, words.1, words.2, words.3].map(Philox4x64.unitInterval)
      }
      func factor(_ u: Double) -> Double { PortableMath.exp((2 * u - 1) * PortableMath.log(3)) }
      let first = draw(0)
      let second = draw(1)
      var c = device.constants
      c.thresholdTime *= factor(first[0])
      c.minimumTime *= factor(first[1])
      c.slopeAbove *= factor(first[2])
      c.slopeBelow *= factor(first[3])
      c.feedback = 0.1 + 0.85 * second[0]
      c.relaxationTime *= factor(second[1])
      c.nonVolatileCurrent *= factor(second[2])
      var sample = sampler.sample(array: 0, tile: 0, row: index, column: 0)
      sample.vSet = min(sample.vSet, 4)
      sample.vReset = min(sample.vReset, 4)
      let model = CompactModel(constants: c, statistics: device.statistics)
      return (
        ModelProbe(model: model, device: sample, operation: device.operation),
        PythonModel.model(c, sample, device.statistics), draw(2)
      )
    }
  }

  @Test("switching times are SciPy's")
  func times() throws {
    let cases = try probes(60)
    let voltages = cases.map { item in
      item.draws[0] < 0.5
        ? item.probe.device.vSet * (1 + item.draws[1])
        : -item.probe.device.vReset * (1 + item.draws[1])
    }
    let expected = try PythonModel.numbers(
      "for r in rows: emit(Model(*r[:18]).time(r[18]))",
      zip(cases, voltages).map { $0.row + [$1] })
    var finite = 0
    for (index, wanted) in expected.enumerated() {
      let time = SwitchingTime(
        model: cases[index].probe.model, device: cases[index].probe.device, limit: 1e5
      ).time(voltages[index], voltages[index] > 0 ? .set : .reset)
      if wanted[0].isFinite { finite += 1 }
      #expect(
        time == wanted[0] || (time / wanted[0] - 1).magnitude < 2e-6,
        "\(index): \(time), SciPy \(wanted[0])")
    }
    #expect(finite > 50)
  }

  @Test("slow sweeps switch where SciPy's do", arguments: [SwitchingTargets.Polarity.set, .reset])
  func sweeps(_ polarity: SwitchingTargets.Polarity) throws {
    let cases = try probes(25)
    let expected = try PythonModel.numbers(
      "for r in rows: emit(Model(*r[:18]).sweep(r[18]))", cases.map { $0.row + [polarity.sign] })
    for (index, wanted) in expected.enumerated() {
      let found = cases[index].probe.sweepThreshold(polarity) ?? .infinity
      #expect(
        found == wanted[0] || (found / wanted[0] - 1).magnitude < 1e-3,
        "\(index): \(found), SciPy \(wanted[0])")
    }
    #expect(expected.count { $0[0].isFinite } > 20)
  }

  @Test("a SET behind a current limiter ends where SciPy's does")
  func limited() throws {
    let cases = try probes(25)
    let currents = cases.map { PortableMath.exp10(-5.5 + 2 * $0.draws[2]) }
    let expected = try PythonModel.numbers(
      "for r in rows: emit(Model(*r[:18]).limited(r[18], 5, 0.1))",
      zip(cases, currents).map { $0.row + [$1] })
    for (index, wanted) in expected.enumerated() {
      let found = try #require(cases[index].probe.limitedSet(currents[index]))
      #expect((found - wanted[0]).magnitude < 2e-3, "\(index): \(found), SciPy \(wanted[0])")
    }
    // Some end between the states, which is what the limiter is for.
    #expect(expected.contains { $0[0] > 0.3 && $0[0] < 0.9 })
  }

  @Test("what fades fades as long, and a read moves the state as far, as SciPy says")
  func fadingAndReading() throws {
    let cases = try probes(20)
    let starts = cases.map { $0.probe.divide * (0.2 + 0.7 * $0.draws[3]) }
    let expected = try PythonModel.numbers(
      """
      for r in rows:
        m = Model(*r[:18])
        fade = m.run(r[18], 1000, lambda t, x: 0, 0.05) if r[18] > 0.05 else 0
        d = brentq(lambda x: m.f(0, x), 0.02, 0.98)
        moved = max(m.run(0, 0.02, lambda t, x: 0.1), 1 - m.run(1, 0.02, lambda t, x: 0.1))
        emit(fade, d, moved)
      """, zip(cases, starts).map { $0.row + [$1] })
    for (index, wanted) in expected.enumerated() {
      let probe = cases[index].probe
      let fading = probe.fadingTime(starts[index], limit: 1e6)
      #expect(
        fading == wanted[0] || (fading / wanted[0] - 1).magnitude < 1e-5,
        "\(index): \(fading), SciPy \(wanted[0])")
      #expect((probe.divide - wanted[1]).magnitude < 1e-5, "\(index)")
      #expect(
        (probe.readDisturb - wanted[2]).magnitude < 1e-9 + 1e-3 * wanted[2],
        "\(index): \(probe.readDisturb), SciPy \(wanted[2])")
    }
  }
}
