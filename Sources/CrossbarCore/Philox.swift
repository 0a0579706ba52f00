/// The counter-based generator Philox4x64-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3", SC 2011.
///
/// A draw is a pure function of a key and a counter, so a cell's sample depends on the seed and on the cell alone:
/// not on the order of sampling, the number of threads or the machine. NumPy's `Philox` is the same function.
public struct Philox4x64: Sendable {
  @usableFromInline let key: (UInt64, UInt64)

  /// - Parameters:
  ///   - seed: the user's seed.
  ///   - stream: separates independent uses of one seed.
  @inlinable public init(seed: UInt64, stream: UInt64) {
    self.init(key: (seed, stream))
  }

  @usableFromInline init(key: (UInt64, UInt64)) {
    self.key = key
  }

  /// The four 64-bit words at one counter value.
  @inlinable public func words(at counter: (UInt64, UInt64, UInt64, UInt64)) -> (
    UInt64, UInt64, UInt64, UInt64
  ) {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let first = c.0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
      let second = c.2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      c = (second.high ^ c.1 ^ k.0, second.low, first.high ^ c.3 ^ k.1, first.low)
      k.0 &+= 0x9E37_79B9_7F4A_7C15
      k.1 &+= 0xBB67_AE85_84CA_A73B
    }
    return c
  }

  /// The words at counters that differ in their first word alone.
  public struct Line: Sendable {
    public let key: (UInt64, UInt64)
    /// The other three words of the counter.
    public let rest: (UInt64, UInt64, UInt64)

    @inlinable init(key: (UInt64, UInt64), rest: (UInt64, UInt64, UInt64)) {
      self.key = key
      self.rest = rest
    }

    /// The four words where the counter's first word is this.
    @inlinable public func words(at counter: UInt64) -> (UInt64, UInt64, UInt64, UInt64) {
      Philox4x64(key: key).words(at: (counter, rest.0, rest.1, rest.2))
    }
  }

  /// The words at all counters (x, `rest`).
  @inlinable public func line(_ rest: (UInt64, UInt64, UInt64)) -> Line {
    Line(key: key, rest: rest)
  }

  /// A word as a number strictly between 0 and 1: (⌊word / 2¹²⌋ + ½) / 2⁵².
  @inlinable public static func unitInterval(_ word: UInt64) -> Double {
    (Double(word >> 12) + 0.5) * 0x1p-52
  }
}
