import CrossbarCore
import CrossbarDevices
import Testing

/// What must hold of the compact model whatever the device: parameters at up to six standard deviations, all voltages.
@Suite("Properties of the compact model")
struct CompactModelPropertyTests {
  private let device: Device
  private let model: CompactModel
  private let random = Philox4x64(seed: 4, stream: 6)

  init() throws {
    device = try Paper.device()
    model = CompactModel(device)
  }

  /// Numbers in (0, 1), four a block.
  private func uniform(_ index: Int, _ block: Int) -> [Double] {
    let words = random.words(at: (UInt64(index), UInt64(block), 0, 0))
    return [words.0, words.1, words.2, words.3].map(Philox4x64.unitInterval)
  }

  /// Scores uniform in ±6; the first sixteen are the corners.
  private func sample(_ index: Int) -> DeviceSample {
    let sampler = DeviceSampler(statistics: device.statistics, seed: 0)
    if index < 16 {
      let corner = (0..<4).map { index >> $0 & 1 == 1 ? 6.0 : -6.0 }
      return sampler.sample(scores: (corner[0], corner[1], corner[2], corner[3]))
    }
    let u = uniform(index, 0).map { 12 * $0 - 6 }
    return sampler.sample(scores: (u[0], u[1], u[2], u[3]))
  }

  private static let states = [0, 1e-9, 0.1, 0.44, 0.5, 0.7, 0.999, 1]

  @Test("pinched at zero, passive, and rising with the voltage at every state, from −100 to 100 V")
  func conduction() {
    for index in 0..<500 {
      let device = sample(index)
      for state in Self.states {
        #expect(model.current(0, state: state, device: device) == 0)
        var last = -Double.infinity
        for step in -60...60 {
          // Finer toward zero: 10 µV to 100 V.
          let voltage =
            step == 0
            ? 0 : Double(step.signum()) * PortableMath.exp(Double(abs(step)) * 0.27 - 11.6)
          let current = model.current(voltage, state: state, device: device)
          guard current.isFinite, current * voltage >= 0, current > last else {
            Issue.record("\(current) A at \(voltage) V, x = \(state), after \(last) A: \(device)")
            return
          }
          last = current
        }
      }
    }
  }

