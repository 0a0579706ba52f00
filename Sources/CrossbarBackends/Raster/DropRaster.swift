internal import CrossbarLayout

/// One printed layer of one page as rows of bits, made row by row: 1 is a drop, the first drop of a row the highest bit.
///
/// Held are the blocks of drops and two rows, never the page.
struct DropRaster {
  /// Drops along x.
  let width: Int
  /// Drops along y.
  let height: Int
  /// The grid of the drops.
  let grid: DropGrid
  /// Bytes of a row; bits after the last drop are 0.
  var rowBytes: Int { (width + 7) / 8 }
  private let blocks: [Block]

  /// A block of drops and what stands beside it in the same rows.
  private struct Block {
    var drops: DropRectangle
    var columns: Int
    var stride: Int
  }

  /// - Returns: nil for a layer that is not printed.
  init?(_ layer: MaskLayer, of sheet: Sheet, _ layout: PhysicalLayout) {
    guard let grid = layout.process.ink(layer)?.dropGrid else { return nil }
    self.grid = grid
    (width, height) = grid.size(of: sheet)
    blocks = layout.dropArrays(layer, on: sheet).flatMap { array in
      (0..<array.rows).flatMap { row in
        array.pattern.rectangles.map {
          Block(
            drops: $0.moved(x: 0, y: row * array.rowStride), columns: array.columns,
            stride: array.columnStride)
        }
      }
    }
  }

  /// Calls `body` with every run of equal rows, downwards or, where `isUpward`, from the page's lower edge upwards.
  func forEachBand<Failure>(
    isUpward: Bool = false, _ body: (_ row: [UInt8], _ count: Int) throws(Failure) -> Void
  ) throws(Failure) {
    var blocks = blocks
    if isUpward {
      for index in blocks.indices {
        let drops = blocks[index].drops
        blocks[index].drops.top = height - drops.bottom
        blocks[index].drops.bottom = height - drops.top
      }
    }
    blocks.sort { $0.drops.top < $1.drops.top }
    var levels = [0, height]
    for block in blocks {
      precondition(block.drops.top >= 0 && block.drops.bottom <= height, "drops beside the page")
      levels.append(block.drops.top)
      levels.append(block.drops.bottom)
    }
    levels.sort()
    var row = [UInt8](repeating: 0, count: rowBytes)
    var active: [Block] = []
    var next = 0
    for index in levels.indices.dropLast() where levels[index] < levels[index + 1] {
      let (top, bottom) = (levels[index], levels[index + 1])
      active.removeAll { $0.drops.bottom <= top }
      while next < blocks.count && blocks[next].drops.top <= top {
        active.append(blocks[next])
        next += 1
      }
      for byte in row.indices { row[byte] = 0 }
      for block in active {
        for column in 0..<block.columns {
          let left = block.drops.left + column * block.stride
          fill(&row, left..<left + block.drops.right - block.drops.left)
        }
      }
      try body(row, bottom - top)
    }
  }

  private func fill(_ row: inout [UInt8], _ drops: Range<Int>) {
    precondition(drops.lowerBound >= 0 && drops.upperBound <= width, "drops beside the page")
    if drops.isEmpty { return }
    let (first, last) = (drops.lowerBound / 8, (drops.upperBound - 1) / 8)
    let head = UInt8(0xFF) >> UInt8(drops.lowerBound % 8)
    let tail = UInt8(truncatingIfNeeded: 0xFF00 >> ((drops.upperBound - 1) % 8 + 1))
    if first == last {
      row[first] |= head & tail
      return
    }
    row[first] |= head
    row[last] |= tail
    for byte in first + 1..<last { row[byte] = 0xFF }
  }

  /// Pixels a metre of a pitch, rounded.
  static func pixelsPerMetre(_ pitch: Nanometres) -> Int {
    (1_000_000_000 + pitch / 2) / pitch
  }
}
