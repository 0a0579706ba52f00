/// How many arrays a ladder is sampled with, how, and what is looked at more closely.
public struct LadderSettings: Hashable, Sendable {
  /// Arrays in all; numbered from 1.
  public var arrays: Int
  /// The first arrays of which the read currents are counted.
  public var currentArrays: Int
  /// The first arrays of which failures are explained.
  public var explainedArrays: Int
  public var options: LadderOptions

  /// Settings for a design; the closer looks cost seconds, not minutes.
  public init(arrays: Int, cells: Int, inputs: Int, options: LadderOptions) {
    self.arrays = arrays
    self.options = options
    currentArrays = min(arrays, max(1, 60_000 / max(1, cells)))
    explainedArrays = min(arrays, max(1, min(200, 200_000 / max(1, inputs))))
  }
}
