internal import CrossbarCore

/// Wear, which the subcircuit and the module `memristor_wear` have: a second state y, switching cycles so far ÷ nend.
///
///     dy/dt = (r + √(r² + e²) − e)/(2·nend)        r = dx/dt, e = 10⁻³/s
///     k_r · (1 − tanh((y − 1 − 0.5/nend)·10·nend))/2
///
/// A filament's growth counts, its decay does not. The first nend RESETs work; from then on the device is stuck in its LRS.
extension CompactModel {
  /// e: growth slower than this does not count, 1/s.
  private static let countedRate = 1e-3
  /// Steepness of the end: tenths of a cycle.
  private static let steepness = 10.0

  /// The share of k_r that is left at a number of cycles.
  ///
  /// - Parameters:
  ///   - worn: y, cycles so far ÷ `endurance`.
  ///   - endurance: nend, cycles; at least 1.
  public func resetShare(worn: Double, endurance: Double) -> Double {
    let past = (worn - 1 - 0.5 / endurance) * Self.steepness * endurance
    return 0.5 * (1 - PortableMath.tanh(past))
  }

  /// dx/dt and dy/dt, 1/s, of a device that wears.
  ///
  /// - Parameters:
  ///   - worn: y, cycles so far ÷ `endurance`.
  ///   - endurance: nend, cycles; at least 1.
  public func wearingDerivative(
    _ voltage: Double, state x: Double, worn: Double, device: DeviceSample, endurance: Double
  ) -> (state: Double, worn: Double) {
    let rate = stateDerivative(
      voltage, state: x, device: device,
      resetShare: resetShare(worn: worn, endurance: endurance))
    return (rate, wearRate(rate, endurance: endurance))
  }

  /// dy/dt, 1/s, at a dx/dt.
  public func wearRate(_ rate: Double, endurance: Double) -> Double {
    let e = Self.countedRate
    return (rate + (rate * rate + e * e).squareRoot() - e) / (2 * endurance)
  }
}
