internal import CrossbarCore

/// The compact model of one memristor: one smooth state x, 0 = HRS, 1 = LRS.
///
/// With V the voltage from the silver to the gold contact:
///
///     R_H  = rlrs + max(rhrs − rlrs, 0)·vrd/√(V² + vd²)               I ∝ V² (space-charge limited), R_HRS at vrd
///     w    = 3x² − 2x³                                          x clamped to [0, 1]
///     I    = V·exp(−w·ln rlrs − (1−w)·ln R_H) + Cp·dV/dt
///     u_s  = V − vset·(1 − η·w),  u_r = −V − vrst
///     k_s  = 1/(tmin + ½·tth·(exp(−lim(u_s, U)/va) + exp(−lim(u_s/(vbs·vset), 100))))
///     k_r  = 1/(tmin + ½·tth·(exp(−lim(u_r, U)/va) + exp(−lim(u_r/(vbr·vrst), 100))))      lim(u, b) = b·tanh(u/b)
///     dx/dt = mob·(k_s·(1−x) − k_r·x + x·(1−x)·(x−xc)/trel) + (1−mob)·(x0−x)/trel
///
/// Both rates have two terms in series, so that reading does not disturb and nothing exceeds 1/tmin. The cubic keeps x in
/// [0, 1], makes weak filaments fade and gives the DC curve its two folds at V_SET and V_RST. The sharpness of a threshold
/// is relative (vbs, vbr): a device of a tenth of the threshold switches over a tenth of the voltage. The feedback grows with
/// the conductance's weight w, not with x, so that the fold of SET lies at V_SET and not at the feedback's share below it.
///
/// Where the device file has coefficients of temperature, rlrs and rhrs are multiplied by exp(tcl·(T−Tn)) and by
/// exp(eah/k·(1/T − 1/Tn)), dx/dt by exp(−eas/k·(1/T − 1/Tn)).
///
/// The SPICE subcircuit and the Verilog-A module state the same equations; tests hold the three together.
public struct CompactModel: Hashable, Sendable {
  public let constants: CompactModelConstants
  /// Unstable state between fading and growing filaments; found for the median device.
  public let unstableState: Double
  /// vbs: slope of the switching time below V_SET as a share of V_SET.
  public let slopeBelowSet: Double
  /// vbr: slope of the switching time below |V_RST| as a share of |V_RST|.
  public let slopeBelowReset: Double
  /// Factors of the operating temperature: on R_LRS, on R_HRS and on dx/dt.
  private let lowFactor: Double
  private let highFactor: Double
  private let speed: Double

  /// The model of a device at the temperature of its operating point.
  public init(_ device: Device) {
    self.init(
      constants: device.constants, statistics: device.statistics,
      celsius: device.operation.temperature)
  }

  /// The model of constants and statistics.
  ///
  /// - Parameter celsius: the memristor's temperature, °C.
  public init(
    constants: CompactModelConstants, statistics: DeviceStatistics,
    celsius: Double = OperatingPoint.roomTemperature
  ) {
    self.constants = constants
    unstableState = Self.unstableState(constants: constants, statistics: statistics)
    slopeBelowSet = (constants.slopeBelow / statistics.vSet.median).roundedToSixDigits
    slopeBelowReset = (constants.slopeBelow / statistics.vReset.median).roundedToSixDigits
    let factors = constants.temperature?.factors(celsius: celsius)
    lowFactor = factors?.low ?? 1
    highFactor = factors?.high ?? 1
    speed = factors?.speed ?? 1
  }

  /// Steady current at state `x`, amperes, without the displacement current.
  public func current(_ voltage: Double, state: Double, device: DeviceSample) -> Double {
    conduction(state: state, device: device).current(voltage).current
  }

  /// The model's conduction at one state, with what does not depend on the voltage worked out.
  public struct Conduction: Sendable {
    /// R_LRS at the temperature, Ω.
    let low: Double
    let weight: Double
    let lowTerm: Double
    let reach: Double
    let smoothing: Double

    /// Steady current, A, and its derivative by the voltage, S.
    public func current(_ voltage: Double) -> (current: Double, slope: Double) {
      let square = voltage * voltage + smoothing
      let smooth = square.squareRoot()
      let high = low + reach / smooth
      let conductance: Double
      if weight == 0 {
        conductance = 1 / high
      } else if weight == 1 {
        return (voltage / low, 1 / low)
      } else {
        conductance = PortableMath.exp(lowTerm - (1 - weight) * PortableMath.log(high))
      }
      let current = voltage * conductance
      let growth = (1 - weight) * reach * voltage * voltage / (smooth * square * high)
      return (current, conductance * (1 + growth))
    }
  }

