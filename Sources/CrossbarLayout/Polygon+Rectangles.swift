extension Polygon {
  /// Every upright rectangle inside the polygon that no other such rectangle contains.
  ///
  /// A square of side 2s fits around a point inside the polygon if and only if it fits inside one of them, so that the
  /// polygon shrunk by s is the union of the rectangles shrunk by s.
  public var maximalRectangles: [Rectangle] {
    let (levels, spans) = slabs
    var rectangles: [Rectangle] = []
    for first in spans.indices {
      let above = first > 0 ? spans[first - 1] : []
      // What fits the slab above as well is part of a higher rectangle.
      var open = spans[first].filter { !Self.contains(above, $0) }
      var last = first
      while !open.isEmpty {
        let below = last + 1 < spans.count ? spans[last + 1] : []
        var next: [Range<Nanometres>] = []
        for span in open {
          if !Self.contains(below, span) {
            rectangles.append(
              Rectangle(
                left: span.lowerBound, top: levels[first], right: span.upperBound,
                bottom: levels[last + 1]))
          }
          for other in below {
            let shared = span.clamped(to: other)
            if !shared.isEmpty && !Self.contains(above, shared) { next.append(shared) }
          }
        }
        open = next
        last += 1
      }
    }
    return rectangles
  }

  private static func contains(_ spans: [Range<Nanometres>], _ span: Range<Nanometres>) -> Bool {
    spans.contains { $0.lowerBound <= span.lowerBound && $0.upperBound >= span.upperBound }
  }

  /// The polygon cut at the y of every corner: between two levels, what it covers along x.
  private var slabs: (levels: [Nanometres], spans: [[Range<Nanometres>]]) {
    var edges: [(x: Nanometres, top: Nanometres, bottom: Nanometres)] = []
    var previous = points[points.count - 1]
    for point in points {
      if point.x == previous.x && point.y != previous.y {
        edges.append((point.x, min(point.y, previous.y), max(point.y, previous.y)))
      }
      previous = point
    }
    edges.sort { ($0.top, $0.x) < ($1.top, $1.x) }
    let levels = Array(Set(edges.flatMap { [$0.top, $0.bottom] })).sorted()
    var next = 0
    var active: [(x: Nanometres, bottom: Nanometres)] = []
    var spans: [[Range<Nanometres>]] = []
    spans.reserveCapacity(levels.count)
    for level in levels.dropLast() {
      active.removeAll { $0.bottom <= level }
      while next < edges.count && edges[next].top <= level {
        active.append((edges[next].x, edges[next].bottom))
        next += 1
      }
      active.sort { $0.x < $1.x }
      var row: [Range<Nanometres>] = []
      for index in stride(from: 0, to: active.count - 1, by: 2) {
        let (left, right) = (active[index].x, active[index + 1].x)
        if let last = row.last, last.upperBound == left {
          row[row.count - 1] = last.lowerBound..<right
        } else if left < right {
          row.append(left..<right)
        }
      }
      spans.append(row)
    }
    return (levels, spans)
  }
}
