internal import CrossbarArray
internal import CrossbarCore

/// Nets in pieces, contacts without a junction, lines without a pad.
extension CircuitFindings {
  /// Nets whose shapes fall into several conductors.
  mutating func findPieces() {
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
  mutating func findLonelyContacts() {
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
  mutating func findMissingPads() {
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
        "open",
        "\(what(shape)) \(name(shape)) has no pad: it cuts off \(cellList(cells(of: conductor)))",
        shape, own.extent, cells: cells(of: conductor))
    }
    for (index, own) in circuit.pad.shapes.enumerated() where own.id.hasSuffix("_pad") {
      let shape = circuit.pad.first + index
      if !circuit.contacts(of: shape).isEmpty || isTorn[Int(circuit.conductors[shape])] { continue }
      report("open", "no line ends on \(own.id)", shape, own.extent, cells: [])
    }
  }
}
