internal import CrossbarCore
internal import CrossbarLayout

/// Rules of pads, and of marks near nets.
extension RuleCheck {
  /// Gaps between the two silver layers: one stands on the other's step.
  mutating func checkSilverGaps() {
    guard let pad = layer("ag-pad"), let silver = layer("ag-bottom") else { return }
    let patch = layer("dielectric")
    let reach = max(process.rules.gapError, process.rules.gapWarning)
    var sets = DisjointSets(count: silver.shapes.count + pad.shapes.count)
    var near: [RuleLayer.NearPair] = []
    for rectangle in pad.rectangles where !pad.shapes[rectangle.owner].isFurniture {
      silver.index.forEachMeeting(rectangle.grown(by: reach, on: pad.page)) { other, _ in
        let distance = rectangle.squaredDistance(other)
        if distance == 0 {
          if let shared = rectangle.shared(other),
            patch?.rectangles(in: shared.rectangle).isEmpty ?? true
          {
            sets.join(
              silver.conductor[other.owner], silver.shapes.count + pad.conductor[rectangle.owner])
          }
        } else if distance < reach * reach && !silver.shapes[other.owner].isFurniture
          && near.count < 200_000
        {
          near.append(RuleLayer.NearPair(one: rectangle, other: other))
        }
      }
    }
    near = near.filter { pair in
      let apart =
        sets.first(silver.conductor[pair.other.owner])
        != sets.first(silver.shapes.count + pad.conductor[pair.one.owner])
      // Beside an insulated crossing the two lie over each other, whatever their parts do.
      return apart && patch.map { !$0.isMet(by: pair.between) } ?? true
    }
    reportGaps(near, pad, silver)
    checkSizes(&sets, pad, silver)
  }

  /// Each silver net has a place that takes a probe, and each pad is one.
  private mutating func checkSizes(
    _ sets: inout DisjointSets, _ pad: RuleLayer, _ silver: RuleLayer
  ) {
    let required = process.rules.padSize
    var hasPlace: Set<Int> = []
    var nets: [(net: Int, layer: RuleLayer, shape: Int)] = []
    for (layer, offset) in [(silver, 0), (pad, silver.shapes.count)] {
      let sizes = layer.outlines.map { $0.largestSquare(upTo: required) ?? required }
      for (first, members) in layer.conductors() where !layer.shapes[first].isFurniture {
        let net = sets.first(offset + first)
        nets.append((net, layer, first))
        for member in members {
          let size = layer.outline[member].map { sizes[$0] } ?? required
          if size >= required {
            hasPlace.insert(net)
          } else if layer.shapes[member].id.hasSuffix("_pad") {
            reportSize(layer, member, size, required)
          }
        }
      }
    }
    checkSiblings(pad, silver)
    for (net, layer, shape) in nets
    where !hasPlace.contains(net) && !layer.shapes[shape].id.hasSuffix("_pad") {
      hasPlace.insert(net)
      let size = layer.outline[shape].flatMap { layer.outlines[$0].largestSquare(upTo: required) }
      reportSize(layer, shape, size ?? 0, required)
    }
  }

  /// Lines of one kind and tile have pads of one size: half of them have a square no smaller, and so should all.
  private mutating func checkSiblings(_ pad: RuleLayer, _ silver: RuleLayer) {
    for layer in [silver, pad] {
      let sizes = layer.outlines.map { $0.largestSquare(upTo: 100_000_000) ?? 0 }
      var lines: [Substring: [(shape: Int, size: Int, outline: Int)]] = [:]
      for (number, shape) in layer.shapes.enumerated() {
        // `t00_b`, `t00_a`, `t00_w`, `t00_s`.
        let parts = shape.id.split(separator: "_")
        guard parts.count == 2 || parts.count == 3 && parts[2] == "pad", parts[0].first == "t",
          let letter = parts[1].first, "abws".contains(letter), let outline = layer.outline[number]
        else { continue }
        lines[shape.id.prefix(parts[0].utf8.count + 2), default: []].append(
          (number, sizes[outline], outline))
      }
      for group in lines.keys.sorted() {
        let members = lines[group] ?? []
        let usual = members.map(\.size).sorted()[members.count / 2]
        reportPart(members.map { ($0.shape, $0.outline) }, layer)
        for (shape, size, _) in members where size < usual {
          report(
            .padSize, of: [(layer, shape)], at: layer.bounds(shape), measured: size,
            required: usual,
            "\(layer.name): the largest square on \(layer.shapes[shape].id) has sides of "
              + "\(micrometres(size)) µm; that of other such lines has \(micrometres(usual)) µm")
        }
      }
    }
  }