  @Test("the conductance is the derivative of the current: analytic against central differences")
  func slopes() {
    for index in 0..<2000 {
      let device = sample(index)
      let u = uniform(index, 1)
      let conduction = model.conduction(state: u[0], device: device)
      let voltage = (u[1] - 0.5) * (index % 2 == 0 ? 200 : 0.01)
      let h = 1e-6 * max(abs(voltage), 1e-4)
      let (current, slope) = conduction.current(voltage)
      let difference =
        (conduction.current(voltage + h).current - conduction.current(voltage - h).current)
        / (2 * h)
      #expect(current.isFinite && slope.isFinite && slope > 0)
      #expect(
        abs(slope / difference - 1) < 1e-6, "\(slope), \(difference) at \(voltage) V: \(device)")
    }
  }

  @Test(
    "dx/dt is finite and its rates bounded at ±100 V, six standard deviations and wear included")
  func finite() {
    let fastest = 1 / device.constants.minimumTime
    for index in 0..<500 {
      let sample = sample(index)
      for voltage in [-100, -6, -1e-9, 0, 1e-9, 6, 100] {
        for state in Self.states + [-0.1, 1.1] {
          let set = model.setRate(voltage, state: state, device: sample)
          let reset = model.resetRate(voltage, device: sample)
          #expect(set >= 0 && set <= fastest && reset >= 0 && reset <= fastest)
          let rate = model.stateDerivative(voltage, state: state, device: sample)
          #expect(rate.isFinite && abs(rate) < 3 * fastest)
          let wearing = model.wearingDerivative(
            voltage, state: state, worn: 0.5, device: sample, endurance: 20)
          #expect(wearing.state.isFinite && wearing.worn.isFinite)
        }
      }
    }
  }

  /// |right − left| of one-sided differences over the derivative's own size, for a step h.
  private func kink(at place: Double, step h: Double, _ f: (Double) -> Double) -> Double {
    let right = (f(place + h) - f(place)) / h
    let left = (f(place) - f(place - h)) / h
    return abs(right - left)
  }

  /// Whether the one-sided derivatives at a place approach each other: the gap falls with the step, or is rounding.
  private func isSmooth(at place: Double, scale: Double, _ f: (Double) -> Double) -> Bool {
    let wide = kink(at: place, step: scale, f)
    let narrow = kink(at: place, step: scale / 16, f)
    let rounding = 1e-14 * (abs(f(place)) + 1e-300) / (scale / 16)
    return narrow <= max(wide / 3, 100 * rounding)
  }

  @Test(
    "current and dx/dt are continuously differentiable in V and x: at zero, the thresholds, 0 and 1"
  )
  func smooth() {
    // The judge itself: |V| and a clamped x have kinks.
    #expect(!isSmooth(at: 0, scale: 1e-4) { abs($0) })
    #expect(!isSmooth(at: 1, scale: 1e-4) { min($0, 1) })
    #expect(isSmooth(at: 0, scale: 1e-4) { $0 * abs($0) })
    for index in 0..<300 {
      let device = sample(index)
      let state = uniform(index, 2)[0]
      // Far below what anything changes over: smoothing in V, the slope below the threshold, x itself.
      let below = min(model.slopeBelowSet * device.vSet, model.slopeBelowReset * device.vReset)
      for voltage in [0, device.vSet, -device.vReset, device.vSet * (1 - 0.8 * state), 3, -3] {
        let scale = min(1e-5, below / 50)
        #expect(
          isSmooth(at: voltage, scale: scale) { model.current($0, state: state, device: device) },
          "current at \(voltage) V: \(device)")
        #expect(
          isSmooth(at: voltage, scale: scale) {
            model.stateDerivative($0, state: state, device: device)
          }, "dx/dt at \(voltage) V: \(device)")
      }
      for place in [0, 1, model.unstableState, state] {
        for voltage in [0.1, device.vSet, -device.vReset, 5, -5] {
          #expect(
            isSmooth(at: place, scale: 1e-5) {
              PortableMath.log(abs(model.current(voltage, state: $0, device: device)))
            }, "current at x = \(place), \(voltage) V: \(device)")
          #expect(
            isSmooth(at: place, scale: 1e-5) {
              model.stateDerivative(voltage, state: $0, device: device)
            }, "dx/dt at x = \(place), \(voltage) V: \(device)")
        }
      }
    }
  }

  /// A million pulses of up to 6 V either way and 1 µs to 1 s on a thousand devices of up to six standard deviations. The
  /// integration cuts nothing off: the error of one of its steps, 10⁻⁵, is all that x may leave [0, 1] by.
  @Test("x stays in 0 … 1 under a million random pulses")
  func pulses() {
    let count = 1000
    let results = parallelMap(count: 1000) {
      index -> (lowest: Double, highest: Double, moved: Int) in
      let device = sample(index)
      var x = 0.0
      var lowest = 0.0
      var highest = 0.0
      var moved = 0
      for pulse in 0..<count / 2 {
        let u = uniform(index, 10 + pulse)
        for (amplitude, width) in [(u[0], u[1]), (u[2], u[3])] {
          let before = x
          PulseStepper.step(
            &x, by: PortableMath.exp((width - 1) * 13.8155), &lowest, &highest
          ) { model.stateDerivative(12 * amplitude - 6, state: $0, device: device) }
          if abs(x - before) > 0.5 { moved += 1 }
        }
      }
      return (lowest, highest, moved)
    }
    #expect(results.map(\.lowest).min() ?? -1 > -PulseStepper.tolerance)
    #expect(results.map(\.highest).max() ?? 2 < 1 + PulseStepper.tolerance)
    // Most devices switch many times, or the test would test nothing.
    #expect(results.map(\.moved).reduce(0, +) > 20_000, "\(results.map(\.moved).reduce(0, +))")
  }

  @Test("the bounds repel at any voltage: dx/dt ≥ 0 at 0 and ≤ 0 at 1")
  func bounds() {
    for index in 0..<20_000 {
      let device = sample(index)
      let voltage = (uniform(index, 3)[0] - 0.5) * (index % 2 == 0 ? 12 : 200)
      #expect(model.stateDerivative(voltage, state: 0, device: device) >= 0)
      #expect(model.stateDerivative(voltage, state: 1, device: device) <= 0)
    }
  }
}

/// Heun–Euler with step control, nothing clamped.
private enum PulseStepper {
  /// Largest error of one step.
  static let tolerance = 1e-5

  static func step(
    _ x: inout Double, by duration: Double, _ lowest: inout Double, _ highest: inout Double,
    rate: (Double) -> Double
  ) {
    var left = duration
    var step = duration
    var slope = rate(x)
    while left > 0 {
      // Settled: what is left of the pulse moves it by less than rounding.
      if abs(slope) * left < 1e-12 { return }
      // No state moves by more than a tenth at once.
      step = min(step, left, 0.1 / abs(slope))
      let ahead = rate(x + step * slope)
      let error = abs(step * (ahead - slope) / 2)
      // The time constant with which dx/dt falls; a step beyond it would ring about a state of rest.
      let fall = (slope - ahead) / slope
      let longest = fall > 0 ? step / fall : .infinity
      if error <= tolerance || step < 1e-15 {
        x += step * (slope + ahead) / 2
        left -= step
        slope = rate(x)
        lowest = min(lowest, x)
        highest = max(highest, x)
      }
      step *= error == 0 ? 4 : min(4, max(0.2, 0.9 * (tolerance / error).squareRoot()))
      step = min(step, longest)
    }
  }
}
