/// The four quantities of a memristor that are measured on many devices.
public enum DeviceQuantity: String, Hashable, Sendable, CaseIterable {
  /// SET threshold, volts.
  case vSet = "v_set"
  /// Magnitude of the RESET threshold, volts.
  case vReset = "v_reset"
  /// Resistance of the low-resistive state, ohms.
  case rLRS = "r_lrs"
  /// Resistance of the high-resistive state at the read voltage, ohms.
  case rHRS = "r_hrs"

  /// SI unit as device files spell it.
  public var unit: String {
    switch self {
    case .vSet, .vReset: "V"
    case .rLRS, .rHRS: "ohm"
    }
  }

  /// The usual symbol, such as `V_SET`; the RESET threshold as a magnitude.
  public var symbol: String {
    switch self {
    case .vSet: "V_SET"
    case .vReset: "|V_RST|"
    case .rLRS: "R_LRS"
    case .rHRS: "R_HRS"
    }
  }

  /// The name as a parameter of compact models and decks.
  public var parameter: String {
    switch self {
    case .vSet: "vset"
    case .vReset: "vrst"
    case .rLRS: "rlrs"
    case .rHRS: "rhrs"
    }
  }
}

/// The distributions of a memristor's four quantities over devices, and how they go together.
public struct DeviceStatistics: Hashable, Sendable {
  /// SET threshold, volts.
  public var vSet: MeasuredDistribution
  /// Magnitude of the RESET threshold, volts.
  public var vReset: MeasuredDistribution
  /// Resistance of the low-resistive state, ohms.
  public var rLRS: MeasuredDistribution
  /// Resistance of the high-resistive state at the read voltage, ohms.
  public var rHRS: MeasuredDistribution
  /// Nil where the quantities are taken as independent.
  public var correlation: ScoreCorrelation?

  public init(
    vSet: MeasuredDistribution, vReset: MeasuredDistribution, rLRS: MeasuredDistribution,
    rHRS: MeasuredDistribution, correlation: ScoreCorrelation? = nil
  ) {
    self.vSet = vSet
    self.vReset = vReset
    self.rLRS = rLRS
    self.rHRS = rHRS
    self.correlation = correlation
  }

  public subscript(quantity: DeviceQuantity) -> MeasuredDistribution {
    get {
      switch quantity {
      case .vSet: vSet
      case .vReset: vReset
      case .rLRS: rLRS
      case .rHRS: rHRS
      }
    }
    set {
      switch quantity {
      case .vSet: vSet = newValue
      case .vReset: vReset = newValue
      case .rLRS: rLRS = newValue
      case .rHRS: rHRS = newValue
      }
    }
  }
}

extension DeviceStatistics {
  /// The device whose four quantities are at their medians, not rounded.
  public var medianDevice: DeviceSample {
    DeviceSample(
      vSet: vSet.median, vReset: vReset.median, rLRS: rLRS.median, rHRS: rHRS.median)
  }
}

/// One sampled memristor. Every number has at most six significant digits, so that a deck carries it exactly.
public struct DeviceSample: Hashable, Sendable {
  /// Volts.
  public var vSet: Double
  /// Magnitude, volts.
  public var vReset: Double
  /// Ohms.
  public var rLRS: Double
  /// Ohms at the read voltage; never below `rLRS`.
  public var rHRS: Double
  /// 1 for a device that switches, 0 for one that is stuck, at ``restState``; between them it switches more slowly.
  public var mobility: Double
  /// State in which a stuck device rests, 0 = HRS, 1 = LRS.
  public var restState: Double

  @inlinable public init(
    vSet: Double, vReset: Double, rLRS: Double, rHRS: Double, mobility: Double = 1,
    restState: Double = 0
  ) {
    self.vSet = vSet
    self.vReset = vReset
    self.rLRS = rLRS
    self.rHRS = rHRS
    self.mobility = mobility
    self.restState = restState
  }

  /// The device as it would be were it stuck in its LRS or HRS.
  public func stuck(low: Bool) -> Self {
    var device = self
    device.mobility = 0
    device.restState = low ? 1 : 0
    return device
  }

  /// The device as an open or as a short of the given resistance, Ω.
  public func broken(resistance: Double) -> Self {
    var device = stuck(low: false)
    device.rLRS = resistance
    device.rHRS = resistance
    return device
  }
}
