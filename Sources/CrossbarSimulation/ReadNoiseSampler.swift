public import CrossbarArray
internal import CrossbarCore
public import CrossbarDevices

/// Draws the noise of read currents: the same seed gives the same noise on any machine.
///
/// The score of the cell at (tile, row, column) of array `n` is Φ⁻¹ of the first word of Philox4x64-10 with key (seed,
/// 0x5245_4144) at counter (row · 2³² + column, tile, n, 0).
public struct ReadNoiseSampler: Sendable {
  private let generator: Philox4x64
  private let isNoisy: Bool

  public init(device: Device, seed: UInt64) {
    generator = Philox4x64(seed: seed, stream: 0x5245_4144)
    isNoisy = (device.constants.readNoise?.relative ?? 0) > 0
  }

  /// The standard score of one cell's read; zero for devices without noise.
  public func score(array: Int, cell: CellID) -> Double {
    guard isNoisy else { return 0 }
    let words = generator.words(
      at: (UInt64(cell.row) << 32 | UInt64(cell.column), UInt64(cell.tile), UInt64(array), 0))
    return PortableMath.normalQuantile(Philox4x64.unitInterval(words.0))
  }
}
