public import CrossbarCore

/// Draws the devices of arrays: the same seed gives the same array on any machine.
///
/// The device at (tile, row, column) of array `n` comes from Philox4x64-10 with key (seed, 0x4445_5649_4345) at
/// counter (row · 2³² + column, tile, n, 0): its four words, as numbers in (0, 1), give through Φ⁻¹ independent standard
/// scores of V_SET, V_RST, R_LRS and R_HRS. Where the statistics hold a correlation, its Cholesky factor mixes the four
/// scores. Each distribution's value at its score, inside ``DeviceDistribution/bounds`` and of six digits, is the
/// device's. Where the drawn R_HRS is below the drawn R_LRS the two change places, the low-resistive state being the
/// lower by definition (1 in 10⁴ devices of the paper's statistics).
public struct DeviceSampler: Sendable {
  /// Four numbers in the order V_SET, V_RST, R_LRS, R_HRS.
  public typealias Scores = (Double, Double, Double, Double)

  public let statistics: DeviceStatistics
  public let seed: UInt64
  private let generator: Philox4x64
  private let vSet: DeviceDistribution
  private let vReset: DeviceDistribution
  private let rLRS: DeviceDistribution
  private let rHRS: DeviceDistribution
  /// The lower triangle of the correlation's factor; nil where scores are independent.
  private let mixing: ScoreMixing?

  public init(statistics: DeviceStatistics, seed: UInt64) {
    self.statistics = statistics
    self.seed = seed
    generator = Philox4x64(seed: seed, stream: 0x4445_5649_4345)
    vSet = statistics.vSet.distribution
    vReset = statistics.vReset.distribution
    rLRS = statistics.rLRS.distribution
    rHRS = statistics.rHRS.distribution
    mixing = statistics.correlation.map(ScoreMixing.init)
  }

  /// Four random words in the order V_SET, V_RST, R_LRS, R_HRS.
  public typealias Words = (UInt64, UInt64, UInt64, UInt64)

  /// The random words of a tile's devices, at ``counter(row:column:)``.
  public func line(array: Int, tile: Int) -> Philox4x64.Line {
    generator.line((UInt64(tile), UInt64(array), 0))
  }

  /// The place of a device in its tile's line of random words.
  @inlinable public static func counter(row: Int, column: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: row) << 32 | UInt64(truncatingIfNeeded: column)
  }

  /// The random words of one device.
  public func words(array: Int, tile: Int, row: Int, column: Int) -> Words {
    line(array: array, tile: tile).words(at: Self.counter(row: row, column: column))
  }

  /// The standard normal scores of four random words, correlated where the statistics are.
  public func scores(_ words: Words) -> Scores {
    func score(_ word: UInt64) -> Double {
      PortableMath.normalQuantile(Philox4x64.unitInterval(word))
    }
    let independent = (score(words.0), score(words.1), score(words.2), score(words.3))
    return mixing?.mix(independent) ?? independent
  }

  /// The device of four random words.
  public func sample(_ words: Words) -> DeviceSample {
    sample(scores: scores(words))
  }

  /// The device at four scores.
  public func sample(scores: Scores) -> DeviceSample {
    let low = rLRS.sample(atScore: scores.2)
    let high = rHRS.sample(atScore: scores.3)
    return DeviceSample(
      vSet: vSet.sample(atScore: scores.0), vReset: vReset.sample(atScore: scores.1),
      rLRS: min(low, high), rHRS: max(low, high))
  }

  /// One device.
  public func sample(array: Int, tile: Int, row: Int, column: Int) -> DeviceSample {
    sample(words(array: array, tile: tile, row: row, column: column))
  }
}

/// The factor of a ``ScoreCorrelation`` without arrays, for the innermost loop. Its first row is (1, 0, 0, 0).
private struct ScoreMixing: Sendable {
  private let second: (Double, Double)
  private let third: (Double, Double, Double)
  private let fourth: (Double, Double, Double, Double)

  init(_ correlation: ScoreCorrelation) {
    let l = correlation.factor
    second = (l[1][0], l[1][1])
    third = (l[2][0], l[2][1], l[2][2])
    fourth = (l[3][0], l[3][1], l[3][2], l[3][3])
  }

  func mix(_ z: DeviceSampler.Scores) -> DeviceSampler.Scores {
    (
      z.0, second.0 * z.0 + second.1 * z.1,
      third.0 * z.0 + third.1 * z.1 + third.2 * z.2,
      fourth.0 * z.0 + fourth.1 * z.1 + fourth.2 * z.2 + fourth.3 * z.3
    )
  }
}
