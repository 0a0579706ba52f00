public import CrossbarCore

/// What many sampled arrays did at one rung of the ladder; whole numbers only, so that parts add up exactly.
public struct StageTally: Hashable, Sendable {
  /// Wrong bits an array.
  public var bitErrors = Histogram()
  /// Inputs an array classifies as their label says.
  public var correct = Histogram()
  /// How many of these there are more than at the rung above, in the same array.
  public var change = Histogram()
  /// Wrong bits an array by cause, in the order of ``BitErrorCause``.
  public var causes: [BitErrorCause: Histogram] = [:]
  /// Rows: the right class; columns: the class that an array says. Summed over arrays.
  public var confusion: Matrix<Int>
  /// Read currents of cells that store a zero and a one; see ``CurrentBin``.
  public var zeroCurrents = Histogram()
  public var oneCurrents = Histogram()

  /// No array yet.
  public init(classes: Int) {
    confusion = Matrix(rows: classes, columns: classes, repeating: 0)
  }

  /// Arrays counted.
  public var arrays: Int { correct.total }

  /// Adds the arrays of another tally.
  public mutating func merge(_ other: StageTally) {
    bitErrors.merge(other.bitErrors)
    correct.merge(other.correct)
    change.merge(other.change)
    for (cause, histogram) in other.causes {
      causes[cause, default: Histogram()].merge(histogram)
    }
    for index in confusion.elements.indices {
      confusion.elements[index] += other.confusion.elements[index]
    }
    zeroCurrents.merge(other.zeroCurrents)
    oneCurrents.merge(other.oneCurrents)
  }
}

/// Bins of currents: ten to a decade, numbered ⌊10·log₁₀(I/A)⌋.
public enum CurrentBin {
  /// Bins to a decade.
  public static let perDecade = 10.0
  /// The number of everything that is no positive current.
  public static let none = -1000

  /// The bin of a current, A.
  public static func index(_ current: Double) -> Int {
    guard current > 1e-99 else { return none }
    return Int((PortableMath.log(current) / ln10 * perDecade).rounded(.down))
  }

  /// The lower bound of a bin, A.
  public static func lowerBound(_ index: Int) -> Double {
    PortableMath.exp10(Double(index) / perDecade)
  }

  private static let ln10 = 2.302_585_092_994_045_684_02
}
