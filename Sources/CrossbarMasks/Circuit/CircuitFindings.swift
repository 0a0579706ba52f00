internal import CrossbarArray
internal import CrossbarCore

/// What is wrong with a circuit by its shapes and names alone: shorts, opens, unwanted devices, covered pads.
struct CircuitFindings {
  let circuit: MaskCircuit
  private(set) var all: [MaskFinding] = []
  /// Cells that the findings name.
  private(set) var told: Set<NetKey> = []
  /// Names of every conductor, each once, sorted.
  private let conductorNets: ConductorNets
  /// Memristors of every silver and of every gold conductor.
  private let ofSilver: ConductorMembers
  private let ofGold: ConductorMembers
  /// Whether a conductor has a shape of the layer of pads, and whether others carry its name.
  private var hasPad: [Bool]
  private var isTorn: [Bool]

  init(_ circuit: MaskCircuit) {
    self.circuit = circuit
    conductorNets = ConductorNets(circuit)
    ofSilver = ConductorMembers(
      circuit.memristors.map { Int32($0.silver) }, count: circuit.conductorCount)
    ofGold = ConductorMembers(
      circuit.memristors.map { Int32($0.gold) }, count: circuit.conductorCount)
    hasPad = Array(repeating: false, count: circuit.conductorCount)
    isTorn = hasPad
    for conductor in circuit.conductors[circuit.pad.first...] where conductor >= 0 {
      hasPad[Int(conductor)] = true
    }
    findNames()
    findJoinedNets()
    findSharedShapes()
    findOverlaps()
    findPieces()
    findLonelyContacts()
    findMissingPads()
    findCoveredPads()
    findCoveredFurniture()
  }

  // MARK: - Words

  func location(_ shape: Int) -> Diagnostic.Location {
    circuit.layer(of: shape).location(
      shape - circuit.layer(of: shape).first, isBinary: circuit.isBinary)
  }

  /// A shape by its id; a polygon without one by its layer and place.
  func name(_ shape: Int) -> String {
    let (layer, own) = (circuit.layer(of: shape), circuit.shape(shape))
    if !own.id.isEmpty { return own.id }
    if circuit.nets[shape].isNet { return circuit.names.name(circuit.nets[shape]) }
    return "a polygon of \(layer.layer) at \(own.extent.placeText)"
  }

  /// … and the line that draws it.
  func drawn(_ shape: Int) -> String {
    if circuit.isBinary { return name(shape) }
    return "\(name(shape)) (line \(circuit.shape(shape).line))"
  }

  /// … or its file and line.
  func filed(_ shape: Int) -> String {
    if circuit.isBinary { return name(shape) }
    return "\(name(shape)) (\(circuit.layer(of: shape).file):\(circuit.shape(shape).line))"
  }

  private mutating func report(
    _ kind: String, _ message: String, _ shape: Int, _ place: OwnedRectangle, cells: [CellID]
  ) {
    for cell in cells { told.insert(NetKey(.cell, cell: cell)) }
    all.append(
      MaskFinding(
        "masks/\(kind)", message, at: location(shape), sheet: circuit.sheet.number, place: place,
        namesCell: !cells.isEmpty))
  }

  /// Cells on a conductor, by the names of what its memristors lie between.
  private func cells(of conductor: Int) -> [CellID] {
    (ofSilver[conductor] + ofGold[conductor]).compactMap {
      circuit.cell(of: circuit.memristors[Int($0)])
    }
  }

  // MARK: - Findings

  /// Ids that are no net's.
  private mutating func findNames() {
    if circuit.isBinary { return }
    for shape in circuit.nets.indices where circuit.nets[shape].kind == .other {
      let own = circuit.shape(shape)
      if own.id.hasPrefix("test_") { continue }
      report("name", "\(own.id) is not the name of a net", shape, own.extent, cells: [])
    }
  }

