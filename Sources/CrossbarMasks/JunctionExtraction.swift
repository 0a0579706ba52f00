internal import CrossbarArray
internal import CrossbarCore

/// The circuit that the shapes of one page make: where gold lies over silver inside an MoS₂ window, and where the
/// shapes short, leave open or cover what must be free.
struct JunctionExtraction {
  private(set) var junctions: [ReadJunction] = []
  private(set) var findings: [Diagnostic] = []
  private let sheet: ReadSheet
  private let silver: Layer
  private let window: Layer
  private let gold: Layer
  private let pad: Layer

  /// A layer's shapes cut into rectangles, and where to find them.
  private struct Layer {
    var shapes: [ReadShape]
    var file: String
    var rectangles: [OwnedRectangle] = []
    var index: RectangleIndex

    init(_ name: String, of sheet: ReadSheet, isTurned: Bool = false) {
      let layer = sheet.layer(name)
      shapes = layer?.shapes ?? []
      file = layer?.file ?? ""
      for (owner, shape) in shapes.enumerated() {
        rectangles += shape.rectangles(owner: owner, isTurned: isTurned)
      }
      index = RectangleIndex(rectangles, width: sheet.width, height: sheet.height)
    }

    func location(_ shape: Int) -> Diagnostic.Location {
      .init(file: file, line: shapes[shape].line, element: shapes[shape].id)
    }
  }

  init(_ sheet: ReadSheet) {
    self.sheet = sheet
    silver = Layer("ag-bottom", of: sheet, isTurned: true)
    window = Layer("mos2-window", of: sheet)
    gold = Layer("au-top", of: sheet)
    pad = Layer("ag-pad", of: sheet)
    for (layer, what) in [
      (silver, "silver bottom contacts"), (gold, "bit lines"), (pad, "pads"),
      (window, "MoS2 windows"),
    ] {
      findContacts(in: layer, of: what)
    }
    findJunctions()
    findPads()
    findSilverOnSilver()
  }

  private static func isFiducial(_ id: String) -> Bool { id.hasPrefix("fiducial_") }

  private mutating func report(
    _ kind: String, _ message: String, at location: Diagnostic.Location
  ) {
    findings.append(.error("masks/\(kind)", message, at: location))
  }

