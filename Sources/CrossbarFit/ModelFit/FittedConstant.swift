public import CrossbarDevices
internal import CrossbarCore

/// A constant of the compact model that is fitted.
public enum FittedConstant: String, Hashable, Sendable, CaseIterable {
  case thresholdTime = "threshold_time_s"
  case minimumTime = "minimum_time_s"
  case slopeAbove = "slope_above_v"
  case slopeBelow = "slope_below_v"
  case feedback
  case relaxationTime = "relaxation_time_s"
  case nonVolatileCurrent = "non_volatile_current_a"

  /// Key in device files.
  public var key: String { rawValue }

  /// Values that device files may hold; for the feedback without its 0, at which no logarithm exists.
  public var range: ClosedRange<Double> {
    switch self {
    case .thresholdTime, .minimumTime: 1e-12...1e3
    case .slopeAbove, .slopeBelow: 1e-3...10
    case .feedback: 0.01...0.99
    case .relaxationTime: 1e-9...1e6
    case .nonVolatileCurrent: 1e-12...1
    }
  }

  /// The value among the constants.
  public subscript(constants: CompactModelConstants) -> Double { constants[keyPath: path] }

  /// Changes the value to one of six digits inside ``range``.
  func assign(_ value: Double, in constants: inout CompactModelConstants) {
    constants[keyPath: path] =
      min(max(value, range.lowerBound), range.upperBound)
      .roundedToSixDigits
  }

  var path: WritableKeyPath<CompactModelConstants, Double> {
    switch self {
    case .thresholdTime: \.thresholdTime
    case .minimumTime: \.minimumTime
    case .slopeAbove: \.slopeAbove
    case .slopeBelow: \.slopeBelow
    case .feedback: \.feedback
    case .relaxationTime: \.relaxationTime
    case .nonVolatileCurrent: \.nonVolatileCurrent
    }
  }

  /// The value as a free number: its logarithm, or the logit of a share.
  func free(_ value: Double) -> Double {
    let value = min(max(value, range.lowerBound), range.upperBound)
    return self == .feedback
      ? PortableMath.log(value / (1 - value)) : PortableMath.log(value)
  }

  /// The value of a free number.
  func value(_ free: Double) -> Double {
    let value =
      self == .feedback ? 1 / (1 + PortableMath.exp(-free)) : PortableMath.exp(free)
    return min(max(value, range.lowerBound), range.upperBound)
  }
}
