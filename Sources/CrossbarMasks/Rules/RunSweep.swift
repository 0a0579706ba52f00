internal import CrossbarLayout

/// Shapes of one conductor swept along y: how far it reaches without a break along x, and its corners.
///
/// A run is bounded by two edges that face each other through the conductor, a gap by two that face each other
/// outside it; either is kept as one rectangle for as long as both edges stay in place. So the shortest runs are
/// KLayout's widths and the shortest gaps its notches, in the metric of projections.
struct RunSweep {
  /// A corner of the merged outline.
  struct Corner {
    var x: Int
    var y: Int
    /// Where the odd quadrant lies: the inside of a convex corner, the outside of a reflex one.
    var towardsX: Int
    var towardsY: Int
    var isConvex: Bool
  }

  private typealias Span = (left: Int, right: Int)

  /// The conductor as rectangles that share no area, each as long as it can be along x.
  private(set) var runs: [Rectangle] = []
  /// Between neighbouring runs.
  private(set) var gaps: [Rectangle] = []
  /// The corners, from the least y on.
  private(set) var corners: [Corner] = []
  /// Where the conductor hangs together in a point only.
  private(set) var pinches: [Corner] = []
  private var open: [(span: Span, top: Int)] = []
  private var openGaps: [(span: Span, top: Int)] = []
  private let isTurned: Bool

  /// Sweeps along y, or along x where `isTurned`; what comes out is never turned.
  ///
  /// - Returns: nil where the sweep would take more than `budget` steps.
  init?(_ shapes: [[MaskPoint]], isTurned: Bool, budget: Int = 5_000_000) {
    self.isTurned = isTurned
    var edges: [(x: Int, top: Int, bottom: Int, owner: Int)] = []
    var levels: [Int] = []
    for (owner, points) in shapes.enumerated() {
      guard var last = points.last else { continue }
      for point in points {
        let (x, y) = isTurned ? (point.y, point.x) : (point.x, point.y)
        let (lastX, lastY) = isTurned ? (last.y, last.x) : (last.x, last.y)
        if x == lastX && y != lastY {
          edges.append((Int(x), Int(min(y, lastY)), Int(max(y, lastY)), owner))
          levels.append(Int(y))
          levels.append(Int(lastY))
        }
        last = point
      }
    }
    edges.sort { $0.top < $1.top }
    levels.sort()
    var active: [(x: Int, top: Int, bottom: Int, owner: Int)] = []
    var next = 0
    var steps = 0
    var level: Int?
    for y in levels where y != level {
      level = y
      active.removeAll { $0.bottom <= y }
      while next < edges.count && edges[next].top <= y {
        active.append(edges[next])
        next += 1
      }
      steps += active.count
      if steps > budget { return nil }
      active.sort { ($0.owner, $0.x) < ($1.owner, $1.x) }
      advance(to: y, Self.spans(active))
    }
  }

  private static func spans(
    _ active: [(x: Int, top: Int, bottom: Int, owner: Int)]
  ) -> [Span] {
    var spans: [Span] = []
    for pair in stride(from: 0, to: active.count - 1, by: 2) {
      spans.append((active[pair].x, active[pair + 1].x))
    }
    if active.first?.owner != active.last?.owner { spans.sort { $0.left < $1.left } }
    var merged: [Span] = []
    for span in spans where span.left < span.right {
      if let last = merged.last, span.left <= last.right {
        merged[merged.count - 1].right = max(last.right, span.right)
      } else {
        merged.append(span)
      }
    }
    return merged
  }

  private mutating func advance(to y: Int, _ spans: [Span]) {
    let above = open.map(\.span)
    findCorners(at: y, above, spans)
    runs += Self.carry(&open, spans, at: y).map { rectangle($0.span, $0.top, y) }
    let between = zip(spans, spans.dropFirst()).map { ($0.right, $1.left) }
    gaps += Self.carry(&openGaps, between, at: y).map { rectangle($0.span, $0.top, y) }
  }

  /// Keeps what stays in place open and returns the rest.
  private static func carry(
    _ open: inout [(span: Span, top: Int)], _ spans: [Span], at y: Int
  ) -> [(span: Span, top: Int)] {
    var closed: [(span: Span, top: Int)] = []
    var kept: [(span: Span, top: Int)] = []
    kept.reserveCapacity(spans.count)
    var old = 0
    for span in spans {
      while old < open.count && open[old].span < span {
        closed.append(open[old])
        old += 1
      }
      if old < open.count && open[old].span == span {
        kept.append(open[old])
        old += 1
      } else {
        kept.append((span, y))
      }
    }
    while old < open.count {
      closed.append(open[old])
      old += 1
    }
    open = kept
    return closed
  }

  private func rectangle(_ span: Span, _ top: Int, _ bottom: Int) -> Rectangle {
    isTurned
      ? Rectangle(left: top, top: span.left, right: bottom, bottom: span.right)
      : Rectangle(left: span.left, top: top, right: span.right, bottom: bottom)
  }

  /// Walks the ends of the spans above and below a level in turn.
  private mutating func findCorners(at y: Int, _ above: [Span], _ below: [Span]) {
    if isTurned { return }
    var (a, b) = (0, 0)
    func end(_ spans: [Span], _ index: Int) -> Int {
      if index >= 2 * spans.count { return Int.max }
      return index.isMultiple(of: 2) ? spans[index / 2].left : spans[index / 2].right
    }
    while true {
      let x = min(end(above, a), end(below, b))
      if x == Int.max { return }
      // Whether the four quadrants around the point are inside: upper left, upper right, lower left, lower right.
      let (upperLeft, lowerLeft) = (!a.isMultiple(of: 2), !b.isMultiple(of: 2))
      if end(above, a) == x { a += 1 }
      if end(below, b) == x { b += 1 }
      let (upperRight, lowerRight) = (!a.isMultiple(of: 2), !b.isMultiple(of: 2))
      let inside = [upperLeft, upperRight, lowerLeft, lowerRight]
      let count = inside.count { $0 }
      if count == 1 || count == 3 {
        let odd = inside.firstIndex { $0 == (count == 1) } ?? 0
        corners.append(
          Corner(
            x: x, y: y, towardsX: odd.isMultiple(of: 2) ? -1 : 1, towardsY: odd < 2 ? -1 : 1,
            isConvex: count == 1))
      } else if count == 2 && upperLeft == lowerRight {
        pinches.append(
          Corner(
            x: x, y: y, towardsX: upperLeft ? -1 : 1, towardsY: upperLeft ? -1 : 1, isConvex: true))
      }
    }
  }
}
