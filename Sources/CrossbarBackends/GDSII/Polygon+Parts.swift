internal import CrossbarLayout

extension Polygon {
  /// The smallest upright rectangle around the polygon.
  var bounds: Rectangle {
    var bounds = Rectangle(
      left: points[0].x, top: points[0].y, right: points[0].x, bottom: points[0].y)
    for point in points {
      bounds.left = min(bounds.left, point.x)
      bounds.right = max(bounds.right, point.x)
      bounds.top = min(bounds.top, point.y)
      bounds.bottom = max(bounds.bottom, point.y)
    }
    return bounds
  }

  /// A point inside: below the middle of the uppermost edge, halfway to the next edge there.
  var innerPoint: Point {
    var top = Rectangle(left: 0, top: .max, right: 0, bottom: 0)
    forEachHorizontalEdge { left, right, y in
      if y < top.top { top = Rectangle(left: left, top: y, right: right, bottom: y) }
    }
    let x = (top.left + top.right) / 2
    var next = Int.max
    forEachHorizontalEdge { left, right, y in
      if y > top.top && left <= x && x <= right { next = min(next, y) }
    }
    return Point(x: x, y: top.top + (next - top.top) / 2)
  }

  private func forEachHorizontalEdge(
    _ body: (_ left: Nanometres, _ right: Nanometres, _ y: Nanometres) -> Void
  ) {
    for index in stride(from: 0, to: points.count, by: 2) {
      let (a, b) = (points[index], points[index + 1])
      body(min(a.x, b.x), max(a.x, b.x), a.y)
    }
  }

  /// The polygon where it has at most `limit` corners; otherwise rectangles that cover it without gap or overlap, from a
  /// sweep along y.
  func parts(ofAtMost limit: Int) -> [Polygon] {
    if points.count <= limit { return [self] }
    var edges: [(x: Nanometres, from: Nanometres, to: Nanometres)] = []
    for index in stride(from: 1, to: points.count, by: 2) {
      let (a, b) = (points[index], points[(index + 1) % points.count])
      edges.append((a.x, min(a.y, b.y), max(a.y, b.y)))
    }
    edges.sort { ($0.from, $0.x) < ($1.from, $1.x) }
    let levels = Set(points.map(\.y)).sorted()
    var next = 0
    var crossed: [(x: Nanometres, to: Nanometres)] = []
    var parts: [Polygon] = []
    for (upper, lower) in zip(levels, levels.dropFirst()) {
      crossed.removeAll { $0.to <= upper }
      while next < edges.count && edges[next].from == upper {
        crossed.append((edges[next].x, edges[next].to))
        next += 1
      }
      crossed.sort { $0.x < $1.x }
      for index in stride(from: 0, to: crossed.count - 1, by: 2) {
        parts.append(
          Rectangle(left: crossed[index].x, top: upper, right: crossed[index + 1].x, bottom: lower)
            .polygon)
      }
    }
    return parts
  }
}
