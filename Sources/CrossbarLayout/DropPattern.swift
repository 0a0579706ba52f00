/// A block of drops: columns `left ..< right` and rows `top ..< bottom` of a ``DropGrid``.
public struct DropRectangle: Hashable, Sendable {
  /// First column.
  public var left: Int
  /// First row.
  public var top: Int
  /// Column after the last.
  public var right: Int
  /// Row after the last.
  public var bottom: Int

  /// A block of the given columns and rows.
  public init(left: Int, top: Int, right: Int, bottom: Int) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// Drops of the block.
  public var count: Int { (right - left) * (bottom - top) }

  /// The block moved by whole drops.
  public func moved(x: Int, y: Int) -> DropRectangle {
    DropRectangle(left: left + x, top: top + y, right: right + x, bottom: bottom + y)
  }

  func contains(_ other: DropRectangle) -> Bool {
    left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom
  }
}

/// The drops of one polygon.
///
/// Every edge moves inwards by the grid's `shrink`; a drop is jetted if and only if its centre then lies inside, where
/// left and upper edges belong to the shape and right and lower ones do not. A part of the shape that would lose all its
/// drops along x or y keeps one row of them, along its middle, and is listed in ``kept``.
public struct DropPattern: Hashable, Sendable {
  /// The drops as blocks that do not overlap, from top to bottom and left to right.
  public private(set) var rectangles: [DropRectangle]
  /// Parts of the polygon, as drawn, that are narrower than what the shrink takes or lie between drops' centres.
  public private(set) var kept: [Rectangle]

  /// Chooses the drops of a polygon.
  public init(_ polygon: Polygon, on grid: DropGrid) {
    var full: [DropRectangle] = []
    var thin: [(part: Rectangle, drops: DropRectangle)] = []
    for part in polygon.maximalRectangles {
      let x = Self.drops(from: part.left, to: part.right, pitch: grid.pitchX, shrink: grid.shrink)
      let y = Self.drops(from: part.top, to: part.bottom, pitch: grid.pitchY, shrink: grid.shrink)
      let drops = DropRectangle(
        left: x.drops.lowerBound, top: y.drops.lowerBound, right: x.drops.upperBound,
        bottom: y.drops.upperBound)
      if x.isKept || y.isKept { thin.append((part, drops)) } else { full.append(drops) }
    }
    // A narrow strip through wider parts loses nothing where those keep its drops.
    thin.removeAll { part in full.contains { $0.contains(part.drops) } }
    kept = thin.map(\.part)
    rectangles = Self.union(full + thin.map(\.drops))
  }

  /// Drops of the polygon.
  public var count: Int { rectangles.reduce(0) { $0 + $1.count } }

  /// The pattern moved by whole drops.
  func moved(x: Int, y: Int, pitchX: Nanometres, pitchY: Nanometres) -> DropPattern {
    var moved = self
    moved.rectangles = rectangles.map { $0.moved(x: x, y: y) }
    moved.kept = kept.map {
      Rectangle(
        left: $0.left + x * pitchX, top: $0.top + y * pitchY, right: $0.right + x * pitchX,
        bottom: $0.bottom + y * pitchY)
    }
    return moved
  }

  /// Drops whose centres lie in `lower + shrink ..< upper - shrink`; the one at the middle where there is none.
  static func drops(
    from lower: Nanometres, to upper: Nanometres, pitch: Nanometres, shrink: Nanometres
  ) -> (drops: Range<Int>, isKept: Bool) {
    // The first drop centred at or after an edge: least i with (2i + 1) · pitch ≥ 2 · edge.
    let first = -floorDivide(pitch - 2 * (lower + shrink), 2 * pitch)
    let end = -floorDivide(pitch - 2 * (upper - shrink), 2 * pitch)
    if first < end { return (first..<end, false) }
    let middle = floorDivide(lower + upper, 2 * pitch)
    return (middle..<middle + 1, true)
  }

  private static func union(_ blocks: [DropRectangle]) -> [DropRectangle] {
    let sorted = blocks.sorted { ($0.top, $0.left) < ($1.top, $1.left) }
    let levels = Array(Set(blocks.flatMap { [$0.top, $0.bottom] })).sorted()
    var next = 0
    var active: [DropRectangle] = []
    var result: [DropRectangle] = []
    var open: [DropRectangle] = []
    for (top, bottom) in zip(levels, levels.dropFirst()) {
      active.removeAll { $0.bottom <= top }
      while next < sorted.count && sorted[next].top <= top {
        active.append(sorted[next])
        next += 1
      }
      active.sort { $0.left < $1.left }
      var row: [DropRectangle] = []
      for block in active {
        if let last = row.last, block.left <= last.right {
          row[row.count - 1].right = max(last.right, block.right)
        } else {
          row.append(
            DropRectangle(left: block.left, top: top, right: block.right, bottom: bottom))
        }
      }
      let continues =
        row.count == open.count
        && zip(row, open).allSatisfy {
          $0.left == $1.left && $0.right == $1.right && $0.top == $1.bottom
        }
      if continues {
        for index in open.indices { open[index].bottom = bottom }
      } else {
        result += open
        open = row
      }
    }
    return result + open
  }
}

/// ⌊a ÷ b⌋ for positive b.
func floorDivide(_ a: Int, _ b: Int) -> Int {
  let quotient = a / b
  return a < quotient * b ? quotient - 1 : quotient
}
