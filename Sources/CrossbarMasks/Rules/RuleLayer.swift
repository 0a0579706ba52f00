internal import CrossbarLayout

/// A layer of a page made ready for measuring: distinct outlines, placed rectangles, conductors, near pairs.
struct RuleLayer: Sendable {
  /// Two rectangles of different shapes that do not touch.
  struct NearPair {
    var one: OwnedRectangle
    var other: OwnedRectangle
  }

  let name: String
  let file: String
  let shapes: [ReadShape]
  /// Distinct outlines.
  private(set) var outlines: [OutlineParts] = []
  /// The outline of a shape; nil where it cannot be measured.
  private(set) var outline: [Int?]
  /// Upper left corner of a shape's bounds.
  private(set) var corner: [Point]
  /// Of all shapes, those of one shape together; where a shape's begin.
  private(set) var rectangles: [OwnedRectangle] = []
  private(set) var index = RectangleIndex([], width: 0, height: 0)
  /// The first shape of each shape's conductor.
  private(set) var conductor: [Int]
  /// Shapes closer than the reach asked for.
  private(set) var near: [NearPair] = []
  /// Shapes that cannot be measured, and why.
  private(set) var unmeasured: [(shape: Int, reason: String)] = []
  let page: (width: Int, height: Int)

  /// - Parameter reach: shapes closer than this are kept as near pairs.
  init(_ layer: ReadLayer, width: Int, height: Int, reach: Int) {
    (name, file, shapes, page) = (layer.name, layer.file, layer.shapes, (width, height))
    outline = Array(repeating: nil, count: shapes.count)
    corner = Array(repeating: Point(x: 0, y: 0), count: shapes.count)
    conductor = Array(shapes.indices)
    findOutlines()
    place()
    findConductors(reach)
  }

  /// Bounds of a shape.
  func bounds(_ shape: Int) -> Rectangle {
    guard let outline = outline[shape] else { return shapes[shape].bounds }
    let (parts, corner) = (outlines[outline], corner[shape])
    return Rectangle(
      left: corner.x, top: corner.y, right: corner.x + parts.width, bottom: corner.y + parts.height)
  }

  private mutating func findOutlines() {
    var known: [CanonicalOutline: Int?] = [:]
    // Shapes of one outline mostly follow each other, or take turns with a few others.
    var recent: [(shape: Int, outline: Int)] = []
    for (number, shape) in shapes.enumerated() {
      let bounds = shape.bounds
      corner[number] = Point(x: bounds.left, y: bounds.top)
      if bounds.left < 0 || bounds.top < 0 || bounds.right > page.width
        || bounds.bottom > page.height
      {
        unmeasured.append((number, "reaches beyond the page"))
        continue
      }
      if let hit = recent.firstIndex(where: { Self.isMoved(shapes[$0.shape], shape) }) {
        outline[number] = recent[hit].outline
        continue
      }
      if !shape.isRectilinear {
        unmeasured.append(
          (
            number,
            shape.points.count < 4 || shape.area == 0
              ? "encloses nothing" : "has an edge that runs along neither x nor y"
          ))
        continue
      }
      let key = CanonicalOutline(shape.points)
      if let found = known[key] {
        outline[number] = found
      } else {
        let parts = OutlineParts([shape.points.map { $0.moved(by: corner[number]) }])
        if let parts {
          outlines.append(parts)
          outline[number] = outlines.count - 1
        }
        known[key] = .some(outline[number])
      }
      if let outline = outline[number] {
        recent.insert((number, outline), at: 0)
        if recent.count > 4 { recent.removeLast() }
      } else {
        unmeasured.append((number, "is too intricate to measure"))
      }
    }
  }

  /// Whether two shapes have the same corners in the same order but for their place, both on the page.
  private static func isMoved(_ one: ReadShape, _ other: ReadShape) -> Bool {
    guard one.points.count == other.points.count, let a = one.points.first,
      let b = other.points.first
    else { return false }
    let (x, y) = (b.x &- a.x, b.y &- a.y)
    return one.points.withUnsafeBufferPointer { one in
      other.points.withUnsafeBufferPointer { other in
        for index in one.indices
        where one[index].x &+ x != other[index].x || one[index].y &+ y != other[index].y {
          return false
        }
        return true
      }
    }
  }

  private mutating func place() {
    for shape in shapes.indices {
      guard let outline = outline[shape] else { continue }
      let corner = corner[shape]
      for part in outlines[outline].cover {
        rectangles.append(
          OwnedRectangle(
            left: part.left + corner.x, top: part.top + corner.y, right: part.right + corner.x,
            bottom: part.bottom + corner.y, owner: shape))
      }
    }
    index = RectangleIndex(rectangles, width: page.width, height: page.height)
  }

  private mutating func findConductors(_ reach: Int) {
    var sets = DisjointSets(count: shapes.count)
    var found: [NearPair] = []
    for rectangle in rectangles {
      index.forEachMeeting(rectangle.grown(by: reach, on: page)) { other, _ in
        if other.owner <= rectangle.owner { return }
        let distance = rectangle.squaredDistance(other)
        if distance == 0 {
          sets.join(rectangle.owner, other.owner)
        } else if distance < reach * reach && found.count < 200_000 {
          found.append(NearPair(one: rectangle, other: other))
        }
      }
    }
    for shape in shapes.indices { conductor[shape] = sets.first(shape) }
    near = found.filter { conductor[$0.one.owner] != conductor[$0.other.owner] }
  }
}

extension OwnedRectangle {
  func grown(by reach: Int, on page: (width: Int, height: Int)) -> OwnedRectangle {
    OwnedRectangle(
      left: max(0, left - reach), top: max(0, top - reach), right: min(page.width, right + reach),
      bottom: min(page.height, bottom + reach), owner: owner)
  }

  /// Square of the distance of the nearest points.
  func squaredDistance(_ other: OwnedRectangle) -> Int {
    let x = max(0, other.left - right, left - other.right)
    let y = max(0, other.top - bottom, top - other.bottom)
    return x * x + y * y
  }

  var rectangle: Rectangle { Rectangle(left: left, top: top, right: right, bottom: bottom) }
}

extension Rectangle {
  var owned: OwnedRectangle {
    OwnedRectangle(left: left, top: top, right: right, bottom: bottom, owner: 0)
  }
}

extension MaskPoint {
  func moved(by corner: Point) -> MaskPoint {
    MaskPoint(
      x: x &- Int32(truncatingIfNeeded: corner.x), y: y &- Int32(truncatingIfNeeded: corner.y))
  }
}

extension ReadShape {
  /// The least upright rectangle around the corners.
  var bounds: Rectangle {
    guard let first = points.first else { return Rectangle(left: 0, top: 0, right: 0, bottom: 0) }
    var (left, top, right, bottom) = (first.x, first.y, first.x, first.y)
    for point in points {
      left = min(left, point.x)
      top = min(top, point.y)
      right = max(right, point.x)
      bottom = max(bottom, point.y)
    }
    return Rectangle(left: Int(left), top: Int(top), right: Int(right), bottom: Int(bottom))
  }

  /// Whether every edge runs along x or y and the corners enclose something.
  var isRectilinear: Bool {
    guard points.count >= 4, var last = points.last else { return false }
    for point in points {
      if point.x != last.x && point.y != last.y { return false }
      last = point
    }
    return area > 0
  }

  /// Whether it is a mark for people or microscopes and belongs to no net.
  var isFurniture: Bool {
    ["fiducial_", "frame_", "label_", "vernier_"].contains { id.hasPrefix($0) }
  }
}
