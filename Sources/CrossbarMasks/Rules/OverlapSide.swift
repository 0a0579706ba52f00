internal import CrossbarLayout

/// A straight piece of an overlap's edge, seen from inside.
struct OverlapSide {
  enum Direction: CaseIterable {
    case left, right, up, down
  }

  var outward: Direction
  /// The coordinate that all its points share.
  var at: Int
  /// The other coordinate's range.
  var low: Int
  var high: Int

  /// The strip of a depth beyond the side, or before it where `depth` is negative.
  func strip(_ depth: Int, low: Int, high: Int) -> Rectangle {
    switch outward {
    case .left:
      Rectangle(
        left: min(at, at - depth), top: low, right: max(at, at - depth), bottom: high)
    case .right:
      Rectangle(
        left: min(at, at + depth), top: low, right: max(at, at + depth), bottom: high)
    case .up:
      Rectangle(
        left: low, top: min(at, at - depth), right: high, bottom: max(at, at - depth))
    case .down:
      Rectangle(
        left: low, top: min(at, at + depth), right: high, bottom: max(at, at + depth))
    }
  }

  /// The same side seen from outside.
  var reversed: OverlapSide {
    var side = self
    switch outward {
    case .left: side.outward = .right
    case .right: side.outward = .left
    case .up: side.outward = .down
    case .down: side.outward = .up
    }
    return side
  }

  /// A rectangle's range along the side, and its range of distances outwards.
  func distances(_ part: Rectangle) -> (low: Int, high: Int, near: Int, far: Int) {
    switch outward {
    case .left: (part.top, part.bottom, at - part.right, at - part.left)
    case .right: (part.top, part.bottom, part.left - at, part.right - at)
    case .up: (part.left, part.right, at - part.bottom, at - part.top)
    case .down: (part.left, part.right, part.top - at, part.bottom - at)
    }
  }

  /// How far rectangles reach outwards from the side without a break, at most `limit`, piece by piece along it.
  func reaches(_ parts: [Rectangle], limit: Int) -> [(low: Int, high: Int, depth: Int)] {
    let found = parts.map(distances).filter { $0.low < high && $0.high > low && $0.far > 0 }
    if found.contains(where: {
      $0.low <= low && $0.high >= high && $0.near <= 0 && $0.far >= limit
    }) {
      return [(low, high, limit)]
    }
    var cuts = [low, high]
    for part in found {
      if part.low > low { cuts.append(part.low) }
      if part.high < high { cuts.append(part.high) }
    }
    cuts.sort()
    var pieces: [(low: Int, high: Int, depth: Int)] = []
    for (from, to) in zip(cuts, cuts.dropFirst()) where from < to {
      var depth = 0
      for part in found.sorted(by: { $0.near < $1.near })
      where part.low <= from && part.high >= to && part.near <= depth {
        depth = max(depth, part.far)
      }
      depth = min(depth, limit)
      if let last = pieces.last, last.depth == depth {
        pieces[pieces.count - 1].high = to
      } else {
        pieces.append((from, to, depth))
      }
    }
    return pieces
  }
}

extension Overlap {
  /// Its edge, straight piece by straight piece.
  var sides: [OverlapSide] {
    if parts.count == 1 { return Self.sides(of: bounds) }
    let shapes = parts.map { part in
      [
        (part.left, part.top), (part.right, part.top), (part.right, part.bottom),
        (part.left, part.bottom),
      ].map { MaskPoint(x: Int32(truncatingIfNeeded: $0.0), y: Int32(truncatingIfNeeded: $0.1)) }
    }
    guard let along = RunSweep(shapes, isTurned: false),
      let across = RunSweep(shapes, isTurned: true)
    else { return [] }
    return along.runs.flatMap {
      Self.sides(of: $0).filter { [.left, .right].contains($0.outward) }
    }
      + across.runs.flatMap { Self.sides(of: $0).filter { [.up, .down].contains($0.outward) } }
  }

  static func sides(of part: Rectangle) -> [OverlapSide] {
    [
      OverlapSide(outward: .left, at: part.left, low: part.top, high: part.bottom),
      OverlapSide(outward: .right, at: part.right, low: part.top, high: part.bottom),
      OverlapSide(outward: .up, at: part.top, low: part.left, high: part.right),
      OverlapSide(outward: .down, at: part.bottom, low: part.left, high: part.right),
    ]
  }
}
