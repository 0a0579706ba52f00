/// Distance of neighbouring drops along x and along y, nanometres.
struct DropPitch: Hashable {
  var x: Int
  var y: Int
}

/// Bits of some rows of a page, one a drop.
struct DropRows {
  let rowBytes: Int
  var bits: [UInt8]

  init(width: Int, rows: Int) {
    rowBytes = (width + 7) / 8
    bits = Array(repeating: 0, count: rowBytes * rows)
  }

  mutating func clear() {
    for index in bits.indices { bits[index] = 0 }
  }

  /// Sets drops of one row; whether one of them was set before.
  @discardableResult
  mutating func set(row: Int, from left: Int, to right: Int) -> Bool {
    var wasSet = false
    var x = left
    while x < right {
      let byte = row * rowBytes + x >> 3
      let end = min(right, (x >> 3 + 1) << 3)
      let mask = UInt8(truncatingIfNeeded: (0xFF >> (x & 7)) & ~(0xFF >> (end - x & ~7)))
      wasSet = wasSet || bits[byte] & mask != 0
      bits[byte] |= mask
      x = end
    }
    return wasSet
  }
}

/// The drops that shapes as read should have, from above, a few rows at a time: those whose centres lie at least the
/// shrink inside, an edge to the left or above counting as inside.
///
/// Row by row: a drop stays if the shape covers it in every row of the shape within the shrink above and below, with
/// the shrink to spare to the left and right.
struct ExpectedDrops {
  private let shapes: [ReadShape]
  private let order: [Int]
  private let pitch: DropPitch
  private let shrink: Int
  private let width: Int
  private var next = 0
  private var active: [Slabs] = []

  /// A shape between the y of neighbouring corners: what it covers along x.
  private struct Slabs {
    var owner: Int
    var tops: [Int] = []
    var bottoms: [Int] = []
    var spans: [[(left: Int, right: Int)]] = []
    var first = 0
  }

  init(_ shapes: [ReadShape], pitch: DropPitch, shrink: Int, width: Int) {
    self.shapes = shapes
    self.pitch = pitch
    self.shrink = shrink
    self.width = width
    let tops = shapes.map { Int($0.points.map(\.y).min() ?? 0) }
    order = shapes.indices.sorted { (tops[$0], $0) < (tops[$1], $1) }
  }

  /// Shapes that may have drops in the rows painted last.
  var nearby: [ReadShape] { active.map { shapes[$0.owner] } }

  /// Sets the drops of some rows; calls must follow each other downwards.
  mutating func paint(_ rows: Range<Int>, into bits: inout DropRows) {
    let reach = max(0, -shrink)
    active.removeAll { ($0.bottoms.last ?? 0) + reach <= rows.lowerBound * pitch.y }
    while next < order.count {
      let owner = order[next]
      let slabs = slabs(owner)
      guard let top = slabs.tops.first, top - reach < rows.upperBound * pitch.y else { break }
      active.append(slabs)
      next += 1
    }
    for index in active.indices { paint(&active[index], rows, &bits) }
  }

  private func slabs(_ owner: Int) -> Slabs {
    var slabs = Slabs(owner: owner)
    for rectangle in shapes[owner].rectangles(owner: owner) {
      if slabs.tops.last != rectangle.top {
        slabs.tops.append(rectangle.top)
        slabs.bottoms.append(rectangle.bottom)
        slabs.spans.append([])
      }
      slabs.spans[slabs.spans.count - 1].append((rectangle.left, rectangle.right))
    }
    return slabs
  }

  private func paint(_ slabs: inout Slabs, _ rows: Range<Int>, _ bits: inout DropRows) {
    guard let top = slabs.tops.first, let bottom = slabs.bottoms.last else { return }
    // Doubled, so that centres are whole numbers.
    let first = max(rows.lowerBound, (2 * (top + shrink)) / (2 * pitch.y) - 1)
    let last = min(rows.upperBound, (bottom - shrink) / pitch.y + 2)
    if first >= last { return }
    for row in first..<last {
      let centre = (2 * row + 1) * pitch.y
      if centre < 2 * (top + shrink) || centre >= 2 * (bottom - shrink) { continue }
      while slabs.first + 1 < slabs.tops.count
        && 2 * slabs.bottoms[slabs.first] <= centre - 2 * abs(shrink)
      {
        slabs.first += 1
      }
      var kept: [(left: Int, right: Int)]?
      var index = slabs.first
      while index < slabs.tops.count && 2 * slabs.tops[index] <= centre + 2 * abs(shrink) {
        let spans = slabs.spans[index].map { (left: $0.left + shrink, right: $0.right - shrink) }
        if shrink < 0 {
          // The ends of what grows are open below: an edge that ends at the centre has no drop there.
          if 2 * (slabs.bottoms[index] - shrink) > centre {
            set(spans, row - rows.lowerBound, &bits)
          }
        } else {
          kept = kept.map { Self.shared($0, spans) } ?? spans
        }
        index += 1
      }
      if let kept { set(kept, row - rows.lowerBound, &bits) }
    }
  }

  private func set(_ spans: [(left: Int, right: Int)], _ row: Int, _ bits: inout DropRows) {
    for span in spans where span.left < span.right {
      let left = max(0, firstDrop(span.left))
      let right = min(width, firstDrop(span.right))
      if left < right { bits.set(row: row, from: left, to: right) }
    }
  }

  /// The first drop centred at or right of an edge.
  private func firstDrop(_ edge: Int) -> Int {
    var drop = (2 * edge - pitch.x) / (2 * pitch.x)
    if (2 * drop + 1) * pitch.x < 2 * edge { drop += 1 }
    return drop
  }

  private static func shared(
    _ one: [(left: Int, right: Int)], _ other: [(left: Int, right: Int)]
  ) -> [(left: Int, right: Int)] {
    one.flatMap { a in
      other.compactMap { b in
        let (left, right) = (max(a.left, b.left), min(a.right, b.right))
        return left < right ? (left, right) : nil
      }
    }
  }
}
