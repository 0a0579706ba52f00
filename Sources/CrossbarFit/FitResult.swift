public import CrossbarCore
public import CrossbarDevices
public import CrossbarMeasurement
internal import CrossbarStatistics

/// Everything a fit found.
public struct FitResult: Sendable {
  /// A measurement file.
  public struct Source: Sendable {
    /// As the user named it.
    public var file: String
    public var size: Int
    /// 64 hexadecimal digits.
    public var sha256: String
    /// What each table of it was read as, with its columns, roles and units.
    public var tables: [String]
  }

  public var sources: [Source]
  public var traces: [SweepTrace]
  public var series: [ResistanceSeries]
  /// One record a cycle; none was dropped.
  public var records: [CycleRecord]
  /// In the order of `DeviceQuantity.allCases`; those that the data do not hold are missing.
  public var quantities: [QuantityFit]
  public var correlation: CorrelationFit?
  public var yield: YieldFit
  public var lifetime: LifetimeFit
  public var conduction: [String]
  public var options: FitOptions
  /// The device: what was measured, and the rest from the base.
  public var device: Device
  /// Quantities taken from the base because the data do not hold them.
  public var inherited: [DeviceQuantity]
  /// Resistance threshold between the states that errs equally often on both, ohms, where both were measured.
  public var threshold: Double?
  /// Current floor used, amperes.
  public var currentFloor: Double
  public var warnings: [Diagnostic]
  /// The constants of the compact model, where pulses of known length were among the data.
  public var modelFit: ModelFitResult?

  public func fit(of quantity: DeviceQuantity) -> QuantityFit? {
    for fit in quantities where fit.quantity == quantity { return fit }
    return nil
  }
}
