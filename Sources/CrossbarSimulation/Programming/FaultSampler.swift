public import CrossbarArray
internal import CrossbarCore
public import CrossbarDevices

/// How a device that does not work behaves.
public enum DeviceFault: String, Hashable, Sendable, CaseIterable {
  /// In its LRS for ever.
  case short
  /// In its HRS for ever.
  case open
}

/// Draws which devices of sampled arrays do not work: the same seed gives the same ones on any machine.
///
/// The cell at (tile, row, column) of array `n` takes the words of Philox4x64-10 with key (seed, 0x4641_554C_54) at counter
/// (row · 2³² + column, tile, n, 0), as numbers in (0, 1): the device does not work where the first is below 1 − yield, and is
/// a short where the second is below the share of shorts. So the broken devices of one yield are among those of a lower one.
public struct FaultSampler: Sendable {
  /// Half of the faults are shorts: the paper says neither how devices fail nor that they fail in one way.
  public static let assumedShareOfShorts = 0.5

  public let yield: Double
  public let shareOfShorts: Double
  private let generator: Philox4x64

  /// - Precondition: `yield` and `shareOfShorts` lie in 0 … 1.
  public init(yield: Double, shareOfShorts: Double = Self.assumedShareOfShorts, seed: UInt64) {
    precondition((0...1).contains(yield) && (0...1).contains(shareOfShorts), "shares are 0 … 1")
    self.yield = yield
    self.shareOfShorts = shareOfShorts
    generator = Philox4x64(seed: seed, stream: 0x4641_554C_54)
  }

  /// The fault of one cell's device; nil where it works.
  public func fault(array: Int, cell: CellID) -> DeviceFault? {
    if yield == 1 { return nil }
    let words = generator.words(
      at: (UInt64(cell.row) << 32 | UInt64(cell.column), UInt64(cell.tile), UInt64(array), 0))
    if Philox4x64.unitInterval(words.0) >= 1 - yield { return nil }
    return Philox4x64.unitInterval(words.1) < shareOfShorts ? .short : .open
  }

  /// The device as it is with its fault: stuck at its own R_LRS or R_HRS.
  public func apply(to device: DeviceSample, array: Int, cell: CellID) -> DeviceSample {
    guard let fault = fault(array: array, cell: cell) else { return device }
    return device.stuck(low: fault == .short)
  }
}
