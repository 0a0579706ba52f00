/// An upright rectangle that belongs to a shape.
struct OwnedRectangle: Hashable, Sendable {
  var left: Int
  var top: Int
  var right: Int
  var bottom: Int
  /// Index of the shape in its layer.
  var owner: Int

  var area: Int { (right - left) * (bottom - top) }

  /// What two rectangles share; empty or flat where they only touch; nil where they are apart.
  func shared(_ other: OwnedRectangle) -> OwnedRectangle? {
    let shared = OwnedRectangle(
      left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
      bottom: min(bottom, other.bottom), owner: owner)
    return shared.left <= shared.right && shared.top <= shared.bottom ? shared : nil
  }
}

extension ReadShape {
  /// The shape cut into rectangles along y; `isTurned` cuts along x.
  func rectangles(owner: Int, isTurned: Bool = false) -> [OwnedRectangle] {
    var rectangles: [OwnedRectangle] = []
    var cutter = RectangleCutter()
    cutter.cut(points, owner: owner, isTurned: isTurned, into: &rectangles)
    return rectangles
  }
}

/// Finds the rectangles near a rectangle by a grid of squares over the page.
struct RectangleIndex: Sendable {
  private let pitch = 1_000_000
  private let columns: Int
  private let rows: Int
  private let rectangles: [OwnedRectangle]
  /// Rectangles of square `s` are `members[starts[s]..<starts[s + 1]]`.
  private var starts: [Int32]
  private var members: [Int32]

  init(_ rectangles: [OwnedRectangle], width: Int, height: Int) {
    self.rectangles = rectangles
    // No corner lies beyond two metres.
    columns = min(width, Int(Int32.max)) / pitch + 1
    rows = min(height, Int(Int32.max)) / pitch + 1
    starts = Array(repeating: 0, count: columns * rows + 1)
    members = []
    for rectangle in rectangles {
      forEachSquare(rectangle) { starts[$0 + 1] += 1 }
    }
    for square in 1..<starts.count { starts[square] += starts[square - 1] }
    members = Array(repeating: 0, count: Int(starts[starts.count - 1]))
    var next = starts
    for (index, rectangle) in rectangles.enumerated() {
      forEachSquare(rectangle) { square in
        members[Int(next[square])] = Int32(index)
        next[square] += 1
      }
    }
  }

  /// Calls `body` once for every rectangle that overlaps or touches `probe`, with what they share.
  func forEachMeeting(
    _ probe: OwnedRectangle, _ body: (_ other: OwnedRectangle, _ shared: OwnedRectangle) -> Void
  ) {
    forEachSquare(probe) { square in
      for member in members[Int(starts[square])..<Int(starts[square + 1])] {
        let other = rectangles[Int(member)]
        guard let shared = probe.shared(other) else { continue }
        // Of all squares that both lie in, the one of the shared corner speaks.
        if self.square(shared.left, shared.top) == square { body(other, shared) }
      }
    }
  }

  private func square(_ x: Int, _ y: Int) -> Int { y / pitch * columns + x / pitch }

  private func forEachSquare(_ rectangle: OwnedRectangle, _ body: (Int) -> Void) {
    for row in rectangle.top / pitch...rectangle.bottom / pitch {
      for column in rectangle.left / pitch...rectangle.right / pitch {
        body(row * columns + column)
      }
    }
  }
}
