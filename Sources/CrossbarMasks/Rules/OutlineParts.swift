internal import CrossbarLayout

/// A place that is too narrow.
struct NarrowPlace: Hashable, Sendable {
  /// What lies between the edges or corners that are too close.
  var place: Rectangle
  /// Their distance, nanometres, rounded down.
  var measured: Int
}

/// What there is to measure on one conductor's outline, its upper left corner at zero; shapes that differ by their
/// place only share it.
struct OutlineParts: Sendable {
  let width: Int
  let height: Int
  /// The outline as rectangles that share no area: the fewer of its runs along x and those along y.
  let cover: [Rectangle]
  let rows: [Rectangle]
  let columns: [Rectangle]
  private let rowGaps: [Rectangle]
  private let columnGaps: [Rectangle]
  private let corners: [RunSweep.Corner]
  private let pinches: [RunSweep.Corner]
  /// Steps after which an outline is too intricate.
  private static let budget = 10_000_000

  /// - Parameter shapes: shapes that touch or overlap, from the upper left corner of their bounds.
  /// - Returns: nil where the outline is too intricate to sweep.
  init?(_ shapes: [[MaskPoint]]) {
    guard let along = RunSweep(shapes, isTurned: false),
      let across = RunSweep(shapes, isTurned: true)
    else { return nil }
    (rows, rowGaps, corners, pinches) = (along.runs, along.gaps, along.corners, along.pinches)
    (columns, columnGaps) = (across.runs, across.gaps)
    cover = columns.count < rows.count ? columns : rows
    width = rows.reduce(0) { max($0, $1.right) }
    height = rows.reduce(0) { max($0, $1.bottom) }
  }

  /// Where the conductor is narrower than `bound`: edges that face each other, by their distance along x or y, and
  /// reflex corners, by their Euclidean distance.
  ///
  /// - Returns: nil where there are too many corners to pair.
  func narrow(_ bound: Int) -> [NarrowPlace]? {
    guard let diagonal = diagonal(bound, isConvex: false) else { return nil }
    return between(rows, columns, bound) + diagonal
      + pinches.map {
        NarrowPlace(
          place: Rectangle(left: $0.x, top: $0.y, right: $0.x, bottom: $0.y), measured: 0)
      }
  }

  /// Where the conductor comes closer than `bound` to itself, measured likewise.
  func notches(_ bound: Int) -> [NarrowPlace]? {
    diagonal(bound, isConvex: true).map { between(rowGaps, columnGaps, bound) + $0 }
  }

  private func between(
    _ alongX: [Rectangle], _ alongY: [Rectangle], _ bound: Int
  ) -> [NarrowPlace] {
    alongX.compactMap { $0.width < bound ? NarrowPlace(place: $0, measured: $0.width) : nil }
      + alongY.compactMap {
        $0.height < bound ? NarrowPlace(place: $0, measured: $0.height) : nil
      }
  }

  /// Pairs of corners that point away from each other; what stands between them is closer still and found as well.
  private func diagonal(_ bound: Int, isConvex: Bool) -> [NarrowPlace]? {
    var places: [NarrowPlace] = []
    var steps = 0
    let isTall = height > width
    for towardsX in [-1, 1] {
      let all = corners.filter { $0.isConvex == isConvex }
      // The odd quadrants lie on one diagonal.
      var near = all.filter { $0.towardsX * $0.towardsY == towardsX }
      near.sort { isTall ? ($0.y, $0.x) < ($1.y, $1.x) : ($0.x, $0.y) < ($1.x, $1.y) }
      for (index, corner) in near.enumerated() {
        for other in near[(index + 1)...] {
          let (x, y) = (other.x - corner.x, other.y - corner.y)
          if (isTall ? y : x) >= bound { break }
          steps += 1
          if steps > Self.budget { return nil }
          if other.towardsX == corner.towardsX || x * corner.towardsX > 0
            || y * corner.towardsY > 0 || x * x + y * y >= bound * bound
          {
            continue
          }
          places.append(
            NarrowPlace(
              place: Rectangle(
                left: min(corner.x, other.x), top: min(corner.y, other.y),
                right: max(corner.x, other.x), bottom: max(corner.y, other.y)),
              measured: squareRoot(x * x + y * y)))
        }
      }
    }
    return places
  }

  /// Where squares of `side` fit: rectangles whose union is all that such squares cover.
  ///
  /// - Returns: nil where there are too many runs to try.
  func wide(_ side: Int) -> [Rectangle]? {
    let runs = rows.sorted { ($0.top, $0.left) < ($1.top, $1.left) }
    var found: [Rectangle] = []
    var steps = 0
    var level: Int?
    // A square slides up until its upper side meets an edge, and there a run begins.
    for start in runs where start.top != level {
      level = start.top
      var free = [(left: 0, right: width)]
      var y = start.top
      while !free.isEmpty && y < height {
        var next = height
        var spans: [(left: Int, right: Int)] = []
        for run in runs {
          if run.top > y {
            next = min(next, run.top)
            break
          }
          if run.bottom > y {
            spans.append((run.left, run.right))
            next = min(next, run.bottom)
          }
        }
        steps += runs.count
        if steps > Self.budget { return nil }
        let kept = Self.shared(free, spans, atLeast: side)
        if y - start.top >= side {
          for old in free where !kept.contains(where: { $0 == old }) {
            found.append(
              Rectangle(left: old.left, top: start.top, right: old.right, bottom: y))
          }
        }
        (free, y) = (kept, next)
      }
      if y - start.top >= side {
        found += free.map {
          Rectangle(left: $0.left, top: start.top, right: $0.right, bottom: y)
        }
      }
    }
    return found
  }

  private static func shared(
    _ some: [(left: Int, right: Int)], _ others: [(left: Int, right: Int)], atLeast side: Int
  ) -> [(left: Int, right: Int)] {
    some.flatMap { one in
      others.compactMap { other in
        let (left, right) = (max(one.left, other.left), min(one.right, other.right))
        return right - left >= side ? (left, right) : nil
      }
    }
  }

  /// The largest square inside, by its side.
  func largestSquare(upTo limit: Int) -> Int? {
    var (least, most) = (0, limit)
    while least < most {
      let middle = (least + most + 1) / 2
      guard let found = wide(middle) else { return nil }
      if found.isEmpty { most = middle - 1 } else { least = middle }
    }
    return least
  }
}

/// The whole part of a square root.
func squareRoot(_ number: Int) -> Int {
  var root = Int(Double(number).squareRoot())
  while root * root > number { root -= 1 }
  while (root + 1) * (root + 1) <= number { root += 1 }
  return root
}
