/// The legs of a sweep on one side of 0 V that belong together: out, and back where the sweep comes back.
struct HalfCycle: Sendable {
  /// Index of the trace among those given.
  var trace: Int
  var isPositive: Bool
  var out: Branch?
  var back: Branch?
  /// By which a current is multiplied to be positive along the voltage's magnitude.
  var sign: Double
  /// Largest |V|, volts.
  var limit: Double
  /// The samples from the first to the last leg.
  var samples: Range<Int>
  /// The current has the sign of the voltage (or always the other) far more often than not.
  var followsVoltage = true
  /// Robust standard deviation of the current, where it does not follow the voltage; amperes.
  var noise = 0.0
  /// Largest current that two successive samples share, amperes.
  var sustained = 0.0

  // What the branches show; see ``look(floor:options:)``.
  var loop: BranchLoop?
  var rise: SwitchingStep?
  var fall: SwitchingStep?
  var rises = false
  var falls = false

  /// Whether any current is more than the instrument's.
  func conducts(beyond floor: Double) -> Bool { followsVoltage && sustained > floor }

  /// Finds the steps, and decides whether they are switches.
  ///
  /// A half rises (or falls) if its branches out and back differ by the minimal jump at three successive points, or
  /// if a step stands out of the trend by the minimal jump and by six times the noise, lasts, and is of a current ten
  /// times the floor. A current below the floor or six times the noise never decides, nor a voltage of less than 0.75 of
  /// a step.
  mutating func look(floor: Double, options: ExtractionOptions) {
    guard conducts(beyond: floor) else { return }
    let least = options.minimalJump * ExtractionOptions.decade
    if let out, let back { loop = BranchLoop(out: out, back: back, floor: floor) }
    guard let out else { return }
    let floor = max(
      out.tellingCurrent(floor: floor), back?.tellingCurrent(floor: floor) ?? floor)
    rise = out.switchingStep(
      isUp: true, definition: options.definition, floor: floor, minimalJump: least)
    fall = out.switchingStep(
      isUp: false, definition: options.definition, floor: floor, minimalJump: least)
    func stands(_ step: SwitchingStep?) -> Bool {
      guard let step else { return false }
      return step.isAbrupt && step.isLasting && step.jump >= max(least, 6 * step.scatter)
        && step.current >= 10 * floor
    }
    let noise = 2 * max(rise?.scatter ?? 0, fall?.scatter ?? 0)
    rises = stands(rise) || (loop?.up ?? 0) >= max(least, noise)
    falls = stands(fall) || (loop?.down ?? 0) >= max(least, noise)
  }

  /// +1 if the half looks like a SET, −1 like a RESET, 0 if it does not tell.
  var likeness: Int {
    let up = rises ? max(loop?.up ?? 0, rise?.jump ?? 0) : 0
    let down = falls ? max(loop?.down ?? 0, fall?.jump ?? 0) : 0
    return up == down ? 0 : up > down ? 1 : -1
  }
}

extension ExtractionOptions {
  /// ln 10.
  static let decade = 2.302_585_092_994_046
}

extension HalfCycle {
  /// The halves of a trace in the order of time.
  static func halves(of sweep: SweepSamples, trace: Int) -> [HalfCycle] {
    var halves: [HalfCycle] = []
    var pending: SweepLeg?
    func close(_ out: SweepLeg?, _ back: SweepLeg?) {
      if let half = HalfCycle(out: out, back: back, of: sweep, trace: trace) { halves.append(half) }
    }
    for leg in sweep.legs() {
      if leg.isOutward {
        if pending != nil { close(pending, nil) }
        pending = leg
      } else if let out = pending, out.isPositive == leg.isPositive {
        close(out, leg)
        pending = nil
      } else {
        if pending != nil { close(pending, nil) }
        pending = nil
        close(nil, leg)
      }
    }
    if pending != nil { close(pending, nil) }
    return halves
  }

  private init?(out: SweepLeg?, back: SweepLeg?, of sweep: SweepSamples, trace: Int) {
    guard let first = out ?? back, let last = back ?? out else { return nil }
    self.trace = trace
    isPositive = first.isPositive
    samples = first.samples.lowerBound..<last.samples.upperBound
    limit = 0
    let along: Double = isPositive ? 1 : -1
    var agreeing = 0
    var far = 0
    var farAgreeing = 0
    for index in samples { limit = max(limit, sweep.voltage[index] * along) }
    for index in samples {
      let agrees = sweep.current[index] * along > 0
      if agrees { agreeing += 1 }
      if sweep.voltage[index] * along > 0.3 * limit {
        far += 1
        if agrees { farAgreeing += 1 }
      }
    }
    // Some instruments count the current the other way, or give its magnitude only.
    sign = farAgreeing * 4 < far ? -along : along
    for index in samples.dropFirst() {
      sustained = max(
        sustained, min(sweep.current[index - 1].magnitude, sweep.current[index].magnitude))
    }
    noise = RobustScale.magnitude(Array(sweep.current[samples]))
    let share = Double(agreeing) / Double(samples.count)
    let farShare = far == 0 ? share : Double(farAgreeing) / Double(far)
    let wavers = share > 0.25 && share < 0.75 && farShare > 0.25 && farShare < 0.75
    followsVoltage = !(samples.count >= 10 && wavers && sustained <= 20 * noise)
    self.out = out.map { Branch($0, of: sweep, sign: sign) }
    self.back = back.map { Branch($0, of: sweep, sign: sign) }
  }
}