  /// Where nearly all lines of a kind have one outline, one with less area has lost a pad or a branch.
  private mutating func reportPart(_ lines: [(shape: Int, outline: Int)], _ layer: RuleLayer) {
    var counts: [Int: Int] = [:]
    for line in lines { counts[line.outline, default: 0] += 1 }
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      let model = lines.first(where: { $0.outline == most.key }), most.value >= 3,
      4 * most.value >= 3 * lines.count
    else { return }
    let whole = layer.shapes[model.shape].area
    for (shape, outline) in lines where outline != most.key {
      let lost = whole - layer.shapes[shape].area
      if lost <= 0 { continue }
      report(
        .padSize, of: [(layer, shape)], at: layer.bounds(shape), measured: nil, required: nil,
        "\(layer.name): \(layer.shapes[shape].id) lacks \(lost / 1_000_000) µm² that "
          + "\(layer.shapes[model.shape].id) and other such lines have: a pad or a branch")
    }
  }

  private mutating func reportSize(_ layer: RuleLayer, _ shape: Int, _ size: Int, _ required: Int) {
    report(
      .padSize, of: [(layer, shape)], at: layer.bounds(shape), measured: size, required: required,
      "\(layer.name): the largest square on \(layer.shapes[shape].id) has sides of "
        + "\(micrometres(size)) µm; a pad needs \(micrometres(required)) µm")
  }

  /// Where probes and transistors land: `_pad` shapes, and whatever of other silver takes a square of the pads' size
  /// and has no gold over it.
  var pads: [(layer: RuleLayer, shape: Int, place: Rectangle)] {
    var found: [(layer: RuleLayer, shape: Int, place: Rectangle)] = []
    let gold = layer("au-top")
    for layer in layers where ["ag-bottom", "ag-pad"].contains(layer.name) {
      let wide = layer.outlines.map { $0.wide(process.rules.padSize) ?? [] }
      for (number, shape) in layer.shapes.enumerated() where !shape.isFurniture {
        guard let outline = layer.outline[number] else { continue }
        let isPad = shape.id.hasSuffix("_pad")
        for part in isPad ? layer.outlines[outline].cover : wide[outline] {
          // A longer part is a line as wide as a pad.
          let (short, long) = (min(part.width, part.height), max(part.width, part.height))
          if !isPad && long > 3 * short { continue }
          let place = part.moved(by: layer.corner[number])
          if isPad || gold?.rectangles(in: place).isEmpty ?? true {
            found.append((layer, number, place))
          }
        }
      }
    }
    return found
  }

  /// Gold on its pad, and pads away from hand-cut edges.
  mutating func checkPads() {
    let rules = process.rules
    if let pad = layer("ag-pad"), let gold = layer("au-top") {
      let patch = layer("dielectric")
      for overlap in pad.overlaps(above: gold)
      where !pad.shapes[overlap.upper].isFurniture && !gold.shapes[overlap.lower].isFurniture
        && overlap.parts.allSatisfy({ patch?.rectangles(in: $0).isEmpty ?? true })
      {
        checkOverlap(overlap, pad, gold, rules.padOverlap)
      }
    }
    guard let window = layer("mos2-window") else { return }
    // A part that runs into a window is a line as wide as a pad; pads under MoS₂ are the circuit's to find.
    for (layer, shape, place) in pads where window.rectangles(in: place).isEmpty {
      var nearest: (distance: Int, window: Int)?
      window.index.forEachMeeting(place.owned.grown(by: rules.tapeEdge, on: window.page)) {
        other, _ in
        let distance = squareRoot(place.owned.squaredDistance(other))
        if nearest.map({ distance < $0.distance }) ?? true { nearest = (distance, other.owner) }
      }
      guard let nearest, nearest.distance < rules.tapeEdge else { continue }
      report(
        .tapeEdge, of: [(layer, shape), (window, nearest.window)], at: place,
        measured: nearest.distance, required: rules.tapeEdge,
        "\(layer.name): the pad of \(layer.shapes[shape].id) lies "
          + "\(micrometres(nearest.distance)) µm from the window "
          + "\(window.shapes[nearest.window].id); at least \(micrometres(rules.tapeEdge)) µm")
    }
  }

