/// An input that an array classifies otherwise than its label says.
public struct ClassificationFailure: Hashable, Sendable, Comparable {
  public var array: Int
  /// Number of the input, counted from 0.
  public var input: Int
  public var label: Int
  public var chosen: Int
  /// Wrong bits of the array.
  public var bitErrors: Int
  /// Causes of which each alone, were its bits right, would make the input right.
  public var mendedBy: [BitErrorCause]

  public init(
    array: Int, input: Int, label: Int, chosen: Int, bitErrors: Int, mendedBy: [BitErrorCause]
  ) {
    self.array = array
    self.input = input
    self.label = label
    self.chosen = chosen
    self.bitErrors = bitErrors
    self.mendedBy = mendedBy
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.array, left.input) < (right.array, right.input)
  }
}

/// What sampled arrays did, rung by rung; parts add up exactly, in any order.
public struct LadderTally: Hashable, Sendable {
  /// In the order of ``SampledStage``.
  public var stages: [StageTally]
  /// For the last rung, by cause: how many more inputs an array would classify right were that cause's bits right.
  public var mended: [BitErrorCause: Histogram] = [:]
  /// Arrays behind ``mended``.
  public var mendedArrays = 0
  /// Failures at the last rung, by array and input; the first ``failureLimit`` of the arrays that are looked at.
  public var failures: [ClassificationFailure] = []

  /// Failures that are kept.
  public static let failureLimit = 1000

  /// No array yet.
  public init(classes: Int) {
    stages = SampledStage.allCases.map { _ in StageTally(classes: classes) }
  }

  /// Arrays counted.
  public var arrays: Int { stages[0].arrays }

  /// The tally of a rung.
  public subscript(_ stage: SampledStage) -> StageTally {
    get { stages[SampledStage.allCases.firstIndex(of: stage) ?? 0] }
    set { stages[SampledStage.allCases.firstIndex(of: stage) ?? 0] = newValue }
  }

  /// Adds the arrays of another tally.
  public mutating func merge(_ other: LadderTally) {
    for index in stages.indices { stages[index].merge(other.stages[index]) }
    for (cause, histogram) in other.mended {
      mended[cause, default: Histogram()].merge(histogram)
    }
    mendedArrays += other.mendedArrays
    failures = Array((failures + other.failures).sorted().prefix(Self.failureLimit))
  }
}
