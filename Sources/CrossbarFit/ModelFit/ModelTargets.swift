internal import CrossbarCore
internal import CrossbarDevices

/// What a compact model is fitted to: switching times, sweep thresholds, what persists, what a read must not move.
struct ModelTargets {
  /// Observations of one origin at one amplitude.
  struct TimeGroup {
    var polarity: SwitchingTargets.Polarity
    /// V.
    var voltage: Double
    /// V; nil for the median device.
    var threshold: Double?
    var origin: String
    /// Whether the observations are pulses of a table, which spread.
    var isTable: Bool
    /// Logarithms of exact times.
    var exact: [Double] = []
    /// Logarithms of bounds that the time lies below, and above.
    var upper: [Double] = []
    var lower: [Double] = []
    /// Index of the amplitude in ``ModelTargets/amplitudes``.
    var amplitude = 0
  }

  struct Amplitude: Hashable {
    var polarity: SwitchingTargets.Polarity
    var voltage: Double
    var device: DeviceSample
  }

  /// A device swept slowly.
  struct Sweep {
    var polarity: SwitchingTargets.Polarity
    /// Standard score of its threshold among devices.
    var score: Double
    var device: DeviceSample
    var threshold: Double { polarity == .set ? device.vSet : device.vReset }
  }

  let base: Device
  let median: DeviceSample
  private(set) var groups: [TimeGroup] = []
  private(set) var amplitudes: [Amplitude] = []
  let sweeps: [Sweep]
  /// Bound of the times that are told apart, s.
  let timeLimit: Double

  /// Largest relative error of a sweep's threshold.
  static let sweepTolerance = 0.05
  /// Largest relative error of an exact time.
  static let timeTolerance = 0.05
  /// Time at 0 V in which what is volatile must be lost, s.
  static let fading = 1.0
  /// Largest movement of the state by a read.
  static let disturb = 1e-6

  init(_ base: Device, tables: [PulseTable]) {
    self.base = base
    let s = base.statistics
    func sample(_ quantity: DeviceQuantity, _ score: Double) -> Double {
      s[quantity].distribution.sample(atScore: score)
    }
    let median = DeviceSample(
      vSet: sample(.vSet, 0), vReset: sample(.vReset, 0), rLRS: sample(.rLRS, 0),
      rHRS: sample(.rHRS, 0))
    self.median = median
    sweeps = SwitchingTargets.Polarity.allCases.flatMap { polarity in
      [0.0, -2, 2].map { score in
        var device = median
        let value = sample(polarity.threshold, score)
        if polarity == .set { device.vSet = value } else { device.vReset = value }
        return Sweep(polarity: polarity, score: score, device: device)
      }
    }
    let times = (base.switching?.times ?? []) + tables.flatMap { $0.pulses.map(\.time) }
    let longest = times.flatMap { [$0.shortest, $0.longest] }.filter(\.isFinite).max() ?? 1
    timeLimit = 1e5 * max(longest, 1)
    for time in base.switching?.times ?? [] {
      add(time, to: nil, origin: time.source.isEmpty ? "device file" : time.source, isTable: false)
    }
    for table in tables {
      var known: [String: Int] = [:]
      for pulse in table.pulses {
        let time = pulse.time
        let width = time.isExact ? "" : "\(time.isUpper ? time.longest : time.shortest)"
        let key =
          "\(time.polarity.rawValue) \(time.voltage) \(time.threshold ?? 0) \(width)"
        known[key] = add(time, to: known[key], origin: table.file, isTable: true)
      }
    }
  }

  /// Adds a time to a group or a new one; the group's index.
  @discardableResult
  private mutating func add(
    _ time: SwitchingTargets.Time, to group: Int?, origin: String, isTable: Bool
  ) -> Int {
    let index = group ?? groups.count
    if group == nil {
      var device = median
      if let threshold = time.threshold?.roundedToSixDigits {
        if time.polarity == .set { device.vSet = threshold } else { device.vReset = threshold }
      }
      let amplitude = Amplitude(
        polarity: time.polarity, voltage: time.voltage, device: device)
      let place = amplitudes.firstIndex(of: amplitude) ?? amplitudes.count
      if place == amplitudes.count { amplitudes.append(amplitude) }
      groups.append(
        TimeGroup(
          polarity: time.polarity, voltage: time.voltage, threshold: time.threshold, origin: origin,
          isTable: isTable,
          amplitude: place))
    }
    if time.isExact {
      groups[index].exact.append(PortableMath.log(time.shortest))
    } else {
      if time.longest.isFinite { groups[index].upper.append(PortableMath.log(time.longest)) }
      if time.shortest > 0 { groups[index].lower.append(PortableMath.log(time.shortest)) }
    }
    return index
  }

  /// The temperature at which the device file's numbers hold, the targets among them, °C.
  private var celsius: Double {
    base.constants.temperature?.reference ?? OperatingPoint.roomTemperature
  }

  /// The behaviour of the model with some constants.
  func measure(_ constants: CompactModelConstants) -> ModelBehaviour {
    let operation = base.operation
    let model = CompactModel(
      constants: constants, statistics: base.statistics, celsius: celsius)
    let probe = ModelProbe(model: model, device: median, operation: operation)
    var behaviour = ModelBehaviour(
      times: amplitudes.map {
        SwitchingTime(model: model, device: $0.device, limit: timeLimit)
          .bounded($0.voltage, $0.polarity)
      },
      thresholds: sweeps.map {
        ModelProbe(model: model, device: $0.device, operation: operation)
          .sweepThreshold($0.polarity)
      }, divide: probe.divide, disturb: probe.readDisturb)
    if let current = base.switching?.volatileBelow {
      behaviour.volatileState = probe.limitedSet(current) ?? 1
      behaviour.fadingTime = probe.fadingTime(behaviour.volatileState ?? 1, limit: timeLimit)
    }
    if let current = base.switching?.nonVolatileAbove {
      behaviour.persistentState = probe.limitedSet(current) ?? 0
    }
    return behaviour
  }

  /// The current limit above which a SET persists, A, for people.
  func persistenceCurrent(_ constants: CompactModelConstants) -> Double? {
    let model = CompactModel(
      constants: constants, statistics: base.statistics, celsius: celsius)
    return ModelProbe(model: model, device: median, operation: base.operation)
      .persistenceCurrent(between: 1e-9, and: 0.1)
  }
}

extension SwitchingTargets.Time {
  /// Whether only an upper bound is known.
  var isUpper: Bool { shortest == 0 && longest.isFinite }
}

/// What the experiments on a model gave.
struct ModelBehaviour {
  /// One an amplitude, s, bounded.
  var times: [Double]
  /// One a sweep, V; nil where it did not switch.
  var thresholds: [Double?]
  /// State that tells fading from growing filaments.
  var divide: Double
  /// Movement of the state by a read.
  var disturb: Double
  /// State after the SET that must be lost, and the time until it is, s.
  var volatileState: Double?
  var fadingTime: Double?
  /// State after the SET that must persist.
  var persistentState: Double?
}
