internal import CrossbarCore

/// The compact model of one memristor: one smooth state x, 0 = HRS, 1 = LRS.
///
/// With V the voltage from the silver to the gold contact:
///
///     R_H  = rlrs + (rhrs − rlrs)·vrd/√(V² + vd²)               I ∝ V² (space-charge limited), R_HRS at vrd
///     w    = 3x² − 2x³                                          x clamped to [0, 1]
///     I    = V·exp(−w·ln rlrs − (1−w)·ln R_H) + Cp·dV/dt
///     u_s  = V − vset·(1 − η·x),  u_r = −V − vrst               each limited as U·tanh(u/U)
///     k(u) = 1/(tmin + ½·tth·(exp(−u/va) + exp(−u/vb)))
///     dx/dt = k(u_s)·(1−x) − k(u_r)·x + x·(1−x)·(x−xc)/trel
///
/// The SPICE subcircuit and the Verilog-A module state the same equations; tests hold the three together.
public struct CompactModel: Hashable, Sendable {
  public let constants: CompactModelConstants
  /// Unstable state between fading and growing filaments; found for the median device..
  public let unstableState: Double

  public init(constants: CompactModelConstants, statistics: DeviceStatistics) {
    self.constants = constants
    unstableState = Self.unstableState(constants: constants, statistics: statistics)
  }

  /// Steady current at state `x`, amperes, without the displacement current.
  public func current(_ voltage: Double, state: Double, device: DeviceSample) -> Double {
    conduction(state: state, device: device).current(voltage).current
  }

  /// The model's conduction at one state, with what does not depend on the voltage worked out.
  public struct Conduction: Sendable {
    let device: DeviceSample
    let weight: Double
    let lowTerm: Double
    let reach: Double
    let smoothing: Double

    /// Steady current, A, and its derivative by the voltage, S.
    public func current(_ voltage: Double) -> (current: Double, slope: Double) {
      let square = voltage * voltage + smoothing
      let smooth = square.squareRoot()
      let high = device.rLRS + reach / smooth
      let conductance: Double
      if weight == 0 {
        conductance = 1 / high
      } else if weight == 1 {
        return (voltage / device.rLRS, 1 / device.rLRS)
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
    let x = min(max(state, 0), 1)
    let w = x * x * (3 - 2 * x)
    return Conduction(
      device: device, weight: w, lowTerm: w == 0 ? 0 : -w * PortableMath.log(device.rLRS),
      reach: (device.rHRS - device.rLRS) * constants.readReference,
      smoothing: constants.smoothing * constants.smoothing)
  }

  /// Switching rate at overdrive `u`, 1/s.
  public func rate(_ overdrive: Double) -> Double {
    let c = constants
    let u = c.overdriveBound * PortableMath.tanh(overdrive / c.overdriveBound)
    let slow = PortableMath.exp(-u / c.slopeAbove) + PortableMath.exp(-u / c.slopeBelow)
    return 1 / (c.minimumTime + 0.5 * c.thresholdTime * slow)
  }

  /// dx/dt, 1/s.
  public func stateDerivative(_ voltage: Double, state x: Double, device: DeviceSample) -> Double {
    let c = constants
    let set = rate(voltage - device.vSet * (1 - c.feedback * x))
    let reset = rate(-voltage - device.vReset)
    return set * (1 - x) - reset * x + x * (1 - x) * (x - unstableState) / c.relaxationTime
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
      if middle * middle * (3 - 2 * middle) < w { lower = middle } else { upper = middle }
    }
    return ((lower + upper) / 2).roundedToSixDigits
  }
}
