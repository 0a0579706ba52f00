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

  /// Reads that did not settle; the first ten, by array.
  public var unsettled: [UnsettledRead] = []

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
    unsettled = Array((unsettled + other.unsettled).sorted().prefix(10))
    failures = Array((failures + other.failures).sorted().prefix(Self.failureLimit))
  }
}

/// A read whose currents did not settle.
public struct UnsettledRead: Hashable, Sendable, Comparable {
  public var array: Int
  /// Number of the rung in ``SampledStage``.
  public var stage: Int
  /// The warning, with the worst cell.
  public var text: String

  public init(array: Int, stage: Int, text: String) {
    self.array = array
    self.stage = stage
    self.text = text
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.array, left.stage) < (right.array, right.stage)
  }
}
