internal import CrossbarCore
internal import CrossbarLayout

/// Rules of the places where gold lies over silver.
extension RuleCheck {
  /// Each contact beyond the other's edge, and MoS₂ beyond both.
  mutating func checkJunctions(_ crossings: Crossings) {
    guard let gold = layer("au-top"), let silver = layer("ag-bottom") else { return }
    let rules = process.rules
    let beyond = (
      gold: rules.topBeyondBottom, silver: options.silverBeyondGold ?? rules.topBeyondBottom
    )
    let tape = max(rules.tapeEdge, rules.mos2BeyondJunction)
    let window = layer("mos2-window")
    for overlap in crossings.bare {
      report(
        .windowEdge, of: [(gold, overlap.upper), (silver, overlap.lower)], at: overlap.bounds,
        measured: 0, required: tape,
        "\(gold.shapes[overlap.upper].id) lies over \(silver.shapes[overlap.lower].id) outside "
          + "every MoS2 window")
    }
    for junction in crossings.junctions {
      let reach = junction.bounds.grown(by: max(beyond.gold, beyond.silver))
      let (goldParts, silverParts) = (gold.rectangles(in: reach), silver.rectangles(in: reach))
      for side in junction.sides {
        checkSide(side, junction, gold, goldParts, silver, silverParts, beyond)
      }
      let around = junction.bounds.grown(by: tape)
      let covering = window?.rectangles(in: around) ?? []
      if covering.contains(where: { $0 == around }) { continue }
      let distance = around.uncovered(by: covering)
        .map { squareRoot($0.owned.squaredDistance(junction.bounds.owned)) }.min()
      if let distance, distance < tape {
        report(
          .windowEdge, of: [(silver, junction.lower), (gold, junction.upper)], at: around,
          measured: distance, required: tape,
          "the MoS2 reaches \(micrometres(distance)) µm beyond the junction of "
            + "\(gold.shapes[junction.upper].id) and \(silver.shapes[junction.lower].id); at least "
            + "\(micrometres(tape)) µm")
      }
    }
  }

  private mutating func checkSide(
    _ side: OverlapSide, _ junction: Overlap, _ gold: RuleLayer, _ goldParts: [Rectangle],
    _ silver: RuleLayer, _ silverParts: [Rectangle], _ beyond: (gold: Int, silver: Int)
  ) {
    let golden = side.reaches(goldParts, limit: beyond.gold)
    let silvery = side.reaches(silverParts, limit: beyond.silver)
    // Where the silver ends the gold must go on, and where the gold ends the silver must.
    func least(
      _ depths: [(low: Int, high: Int, depth: Int)], where ends: [(low: Int, high: Int, depth: Int)]
    ) -> (low: Int, high: Int, depth: Int)? {
      var worst: (low: Int, high: Int, depth: Int)?
      for end in ends where end.depth == 0 {
        for piece in depths where piece.low < end.high && piece.high > end.low {
          if worst.map({ piece.depth < $0.depth }) ?? true {
            worst = (max(piece.low, end.low), min(piece.high, end.high), piece.depth)
          }
        }
      }
      return worst
    }
    let ids = (gold.shapes[junction.upper].id, silver.shapes[junction.lower].id)
    if let short = least(golden, where: silvery), short.depth < beyond.gold {
      report(
        .enclosure, of: [(gold, junction.upper), (silver, junction.lower)],
        at: side.strip(beyond.gold, low: short.low, high: short.high), measured: short.depth,
        required: beyond.gold,
        "the gold \(ids.0) reaches \(micrometres(short.depth)) µm beyond the edge of the silver "
          + "\(ids.1); at least \(micrometres(beyond.gold)) µm")
    }
    if let short = least(silvery, where: golden), short.depth < beyond.silver,
      // Where both end at one edge the gold's finding says it.
      short.depth > 0 || least(golden, where: silvery) == nil
    {
      report(
        .enclosure, of: [(silver, junction.lower), (gold, junction.upper)],
        at: side.strip(beyond.silver, low: short.low, high: short.high), measured: short.depth,
        required: beyond.silver,
        "the silver \(ids.1) reaches \(micrometres(short.depth)) µm beyond the edge of the gold "
          + "\(ids.0); at least \(micrometres(beyond.silver)) µm")
    }
  }

  /// Patches beyond their crossings' lines, and clear of junctions and pads.
  mutating func checkDielectric(_ crossings: Crossings) {
    guard let patch = layer("dielectric"), let silver = layer("ag-bottom"),
      let gold = layer("au-top")
    else { return }
    let beyond = process.rules.registration + process.rules.edgeWaviness
    for crossing in crossings.insulated {
      checkPatch(patch, over: crossing, upper: gold, silver, beyond)
    }
    if let pad = layer("ag-pad") {
      for crossing in pad.overlaps(above: silver)
      where !pad.shapes[crossing.upper].isFurniture
        && crossing.parts.contains(where: { !patch.rectangles(in: $0).isEmpty })
      {
        checkPatch(patch, over: crossing, upper: pad, silver, beyond)
      }
    }
    for junction in crossings.junctions {
      let around = junction.bounds.grown(by: beyond).owned.grown(by: 0, on: patch.page)
      var nearest: (distance: Int, shape: Int)?
      patch.index.forEachMeeting(around) { other, _ in
        let distance = squareRoot(other.squaredDistance(junction.bounds.owned))
        if nearest.map({ distance < $0.distance }) ?? true { nearest = (distance, other.owner) }
      }
      guard let nearest, nearest.distance < beyond else { continue }
      let what =
        nearest.distance == 0
        ? "reaches" : "comes within \(micrometres(nearest.distance)) µm of"
      report(
        .dielectric, nearest.distance == 0 ? .error : .warning,
        of: [(patch, nearest.shape), (gold, junction.upper), (silver, junction.lower)],
        at: junction.bounds, measured: nearest.distance, required: beyond,
        "the dielectric \(patch.shapes[nearest.shape].id) \(what) the junction of "
          + "\(gold.shapes[junction.upper].id) and \(silver.shapes[junction.lower].id)")
    }
    for (layer, shape, place) in pads {
      var reaching: Int?
      patch.index.forEachMeeting(place.owned) { other, shared in
        if shared.area > 0 { reaching = other.owner }
      }
      guard let reaching else { continue }
      report(
        .dielectric, of: [(patch, reaching), (layer, shape)], at: place,
        "the dielectric \(patch.shapes[reaching].id) covers a part of the pad of "
          + "\(layer.shapes[shape].id)")
    }
  }

  private mutating func checkPatch(
    _ patch: RuleLayer, over crossing: Overlap, upper: RuleLayer, _ silver: RuleLayer,
    _ beyond: Int
  ) {
    let around = crossing.bounds.grown(by: beyond)
    let covering = patch.rectangles(in: around)
    let distance = around.uncovered(by: covering)
      .map { squareRoot($0.owned.squaredDistance(crossing.bounds.owned)) }.min()
    guard let distance, distance < beyond else { return }
    report(
      .dielectric, of: [(upper, crossing.upper), (silver, crossing.lower)], at: around,
      measured: distance, required: beyond,
      "the dielectric reaches \(micrometres(distance)) µm beyond the crossing of "
        + "\(upper.shapes[crossing.upper].id) and \(silver.shapes[crossing.lower].id); at least "
        + "\(micrometres(beyond)) µm")
  }
}
