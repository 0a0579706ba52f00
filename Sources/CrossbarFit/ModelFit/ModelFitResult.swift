public import CrossbarCore
public import CrossbarDevices

/// What a fit of the compact model's constants found.
public struct ModelFitResult: Sendable {
  /// Values of a constant at which the targets hold, the others fixed.
  public struct Span: Hashable, Sendable {
    public var low: Double
    public var high: Double
    /// Whether they hold still further than was tried.
    public var isLowOpen: Bool
    public var isHighOpen: Bool
  }

  /// One constant.
  public struct Finding: Hashable, Sendable {
    public var constant: FittedConstant
    public var before: Double
    public var after: Double
    /// How far the logarithms of times and thresholds move with the logarithm of the constant when the other constants
    /// follow as well as they can; nil where it was not free.
    public var sensitivity: Double?
    public var range: Span?

    /// Whether the targets determine the constant.
    public var isDetermined: Bool { (sensitivity ?? 0) >= ModelFit.leastSensitivity }
    public var isChanged: Bool { before != after }
  }

  /// A table of pulses.
  public struct File: Hashable, Sendable {
    /// Without the folder of whoever measured.
    public var name: String
    public var pulses: Int
  }

  /// The device as it was.
  public var base: Device
  /// The device with the fitted constants.
  public var device: Device
  /// In the order of `FittedConstant.allCases`.
  public var findings: [Finding]
  /// The targets and what the constants before the fit, and after it, make of them.
  public var before: [TargetOutcome]
  public var outcomes: [TargetOutcome]
  /// Current limit above which a SET of the median device persists, A; nil where there is none up to 0.1 A.
  public var persistenceCurrent: Double?
  public var files: [File]

  /// Whether every target is met.
  public var isMet: Bool { outcomes.allSatisfy(\.isMet) }

  /// A warning for each target that is not met.
  ///
  /// - Parameter file: the device file as the user named it.
  public func warnings(file: String) -> [Diagnostic] {
    outcomes.filter { !$0.isMet }.map {
      .warning(
        "model/unmet-target", "\($0.target): wanted \($0.wanted), the fitted model: \($0.found)",
        at: .init(file: file), help: "the target comes from: \($0.source)")
    }
  }
}
