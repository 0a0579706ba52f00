/// A polygon whatever corner it begins at, whatever sense it is walked in, and wherever it stands.
struct CanonicalOutline: Hashable {
  /// x and y of the corners in turn, from the least corner on, the lower left corner of the bounds at zero.
  private(set) var numbers: [Int32] = []
  /// The lower left corner of its bounds.
  private(set) var place = MaskPoint(x: 0, y: 0)

  /// - Parameter pageHeight: of points with y up, the height from which y counts down; nil where it already does.
  init(_ points: [MaskPoint], pageHeight: Int32? = nil) {
    var corners = points
    if let pageHeight {
      for index in corners.indices { corners[index].y = pageHeight &- corners[index].y }
    }
    guard var low = corners.first, var before = corners.last else { return }
    var first = 0
    var twice = 0
    for (index, corner) in corners.enumerated() {
      let least = corners[first]
      if (corner.x, corner.y) < (least.x, least.y) { first = index }
      low.x = min(low.x, corner.x)
      low.y = min(low.y, corner.y)
      twice &+= Int(before.x) &* Int(corner.y) &- Int(corner.x) &* Int(before.y)
      before = corner
    }
    place = low
    let step = twice < 0 ? corners.count - 1 : 1
    numbers.reserveCapacity(2 * corners.count)
    var index = first
    for _ in corners.indices {
      numbers.append(corners[index].x &- low.x)
      numbers.append(corners[index].y &- low.y)
      index += step
      if index >= corners.count { index -= corners.count }
    }
  }

  static func == (left: Self, right: Self) -> Bool { left.numbers == right.numbers }

  func hash(into hasher: inout Hasher) {
    numbers.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

/// What polygons of edges along x and y cover, each point as often as it is covered, however it is divided among them.
///
/// At every corner the number of polygons over a point changes by one along x and y at once; the sums of these changes
/// determine the cover.
struct Cover: Equatable {
  private var changes: [MaskPoint: Int] = [:]

  /// Adds a polygon.
  ///
  /// - Returns: false where an edge runs along neither x nor y.
  mutating func add(_ points: [MaskPoint]) -> Bool {
    guard var before = points.last else { return true }
    var twice = 0
    for point in points {
      twice &+= Int(before.x) &* Int(point.y) &- Int(point.x) &* Int(before.y)
      before = point
    }
    let sign = twice < 0 ? -1 : 1
    before = points[points.count - 1]
    for point in points {
      if point.x == before.x {
        change(before, by: sign)
        change(point, by: -sign)
      } else if point.y != before.y {
        return false
      }
      before = point
    }
    return true
  }

  private mutating func change(_ point: MaskPoint, by amount: Int) {
    let sum = changes[point, default: 0] + amount
    changes[point] = sum == 0 ? nil : sum
  }
}
