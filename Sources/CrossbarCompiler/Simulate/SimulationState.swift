public import CrossbarCore
public import CrossbarSimulation

/// Everything that decides a simulation's numbers; parts of one simulation have the same.
public struct SimulationSetting: Hashable, Sendable {
  /// The network's name.
  public var network: String
  /// SHA-256 of the output folder's manifest.
  public var folder: String
  /// SHA-256 of the raw inputs and labels.
  public var inputs: String
  public var inputCount: Int
  /// Whether labels came with the inputs; otherwise they are the integer network's own classes.
  public var areLabelsGiven: Bool
  public var classes: Int
  public var cells: Int
  public var seed: UInt64
  public var ladder: LadderSettings
  /// Whether the device has read noise; without, that rung is the one above it.
  public var deviceHasNoise: Bool
  /// Inputs that the network as trained, the integer network and the ideal array classify right.
  public var floatCorrect: Int
  public var quantizedCorrect: Int
  public var idealCorrect: Int
}

/// What has been sampled so far, or by one shard.
public struct SimulationState: Hashable, Sendable {
  public var setting: SimulationSetting
  /// Arrays sampled: ascending, neither touching nor overlapping.
  public var sampled: [ClosedRange<Int>]
  public var tally: LadderTally

  /// How many arrays were sampled.
  public var count: Int { sampled.reduce(0) { $0 + $1.count } }

  /// Whether every array was sampled.
  public var isComplete: Bool { count == setting.ladder.arrays }

  /// Arrays that were not.
  public var missing: [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    var next = 1
    for range in sampled + [setting.ladder.arrays + 1...setting.ladder.arrays + 1] {
      if next < range.lowerBound { result.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    return result
  }

  /// Marks an array as sampled.
  mutating func add(_ array: Int) { add(array...array) }

  /// Marks arrays as sampled.
  mutating func add(_ arrays: ClosedRange<Int>) {
    var ranges = (sampled + [arrays]).sorted { $0.lowerBound < $1.lowerBound }
    var index = 1
    while index < ranges.count {
      if ranges[index - 1].upperBound + 1 >= ranges[index].lowerBound {
        ranges[index - 1] =
          ranges[index - 1].lowerBound...max(ranges[index - 1].upperBound, ranges[index].upperBound)
        ranges.remove(at: index)
      } else {
        index += 1
      }
    }
    sampled = ranges
  }

  /// Parts of one simulation made one.
  ///
  /// - Parameter parts: states with the names of their files.
  /// - Throws: `merge/…` for parts of different simulations, and for arrays that two of them hold or none does.
  public static func merging(
    _ parts: [(file: String, state: SimulationState)]
  ) throws(Diagnostics) -> SimulationState {
    guard var (_, whole) = parts.first else {
      throw Diagnostics(.error("merge/none", "no file to merge"))
    }
    let firstFile = parts[0].file
    var findings: [Diagnostic] = []
    for (index, part) in parts.enumerated().dropFirst() {
      let differences = whole.setting.differences(from: part.state.setting)
      if !differences.isEmpty {
        findings.append(
          .error(
            "merge/setting",
            "this is a part of another simulation than \(firstFile): "
              + differences.joined(separator: "; "), at: .init(file: part.file)))
        continue
      }
      for earlier in parts[..<index] {
        if let twice = part.state.sampled.lazy.compactMap({ mine in
          earlier.state.sampled.first { $0.overlaps(mine) }?.clamped(to: mine)
        }).first {
          findings.append(
            .error(
              "merge/twice",
              "arrays \(twice.lowerBound) to \(twice.upperBound) are in \(earlier.file) as well",
              at: .init(file: part.file)))
          break
        }
      }
      whole.tally.merge(part.state.tally)
      for range in part.state.sampled { whole.add(range) }
    }
    if findings.isEmpty && !whole.isComplete {
      let gaps = whole.missing.prefix(10).map { "\($0.lowerBound) to \($0.upperBound)" }
        .joined(separator: ", ")
      findings.append(
        .error(
          "merge/missing",
          "\(whole.setting.ladder.arrays - whole.count) of \(whole.setting.ladder.arrays) arrays are in no file: \(gaps)",
          help: "run the shards that are missing"))
    }
    try findings.throwIfErrors()
    return whole
  }
}

extension SimulationSetting {
  /// What differs between two settings, in words.
  func differences(from other: SimulationSetting) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ what: String, _ path: KeyPath<SimulationSetting, Value>) {
      if self[keyPath: path] != other[keyPath: path] {
        found.append("\(what) \(other[keyPath: path]), not \(self[keyPath: path])")
      }
    }
    compare("network", \.network)
    compare("seed", \.seed)
    compare("arrays", \.ladder.arrays)
    if ladder.options != other.ladder.options {
      found.append("its options (the block `options`) are others")
    }
    compare("inputs", \.inputCount)
    compare("folder", \.folder)
    compare("inputs' digest", \.inputs)
    if found.isEmpty && self != other { found.append("something else of its setting") }
    return found
  }
}
