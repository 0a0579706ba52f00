/// A closed rectilinear shape of a file beside the SVG, repeated on a grid; nanometres on the page, y down.
struct DrawnArray {
  /// Corners of the shape at its first place.
  var points: [MaskPoint]
  var columns = 1
  var rows = 1
  /// Distances from one to the next along x and along y; y may be negative.
  var columnPitch = 0
  var rowPitch = 0
  /// Line of the file.
  var line: Int

  /// Whether the corners make a closed shape whose edges run along x and y in turn.
  static func isRectilinear(_ points: [MaskPoint]) -> Bool {
    guard points.count >= 4, points.count.isMultiple(of: 2), var last = points.last else {
      return false
    }
    let startsAlongX = points[0].y == points[1].y
    for (index, point) in points.enumerated() {
      // The edge that ends in corner 1 is the first.
      let isAlongX = index.isMultiple(of: 2) != startsAlongX
      guard
        isAlongX ? last.y == point.y && last.x != point.x : last.x == point.x && last.y != point.y
      else { return false }
      last = point
    }
    return true
  }
}
