/// What a user asks of a simulation, before anything is read.
public struct SimulationOptions: Sendable {
  /// An output folder of `dendrite compile`.
  public var folder: String
  /// Inputs to classify; those of the folder where there are none.
  public var inputs: String?
  /// Their labels, where their file holds none.
  public var labels: String?
  /// Arrays to sample; as many as take seconds where nothing is said.
  public var arrays: Int?
  /// Seed of the sampled arrays; the folder's where there is none.
  public var seed: UInt64?
  /// Which part of the arrays.
  public var shard: Shard?
  /// Threads; all cores where nothing is said.
  public var threads: Int?

  public init(folder: String) {
    self.folder = folder
  }
}

/// One of several parts of a Monte Carlo, run by themselves and merged.
public struct Shard: Hashable, Sendable {
  /// Counted from 1.
  public var index: Int
  public var count: Int

  /// The whole.
  public static let whole = Shard(index: 1, count: 1)

  public init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// A shard written as `2/4`; nil for anything else.
  public init?(text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), count >= 1,
      count <= 1_000_000, (1...count).contains(index)
    else { return nil }
    self.init(index: index, count: count)
  }

  /// Its arrays of all, numbered from 1; empty where there are fewer arrays than shards.
  public func arrays(of total: Int) -> Range<Int> {
    (index - 1) * total / count + 1..<index * total / count + 1
  }
}
