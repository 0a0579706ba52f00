/// Why a family has no maximum-likelihood fit to a sample.
public enum FitFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no observation at all.
  case empty
  /// So many observations hold a number that is not finite, or an interval whose ends are in the wrong order.
  case malformed(count: Int)
  /// So many observations are not positive, and the family is.
  case nonpositive(count: Int)
  /// No value is known exactly or within an interval, and the limits alone do not tell a spread.
  case allCensored(count: Int)
  /// One value explains all observations: they are equal, or there is only one.
  case noSpread(count: Int)
  /// The likelihood has no maximum that the search could reach.
  case noMaximum

  public var description: String {
    switch self {
    case .empty: "there is no value"
    case .malformed(let count): "\(count) of the values are not finite numbers or ordered intervals"
    case .nonpositive(let count): "\(count) of the values are not positive"
    case .allCensored(let count): "all \(count) values are censored"
    case .noSpread(let count):
      count == 1
        ? "a single value has no spread" : "all \(count) values are compatible with one value"
    case .noMaximum: "the likelihood has no maximum"
    }
  }
}
