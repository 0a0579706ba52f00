/// One measured value, as far as the measurement tells it. All numbers are finite and in the quantity's SI unit.
public enum Observation: Hashable, Sendable {
  /// The value itself.
  case exact(Double)
  /// Right-censored: larger than the number, such as a V_SET beyond the end of the sweep.
  case above(Double)
  /// Left-censored: smaller than the number, such as a current below the instrument's floor.
  case below(Double)
  /// Interval-censored: between the two numbers, the first below the second.
  case between(Double, Double)

  /// The value where it is known exactly.
  public var exactValue: Double? {
    if case .exact(let value) = self { value } else { nil }
  }
}

extension Observation {
  /// An exact value moved to the nearest multiple of `grid`, a positive one to a positive one; anything else as it is.
  func rounded(to grid: Double) -> Observation {
    guard case .exact(let value) = self else { return self }
    let steps = (value / grid).rounded()
    return .exact((value > 0 ? max(1, steps) : steps) * grid)
  }
}
