internal import CrossbarCore
internal import CrossbarDevices

/// Experiments on the compact model of one device: what a laboratory would do to it.
struct ModelProbe {
  let model: CompactModel
  let device: DeviceSample
  let operation: OperatingPoint

  /// Share of the threshold by which a slow sweep grows in a second.
  static let sweepRate = 0.1

  /// Voltage magnitude at which a sweep from 0 V, a tenth of the threshold a second, brings the state past ½; nil where
  /// twice the threshold does not.
  func sweepThreshold(_ polarity: SwitchingTargets.Polarity) -> Double? {
    let threshold = polarity == .set ? device.vSet : device.vReset
    let rate = polarity.sign * Self.sweepRate * threshold
    var x = polarity == .set ? 0.0 : 1.0
    let end = StateIntegrator(tolerance: 1e-5).run(&x, to: 2 / Self.sweepRate, passing: 0.5) {
      model.stateDerivative(rate * $0, state: $1, device: device)
    }
    if case .passed(let time) = end { return time * rate.magnitude }
    return nil
  }

  /// State in which a SET by the write pulse behind an ideal current limiter ends; nil where it cannot be integrated.
  ///
  /// The limiter passes the write voltage while the current stays below the limit, and else the voltage at which the
  /// memristor takes the limit.
  func limitedSet(_ limit: Double) -> Double? {
    var x = 0.0
    let end = StateIntegrator(tolerance: 1e-5).run(&x, to: operation.writePulse.value) {
      model.stateDerivative(limitedVoltage(limit, state: $1), state: $1, device: device)
    }
    return end == .givenUp ? nil : x
  }

  /// Voltage at which the memristor takes the limit; at most the write voltage.
  private func limitedVoltage(_ limit: Double, state: Double) -> Double {
    let conduction = model.conduction(state: state, device: device)
    var low = 0.0
    var high = operation.writeVoltage.value
    if conduction.current(high).current <= limit { return high }
    var voltage = high
    for _ in 0..<60 {
      let (current, slope) = conduction.current(voltage)
      let excess = current - limit
      if excess > 0 { high = voltage } else { low = voltage }
      var next = voltage - excess / slope
      if !(next > low && next < high) { next = (low + high) / 2 }
      let step = (next - voltage).magnitude
      voltage = next
      if step <= 1e-12 * voltage { break }
    }
    return voltage
  }

  /// State at 0 V below which filaments fade and above which they grow; 0 where all grow, 1 where all fade.
  var divide: Double {
    func grows(_ x: Double) -> Bool { model.stateDerivative(0, state: x, device: device) > 0 }
    var low = 0.0
    var high = 1.0
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if grows(middle) { high = middle } else { low = middle }
    }
    return high < 1e-9 ? 0 : low > 1 - 1e-9 ? 1 : (low + high) / 2
  }

  /// State of a filament at which its bit is lost.
  static let faded = 0.05

  /// Time at 0 V after which a filament of state `x` has faded, s, bounded by `limit`.
  func fadingTime(_ x: Double, limit: Double) -> Double {
    if x <= Self.faded { return 0 }
    return SwitchingTime(model: model, device: device, limit: limit)
      .bounded(0, from: x, to: Self.faded)
  }

  /// How far a read moves the state, from HRS and from LRS, the larger; 1 where it cannot be integrated.
  var readDisturb: Double {
    [0.0, 1.0].map { start in
      var x = start
      let end = StateIntegrator(tolerance: 1e-9).run(&x, to: operation.readPulse.value) {
        model.stateDerivative(operation.readVoltage.value, state: $1, device: device)
      }
      return end == .givenUp ? 1 : (x - start).magnitude
    }.max() ?? 1
  }

  /// Current limit, A, above which a SET persists, between two limits; nil where it does not lie between them.
  func persistenceCurrent(between low: Double, and high: Double) -> Double? {
    let divide = divide
    func persists(_ limit: Double) -> Bool { (limitedSet(limit) ?? 0) > divide }
    if persists(low) || !persists(high) { return nil }
    var low = PortableMath.log(low)
    var high = PortableMath.log(high)
    for _ in 0..<20 {
      let middle = (low + high) / 2
      if persists(PortableMath.exp(middle)) { high = middle } else { low = middle }
    }
    return PortableMath.exp((low + high) / 2)
  }
}
