internal import CrossbarCore
internal import CrossbarDevices

/// What the decks of single memristors hold a device to, beyond its sampled parameters.
struct CharacterisationTargets {
  /// A switching time at a voltage that must lie within bounds, s.
  struct Time {
    /// Positive for SET, negative for RESET, V.
    var voltage: Double
    var shortest: Double
    var longest: Double
  }

  /// Magnitude of the pulses of `pulse-train.cir`, V: two fifths of the write voltage, 2 V of the paper's 5 V.
  var pulseVoltage: Double
  /// Their flat top, s: a fifth of the write pulse, 20 ms of the paper's 100 ms.
  var pulseTime: Double
  /// Times that `switching-time.cir` checks.
  var times: [Time]
  /// A SET limited to this current or less is lost, A.
  var volatileBelow: Double
  /// A SET limited to this current or more is kept, A.
  var nonVolatileAbove: Double
  /// Where the bounds of times and currents come from.
  var timeSource: String
  var currentSource: String

  init(_ device: Device) {
    let write = device.operation.writeVoltage.value
    let slowest = device.operation.writePulse.value
    pulseVoltage = (write * 0.4).inSixDigits
    pulseTime = (slowest * 0.2).inSixDigits
    let near = (device.statistics.vSet.median * 1.02).inSixDigits
    times = [
      Time(voltage: near, shortest: 0, longest: slowest),
      Time(voltage: pulseVoltage, shortest: 0, longest: pulseTime),
      Time(voltage: write, shortest: 0, longest: slowest),
      Time(voltage: -pulseVoltage, shortest: 0, longest: pulseTime),
      Time(voltage: -write, shortest: 0, longest: slowest),
    ]
    timeSource =
      "operation: write_pulse_s 2 % above V_SET and at write_voltage_v, a fifth of it at two fifths of the voltage"
    let current = device.constants.nonVolatileCurrent
    volatileBelow = (current * 0.2).inSixDigits
    nonVolatileAbove = (current * 2).inSixDigits
    currentSource = "a fifth and twice compact_model.non_volatile_current_a"
    if let switching = device.switching { take(switching) }
  }

  /// What the device file states takes the place of what its operating point suggests.
  private mutating func take(_ switching: SwitchingTargets) {
    // Those of devices with a threshold of their own say nothing about the median one.
    let stated = switching.times.filter { $0.threshold == nil }
    if !stated.isEmpty {
      times = stated.map {
        // A time that is one number is held to a factor of 1.25, which is what devices of one kind differ by at the least.
        Time(
          voltage: $0.voltage.inSixDigits,
          shortest: ($0.isExact ? $0.shortest / Self.exactFactor : $0.shortest).inSixDigits,
          longest: min($0.isExact ? $0.longest * Self.exactFactor : $0.longest, 1e30).inSixDigits)
      }
      timeSource = "switching.times of the device file"
      // The fastest bound of a SET by its pulse, where the file has one.
      let pulses = times.filter { $0.voltage > 0 && $0.longest < 1e30 && $0.shortest == 0 }
      if let pulse = pulses.min(by: { $0.longest < $1.longest }) {
        pulseVoltage = pulse.voltage
        pulseTime = pulse.longest
      }
    }
    if let volatile = switching.volatileBelow, let kept = switching.nonVolatileAbove {
      volatileBelow = volatile
      nonVolatileAbove = kept
      currentSource = "switching of the device file"
    }
  }

  private static let exactFactor = 1.25
}
