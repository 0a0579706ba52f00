internal import CSamplingKernels
internal import CrossbarCore
internal import CrossbarDevices

/// The random words of up to 64 neighbouring cells of a row, drawn at once.
///
/// The words are those of ``Philox4x64/Line/words(at:)``; the machine's vector instructions only make them quicker.
struct WordBlock: ~Copyable {
  /// Cells of a block.
  static let size = 64
  private let words: UnsafeMutablePointer<UInt64>
  private let usesVectors: Bool

  init(usesVectors: Bool = true) {
    self.usesVectors = usesVectors
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: 4 * Self.size * 8, alignment: 64)
    words = bytes.bindMemory(to: UInt64.self, capacity: 4 * Self.size)
    words.initialize(repeating: 0, count: 4 * Self.size)
  }

  deinit {
    UnsafeMutableRawPointer(words).deallocate()
  }

  /// Draws the words at a counter and the 63 after it.
  func draw(_ line: Philox4x64.Line, at counter: UInt64) {
    sampling_words(
      words, line.key.0, line.key.1, counter, line.rest.0, line.rest.1, line.rest.2,
      usesVectors ? 1 : 0)
  }

  /// The words of one cell.
  @inline(__always)
  subscript(_ index: Int) -> DeviceSampler.Words {
    (
      words[index], words[Self.size + index], words[2 * Self.size + index],
      words[3 * Self.size + index]
    )
  }

  /// A bit for each cell, the first in the lowest: whether its word of a number 0 … 3 is below a limit.
  func below(_ limit: WordLimit, word: Int) -> UInt64 {
    sampling_below(words + word * Self.size, limit.limit)
  }
}
