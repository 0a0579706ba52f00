internal import CrossbarCore

/// A bound of a probability, held against raw random words: exactly that of ``Philox4x64/unitInterval(_:)``.
///
/// A word stands for (k + ½)/2⁵² with k = ⌊word / 2¹²⌋, so that k below a limit is the same as the number below the bound.
struct WordLimit: Hashable, Sendable {
  /// The least k that is not below.
  let limit: UInt64

  /// Words whose number is below a probability; none where it is not a number.
  init(below probability: Double) {
    guard probability > 0 else {
      limit = 0
      return
    }
    let scaled = min(probability, 1) * 0x1p52
    let whole = scaled.rounded(.down)
    limit = UInt64(whole) + (whole + 0.5 < scaled ? 1 : 0)
  }

  /// Words whose number is above a probability are the others; all are below where it is not a number.
  init(above probability: Double) {
    guard probability < 1 else {
      limit = 1 << 52
      return
    }
    let scaled = max(probability, 0) * 0x1p52
    let whole = scaled.rounded(.down)
    limit = UInt64(whole) + (whole + 0.5 > scaled ? 0 : 1)
  }

  @inline(__always)
  func isBelow(_ word: UInt64) -> Bool { word >> 12 < limit }
}
