internal import CrossbarCore

/// The step of a branch at which a device switches, by one of the definitions.
struct SwitchingStep: Sendable {
  /// The first point of the new state.
  var point: Int
  /// By how much the conductance steps beyond the branch's own trend, in natural logarithms; positive.
  var jump: Double
  /// The step's own noise, in natural logarithms.
  var scatter: Double
  /// The conductance stays: three points on, or up to the end, it is still beyond half of the jump.
  var isLasting: Bool
  /// The larger of the currents before and after, amperes.
  var current: Double
  /// Whether any step stood out; otherwise the definition was applied to a gradual change.
  var isAbrupt: Bool
}

extension Branch {
  /// The step up (SET) or down (RESET) that the definition names.
  ///
  /// The definition chooses among the steps that stand out of the branch's trend by 15 % and by six times the noise,
  /// for 1 % of the current of the low-resistive state at the end of a sweep is a larger dI/dV than an early SET. Where
  /// none does, it chooses in noise among those of 2 % and six times the noise; else, and where the change is spread over
  /// many steps, among all, dI/dV taken over a twenty-fifth of the branch if there is noise.
  func switchingStep(
    isUp: Bool, definition: SwitchingDefinition, floor: Double, minimalJump: Double
  ) -> SwitchingStep? {
    let start = clear
    if count < start + 3 { return nil }
    let floor = tellingCurrent(floor: floor)
    let sign: Double = isUp ? 1 : -1
    let logVoltages = logVoltages
    let logFloor = PortableMath.log(floor)
    let logCurrents = logCurrents.map { max($0, logFloor) }
    // Of ln of the conductance.
    var steps: [Double] = []
    steps.reserveCapacity(count)
    for k in 0..<(count - 1) {
      let change = logCurrents[k + 1] - logCurrents[k]
      steps.append(change - (logVoltages[k + 1] - logVoltages[k]))
    }
    // A difference of steps has three times the variance of a step.
    let differences = zip(steps.dropFirst(), steps).map { $0 - $1 }
    let scatter = RobustScale.magnitude(differences) / 3.0.squareRoot()
    let isNoisy = scatter >= 1e-4
    let gates =
      [max(min(minimalJump / 2, 0.15), 6 * scatter)] + (isNoisy ? [max(0.02, 6 * scatter)] : [])

    func trend(at k: Int) -> Double {
      var slopes: [Double] = []
      for j in max(start, k - 4)...min(steps.count - 1, k + 4) where j != k {
        slopes.append(steps[j] / (logVoltages[j + 1] - logVoltages[j]))
      }
      return min(max(RobustScale.median(slopes) ?? 0, -2), 10)
    }
    func jump(at k: Int) -> Double {
      sign * (steps[k] - trend(at: k) * (logVoltages[k + 1] - logVoltages[k]))
    }
    func merit(_ k: Int, over width: Int) -> Double {
      definition == .logJump
        ? sign * (logCurrents[k + width] - logCurrents[k]) / Double(width)
        : sign * (currents[k + width] - currents[k]) / (voltages[k + width] - voltages[k])
    }

    var best: Int?
    var bestMerit = -Double.infinity
    for gate in gates where best == nil {
      for k in steps.indices where k >= start && sign * steps[k] >= gate {
        if max(currents[k], currents[k + 1]) <= floor || jump(at: k) < gate { continue }
        let merit = merit(k, over: 1)
        if merit > bestMerit {
          best = k
          bestMerit = merit
        }
      }
    }
    // Of a change over many steps, the one that stands out is a small part.
    let width = isNoisy ? max(1, count / 25) : 1
    if let found = best, width >= 4 {
      let from = max(start, found - width / 2)
      let to = min(count - 1, found + 1 + width / 2)
      let around = logCurrents[to] - logCurrents[from] - (logVoltages[to] - logVoltages[from])
      if jump(at: found) < 0.3 * sign * around { best = nil }
    }
    let isAbrupt = best != nil
    if best == nil {
      bestMerit = -.infinity
      for k in min(start, count - width)..<(count - width) {
        let merit = merit(k, over: width)
        if merit > bestMerit {
          best = k + (width - 1) / 2
          bestMerit = merit
        }
      }
    }
    guard let best else { return nil }
    let size = jump(at: best)
    let slope = trend(at: best)
    let isLasting = ((best + 1)..<min(count, best + 4)).allSatisfy { j in
      let change = logCurrents[j] - logCurrents[best]
      let expected = (1 + slope) * (logVoltages[j] - logVoltages[best])
      return sign * (change - expected) >= size / 2
    }
    return SwitchingStep(
      point: best + 1, jump: size, scatter: scatter, isLasting: isLasting,
      current: max(currents[best], currents[best + 1]), isAbrupt: isAbrupt)
  }

  /// The sample at which the step between two points happens: the later one of the largest change of current.
  func sample(of step: SwitchingStep, isUp: Bool, in sweep: SweepSamples, sign: Double) -> Int {
    let range = samples[step.point - 1].lowerBound..<samples[step.point].upperBound
    let direction = (isUp ? 1 : -1) * sign
    var best = samples[step.point].lowerBound
    var largest = -Double.infinity
    for index in range.dropFirst() {
      let change = direction * (sweep.current[index] - sweep.current[index - 1])
      if change > largest {
        largest = change
        best = index
      }
    }
    return best
  }

  /// The point of the largest current up to a point: V_RST as Keithley takes it.
  func peak(upTo end: Int) -> Int {
    var best = 0
    for k in 0...min(end, count - 1) where currents[k] > currents[best] { best = k }
    return best
  }
}
