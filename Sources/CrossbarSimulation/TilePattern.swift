internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarModel

/// The bits that a tile stores, row by row, 64 to a word.
struct TilePattern: Sendable {
  let tile: Int
  let rows: Int
  let columns: Int
  private let words: [UInt64]
  private let stride: Int

  init(_ tile: Tile, of network: QuantizedNetwork) {
    let layer = network.layers[tile.layer]
    self.tile = tile.id.index
    rows = tile.rows
    columns = tile.columns
    stride = (tile.columns + 63) / 64
    var words = [UInt64](repeating: 0, count: tile.rows * stride)
    for row in 0..<tile.rows {
      let input = tile.matrixRows.lowerBound + row
      var column = 0
      for output in tile.outputs {
        let code =
          input == layer.inputs
          ? layer.bias[output] : layer.weights.elements[input * layer.outputs + output]
        for bit in (0..<tile.bits).reversed() {
          if (code >> Int32(truncatingIfNeeded: bit)) & 1 == 1 {
            words[row * stride + column / 64] |= 1 << UInt64(column % 64)
          }
          column += 1
        }
      }
    }
    self.words = words
  }

  /// The cells of every row 64 by 64, with the bits that they store, the first in the lowest.
  @inline(__always)
  func forEachBlock(
    _ body: (_ row: Int, _ columns: Range<Int>, _ bits: UInt64) -> Void
  ) {
    for row in 0..<rows {
      for index in 0..<stride {
        body(row, 64 * index..<min(64 * index + 64, columns), words[row * stride + index])
      }
    }
  }

  /// Every cell in the order of rows and columns with the bit that it stores.
  @inline(__always)
  func forEachCell(_ body: (_ row: Int, _ column: Int, _ bit: Bool) -> Void) {
    forEachBlock { row, columns, bits in
      for column in columns {
        body(row, column, bits >> UInt64(column - columns.lowerBound) & 1 == 1)
      }
    }
  }
}
