internal import CrossbarArray

/// How a junction's area changes with the registration of the gold against the silver, from the drawn shapes.
public struct JunctionOverlap: Sendable {
  /// Gold and silver near a junction of an even column and of an odd one; the two may be mirror images.
  private let cells: [(gold: [Rectangle], silver: [Rectangle])]
  private let nominal: [Int]

  /// The junctions of a layout's first tile stand for all.
  ///
  /// - Parameter reach: the farthest that a shift may be asked for.
  public init(_ layout: PhysicalLayout, reach: Nanometres) {
    let tile = layout.tile(0)
    let columns = tile.columns > 1 ? [0, 1] : [0, 0]
    cells = columns.map { column in
      let junction = tile.junction(row: 0, column: column)
      let clip = Rectangle(
        left: junction.left - 2 * reach, top: junction.top - 2 * reach,
        right: junction.right + 2 * reach, bottom: junction.bottom + 2 * reach)
      func near(_ layer: MaskLayer) -> [Rectangle] {
        tile.arrays(layer).flatMap { array -> [Rectangle] in
          (0..<min(array.columns, 2)).flatMap { i in
            (0..<min(array.rows, 2)).flatMap { j in
              array.polygon(column: i, row: j).maximalRectangles.compactMap { $0.clipped(to: clip) }
            }
          }
        }
      }
      return (near(.auTop), near(.agBottom))
    }
    nominal = cells.map { Self.area($0.gold, $0.silver) }
  }

  /// Area ÷ nominal area of the junctions of even and of odd columns, the gold shifted by x and y.
  public func factors(x: Nanometres, y: Nanometres) -> (even: Double, odd: Double) {
    let areas = zip(cells, nominal).map { cell, nominal in
      let moved = cell.gold.map {
        Rectangle(left: $0.left + x, top: $0.top + y, right: $0.right + x, bottom: $0.bottom + y)
      }
      return Double(Self.area(moved, cell.silver)) / Double(nominal)
    }
    return (areas[0], areas[1])
  }

  /// Area that both sets of rectangles cover, each set's own overlaps counted once.
  private static func area(
    _ gold: [Rectangle], _ silver: [Rectangle]
  ) -> Int {
    let shared = gold.flatMap { a in silver.compactMap { a.clipped(to: $0) } }
    let xs = Set(shared.flatMap { [$0.left, $0.right] }).sorted()
    let ys = Set(shared.flatMap { [$0.top, $0.bottom] }).sorted()
    var area = 0
    for (left, right) in zip(xs, xs.dropFirst()) {
      for (top, bottom) in zip(ys, ys.dropFirst())
      where shared.contains(where: {
        $0.left <= left && right <= $0.right && $0.top <= top && bottom <= $0.bottom
      }) {
        area += (right - left) * (bottom - top)
      }
    }
    return area
  }
}

extension Rectangle {
  /// What lies in another rectangle too; nil where that is nothing.
  fileprivate func clipped(to other: Rectangle) -> Rectangle? {
    let shared = Rectangle(
      left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
      bottom: min(bottom, other.bottom))
    return shared.left < shared.right && shared.top < shared.bottom ? shared : nil
  }
}