  /// Shapes of two nets that conduct to each other.
  private mutating func findJoinedNets() {
    var explained: Set<Int32> = []
    var ends: [(line: NetKey, pad: NetKey, contact: MaskCircuit.Contact)] = []
    for contact in circuit.contacts {
      let conductor = circuit.conductors[contact.one]
      let (one, other) = (circuit.nets[contact.one], circuit.nets[contact.other])
      if one == other || !one.isNet || !other.isNet { continue }
      explained.insert(conductor)
      let cells = [one.cell, other.cell].compactMap { $0 }
      if contact.other >= circuit.pad.first, contact.one < circuit.pad.first,
        circuit.shape(contact.other).id.hasSuffix("_pad"), !hasOwn(pad: contact.other)
      {
        ends.append((one, other, contact))
        let what = contact.one >= circuit.gold.first ? "bit line" : "the silver line"
        report(
          "label", "\(what) \(name(contact.one)) ends on \(filed(contact.other))", contact.one,
          contact.place, cells: cells)
      } else if circuit.layer(of: contact.one).layer == circuit.layer(of: contact.other).layer {
        report(
          "short",
          "\(circuit.layer(of: contact.one).what) \(drawn(contact.one)) and "
            + "\(drawn(contact.other)) touch: a short", contact.other, contact.place,
          cells: cells)
      } else {
        report(
          "short",
          "\(name(contact.one)) touches the pad \(filed(contact.other)): a short", contact.one,
          contact.place, cells: cells)
      }
    }
    findExchangedPads(ends)
    findJoinedByNameless(explained)
  }

  /// Two lines that end on each other's pads.
  private mutating func findExchangedPads(
    _ ends: [(line: NetKey, pad: NetKey, contact: MaskCircuit.Contact)]
  ) {
    var places: [NetKey: [(pad: NetKey, contact: MaskCircuit.Contact)]] = [:]
    for end in ends { places[end.line, default: []].append((end.pad, end.contact)) }
    for end in ends where end.line < end.pad {
      guard let twin = places[end.pad]?.first(where: { $0.pad == end.line }) else { continue }
      let conductors = [end.contact, twin.contact].map { Int(circuit.conductors[$0.one]) }
      let cells = conductors.flatMap { self.cells(of: $0) }
      let names = [end.line, end.pad].map(circuit.names.name)
      report(
        "label",
        "labels \(names[0]) and \(names[1]) are swapped: \(names[0]) stands at "
          + "\(end.contact.place.placeText) on a line that ends on \(names[1]), and vice versa at "
          + "\(twin.contact.place.placeText); \(cellList(cells))", end.contact.one,
        end.contact.place, cells: cells)
    }
  }

  /// Nets joined through shapes without a name: said where such a shape touches.
  private mutating func findJoinedByNameless(_ explained: Set<Int32>) {
    var reported = explained
    for contact in circuit.contacts {
      let conductor = circuit.conductors[contact.one]
      if circuit.nets[contact.one].isNet && circuit.nets[contact.other].isNet { continue }
      let nets = conductorNets[Int(conductor)]
      if nets.count < 2 || !reported.insert(conductor).inserted { continue }
      let words = nets.prefix(4).map(circuit.names.name).joined(separator: " and ")
      report(
        "short", "\(words) are one conductor: a short", contact.other, contact.place,
        cells: [])
    }
  }

  /// Nameless shapes at the places of several nets.
  private mutating func findSharedShapes() {
    for (shape, net) in circuit.furtherNets {
      report(
        "short",
        "\(circuit.names.name(circuit.nets[shape])) and \(circuit.names.name(net)) are one polygon: "
          + "a short", shape, circuit.shape(shape).extent, cells: [net.cell].compactMap { $0 })
    }
  }

  /// Whether a pad also touches a shape of its own net.
  private func hasOwn(pad: Int) -> Bool {
    let net = circuit.nets[pad]
    return circuit.contacts(of: pad).contains {
      circuit.nets[$0.one == pad ? $0.other : $0.one] == net
    }
  }

