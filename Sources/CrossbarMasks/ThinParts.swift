/// Parts of shapes that the shrink takes whole, or that lie between drops: each must keep a drop in every row along it.
struct ThinParts {
  /// A part as drawn.
  struct Part {
    var box: OwnedRectangle
    /// Whether it is thin along y.
    var isFlat: Bool
  }

  private(set) var parts: [Part] = []
  private let pitch: DropPitch
  private let shrink: Int
  private let page: (width: Int, height: Int)
  private var index: RectangleIndex?

  init(_ sheet: ReadSheet, _ layer: String, pitch: DropPitch, shrink: Int) {
    let shapes = sheet.layer(layer)?.shapes ?? []
    page = (sheet.width, sheet.height)
    self.pitch = pitch
    self.shrink = shrink
    // Nothing is thin that leaves a whole pitch.
    for (owner, shape) in shapes.enumerated() {
      for box in shape.rectangles(owner: owner) where isLost(box.left, box.right, pitch.x) {
        parts.append(Part(box: box, isFlat: false))
      }
      for box in shape.rectangles(owner: owner, isTurned: true)
      where isLost(box.top, box.bottom, pitch.y) {
        parts.append(Part(box: box, isFlat: true))
      }
    }
    if !parts.isEmpty {
      index = RectangleIndex(parts.map(\.box), width: sheet.width, height: sheet.height)
    }
  }

  private func isLost(_ lower: Int, _ upper: Int, _ pitch: Int) -> Bool {
    if upper - lower - 2 * shrink >= pitch { return false }
    return centres(lower + shrink, upper - shrink, pitch).isEmpty
  }

  /// Drops centred from one edge to another.
  private func centres(_ lower: Int, _ upper: Int, _ pitch: Int) -> Range<Int> {
    // ⌈edge ÷ pitch − ½⌉ = ⌊(2 · edge + pitch − 1) ÷ (2 · pitch)⌋ for edges on the page.
    let first = max(0, (2 * lower + pitch - 1) / (2 * pitch))
    let end = max(0, (2 * upper + pitch - 1) / (2 * pitch))
    return first..<max(first, end)
  }

  /// Whether a drop beside the expected ones may be one that a thin part keeps.
  func mayKeep(x: Int, y: Int) -> Bool {
    guard let index else { return false }
    let inside = max(0, shrink)
    let around = OwnedRectangle(
      left: max(0, (x - 1) * pitch.x - inside), top: max(0, (y - 1) * pitch.y - inside),
      right: min(page.width, (x + 2) * pitch.x + inside),
      bottom: min(page.height, (y + 2) * pitch.y + inside), owner: 0)
    if around.left > around.right || around.top > around.bottom { return false }
    var isNear = false
    index.forEachMeeting(around) { _, _ in isNear = true }
    return isNear
  }

  /// Thin parts with a row across them that has no drop, as `isInk` says.
  func lost(_ isInk: (_ x: Int, _ y: Int) -> Bool) -> [Part] {
    parts.filter { part in
      let box = part.box
      let along =
        part.isFlat
        ? centres(box.left + shrink, box.right - shrink, pitch.x)
        : centres(box.top + shrink, box.bottom - shrink, pitch.y)
      let across =
        part.isFlat
        ? max(0, box.top / pitch.y - 1)...box.bottom / pitch.y
        : max(0, box.left / pitch.x - 1)...box.right / pitch.x
      return along.contains { place in
        !across.contains { part.isFlat ? isInk(place, $0) : isInk($0, place) }
      }
    }
  }
}
