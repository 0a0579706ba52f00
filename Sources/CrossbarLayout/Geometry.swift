/// A length or coordinate, nanometres. Every coordinate of a mask is a whole number of them.
public typealias Nanometres = Int

/// A point of a page, nanometres; x to the right, y down, the page's upper left corner at zero.
public struct Point: Hashable, Sendable {
  public var x: Nanometres
  public var y: Nanometres

  public init(x: Nanometres, y: Nanometres) {
    self.x = x
    self.y = y
  }
}

/// An upright rectangle.
public struct Rectangle: Hashable, Sendable {
  public var left: Nanometres
  public var top: Nanometres
  public var right: Nanometres
  public var bottom: Nanometres

  public init(left: Nanometres, top: Nanometres, right: Nanometres, bottom: Nanometres) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  public var width: Nanometres { right - left }
  public var height: Nanometres { bottom - top }

  /// The rectangle as a polygon, clockwise from its upper left corner.
  public var polygon: Polygon {
    Polygon([
      Point(x: left, y: top), Point(x: right, y: top), Point(x: right, y: bottom),
      Point(x: left, y: bottom),
    ])
  }
}

/// A closed polygon whose edges run along x and y in turn, the first along x.
public struct Polygon: Hashable, Sendable {
  public var points: [Point]

  /// - Precondition: at least four points, alternating as stated.
  public init(_ points: [Point]) {
    precondition(points.count >= 4 && points.count.isMultiple(of: 2), "not a rectilinear polygon")
    self.points = points
  }

  /// The polygon mirrored about x = 0, still with its first edge along x.
  public var mirrored: Polygon { Polygon(points.map { Point(x: -$0.x, y: $0.y) }) }

  /// The polygon moved.
  public func moved(by offset: Point) -> Polygon {
    Polygon(points.map { Point(x: $0.x + offset.x, y: $0.y + offset.y) })
  }

  /// Enclosed area, nm².
  public var area: Int {
    var twice = 0
    var last = points[points.count - 1]
    for point in points {
      twice += last.x * point.y - point.x * last.y
      last = point
    }
    return abs(twice) / 2
  }
}
