/// Cuts polygons into rectangles.
struct RectangleCutter {
  private var edges: [(x: Int, top: Int, bottom: Int)] = []
  private var levels: [Int] = []
  private var active: [(x: Int, bottom: Int)] = []

  /// Appends the rectangles of a polygon.
  ///
  /// - Parameter isTurned: whether to cut along x and not along y; nil for whichever gives fewer.
  mutating func cut(
    _ points: [MaskPoint], owner: Int, isTurned: Bool? = nil,
    into rectangles: inout [OwnedRectangle]
  ) {
    guard let first = points.first, var last = points.last else { return }
    if points.count == 4 {
      let opposite = points[2]
      rectangles.append(
        OwnedRectangle(
          left: Int(min(first.x, opposite.x)), top: Int(min(first.y, opposite.y)),
          right: Int(max(first.x, opposite.x)), bottom: Int(max(first.y, opposite.y)),
          owner: owner))
      return
    }
    // Fewer distinct levels make fewer slabs.
    let isTurned = isTurned ?? (levelCount(points, isX: true) < levelCount(points, isX: false))
    edges.removeAll(keepingCapacity: true)
    levels.removeAll(keepingCapacity: true)
    for point in points {
      let (a, b) = isTurned ? (turned(last), turned(point)) : (last, point)
      if a.x == b.x {
        let (top, bottom) = (Int(min(a.y, b.y)), Int(max(a.y, b.y)))
        edges.append((x: Int(a.x), top: top, bottom: bottom))
        levels.append(top)
        levels.append(bottom)
      }
      last = point
    }
    edges.sort { ($0.top, $0.x) < ($1.top, $1.x) }
    levels.sort()
    sweep(owner, isTurned, into: &rectangles)
  }

  private mutating func sweep(
    _ owner: Int, _ isTurned: Bool, into rectangles: inout [OwnedRectangle]
  ) {
    active.removeAll(keepingCapacity: true)
    var next = 0
    for index in levels.indices.dropLast() where levels[index] < levels[index + 1] {
      let (top, bottom) = (levels[index], levels[index + 1])
      active.removeAll { $0.bottom <= top }
      while next < edges.count && edges[next].top <= top {
        active.append((x: edges[next].x, bottom: edges[next].bottom))
        next += 1
      }
      active.sort { $0.x < $1.x }
      for pair in stride(from: 0, to: active.count - 1, by: 2) {
        let (left, right) = (active[pair].x, active[pair + 1].x)
        if left == right { continue }
        rectangles.append(
          isTurned
            ? OwnedRectangle(left: top, top: left, right: bottom, bottom: right, owner: owner)
            : OwnedRectangle(left: left, top: top, right: right, bottom: bottom, owner: owner))
      }
    }
  }

  private func turned(_ point: MaskPoint) -> MaskPoint { MaskPoint(x: point.y, y: point.x) }

  private mutating func levelCount(_ points: [MaskPoint], isX: Bool) -> Int {
    levels.removeAll(keepingCapacity: true)
    for point in points { levels.append(Int(isX ? point.x : point.y)) }
    levels.sort()
    var count = 0
    for index in levels.indices where index == 0 || levels[index] != levels[index - 1] {
      count += 1
    }
    return count
  }
}

/// Areas covered by rectangles that may lie on each other.
enum CoveredArea {
  /// Area of the union, nm².
  static func of(_ rectangles: [OwnedRectangle]) -> Int {
    if rectangles.count == 1 { return rectangles[0].area }
    let sorted = rectangles.sorted { $0.top < $1.top }
    let levels = rectangles.flatMap { [$0.top, $0.bottom] }.sorted()
    var active: [OwnedRectangle] = []
    var next = 0
    var area = 0
    for index in levels.indices.dropLast() where levels[index] < levels[index + 1] {
      active.removeAll { $0.bottom <= levels[index] }
      while next < sorted.count && sorted[next].top <= levels[index] {
        active.append(sorted[next])
        next += 1
      }
      active.sort { $0.left < $1.left }
      var (width, reach) = (0, Int.min)
      for rectangle in active where rectangle.right > reach {
        width += rectangle.right - max(rectangle.left, reach)
        reach = rectangle.right
      }
      area += width * (levels[index + 1] - levels[index])
    }
    return area
  }
}

extension Array where Element == OwnedRectangle {
  /// Groups of rectangles that touch or overlap, each by its indices.
  func touchingGroups() -> [[Int]] {
    if count == 1 { return [[0]] }
    var sets = DisjointSets(count: count)
    let order = indices.sorted { self[$0].left < self[$1].left }
    var active: [Int] = []
    for index in order {
      active.removeAll { self[$0].right < self[index].left }
      for other in active where self[index].shared(self[other]) != nil { sets.join(index, other) }
      active.append(index)
    }
    var groups: [[Int]] = []
    var numbers: [Int: Int] = [:]
    for index in indices {
      let root = sets.first(index)
      if let number = numbers[root] {
        groups[number].append(index)
      } else {
        numbers[root] = groups.count
        groups.append([index])
      }
    }
    return groups
  }
}
