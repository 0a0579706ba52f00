internal import CrossbarCore
internal import CrossbarLayout

/// Gold where it climbs onto the MoS₂.
extension RuleCheck {
  /// The film against the step's height, once, and the width of each gold line at the edge.
  mutating func checkSteps() {
    guard let window = layer("mos2-window"), let gold = layer("au-top") else { return }
    var first: [String] = []
    var count = 0
    var place: (rectangle: Rectangle, shape: Int, window: Int)?
    for (number, members) in window.conductors() where !window.shapes[number].isFurniture {
      let corner = window.upperLeft(of: members)
      guard let parts = window.parts(of: members, at: corner) else { continue }
      for side in parts.edges(at: corner) {
        for crossing in crossings(of: side, gold) {
          count += 1
          let here = side.strip(1, low: crossing.low, high: crossing.high)
          if place == nil { place = (here, crossing.shape, number) }
          if first.count < 3 {
            first.append(
              "\(gold.shapes[crossing.shape].id) at \(millimetres(here.left)), "
                + "\(millimetres(here.top)) mm")
          }
          checkWidth(side, crossing, gold, window, number)
        }
      }
    }
    let film = process.auTop.film * process.auTop.passes
    let step = process.mos2Window.film * process.mos2Window.transfers
    guard let place, Double(film) < process.rules.stepCoverage * Double(step) else { return }
    report(
      .step, .warning, of: [(gold, place.shape), (window, place.window)], at: place.rectangle,
      measured: film, required: Int(process.rules.stepCoverage * Double(step)),
      "\(film) nm of gold must climb \(step) nm of MoS2 at \(count) places: "
        + first.joined(separator: ", ") + (count > first.count ? " …" : ""))
  }

  /// Where gold lies on both sides of a window's edge.
  private func crossings(
    of side: OverlapSide, _ gold: RuleLayer
  ) -> [(low: Int, high: Int, shape: Int)] {
    let strip = side.strip(1, low: side.low, high: side.high)
    let parts = gold.rectangles(in: strip.grown(by: 1))
    let outside = side.reaches(parts, limit: 1).filter { $0.depth > 0 }
    let inside = side.reversed.reaches(parts, limit: 1).filter { $0.depth > 0 }
    var found: [(low: Int, high: Int, shape: Int)] = []
    for one in outside {
      for other in inside {
        let (low, high) = (max(one.low, other.low), min(one.high, other.high))
        if low >= high { continue }
        var shape = 0
        gold.index.forEachMeeting(side.strip(1, low: low, high: high).owned) { other, shared in
          if shared.area > 0 { shape = other.owner }
        }
        if !gold.shapes[shape].isFurniture { found.append((low, high, shape)) }
      }
    }
    return found
  }

  /// The gold within the registration of the edge against the gold a tape edge's accuracy outside it.
  private mutating func checkWidth(
    _ side: OverlapSide, _ crossing: (low: Int, high: Int, shape: Int), _ gold: RuleLayer,
    _ window: RuleLayer, _ number: Int
  ) {
    let rules = process.rules
    // Runs wider than this count as this wide.
    let wide = 1_000_000
    let (low, high) = (crossing.low - wide, crossing.high + wide)
    let outer = gold.rectangles(in: side.strip(rules.tapeEdge, low: low, high: high))
    let inner = gold.rectangles(in: side.strip(-rules.registration, low: low, high: high))
    let outward = side.widths(
      outer, from: (crossing.low, crossing.high), to: rules.tapeEdge)
    let inward = side.reversed.widths(
      inner, from: (crossing.low, crossing.high), to: rules.registration)
    guard let beside = outward.last?.width,
      let least = (outward.filter { $0.distance < rules.registration } + inward).map(\.width).min(),
      least < beside
    else { return }
    report(
      .stepWidth, .warning, of: [(gold, crossing.shape), (window, number)],
      at: side.strip(rules.registration, low: crossing.low, high: crossing.high)
        .joined(side.strip(-rules.registration, low: crossing.low, high: crossing.high)),
      measured: least, required: beside,
      "the gold \(gold.shapes[crossing.shape].id) is \(micrometres(least)) µm wide where it climbs "
        + "onto the MoS2, and \(micrometres(beside)) µm beside it")
  }
}

extension OverlapSide {
  /// Widths of a run followed outwards from a piece of the side, each with the distance at which it begins.
  func widths(
    _ parts: [Rectangle], from piece: (low: Int, high: Int), to limit: Int
  ) -> [(distance: Int, width: Int)] {
    let found = parts.map(distances)
    let cuts = Set(found.flatMap { [max(0, $0.near), $0.far] } + [0]).sorted()
    var (low, high) = piece
    var widths: [(distance: Int, width: Int)] = []
    for distance in cuts where distance >= 0 && distance < limit {
      let spans = found.filter { $0.near <= distance && $0.far > distance }
        .map { ($0.low, $0.high) }.sorted { $0 < $1 }
      var merged: [(Int, Int)] = []
      for span in spans {
        if let last = merged.last, span.0 <= last.1 {
          merged[merged.count - 1].1 = max(last.1, span.1)
        } else {
          merged.append(span)
        }
      }
      guard let run = merged.first(where: { $0.0 < high && $0.1 > low }) else { break }
      (low, high) = run
      widths.append((distance, high - low))
    }
    return widths
  }
}

extension OutlineParts {
  /// The outline's edges on a page.
  func edges(at corner: Point) -> [OverlapSide] {
    rows.flatMap { part in
      Overlap.sides(of: part.moved(by: corner)).filter { [.left, .right].contains($0.outward) }
    }
      + columns.flatMap { part in
        Overlap.sides(of: part.moved(by: corner)).filter { [.up, .down].contains($0.outward) }
      }
  }
}
