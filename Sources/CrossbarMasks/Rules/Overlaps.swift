internal import CrossbarLayout

/// A connected piece of what two conductors of different layers share.
struct Overlap: Sendable {
  /// A shape of the upper layer that takes part.
  var upper: Int
  /// A shape of the lower layer that takes part.
  var lower: Int
  var bounds: Rectangle
  /// Rectangles that share no area but what different shapes of one conductor cover twice.
  var parts: [Rectangle]
}

extension RuleLayer {
  /// Where conductors of this layer, grown by `reach`, lie over those of another; one item a connected piece, in the
  /// order of the lower layer's shapes.
  ///
  /// - Parameter isTouching: whether pieces without area count.
  func overlaps(
    above lower: RuleLayer, reach: Int = 0, isTouching: Bool = false
  ) -> [Overlap] {
    let page = (width: page.width, height: page.height)
    var found: [(upper: Int, lower: Int, part: Rectangle)] = []
    for rectangle in lower.rectangles {
      let probe = reach == 0 ? rectangle : rectangle.grown(by: reach, on: page)
      index.forEachMeeting(probe) { other, shared in
        if shared.area > 0 || isTouching {
          found.append((other.owner, rectangle.owner, shared.rectangle))
        }
      }
    }
    var order = Array(found.indices)
    func key(_ index: Int) -> (Int, Int, Int) {
      (lower.conductor[found[index].lower], conductor[found[index].upper], index)
    }
    order.sort { key($0) < key($1) }
    var overlaps: [Overlap] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      let (one, two, _) = key(order[start])
      while end < order.count, key(order[end]).0 == one, key(order[end]).1 == two { end += 1 }
      overlaps += Self.pieces(order[start..<end].map { found[$0] })
      start = end
    }
    return overlaps
  }

  /// Parts of one pair of conductors, put together where they touch.
  private static func pieces(
    _ found: [(upper: Int, lower: Int, part: Rectangle)]
  ) -> [Overlap] {
    if found.count == 1 {
      return [
        Overlap(
          upper: found[0].upper, lower: found[0].lower, bounds: found[0].part,
          parts: [found[0].part])
      ]
    }
    let sorted = found.sorted { ($0.part.left, $0.part.top) < ($1.part.left, $1.part.top) }
    var sets = DisjointSets(count: sorted.count)
    for index in sorted.indices {
      let part = sorted[index].part
      for other in sorted.indices[(index + 1)...] {
        if sorted[other].part.left > part.right { break }
        if part.owned.squaredDistance(sorted[other].part.owned) == 0 { sets.join(index, other) }
      }
    }
    var place: [Int: Int] = [:]
    var pieces: [Overlap] = []
    for (index, item) in sorted.enumerated() {
      let first = sets.first(index)
      if let known = place[first] {
        pieces[known].parts.append(item.part)
        pieces[known].bounds = pieces[known].bounds.joined(item.part)
      } else {
        place[first] = pieces.count
        pieces.append(
          Overlap(upper: item.upper, lower: item.lower, bounds: item.part, parts: [item.part]))
      }
    }
    return pieces
  }

  /// Rectangles that meet a place, cut to it.
  func rectangles(in place: Rectangle) -> [Rectangle] {
    var found: [Rectangle] = []
    let inside = place.owned.grown(by: 0, on: page)
    if inside.left > inside.right || inside.top > inside.bottom { return [] }
    index.forEachMeeting(inside) { _, shared in
      if shared.area > 0 { found.append(shared.rectangle) }
    }
    return found
  }
}

extension Rectangle {
  var area: Int { width * height }

  func joined(_ other: Rectangle) -> Rectangle {
    Rectangle(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }

  func grown(by reach: Int) -> Rectangle {
    Rectangle(left: left - reach, top: top - reach, right: right + reach, bottom: bottom + reach)
  }

  /// What two rectangles share, nil where that has no area.
  func shared(_ other: Rectangle) -> Rectangle? {
    let shared = Rectangle(
      left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
      bottom: min(bottom, other.bottom))
    return shared.left < shared.right && shared.top < shared.bottom ? shared : nil
  }

  /// What of the rectangle none of the others cover, as rectangles.
  func uncovered(by others: [Rectangle]) -> [Rectangle] {
    var left = [self]
    for other in others {
      left = left.flatMap { $0.without(other) }
      if left.isEmpty { break }
    }
    return left
  }

  private func without(_ other: Rectangle) -> [Rectangle] {
    guard let hole = shared(other) else { return [self] }
    var parts: [Rectangle] = []
    if top < hole.top {
      parts.append(Rectangle(left: left, top: top, right: right, bottom: hole.top))
    }
    if hole.bottom < bottom {
      parts.append(Rectangle(left: left, top: hole.bottom, right: right, bottom: bottom))
    }
    if left < hole.left {
      parts.append(Rectangle(left: left, top: hole.top, right: hole.left, bottom: hole.bottom))
    }
    if hole.right < right {
      parts.append(Rectangle(left: hole.right, top: hole.top, right: right, bottom: hole.bottom))
    }
    return parts
  }
}
