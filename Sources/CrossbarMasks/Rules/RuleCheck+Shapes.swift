internal import CrossbarCore
internal import CrossbarLayout

/// Rules of one layer by itself.
extension RuleCheck {
  /// The page, what lies beyond it, and nets in its margin.
  mutating func checkPage() {
    let substrate = process.substrate
    let page = Rectangle(left: 0, top: 0, right: sheet.width, bottom: sheet.height)
    if sheet.width > substrate.maxWidth || sheet.height > substrate.maxHeight {
      report(
        .page, of: [], at: page,
        "the page is \(millimetres(sheet.width)) mm × \(millimetres(sheet.height)) mm; the "
          + "substrate is at most \(millimetres(substrate.maxWidth)) mm × "
          + "\(millimetres(substrate.maxHeight)) mm")
    }
    let inner = page.grown(by: -substrate.margin)
    for layer in layers {
      for (number, reason) in layer.unmeasured {
        let shape = layer.shapes[number]
        report(
          reason.contains("page") ? .page : .outline, of: [(layer, number)], at: shape.bounds,
          "\(layer.name): \(shape.id) \(reason)")
      }
      for (number, shape) in layer.shapes.enumerated()
      where layer.outline[number] != nil && !shape.isFurniture {
        let bounds = layer.bounds(number)
        let least = min(
          bounds.left, bounds.top, sheet.width - bounds.right, sheet.height - bounds.bottom)
        if least < substrate.margin {
          report(
            .page, of: [(layer, number)], at: bounds.outside(inner), measured: least,
            required: substrate.margin,
            "\(layer.name): \(shape.id) comes within \(micrometres(least)) µm of the page's edge; "
              + "the margin is \(micrometres(substrate.margin)) µm")
        }
      }
    }
  }

  /// Width, notches, gaps and grid of one layer.
  mutating func checkShapes(_ layer: RuleLayer) {
    let ink = ink(layer.name)
    let isCut = layer.name == MaskLayer.mos2Window.rawValue
    let gap = (error: process.rules.gapError, warning: process.rules.gapWarning)
    var least = process.rules.minWidth
    if let ink { least = max(least, ink.dropFootprint) }
    // What repeats is measured once.
    var known: [[Int]: (narrow: [NarrowPlace], notches: [NarrowPlace])] = [:]
    for (first, members) in layer.conductors() {
      let mark = layer.shapes[first].isFurniture
      let required = isCut && !mark ? process.rules.windowMin : least
      var places: (narrow: [NarrowPlace], notches: [NarrowPlace])?
      let corner = layer.upperLeft(of: members)
      let key = members.count == 1 ? [layer.outline[first] ?? -1, required] : nil
      if let key, let found = known[key] {
        places = found
      } else if let parts = layer.parts(of: members, at: corner),
        let narrow = parts.narrow(required), let notches = parts.notches(gap.warning)
      {
        places = (narrow, notches)
        if let key { known[key] = places }
      }
      guard let places else {
        report(
          .outline, of: [(layer, first)], at: layer.bounds(first),
          "\(layer.name): \(layer.shapes[first].id) is too intricate to measure")
        continue
      }
      for place in places.narrow {
        reportWidth(layer, first, members, place, at: corner, required)
      }
      for place in places.notches {
        let here = place.place.moved(by: corner)
        let (severity, required) = severity(place.measured)
        report(
          .gap, severity, of: [(layer, layer.shape(at: here, of: members))], at: here,
          measured: place.measured, required: required,
          "\(layer.name): \(layer.shapes[first].id) comes within "
            + "\(micrometres(place.measured)) µm of itself; at least \(micrometres(required)) µm")
      }
    }
    reportGaps(layer.near, layer, layer)
    if let ink { checkGrid(layer, ink) }
  }

  private mutating func reportWidth(
    _ layer: RuleLayer, _ first: Int, _ members: [Int], _ place: NarrowPlace, at corner: Point,
    _ required: Int
  ) {
    let here = place.place.moved(by: corner)
    let shape = layer.shape(at: here, of: members)
    let isDrop = required > process.rules.minWidth && place.measured >= process.rules.minWidth
    let why =
      isDrop && required != process.rules.windowMin
      ? "one drop covers \(micrometres(required)) µm" : "at least \(micrometres(required)) µm"
    report(
      .width, of: [(layer, shape)], at: here, measured: place.measured, required: required,
      "\(layer.name): \(layer.shapes[shape].id) is \(micrometres(place.measured)) µm wide; \(why)")
  }

  private func severity(_ gap: Int) -> (Diagnostic.Severity, required: Int) {
    gap < process.rules.gapError
      ? (.error, process.rules.gapError) : (.warning, process.rules.gapWarning)
  }

