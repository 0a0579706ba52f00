internal import CrossbarCore

/// How a memristor depends on its temperature; optional in device files, as `compact_model.temperature`.
///
/// With T and T_n in kelvin and k = 8.617333262·10⁻⁵ eV/K (CODATA 2018):
///
///     R_LRS · exp(tcl·(T − T_n))              metallic filament; tcl > 0
///     R_HRS · exp(eah/k·(1/T − 1/T_n))        thermally activated conduction; eah ≥ 0
///     dx/dt · exp(−eas/k·(1/T − 1/T_n))       thermally activated hopping of ions; eas ≥ 0
public struct TemperatureDependence: Hashable, Sendable {
  /// T_n: temperature at which the statistics hold, °C.
  public var reference: Double
  /// tcl: logarithmic temperature coefficient of R_LRS, 1/K.
  public var lowCoefficient: Double
  /// eah: activation energy of the conductance of the HRS, eV.
  public var highActivation: Double
  /// eas: activation energy of switching and relaxation, eV.
  public var switchingActivation: Double

  public init(
    reference: Double, lowCoefficient: Double, highActivation: Double, switchingActivation: Double
  ) {
    self.reference = reference
    self.lowCoefficient = lowCoefficient
    self.highActivation = highActivation
    self.switchingActivation = switchingActivation
  }

  /// Boltzmann's constant, eV/K.
  public static let boltzmann = 8.617333262e-5
  /// 0 °C in kelvin.
  public static let zeroCelsius = 273.15

  /// Factors on R_LRS, R_HRS and dx/dt at a temperature.
  func factors(celsius: Double) -> (low: Double, high: Double, speed: Double) {
    let kelvin = celsius + Self.zeroCelsius
    let normal = reference + Self.zeroCelsius
    let inverse = (1 / kelvin - 1 / normal) / Self.boltzmann
    return (
      PortableMath.exp(lowCoefficient * (kelvin - normal)),
      PortableMath.exp(highActivation * inverse), PortableMath.exp(-switchingActivation * inverse)
    )
  }
}

/// Noise of the current at a read; optional in device files, as `compact_model.read_noise`.
public struct ReadNoise: Hashable, Sendable {
  /// rn: standard deviation of the current over its mean, within the bandwidth.
  public var relative: Double
  /// bn: bandwidth in which it was measured, Hz; the noise is white within it.
  public var bandwidth: Double

  public init(relative: Double, bandwidth: Double) {
    self.relative = relative
    self.bandwidth = bandwidth
  }
}
