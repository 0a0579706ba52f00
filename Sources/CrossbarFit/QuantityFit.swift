public import CrossbarDevices
internal import CrossbarMeasurement
public import CrossbarStatistics

/// One family tried on a sample.
public struct FamilyAssessment: Sendable {
  public var family: Family
  /// The maximum-likelihood fit, or why there is none.
  public var fit: Result<FamilyFit, FitFailure>
  /// Tests of the fit; nil where there is no fit or no replicate was asked for.
  public var goodness: GoodnessResult?
}

/// What was found out about one quantity.
public struct QuantityFit: Sendable {
  /// What stands for the quantity in the device file.
  public enum Model: Sendable {
    case family(FamilyFit)
    case empirical(EmpiricalDistribution)
  }

  public var sample: QuantitySample
  public var assessments: [FamilyAssessment]
  public var empirical: EmpiricalDistribution?
  public var model: Model
  /// Why this model, as a sentence.
  public var reason: String
  /// Whether any family passed its test; true also where none could be tested.
  public var hasPassingFamily: Bool
  public var variance: Result<VarianceComponents, VarianceFailure>?
  /// What the tests knew of devices; nil where every observation stands for itself.
  public var clusters: Clusters?
  public var trend: Trend?
  public var lag: LagOneAutocorrelation?
  /// Indices into the sample.
  public var outliers: [Int]

  public var quantity: DeviceQuantity { sample.quantity }

  /// What plots draw: the model's fit, or the family of least AICc where none became the model.
  var drawn: FamilyFit? {
    if case .family(let fit) = model { return fit }
    return assessments.compactMap { assessment -> FamilyFit? in
      if case .success(let fit) = assessment.fit, fit.isWithinDeviceFile { fit } else { nil }
    }.min { ($0.aicc ?? $0.aic) < ($1.aicc ?? $1.aic) }
  }

  /// The assessment of the family that became the model.
  public var chosen: FamilyAssessment? {
    guard case .family(let fit) = model else { return nil }
    return assessments.first { $0.family == fit.distribution.family }
  }
}
