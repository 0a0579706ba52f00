internal import CrossbarLayout

/// Blocks of drops that are stepped and repeated together.
struct PatternBlock {
  /// The drops at the first place, on the page.
  var drops: [DropRectangle]
  var columns: Int
  var rows: Int
  var columnStride: Int
  var rowStride: Int

  /// What surrounds the drops of the first place.
  var bounds: DropRectangle {
    var bounds = drops[0]
    for other in drops {
      bounds.left = min(bounds.left, other.left)
      bounds.top = min(bounds.top, other.top)
      bounds.right = max(bounds.right, other.right)
      bounds.bottom = max(bounds.bottom, other.bottom)
    }
    return bounds
  }

  /// Few blocks for the arrays: a shape that is repeated along y is one, with all its rectangles; of a shape that is not,
  /// such as a bit line with a neck a row, equal rectangles at equal distances are one.
  static func blocks(_ arrays: [DropArray]) -> [PatternBlock] {
    arrays.flatMap { array in
      if array.rows > 1 {
        return [
          PatternBlock(
            drops: array.pattern.rectangles, columns: array.columns, rows: array.rows,
            columnStride: array.columnStride, rowStride: array.rowStride)
        ]
      }
      return runs(array.pattern.rectangles).map { run in
        PatternBlock(
          drops: [run.first], columns: array.columns, rows: run.count,
          columnStride: array.columnStride, rowStride: run.stride)
      }
    }
  }

  /// Rectangles of one place and size along x and one height, in runs of equal distance along y.
  private static func runs(
    _ rectangles: [DropRectangle]
  ) -> [(first: DropRectangle, count: Int, stride: Int)] {
    var runs: [(first: DropRectangle, count: Int, stride: Int)] = []
    // Where the last run of a kind stands, by the rectangle moved to the page's upper edge.
    var last: [DropRectangle: Int] = [:]
    for rectangle in rectangles {
      let kind = rectangle.moved(x: 0, y: -rectangle.top)
      if let index = last[kind] {
        let run = runs[index]
        let distance = rectangle.top - run.first.top
        if run.count == 1 || distance == run.count * run.stride {
          if run.count == 1 { runs[index].stride = distance }
          runs[index].count += 1
          continue
        }
      }
      last[kind] = runs.count
      runs.append((rectangle, 1, 0))
    }
    return runs
  }
}
