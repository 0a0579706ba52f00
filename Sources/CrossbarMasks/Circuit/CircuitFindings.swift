internal import CrossbarArray
internal import CrossbarCore

/// What is wrong with a circuit by its shapes and names alone: shorts, opens, unwanted devices, covered pads.
struct CircuitFindings {
  let circuit: MaskCircuit
  private(set) var all: [MaskFinding] = []
  /// Cells that the findings name.
  private(set) var told: Set<NetKey> = []
  /// Names of every conductor, each once, sorted.
  let conductorNets: ConductorNets
  /// Memristors of every silver and of every gold conductor.
  let ofSilver: ConductorMembers
  let ofGold: ConductorMembers
  /// Whether a conductor has a shape of the layer of pads, and whether others carry its name.
  private(set) var hasPad: [Bool]
  var isTorn: [Bool]

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

  /// What a shape is, for people.
  func what(_ shape: Int) -> String {
    switch circuit.nets[shape].kind {
    case .bitLine: "bit line"
    case .silverRow: "row"
    case .wordLine: "word line"
    case .sourceLine: "source line"
    case .bottomContact: "bottom contact"
    case .topContact: "top contact"
    default: shape < circuit.gold.first ? "silver" : shape < circuit.pad.first ? "gold" : "pad"
    }
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

  mutating func report(
    _ kind: String, _ message: String, _ shape: Int, _ place: OwnedRectangle, cells: [CellID]
  ) {
    for cell in cells { told.insert(NetKey(.cell, cell: cell)) }
    all.append(
      MaskFinding(
        "masks/\(kind)", message, at: location(shape), sheet: circuit.sheet.number, place: place,
        namesCell: !cells.isEmpty))
  }

  /// Cells on a conductor, by the names of what its memristors lie between.
  func cells(of conductor: Int) -> [CellID] {
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
      let (isOne, isOther) = (isStray(pad: contact.one), isStray(pad: contact.other))
      if isOne != isOther {
        let (line, pad) = isOne ? (contact.other, contact.one) : (contact.one, contact.other)
        ends.append((circuit.nets[line], circuit.nets[pad], contact))
        report(
          "label", "\(what(line)) \(name(line)) ends on \(filed(pad))", line, contact.place,
          cells: cells)
      } else if circuit.layer(of: contact.one).layer == circuit.layer(of: contact.other).layer {
        report(
          "short",
          "\(circuit.layer(of: contact.one).what) \(drawn(contact.one)) and "
            + "\(drawn(contact.other)) touch: a short", contact.other, contact.place,
          cells: cells)
      } else {
        let crossing = NetKey.cell(gold: other, silver: one)
        let subject = crossing.map { "cell \($0.name): " } ?? ""
        let pad =
          circuit.shape(contact.other).id.hasSuffix("_pad") ? "the pad" : what(contact.other)
        report(
          "short",
          "\(subject)\(name(contact.one)) touches \(pad) \(filed(contact.other)): a short",
          contact.one, contact.place, cells: crossing.map { [$0] } ?? cells)
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

  /// Whether a shape is a pad that touches no other shape of its net.
  private func isStray(pad: Int) -> Bool {
    let net = circuit.nets[pad]
    return circuit.shape(pad).id.hasSuffix("_pad")
      && !circuit.contacts(of: pad).contains {
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
}