  /// Two shapes of one layer that overlap or touch.
  private mutating func findContacts(in layer: Layer, of what: String) {
    var pairs: [[Int]] = []
    for rectangle in layer.rectangles {
      layer.index.forEachMeeting(rectangle) { other, _ in
        if other.owner > rectangle.owner { pairs.append([rectangle.owner, other.owner]) }
      }
    }
    for pair in Set(pairs).sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
      let (first, second) = (layer.shapes[pair[0]], layer.shapes[pair[1]])
      report(
        "short",
        "the \(what) \(first.id) (line \(first.line)) and \(second.id) touch: a short",
        at: layer.location(pair[1]))
    }
  }

  /// What one gold shape shares with a silver island.
  private struct Crossing {
    var gold: Int
    var bounds: OwnedRectangle
    var area: Int
    var covered: Int
  }

  private mutating func findJunctions() {
    var next = 0
    let rectangles = silver.rectangles
    for (island, shape) in silver.shapes.enumerated() {
      var crossings: [Crossing] = []
      let first = next
      while next < rectangles.count && rectangles[next].owner == island { next += 1 }
      for rectangle in rectangles[first..<next] { cross(rectangle, &crossings) }
      if Self.isFiducial(shape.id) {
        checkFiducial(island, rectangles[first..<next], crossings)
        continue
      }
      crossings.sort { $0.gold < $1.gold }
      addJunction(island, crossings)
      checkLandingPad(island, rectangles[first..<next])
    }
  }

  /// Adds what gold lies over one rectangle of an island.
  private func cross(_ rectangle: OwnedRectangle, _ crossings: inout [Crossing]) {
    var found: [(gold: Int, shared: OwnedRectangle)] = []
    gold.index.forEachMeeting(rectangle) { other, shared in
      if shared.area > 0 { found.append((other.owner, shared)) }
    }
    for (owner, shared) in found {
      var covered = 0
      window.index.forEachMeeting(shared) { _, inside in covered += inside.area }
      if let index = crossings.firstIndex(where: { $0.gold == owner }) {
        let old = crossings[index].bounds
        crossings[index].bounds = OwnedRectangle(
          left: min(old.left, shared.left), top: min(old.top, shared.top),
          right: max(old.right, shared.right), bottom: max(old.bottom, shared.bottom),
          owner: owner)
        crossings[index].area += shared.area
        crossings[index].covered += covered
      } else {
        crossings.append(
          Crossing(gold: owner, bounds: shared, area: shared.area, covered: covered))
      }
    }
  }

  private mutating func addJunction(_ island: Int, _ crossings: [Crossing]) {
    let shape = silver.shapes[island]
    let location = silver.location(island)
    guard shape.id.hasSuffix("_ag"), let cell = CellID(name: shape.id.dropLast(3)) else {
      report("name", "\(shape.id) is not the name of a cell's bottom contact", at: location)
      return
    }
    guard let crossing = crossings.first else {
      report("open", "cell \(cell.name): no bit line crosses its bottom contact", at: location)
      return
    }
    if crossings.count > 1 {
      let lines = crossings.map { "\(gold.shapes[$0.gold].id) (line \(gold.shapes[$0.gold].line))" }
      report(
        "short",
        "cell \(cell.name): its bottom contact lies under \(crossings.count) bit lines, "
          + lines.joined(separator: " and "), at: location)
    }
    for crossing in crossings where crossing.covered < crossing.area {
      report(
        "short",
        "cell \(cell.name): \(gold.shapes[crossing.gold].id) "
          + "(\(gold.file):\(gold.shapes[crossing.gold].line)) touches it outside the MoS2 window: "
          + "a short", at: location)
    }
    let (bounds, line) = (crossing.bounds, gold.shapes[crossing.gold])
    junctions.append(
      ReadJunction(
        cell: cell, bottomNet: shape.id, topNet: line.id, sheet: sheet.number, left: bounds.left,
        top: bounds.top, right: bounds.right, bottom: bounds.bottom, area: crossing.area,
        bottomLine: shape.line, topLine: line.line))
  }

  /// The landing pad is the island's rectangle with the largest short side; no MoS₂ may lie on it.
  private mutating func checkLandingPad(_ island: Int, _ cut: ArraySlice<OwnedRectangle>) {
    let shape = silver.shapes[island]
    var parts = cut
    // Cut across its line, an island falls into finger, line and pad; cut along it, into more and smaller pieces.
    if parts.count > shape.points.count / 4 { parts += shape.rectangles(owner: island) }
    func side(_ part: OwnedRectangle) -> Int { min(part.right - part.left, part.bottom - part.top) }
    guard let landing = parts.max(by: { side($0) < side($1) }) else { return }
    var covering: Int?
    window.index.forEachMeeting(landing) { other, _ in covering = other.owner }
    if let covering {
      report(
        "covered-pad",
        "\(shape.id): its landing pad reaches into the MoS2 window \(window.shapes[covering].id) "
          + "(\(window.file):\(window.shapes[covering].line))", at: silver.location(island))
    }
  }

  private mutating func checkFiducial(
    _ island: Int, _ parts: ArraySlice<OwnedRectangle>, _ crossings: [Crossing]
  ) {
    var covering = crossings.first.map { gold.shapes[$0.gold].id }
    for part in parts {
      window.index.forEachMeeting(part) { other, _ in covering = window.shapes[other.owner].id }
      pad.index.forEachMeeting(part) { other, _ in covering = pad.shapes[other.owner].id }
    }
    if let covering {
      report(
        "fiducial", "\(covering) covers \(silver.shapes[island].id)", at: silver.location(island))
    }
  }

  /// Bit lines without their pad, pads without their line, and pads under MoS₂.
  private mutating func findPads() {
    var pads: [Set<Int>] = Array(repeating: [], count: gold.shapes.count)
    var lines: [Set<Int>] = Array(repeating: [], count: pad.shapes.count)
    for rectangle in pad.rectangles {
      gold.index.forEachMeeting(rectangle) { other, shared in
        if shared.area > 0 {
          pads[other.owner].insert(rectangle.owner)
          lines[rectangle.owner].insert(other.owner)
        }
      }
      var covering: Int?
      window.index.forEachMeeting(rectangle) { other, _ in covering = other.owner }
      if let covering {
        report(
          "covered-pad",
          "\(pad.shapes[rectangle.owner].id) reaches into the MoS2 window "
            + "\(window.shapes[covering].id) (\(window.file):\(window.shapes[covering].line))",
          at: pad.location(rectangle.owner))
      }
    }
    for (line, own) in pads.enumerated() {
      let id = gold.shapes[line].id
      if own.isEmpty { report("open", "bit line \(id) has no pad", at: gold.location(line)) }
      for other in own.sorted() where pad.shapes[other].id != "\(id)_pad" {
        report(
          "label",
          "bit line \(id) ends on \(pad.shapes[other].id) (\(pad.file):\(pad.shapes[other].line))",
          at: gold.location(line))
      }
    }
    for (index, own) in lines.enumerated() where own.isEmpty {
      report("open", "no bit line ends on \(pad.shapes[index].id)", at: pad.location(index))
    }
  }

  /// Pads that touch a bottom contact: silver on silver, past the switching layer.
  private mutating func findSilverOnSilver() {
    for rectangle in pad.rectangles {
      var islands: Set<Int> = []
      silver.index.forEachMeeting(rectangle) { other, _ in islands.insert(other.owner) }
      for island in islands.sorted() where !Self.isFiducial(silver.shapes[island].id) {
        report(
          "short",
          "\(silver.shapes[island].id) touches the pad \(pad.shapes[rectangle.owner].id) "
            + "(\(pad.file):\(pad.shapes[rectangle.owner].line)): a short",
          at: silver.location(island))
      }
    }
  }
}