  /// Reports pairs of rectangles that come too close, one finding a place.
  mutating func reportGaps(_ near: [RuleLayer.NearPair], _ one: RuleLayer, _ other: RuleLayer) {
    var pairs: [[Int]: [(place: Rectangle, gap: Int)]] = [:]
    for pair in near {
      pairs[[pair.one.owner, pair.other.owner], default: []].append((pair.between, pair.distance))
    }
    for (key, places) in pairs.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      for (place, gap) in Self.clusters(places) {
        let (severity, required) = severity(gap)
        let ids = (one.shapes[key[0]].id, other.shapes[key[1]].id)
        let what =
          one.name == other.name
          ? "\(one.name): \(ids.0) and \(ids.1)"
          : "\(one.name) \(ids.0) and \(other.name) \(ids.1)"
        report(
          .gap, severity, of: [(one, key[0]), (other, key[1])], at: place, measured: gap,
          required: required,
          "\(what) are \(micrometres(gap)) µm apart; at least \(micrometres(required)) µm")
      }
    }
  }

  /// Places between two shapes put together where they touch, with the least of their distances.
  static func clusters(
    _ places: [(place: Rectangle, gap: Int)]
  ) -> [(place: Rectangle, gap: Int)] {
    // A pair of shapes that runs side by side over thousands of corners is one place.
    let sorted = places.sorted { ($0.place.top, $0.place.left) < ($1.place.top, $1.place.left) }
    var clusters: [(place: Rectangle, gap: Int)] = []
    for (place, gap) in sorted {
      if let index = clusters.lastIndex(where: {
        $0.place.owned.squaredDistance(place.owned) == 0
      }) {
        clusters[index] = (clusters[index].place.joined(place), min(clusters[index].gap, gap))
      } else if clusters.count < 100 {
        clusters.append((place, gap))
      }
    }
    return clusters
  }

  /// Corners that lie between drops: one finding a shape.
  private mutating func checkGrid(_ layer: RuleLayer, _ ink: Ink) {
    guard let spacingX = Int32(exactly: ink.dropSpacingX), spacingX > 0,
      let spacingY = Int32(exactly: ink.dropSpacingY), spacingY > 0
    else { return }
    for (number, shape) in layer.shapes.enumerated() {
      let off = shape.points.withUnsafeBufferPointer { points in
        points.firstIndex { $0.x % spacingX != 0 || $0.y % spacingY != 0 }
      }
      guard let off else { continue }
      let point = shape.points[off]
      let (x, y) = (Int(point.x), Int(point.y))
      let spacing = point.x % spacingX != 0 ? spacingX : spacingY
      let along = spacingX == spacingY ? "" : " along \(point.x % spacingX != 0 ? "x" : "y")"
      report(
        .grid, of: [(layer, number)], at: Rectangle(left: x, top: y, right: x, bottom: y),
        required: Int(spacing),
        "\(layer.name): \(shape.id) has a corner between drops, which stand "
          + "\(micrometres(Int(spacing))) µm apart\(along)")
    }
  }
}

extension RuleLayer {
  /// Conductors by their first shape, with their shapes.
  func conductors() -> [(first: Int, members: [Int])] {
    var more: [Int: [Int]] = [:]
    for shape in shapes.indices where conductor[shape] != shape {
      more[conductor[shape], default: []].append(shape)
    }
    return shapes.indices.compactMap { shape in
      if outline[shape] == nil || conductor[shape] != shape { return nil }
      return (shape, [shape] + (more[shape] ?? []))
    }
  }

  func upperLeft(of members: [Int]) -> Point {
    members.dropFirst().reduce(corner[members[0]]) {
      Point(x: min($0.x, corner[$1].x), y: min($0.y, corner[$1].y))
    }
  }

  /// A conductor's outline from its upper left corner.
  func parts(of members: [Int], at corner: Point) -> OutlineParts? {
    if members.count == 1, let outline = outline[members[0]] { return outlines[outline] }
    return OutlineParts(members.map { shapes[$0].points.map { $0.moved(by: corner) } })
  }

  /// The shape of a conductor that meets a place.
  func shape(at place: Rectangle, of members: [Int]) -> Int {
    if members.count == 1 { return members[0] }
    return members.first { bounds($0).owned.shared(place.owned) != nil } ?? members[0]
  }
}

extension RuleLayer.NearPair {
  /// What lies between the two: where edges face each other, between those; else between two corners.
  var between: Rectangle {
    func span(_ a: (Int, Int), _ b: (Int, Int)) -> (Int, Int) {
      let (low, high) = (max(a.0, b.0), min(a.1, b.1))
      return low <= high ? (low, high) : (high, low)
    }
    let x = span((one.left, one.right), (other.left, other.right))
    let y = span((one.top, one.bottom), (other.top, other.bottom))
    return Rectangle(left: x.0, top: y.0, right: x.1, bottom: y.1)
  }

  /// The distance of the two.
  var distance: Int { squareRoot(one.squaredDistance(other)) }
}

extension Rectangle {
  func moved(by point: Point) -> Rectangle {
    Rectangle(
      left: left + point.x, top: top + point.y, right: right + point.x, bottom: bottom + point.y)
  }

  /// The part farthest outside another rectangle, for a marker.
  func outside(_ other: Rectangle) -> Rectangle {
    uncovered(by: [other]).max { $0.area < $1.area } ?? self
  }
}