  /// Inwards from where the gold crosses the pad's edge the two must overlap.
  private mutating func checkOverlap(
    _ overlap: Overlap, _ pad: RuleLayer, _ gold: RuleLayer, _ required: Int
  ) {
    let around = overlap.bounds.grown(by: 1)
    let (padParts, goldParts) = (pad.rectangles(in: around), gold.rectangles(in: around))
    var worst: (low: Int, high: Int, depth: Int, side: OverlapSide)?
    for side in overlap.sides {
      let ends = side.reaches(padParts, limit: 1).filter { $0.depth == 0 }
      let goesOn = side.reaches(goldParts, limit: 1).filter { $0.depth > 0 }
      if !ends.contains(where: { end in
        goesOn.contains { $0.low < end.high && $0.high > end.low }
      }) {
        continue
      }
      for piece in side.reversed.reaches(overlap.parts, limit: required)
      where piece.depth < required && worst.map({ piece.depth < $0.depth }) ?? true {
        worst = (piece.low, piece.high, piece.depth, side)
      }
    }
    guard let worst else { return }
    let ids = (gold.shapes[overlap.lower].id, pad.shapes[overlap.upper].id)
    report(
      .padOverlap, of: [(gold, overlap.lower), (pad, overlap.upper)],
      at: worst.side.strip(-required, low: worst.low, high: worst.high), measured: worst.depth,
      required: required,
      "the gold \(ids.0) lies \(micrometres(worst.depth)) µm deep on its pad \(ids.1); at least "
        + "\(micrometres(required)) µm")
  }

  /// Marks keep the gap of an ink to the nets of every other ink, and MoS₂ off the fiducials.
  mutating func checkFurniture() {
    let reach = max(process.rules.gapError, process.rules.gapWarning)
    for layer in layers {
      for (_, members) in layer.conductors() where members.count > 1 {
        guard let mark = members.first(where: { layer.shapes[$0].isFurniture }),
          let net = members.first(where: { !layer.shapes[$0].isFurniture })
        else { continue }
        report(
          .furniture, of: [(layer, mark), (layer, net)], at: layer.bounds(mark), measured: 0,
          required: reach,
          "\(layer.name): the mark \(layer.shapes[mark].id) touches \(layer.shapes[net].id)")
      }
    }
    for layer in layers where layer.name != "mos2-window" {
      for rectangle in layer.rectangles where layer.shapes[rectangle.owner].isFurniture {
        for other in layers where other.name != layer.name {
          let isWindow = other.name == "mos2-window"
          if isWindow && !layer.shapes[rectangle.owner].id.hasPrefix("fiducial_") { continue }
          var nearest: (distance: Int, shape: Int)?
          other.index.forEachMeeting(rectangle.grown(by: reach, on: layer.page)) { net, _ in
            if other.shapes[net.owner].isFurniture { return }
            let distance = squareRoot(rectangle.squaredDistance(net))
            if nearest.map({ distance < $0.distance }) ?? true { nearest = (distance, net.owner) }
          }
          guard let nearest, nearest.distance < reach else { continue }
          report(
            .furniture, nearest.distance < process.rules.gapError ? .error : .warning,
            of: [(layer, rectangle.owner), (other, nearest.shape)], at: rectangle.rectangle,
            measured: nearest.distance, required: reach,
            "\(layer.name): the mark \(layer.shapes[rectangle.owner].id) comes within "
              + "\(micrometres(nearest.distance)) µm of \(other.shapes[nearest.shape].id) "
              + "(\(other.name))")
        }
      }
    }
  }
}

extension RuleLayer {
  /// Whether a shape overlaps or touches a place.
  func isMet(by place: Rectangle) -> Bool {
    var isMet = false
    index.forEachMeeting(place.owned) { _, _ in isMet = true }
    return isMet
  }
}