  /// The conduction at state `x`.
  public func conduction(state: Double, device: DeviceSample) -> Conduction {
    let w = Self.weight(state)
    let low = device.rLRS * lowFactor
    return Conduction(
      low: low, weight: w, lowTerm: w == 0 ? 0 : -w * PortableMath.log(low),
      reach: max(device.rHRS * highFactor - low, 0) * constants.readReference,
      smoothing: constants.smoothing * constants.smoothing)
  }

  /// w = 3x² − 2x³ of the state clamped to 0 … 1: the share of the LRS in the logarithm of the conductance.
  private static func weight(_ state: Double) -> Double {
    let x = min(max(state, 0), 1)
    return x * x * (3 - 2 * x)
  }

  /// k_s: rate of SET, 1/s, at a voltage and state, at the temperature.
  public func setRate(_ voltage: Double, state x: Double, device: DeviceSample) -> Double {
    rate(
      voltage - device.vSet * (1 - constants.feedback * Self.weight(x)),
      below: slopeBelowSet * device.vSet)
  }

  /// k_r: rate of RESET, 1/s, at a voltage, at the temperature.
  public func resetRate(_ voltage: Double, device: DeviceSample) -> Double {
    rate(-voltage - device.vReset, below: slopeBelowReset * device.vReset)
  }

  /// Bound of the exponent below the threshold: rates down to e⁻¹⁰⁰ are told apart, and nothing overflows.
  public static let exponentBound = 100.0

  /// Switching rate at overdrive `u` with the slope below the threshold in volts, 1/s.
  private func rate(_ overdrive: Double, below: Double) -> Double {
    let c = constants
    let u = c.overdriveBound * PortableMath.tanh(overdrive / c.overdriveBound)
    let exponent = Self.exponentBound * PortableMath.tanh(overdrive / (Self.exponentBound * below))
    let slow = PortableMath.exp(-u / c.slopeAbove) + PortableMath.exp(-exponent)
    return speed / (c.minimumTime + 0.5 * c.thresholdTime * slow)
  }

  /// dx/dt, 1/s.
  public func stateDerivative(_ voltage: Double, state x: Double, device: DeviceSample) -> Double {
    stateDerivative(voltage, state: x, device: device, resetShare: 1)
  }

  /// dx/dt, 1/s, with a share of k_r alone; see ``resetShare(worn:endurance:)``.
  public func stateDerivative(
    _ voltage: Double, state x: Double, device: DeviceSample, resetShare: Double
  ) -> Double {
    let relaxation = speed / constants.relaxationTime
    let rest = (device.restState - x) * relaxation
    if device.mobility == 0 { return rest }
    let set = setRate(voltage, state: x, device: device)
    let reset = resetRate(voltage, device: device) * resetShare
    let free = set * (1 - x) - reset * x + x * (1 - x) * (x - unstableState) * relaxation
    return device.mobility == 1 ? free : device.mobility * free + (1 - device.mobility) * rest
  }

  /// The state that a SET at the non-volatility current I_nv just reaches, for the median device:
  /// w_c = ln((I_nv/V_c)/G_H(V_c)) / ln(G_L/G_H(V_c)) in 0.05 … 0.95 with V_c = vset·(1 − η/2), and
  /// x_c = ½ − sin(asin(1 − 2·w_c)/3), the inverse of w = 3x² − 2x³.
  private static func unstableState(
    constants c: CompactModelConstants, statistics: DeviceStatistics
  ) -> Double {
    let voltage = statistics.vSet.median * (1 - c.feedback / 2)
    let low = statistics.rLRS.median
    let high = low + (statistics.rHRS.median - low) * c.readReference / voltage
    let wanted = PortableMath.log(c.nonVolatileCurrent / voltage * high)
    let w = min(max(wanted / PortableMath.log(high / low), 0.05), 0.95)
    var lower = 0.0
    var upper = 1.0
    for _ in 0..<60 {
      let middle = (lower + upper) / 2
      if weight(middle) < w { lower = middle } else { upper = middle }
    }
    return ((lower + upper) / 2).roundedToSixDigits
  }
}
