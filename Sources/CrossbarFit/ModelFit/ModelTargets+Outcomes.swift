internal import CrossbarCore
internal import CrossbarDevices

/// One target, and what the fitted model makes of it.
public struct TargetOutcome: Hashable, Sendable {
  /// What is asked for.
  public var target: String
  /// The number asked for.
  public var wanted: String
  /// What the model does.
  public var found: String
  public var isMet: Bool
  /// Where the target comes from.
  public var source: String
}

extension ModelTargets {
  /// Every target, in the order times, sweeps, volatility, reading.
  func outcomes(_ behaviour: ModelBehaviour) -> [TargetOutcome] {
    groups.map { outcome($0, behaviour.times[$0.amplitude]) } + sweepOutcomes(behaviour)
      + stateOutcomes(behaviour)
  }

  private func outcome(_ group: TimeGroup, _ time: Double) -> TargetOutcome {
    let isNever = time > 0.01 * timeLimit
    let log = PortableMath.log(time)
    var outcome = TargetOutcome(
      target:
        "\(group.polarity == .set ? "SET" : "RESET") at \(FitText.number(group.voltage)) V"
        + (group.threshold.map { ", threshold \(FitText.number($0)) V" } ?? ""),
      wanted: "", found: isNever ? "never" : Engineering.text(time, "s"), isMet: false,
      source: group.origin)
    if !group.exact.isEmpty {
      let count = Double(group.exact.count)
      let mean = group.exact.reduce(0, +) / count
      let squares = group.exact.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let error = count > 1 ? (squares / (count - 1) / count).squareRoot() : 0
      outcome.wanted = Engineering.text(PortableMath.exp(mean), "s")
      if count > 1 { outcome.wanted += " (\(group.exact.count) pulses)" }
      outcome.isMet = !isNever && (log - mean).magnitude <= max(Self.timeTolerance, 2 * error)
      return outcome
    }
    func seconds(_ logarithm: Double) -> String {
      Engineering.text(PortableMath.exp(logarithm), "s")
    }
    if group.isTable, let bound = group.upper.first ?? group.lower.first {
      // The median device switches in the pulse if most do.
      let switched = group.upper.count
      let pulses = switched + group.lower.count
      outcome.wanted = "\(switched) of \(pulses) within \(seconds(bound))"
      outcome.isMet =
        2 * switched == pulses || (2 * switched > pulses) == (!isNever && log <= bound)
      return outcome
    }
    switch (group.lower.first, group.upper.first) {
    case (let lower?, let upper?):
      outcome.wanted = "\(seconds(lower)) … \(seconds(upper))"
      outcome.isMet = !isNever && log >= lower && log <= upper
    case (nil, let upper?):
      outcome.wanted = "≤ \(seconds(upper))"
      outcome.isMet = !isNever && log <= upper
    case (let lower?, nil):
      outcome.wanted = "≥ \(seconds(lower))"
      outcome.isMet = isNever || log >= lower
    case (nil, nil): break
    }
    return outcome
  }

  private func sweepOutcomes(_ behaviour: ModelBehaviour) -> [TargetOutcome] {
    zip(sweeps, behaviour.thresholds).map { sweep, found in
      let sign = sweep.polarity.sign
      let isMet = found.map {
        ($0 / sweep.threshold - 1).magnitude <= Self.sweepTolerance
      }
      let device = sweep.score == 0 ? "median" : sweep.score > 0 ? "+2 σ" : "−2 σ"
      return TargetOutcome(
        target: "slow sweep, \(sweep.polarity == .set ? "SET" : "RESET"), \(device) device",
        wanted: "\(FitText.number(sign * sweep.threshold)) V ± 5 %",
        found: found.map { "\(FitText.number(sign * $0)) V" } ?? "does not switch",
        isMet: isMet ?? false, source: "statistics")
    }
  }

  private func stateOutcomes(_ behaviour: ModelBehaviour) -> [TargetOutcome] {
    var outcomes: [TargetOutcome] = []
    let source = base.switching.map(\.source).flatMap { $0.isEmpty ? nil : $0 } ?? "device file"
    func state(_ x: Double) -> String { FitText.number((x * 100).rounded() / 100, 2) }
    if let current = base.switching?.volatileBelow, let x = behaviour.volatileState,
      let fading = behaviour.fadingTime
    {
      let isFading = x < behaviour.divide
      outcomes.append(
        TargetOutcome(
          target: "SET limited to \(Engineering.text(current, "A"))",
          wanted: "lost within \(Engineering.text(Self.fading, "s"))",
          found: x <= ModelProbe.faded
            ? "never sets, x \(state(x))"
            : isFading
              ? "x \(state(x)), lost in \(Engineering.text(fading, "s"))"
              : "x \(state(x)), persists",
          isMet: isFading && fading <= Self.fading, source: source))
    }
    if let current = base.switching?.nonVolatileAbove, let x = behaviour.persistentState {
      let persists = x > behaviour.divide
      outcomes.append(
        TargetOutcome(
          target: "SET limited to \(Engineering.text(current, "A"))", wanted: "persists",
          found: "x \(state(x)), \(persists ? "persists" : "is lost")", isMet: persists,
          source: source))
    }
    let operation = base.operation
    outcomes.append(
      TargetOutcome(
        target:
          "read at \(FitText.number(operation.readVoltage.value)) V for \(Engineering.text(operation.readPulse.value, "s"))",
        wanted: "state moves < 1e-6", found: FitText.number(behaviour.disturb, 2),
        isMet: behaviour.disturb < Self.disturb, source: "operation"))
    return outcomes
  }
}

/// Quantities with an SI prefix.
enum Engineering {
  private static let prefixes: [(factor: Double, name: String)] = [
    (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"), (1e-15, "f"),
  ]

  /// `68.2 ms`
  static func text(_ value: Double, _ unit: String, _ digits: Int = 3) -> String {
    if value == 0 { return "0 \(unit)" }
    let magnitude = value.magnitude * 1.000_000_1
    let prefix = prefixes.first { magnitude >= $0.factor } ?? prefixes[prefixes.count - 1]
    let scaled = value / prefix.factor
    // What people state is mostly whole.
    let near = scaled.rounded()
    let number =
      (scaled - near).magnitude < 1e-9 * scaled.magnitude && near.magnitude < 1e6
      ? String(Int(near)) : FitText.number(scaled, digits)
    return "\(number) \(prefix.name)\(unit)"
  }
}
