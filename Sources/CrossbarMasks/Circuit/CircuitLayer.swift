/// One layer of a page cut into rectangles, furniture apart, and where to find them.
struct CircuitLayer: Sendable {
  /// `ag-bottom`, `au-top` and the like.
  let layer: String
  /// Number of its first shape among those of all ink layers.
  let first: Int
  let shapes: [ReadShape]
  let file: String
  /// Rectangles of nets, windows or patches, by shape.
  private(set) var rectangles: [OwnedRectangle] = []
  /// Rectangles of fiducials, frames, labels and verniers.
  private(set) var furniture: [OwnedRectangle] = []
  let index: RectangleIndex

  init(_ name: String, of sheet: ReadSheet, first: Int, names: inout NetNames) {
    let layer = sheet.layer(name)
    self.layer = name
    self.first = first
    shapes = layer?.shapes ?? []
    file = layer?.file ?? ""
    var cutter = RectangleCutter()
    for (owner, shape) in shapes.enumerated() {
      if names.net(ofShape: shape.id) == .furniture {
        cutter.cut(shape.points, owner: owner, into: &furniture)
      } else {
        cutter.cut(shape.points, owner: owner, into: &rectangles)
      }
    }
    index = RectangleIndex(rectangles, width: sheet.width, height: sheet.height)
  }

  /// Whether anything of the layer shares area with a rectangle.
  func covers(_ probe: OwnedRectangle) -> Bool {
    if rectangles.isEmpty { return false }
    var isCovered = false
    index.forEachMeeting(probe) { _, shared in if shared.area > 0 { isCovered = true } }
    return isCovered
  }

  /// Whether one rectangle of the layer contains another.
  func contains(_ probe: OwnedRectangle) -> Bool {
    var isContained = false
    index.forEachMeeting(probe) { _, shared in
      if shared.area == probe.area { isContained = true }
    }
    return isContained
  }

  /// The parts of some rectangles that the layer covers, and those that it leaves free.
  func divide(_ pieces: [OwnedRectangle]) -> (covered: [OwnedRectangle], free: [OwnedRectangle]) {
    if rectangles.isEmpty { return ([], pieces) }
    var covered: [OwnedRectangle] = []
    var free: [OwnedRectangle] = []
    for piece in pieces {
      var rest = [piece]
      index.forEachMeeting(piece) { other, shared in
        if shared.area == 0 || rest.isEmpty { return }
        var left: [OwnedRectangle] = []
        for part in rest {
          guard let inside = part.shared(other), inside.area > 0 else {
            left.append(part)
            continue
          }
          covered.append(inside)
          part.appendRest(without: inside, to: &left)
        }
        rest = left
      }
      free += rest
    }
    return (covered, free)
  }
}

extension OwnedRectangle {
  /// What is left of the rectangle around a part of it.
  func appendRest(without part: OwnedRectangle, to rest: inout [OwnedRectangle]) {
    func add(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int) {
      if left < right && top < bottom {
        rest.append(
          OwnedRectangle(left: left, top: top, right: right, bottom: bottom, owner: owner))
      }
    }
    add(left, top, right, part.top)
    add(left, part.top, part.left, part.bottom)
    add(part.right, part.top, right, part.bottom)
    add(left, part.bottom, right, bottom)
  }

  /// Twice its centre.
  var twiceCentre: (x: Int, y: Int) { (left + right, top + bottom) }

  /// What lies between two rectangles; what they share where they overlap.
  func gap(to other: OwnedRectangle) -> OwnedRectangle {
    let (a, b) = (max(left, other.left), min(right, other.right))
    let (c, d) = (max(top, other.top), min(bottom, other.bottom))
    return OwnedRectangle(
      left: min(a, b), top: min(c, d), right: max(a, b), bottom: max(c, d), owner: owner)
  }

  /// The least rectangle around both.
  func union(_ other: OwnedRectangle) -> OwnedRectangle {
    OwnedRectangle(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom), owner: owner)
  }
}
