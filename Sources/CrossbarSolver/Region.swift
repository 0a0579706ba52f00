/// A rectangle of leaves.
struct Region: Hashable, Sendable {
  var rows: Range<Int>
  var columns: Range<Int>

  var leaves: Int { rows.count * columns.count }

  /// Small enough for one core, one pass and its cache: 64 leaves, 64 × 64 cells if square.
  var isUnit: Bool { leaves <= 64 }

  /// The longer side halved; nil for one leaf.
  var halves: (first: Region, second: Region, direction: Merge.Direction)? {
    if leaves <= 1 { return nil }
    var (first, second) = (self, self)
    if columns.count >= rows.count {
      let middle = columns.lowerBound + (columns.count + 1) / 2
      first.columns = columns.lowerBound..<middle
      second.columns = middle..<columns.upperBound
      return (first, second, .leftRight)
    }
    let middle = rows.lowerBound + (rows.count + 1) / 2
    first.rows = rows.lowerBound..<middle
    second.rows = middle..<rows.upperBound
    return (first, second, .topBottom)
  }

  func contains(leafRow: Int, leafColumn: Int) -> Bool {
    rows.contains(leafRow) && columns.contains(leafColumn)
  }
}
