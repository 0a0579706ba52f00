internal import CrossbarCore

/// What is known of how fast a device switches and when it keeps its state; optional in device files, as `switching`.
/// The constants of the ``CompactModel`` are fitted to it.
public struct SwitchingTargets: Hashable, Sendable {
  /// Direction of switching.
  public enum Polarity: String, Hashable, Sendable, CaseIterable {
    /// HRS to LRS, at a positive voltage, silver against gold.
    case set
    /// LRS to HRS, at a negative voltage.
    case reset

    /// +1 or −1.
    public var sign: Double { self == .set ? 1 : -1 }

    /// The threshold that this direction passes.
    public var threshold: DeviceQuantity { self == .set ? .vSet : .vReset }
  }

  /// A switching time at a constant voltage across a memristor, known exactly or within bounds.
  public struct Time: Hashable, Sendable {
    public var polarity: Polarity
    /// Silver against gold, V: positive for SET, negative for RESET.
    public var voltage: Double
    /// The time is at least this, s; 0 where no lower bound is known.
    public var shortest: Double
    /// The time is at most this, s; infinite where no upper bound is known.
    public var longest: Double
    /// Magnitude of the device's own threshold in this direction, V; nil for the median device.
    public var threshold: Double?
    /// Where the number comes from.
    public var source: String

    public init(
      polarity: Polarity, voltage: Double, shortest: Double, longest: Double,
      threshold: Double? = nil, source: String = ""
    ) {
      self.polarity = polarity
      self.voltage = voltage
      self.shortest = shortest
      self.longest = longest
      self.threshold = threshold
      self.source = source
    }

    /// Whether the time itself is known.
    public var isExact: Bool { shortest == longest }
  }

  /// The junction as a plate capacitor.
  public struct Junction: Hashable, Sendable {
    /// m².
    public var area: Double
    /// Thickness of the switching layer, m.
    public var thickness: Double
    /// ε_r of the switching layer.
    public var permittivity: Double

    public init(area: Double, thickness: Double, permittivity: Double) {
      self.area = area
      self.thickness = thickness
      self.permittivity = permittivity
    }

    /// ε₀, F/m (CODATA 2018).
    public static let vacuumPermittivity = 8.8541878128e-12

    /// ε₀·ε_r·area/thickness, F.
    public var capacitance: Double { Self.vacuumPermittivity * permittivity * area / thickness }
  }

  public var times: [Time]
  /// A SET limited to this current or less is lost, A.
  public var volatileBelow: Double?
  /// A SET limited to this current or more persists, A.
  public var nonVolatileAbove: Double?
  /// Where the two currents come from.
  public var source: String
  /// Gives the capacitance; nil where it is to stay as it is.
  public var junction: Junction?

  public init(
    times: [Time] = [], volatileBelow: Double? = nil, nonVolatileAbove: Double? = nil,
    source: String = "", junction: Junction? = nil
  ) {
    self.times = times
    self.volatileBelow = volatileBelow
    self.nonVolatileAbove = nonVolatileAbove
    self.source = source
    self.junction = junction
  }
}

extension SwitchingTargets.Time {
  /// Share of the median threshold below which no model of that threshold switches.
  public static let leastShare = 0.95

  /// Why no model with these statistics can have this time; nil where one may.
  public func impossibility(
    _ statistics: DeviceStatistics?
  ) -> (kind: String, message: String, help: String)? {
    if !(voltage * polarity.sign > 0) {
      return (
        "switching-sign", "a \(polarity == .set ? "SET" : "RESET") time at \(voltage) V",
        "voltages are those of the silver against the gold contact: SET is positive, RESET negative"
      )
    }
    // That something takes longer than this is true of what never happens.
    guard longest.isFinite,
      let threshold = threshold ?? statistics?[polarity.threshold].median
    else { return nil }
    if voltage.magnitude < Self.leastShare * threshold {
      return (
        "switching-threshold",
        "a switching time at \(voltage) V, where a device of \(polarity.threshold.symbol) "
          + "\(threshold.roundedToSixDigits) V does not switch",
        "state a larger voltage, or a lower bound (time_s_at_least)"
      )
    }
    return nil
  }

  /// Whether this time and another of the same device contradict each other: a larger voltage must switch sooner.
  public func contradicts(_ other: Self) -> Bool {
    guard polarity == other.polarity, threshold == other.threshold else { return false }
    let (low, high) =
      voltage.magnitude <= other.voltage.magnitude ? (self, other) : (other, self)
    if low.voltage == high.voltage {
      // Two exact times at one voltage are two measurements.
      if isExact && other.isExact { return false }
      return max(shortest, other.shortest) > min(longest, other.longest)
    }
    return high.shortest >= low.longest
  }
}