  private mutating func findOverlaps() {
    for overlap in circuit.overlaps {
      let (gold, silver) = (circuit.nets[overlap.upper], circuit.nets[overlap.lower])
      let cell = NetKey.cell(gold: gold, silver: silver)
      let subject = cell.map { "cell \($0.name): " } ?? ""
      switch overlap.kind {
      case .goldOnSilver:
        let isCrossing = silver.kind == .wordLine || gold.kind == .sourceLine
        let pronoun = silver.kind == .bottomContact ? "it" : name(overlap.lower)
        let what = isCrossing ? "with no dielectric between" : "outside the MoS2 window"
        report(
          "short", "\(subject)\(filed(overlap.upper)) touches \(pronoun) \(what): a short",
          overlap.lower, overlap.place, cells: [cell].compactMap { $0 })
      case .silverDevice:
        report(
          "device",
          "\(subject)\(filed(overlap.upper)) lies on \(name(overlap.lower)) inside a MoS2 window: "
            + "an unwanted device of silver, MoS2 and silver", overlap.lower, overlap.place,
          cells: [cell].compactMap { $0 })
      }
    }
  }

  /// Nets whose shapes fall into several conductors.
  private mutating func findPieces() {
    var entries: [(net: NetKey, conductor: Int32, shape: Int32)] = []
    for shape in circuit.nets.indices where circuit.nets[shape].isNet {
      entries.append((circuit.nets[shape], circuit.conductors[shape], Int32(shape)))
    }
    entries.sort { ($0.net, $0.conductor, $0.shape) < ($1.net, $1.conductor, $1.shape) }
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count && entries[end].net == entries[start].net { end += 1 }
      if entries[end - 1].conductor != entries[start].conductor {
        reportPieces(entries[start..<end].map { (Int($0.conductor), Int($0.shape)) })
      }
      start = end
    }
  }

  private mutating func reportPieces(_ shapes: [(conductor: Int, shape: Int)]) {
    // Exchanged labels tear their nets apart by name; they have been told.
    if shapes.contains(where: { conductorNets[$0.conductor].count > 1 }) { return }
    var pieces: [(conductor: Int, shape: Int)] = []
    for entry in shapes where pieces.last?.conductor != entry.conductor { pieces.append(entry) }
    for piece in pieces { isTorn[piece.conductor] = true }
    // The line is what has memristors, and of such pieces the one with the pad; the others are cut off.
    func weight(_ piece: (conductor: Int, shape: Int)) -> (Int, Int, Int) {
      let count = ofGold[piece.conductor].count + ofSilver[piece.conductor].count
      return (count > 0 ? 1 : 0, hasPad[piece.conductor] ? 1 : 0, count)
    }
    guard let main = pieces.max(by: { weight($0) < weight($1) }) else { return }
    let net = circuit.names.name(circuit.nets[main.shape])
    for piece in pieces where piece.conductor != main.conductor {
      let isPad = piece.shape >= circuit.pad.first
      let own = cells(of: piece.conductor)
      // A pad without its line cuts off the whole line.
      let cut = own.isEmpty ? cells(of: main.conductor) : own
      let what = isPad ? "the pad \(filed(piece.shape))" : filed(piece.shape)
      let effect = cut.isEmpty ? "" : " and cuts off \(cellList(cut))"
      report(
        "open",
        "\(net) falls into \(pieces.count) pieces: \(what) does not touch "
          + "\(piece.shape == main.shape ? "the rest" : filed(main.shape))\(effect)", piece.shape,
        circuit.shape(piece.shape).extent.gap(to: circuit.shape(main.shape).extent), cells: cut)
    }
  }

  /// Bottom contacts of cells under no gold, or under that of several nets.
  private mutating func findLonelyContacts() {
    let shorted = Set(circuit.overlaps.map(\.lower))
    for (index, own) in circuit.silver.shapes.enumerated() {
      guard circuit.nets[index].kind == .bottomContact, let cell = circuit.nets[index].cell else {
        continue
      }
      let conductor = Int(circuit.conductors[index])
      let found = ofSilver[conductor]
      if found.isEmpty && !shorted.contains(index) {
        report(
          "open", "cell \(cell.name): no bit line crosses its bottom contact", index, own.extent,
          cells: [cell])
      }
      if found.count < 2 { continue }
      var lines: [MaskCircuit.Memristor] = []
      for number in found {
        let memristor = circuit.memristors[Int(number)]
        if !lines.contains(where: { $0.gold == memristor.gold }) { lines.append(memristor) }
      }
      if lines.count < 2 { continue }
      report(
        "short",
        "cell \(cell.name): its bottom contact lies under \(lines.count) bit lines, "
          + lines.map { drawn($0.goldShape) }.joined(separator: " and "), index,
        lines[1].bounds, cells: [cell])
    }
  }

  /// Gold with memristors and no pad, and pads without gold or silver.
  private mutating func findMissingPads() {
    var told = isTorn
    for index in circuit.gold.shapes.indices {
      let shape = circuit.gold.first + index
      let conductor = Int(circuit.conductors[shape])
      if conductor < 0 || hasPad[conductor] || told[conductor] || ofGold[conductor].isEmpty {
        continue
      }
      told[conductor] = true
      let own = circuit.shape(shape)
      report(
        "open", "bit line \(name(shape)) has no pad: it cuts off \(cellList(cells(of: conductor)))",
        shape, own.extent, cells: cells(of: conductor))
    }
    for (index, own) in circuit.pad.shapes.enumerated() where own.id.hasSuffix("_pad") {
      let shape = circuit.pad.first + index
      if !circuit.contacts(of: shape).isEmpty || isTorn[Int(circuit.conductors[shape])] { continue }
      report("open", "no bit line ends on \(own.id)", shape, own.extent, cells: [])
    }
  }

  /// Where silver is wide enough to be met from outside, no MoS₂ may lie.
  private mutating func findCoveredPads() {
    var next = 0
    let parts = circuit.silver.rectangles
    while next < parts.count {
      let shape = parts[next].owner
      var end = next + 1
      while end < parts.count && parts[end].owner == shape { end += 1 }
      let side = parts[next..<end].reduce(0) { max($0, $1.side) }
      for part in parts[next..<end] where part.side == side {
        if let covering = covering(part), !circuit.gold.covers(part) {
          report(
            "covered-pad",
            "\(name(shape)): its landing pad reaches into the MoS2 window \(covering)", shape, part,
            cells: [])
          break
        }
      }
      next = end
    }
    for part in circuit.pad.rectangles {
      guard let covering = covering(part) else { continue }
      let shape = circuit.pad.first + part.owner
      report(
        "covered-pad", "\(name(shape)) reaches into the MoS2 window \(covering)", shape, part,
        cells: [])
    }
  }

  private func covering(_ part: OwnedRectangle) -> String? {
    var found: Int?
    circuit.window.index.forEachMeeting(part) { other, _ in found = other.owner }
    return found.map { index in
      let shape = circuit.window.shapes[index]
      if circuit.isBinary { return "at \(shape.extent.placeText)" }
      return "\(shape.id) (\(circuit.window.file):\(shape.line))"
    }
  }

  /// Fiducials, frames, labels and verniers that a net or a window touches.
  private mutating func findCoveredFurniture() {
    for layer in [circuit.silver, circuit.gold, circuit.pad] {
      var reported: Set<Int> = []
      for part in layer.furniture where !reported.contains(part.owner) {
        var covering: (id: String, place: OwnedRectangle)?
        for other in [circuit.silver, circuit.gold, circuit.pad, circuit.window] {
          other.index.forEachMeeting(part) { rectangle, shared in
            let id = other.shapes[rectangle.owner].id
            covering = (id.isEmpty ? "a polygon of \(other.layer)" : id, shared)
          }
        }
        guard let covering else { continue }
        reported.insert(part.owner)
        report(
          "fiducial", "\(covering.id) covers \(layer.shapes[part.owner].id)",
          layer.first + part.owner, covering.place, cells: [])
      }
    }
  }
}
