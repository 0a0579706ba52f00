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
    score(
      line(array: array, tile: cell.tile)?.words(
        at: DeviceSampler.counter(row: cell.row, column: cell.column)
      ).0)
  }

  /// The words of a tile; nil for devices without noise.
  func line(array: Int, tile: Int) -> Philox4x64.Line? {
    isNoisy ? generator.line((UInt64(tile), UInt64(array), 0)) : nil
  }

  /// The score of a word; zero without one.
  func score(_ word: UInt64?) -> Double {
    word.map { PortableMath.normalQuantile(Philox4x64.unitInterval($0)) } ?? 0
  }
}
