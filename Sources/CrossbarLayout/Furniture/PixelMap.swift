/// A bitmap and the outlines of its connected parts.
struct PixelMap {
  let width: Int
  let height: Int
  private var pixels: [Bool]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = Array(repeating: false, count: width * height)
  }

  /// Whether a pixel is set; outside the map none is.
  subscript(x: Int, y: Int) -> Bool {
    get { x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x] }
    set { pixels[y * width + x] = newValue }
  }

  /// One outline for each part that is joined along edges, a pixel `pixel` wide, in the order of the parts' first pixels
  /// from top to bottom and left to right; clockwise from the first pixel's upper left corner.
  ///
  /// - Precondition: no part has a hole, and no two pixels touch at a corner alone.
  func outlines(pixel: Nanometres) -> [Polygon] {
    var rest = self
    var outlines: [Polygon] = []
    for y in 0..<height {
      for x in 0..<width where rest[x, y] {
        outlines.append(outline(fromX: x, y: y, pixel: pixel))
        rest.erase(fromX: x, y: y)
      }
    }
    return outlines
  }

  /// Follows the edge with the part on the right: straight on, or round whichever corner comes first.
  private func outline(fromX startX: Int, y startY: Int, pixel: Nanometres) -> Polygon {
    var points: [Point] = []
    var (x, y) = (startX, startY)
    var (dx, dy) = (1, 0)
    repeat {
      points.append(Point(x: x * pixel, y: y * pixel))
      // From one corner to the next: on while the pixel ahead to the right is set and the one to the left is not.
      var isLeftSet = false
      var isRightSet = true
      repeat {
        (x, y) = (x + dx, y + dy)
        isLeftSet = ahead(x, y, dx, dy, left: true)
        isRightSet = ahead(x, y, dx, dy, left: false)
      } while isRightSet && !isLeftSet
      (dx, dy) = isRightSet ? (dy, -dx) : (-dy, dx)
    } while (x, y) != (startX, startY)
    return Polygon(points)
  }

  /// The pixel ahead of a corner on one side of the direction of travel, y down.
  private func ahead(_ x: Int, _ y: Int, _ dx: Int, _ dy: Int, left: Bool) -> Bool {
    switch (dx, dy) {
    case (1, 0): self[x, left ? y - 1 : y]
    case (-1, 0): self[x - 1, left ? y : y - 1]
    case (0, 1): self[left ? x : x - 1, y]
    default: self[left ? x - 1 : x, y - 1]
    }
  }

  private mutating func erase(fromX x: Int, y: Int) {
    var open = [(x, y)]
    while let (x, y) = open.popLast() {
      guard self[x, y] else { continue }
      self[x, y] = false
      open += [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]
    }
  }
}
