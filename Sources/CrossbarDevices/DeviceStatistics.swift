internal import CrossbarCore

/// A positive quantity whose logarithm is normal.
public struct LogNormal: Hashable, Sendable {
  /// Base of the logarithm that `mu` and `sigma` speak of.
  public enum LogBase: String, Sendable, CaseIterable {
    case e = "e"
    case ten = "10"
  }

  public var base: LogBase
  /// Mean of the logarithm.
  public var mu: Double
  /// Standard deviation of the logarithm; positive.
  public var sigma: Double
  /// Number of devices behind the fit, where known.
  public var sampleSize: Int?
  /// Where the numbers come from.
  public var source: String

  public init(
    base: LogBase, mu: Double, sigma: Double, sampleSize: Int? = nil, source: String = ""
  ) {
    self.base = base
    self.mu = mu
    self.sigma = sigma
    self.sampleSize = sampleSize
    self.source = source
  }

  /// The value at `z` standard deviations of the logarithm.
  public func value(at z: Double) -> Double {
    let logarithm = mu + sigma * z
    switch base {
    case .e: return PortableMath.exp(logarithm)
    case .ten: return PortableMath.exp10(logarithm)
    }
  }

  public var median: Double { value(at: 0) }

  /// The standard score of a value: how many σ above the mean of the logarithm it lies.
  public func score(of value: Double) -> Double {
    let logarithm = PortableMath.log(value)
    switch base {
    case .e: return (logarithm - mu) / sigma
    case .ten: return (logarithm / 2.302_585_092_994_045_684 - mu) / sigma
    }
  }
}

/// The distributions of the four parameters of a memristor that were measured on many devices.
public struct DeviceStatistics: Hashable, Sendable {
  /// SET threshold, volts.
  public var vSet: LogNormal
  /// Magnitude of the RESET threshold, volts.
  public var vReset: LogNormal
  /// Resistance of the low-resistive state, ohms.
  public var rLRS: LogNormal
  /// Resistance of the high-resistive state at the read voltage, ohms.
  public var rHRS: LogNormal

  public init(vSet: LogNormal, vReset: LogNormal, rLRS: LogNormal, rHRS: LogNormal) {
    self.vSet = vSet
    self.vReset = vReset
    self.rLRS = rLRS
    self.rHRS = rHRS
  }
}

/// One sampled memristor. Every number has at most six significant digits, so that a deck carries it exactly.
public struct DeviceSample: Hashable, Sendable {
  /// Volts.
  public var vSet: Double
  /// Magnitude, volts.
  public var vReset: Double
  /// Ohms.
  public var rLRS: Double
  /// Ohms at the read voltage; never below `rLRS`.
  public var rHRS: Double

  @inlinable public init(vSet: Double, vReset: Double, rLRS: Double, rHRS: Double) {
    self.vSet = vSet
    self.vReset = vReset
    self.rLRS = rLRS
    self.rHRS = rHRS
  }
}

/// Draws the devices of arrays: the same seed gives the same array on any machine.
///
/// The device at (tile, row, column) of array `n` comes from Philox4x64-10 with key (seed, 0x4445_5649_4345) at
/// counter (row · 2³² + column, tile, n, 0): its four words, as numbers in (0, 1), give through Φ⁻¹ the standard
/// scores of V_SET, V_RST, R_LRS and R_HRS. Where the drawn R_HRS is below the drawn R_LRS the two change places,
/// the low-resistive state being the lower by definition (1 in 10⁴ devices of the paper's statistics).
public struct DeviceSampler: Sendable {
  public let statistics: DeviceStatistics
  public let seed: UInt64
  private let generator: Philox4x64

  public init(statistics: DeviceStatistics, seed: UInt64) {
    self.statistics = statistics
    self.seed = seed
    generator = Philox4x64(seed: seed, stream: 0x4445_5649_4345)
  }

  /// The random words of one device: V_SET, V_RST, R_LRS, R_HRS.
  public func words(array: Int, tile: Int, row: Int, column: Int) -> (
    UInt64, UInt64, UInt64, UInt64
  ) {
    generator.words(at: (UInt64(row) << 32 | UInt64(column), UInt64(tile), UInt64(array), 0))
  }

  /// The device of four random words.
  public func sample(_ words: (UInt64, UInt64, UInt64, UInt64)) -> DeviceSample {
    func draw(_ distribution: LogNormal, _ word: UInt64) -> Double {
      distribution.value(at: PortableMath.normalQuantile(Philox4x64.unitInterval(word)))
        .roundedToSixDigits
    }
    let low = draw(statistics.rLRS, words.2)
    let high = draw(statistics.rHRS, words.3)
    return DeviceSample(
      vSet: draw(statistics.vSet, words.0), vReset: draw(statistics.vReset, words.1),
      rLRS: min(low, high), rHRS: max(low, high))
  }

  /// One device.
  public func sample(array: Int, tile: Int, row: Int, column: Int) -> DeviceSample {
    sample(words(array: array, tile: tile, row: row, column: column))
  }
}
