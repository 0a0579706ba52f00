import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarSimulation
import Foundation
import Testing

/// The enable transistor's equations by hand, and its study against the paper's distributions in closed form.
@Suite struct EnableStudyTests {
  private let transistor = EnableTransistor(
    threshold: Volts(0.7), transconductance: 1e-4, width: 55e-6, length: 1e-6,
    wordLineVoltage: Volts(10))

  @Test("the follower's voltage by hand")
  func follower() {
    var low = transistor
    low.wordLineVoltage = Volts(5)
    // Saturated: 4.3 − √(2 · 0.1 mA / 5.5 mA/V²) = 4.3 − 0.19069.
    let silver = low.silverVoltage(source: Volts(5), current: Amperes(1e-4))
    #expect((silver.value - 4.109307).magnitude < 1e-6)
    #expect((low.setCurrent(source: Volts(5), silver: silver).value - 1e-4).magnitude < 1e-15)
    // Triode: o_d = 4.3, o_s = √(4.3² + 2·1e-3/5.5e-3) = 4.3420774.
    let high = transistor.silverVoltage(source: Volts(5), current: Amperes(1e-3))
    #expect((high.value - (9.3 - 4.3420774)).magnitude < 1e-6)
    #expect(
      (transistor.setCurrent(source: Volts(5), silver: high).value - 1e-3).magnitude < 1e-14)
    // More than the channel carries at all: 2.75 mA/V² · 4.3² V² = 50.8 mA.
    #expect(low.silverVoltage(source: Volts(5), current: Amperes(0.06)) == Volts(0))
    // 5.5 mA/V² · (9.3 − 0.05) V · 0.1 V.
    #expect((transistor.resetCurrent(drop: Volts(0.1)).value - 5.0875e-3).magnitude < 1e-12)
  }

  @Test("a switch is its resistance, to the last digits of the loop")
  func switchIsExact() throws {
    let device = try Paper.device()
    var ideal = transistor
    ideal.kind = .idealSwitch(IdealSwitch(on: Ohms(100), off: Ohms(1e12), threshold: Volts(5)))
    let circuit = CellCircuit(bitLine: 30, sourceLine: 12, bottomContact: 8, transistor: ideal)
    let model = CellSimulator(device: device).model
    for ohms in [1.0, 520, 1e5, 1e9] {
      let sample = DeviceSample(vSet: 1, vReset: 1, rLRS: ohms, rHRS: 1e10)
      for (source, bit) in [(5.0, 0.0), (0, 5), (0.1, 0)] {
        let current = circuit.current(
          source: Volts(source), bit: Volts(bit), state: 1, device: sample, model: model
        ).value
        let wanted = (source - bit) / (ohms + 150)
        #expect((current / wanted - 1).magnitude < 1e-10)
      }
    }
    var closed = circuit
    closed.transistor.wordLineVoltage = Volts(5)
    let leak = closed.current(
      source: Volts(5), bit: Volts(0), state: 1,
      device: DeviceSample(vSet: 1, vReset: 1, rLRS: 520, rHRS: 1e6), model: model
    ).value
    #expect((leak / 5e-12 - 1).magnitude < 1e-3)
  }

  @Test("shares and currents agree with the distributions")
  func study() throws {
    let device = try Paper.device()
    var ideal = transistor
    ideal.kind = .idealSwitch(IdealSwitch(on: Ohms(1e-3), off: Ohms(1e12), threshold: Volts(1)))
    let series = 100.0
    let study = EnableStudy(
      device: device,
      circuit: CellCircuit(bitLine: series, sourceLine: 0, bottomContact: 0, transistor: ideal),
      nonVolatile: Amperes(1e-4), wearing: Amperes(1e-3), passed: Amperes(5e-3), seed: 5)
    let drawn = Double(EnableStudy.drawn)
    func agree(_ found: Double, _ expected: Double, of count: Double) {
      // Four standard errors.
      #expect(
        (found - expected).magnitude < 4 * (expected * (1 - expected) / count).squareRoot(),
        "\(found) \(expected)")
    }
    // |V_RST|/R_LRS is lognormal.
    let ratio = (0.810 * 0.810 + 1.041 * 1.041).squareRoot()
    agree(
      study.resetAbovePassed, upper((log(5e-3) + 0.025 + 6.253) / ratio), of: drawn)
    agree(study.resetAboveWrite, upper((log(5) + 0.025) / 0.810), of: drawn)
    agree(
      study.resetOutOfReach,
      mean { z in
        let ohms = exp(6.253 + 1.041 * z)
        return upper((log(5 * ohms / (ohms + series)) + 0.025) / 0.810)
      }, of: drawn)
    // 5 V behind a switch and 100 Ω: whatever SETs ends at 5 V / (R_LRS + 100 Ω).
    let programmed = Double(EnableStudy.programmed)
    let setting = 1 - upper((log(5) - 0.202) / 0.776)
    func above(_ current: Double) -> Double {
      setting * (1 - upper((log(5 / current - series) - 6.253) / 1.041))
    }
    agree(study.wornShare, above(1e-3), of: programmed)
    agree(above(study.setCurrentMedian.value), 0.5, of: programmed)
    agree(above(study.setCurrentUpper.value), 0.05, of: programmed)
    #expect((study.largestResetCurrent.value - 5000).magnitude < 1e-9)
  }

  @Test("a low word line limits the current of a SET, and takes devices out of its reach")
  func compliance() throws {
    let device = try Paper.device()
    var low = transistor
    low.wordLineVoltage = Volts(1.2)
    let study = EnableStudy(
      device: device,
      circuit: CellCircuit(bitLine: 20, sourceLine: 20, bottomContact: 9, transistor: low),
      nonVolatile: Amperes(1e-4), wearing: Amperes(1e-3), passed: Amperes(5e-3), seed: 5)
    // 2.75 mA/V² · 0.25 V² = 0.69 mA.
    #expect(study.setCurrentUpper.value < 6.875e-4)
    #expect(study.wornShare == 0)
    // The silver reaches 0.5 V, V_SET is below it in Φ((ln 0.5 − 0.202)/0.776) = 12 % of devices.
    #expect(study.volatileShare > 0.7)
  }

  /// The standard normal probability above a score.
  private func upper(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

  /// The mean of a function of a standard normal score, by the trapezoidal rule.
  private func mean(_ value: (Double) -> Double) -> Double {
    let step = 0.01
    return (-800...800).reduce(0) { sum, index in
      let z = Double(index) * step
      return sum + value(z) * exp(-z * z / 2) * step / (2 * Double.pi).squareRoot()
    }
  }
}
