internal import CrossbarCore
internal import CrossbarLayout

/// A whole layer off its place, by how far all junctions lie from where they should.
struct LayerShift {
  private(set) var findings: [MaskFinding] = []
  /// Whether all junctions lie off alike.
  private(set) var isWhole = false

  /// One cell's memristor and how far it lies off, nanometres.
  private struct Offset {
    var memristor: Int
    var x: Int
    var y: Int
  }

  /// - Parameter exchanged: memristors at places of others, which are no matter of single shifts.
  init(_ comparison: CircuitComparison, exchanged: Set<Int>) {
    guard let places = comparison.places else { return }
    let circuit = comparison.circuit
    var offsets: [Offset] = []
    for (index, match) in comparison.matches.enumerated() where match >= 0 {
      let own = circuit.memristors[index]
      guard let place = places[comparison.netlist.memristors[Int(match)].name] else { continue }
      offsets.append(
        Offset(
          memristor: index, x: (own.left + own.right) / 2 - place.x,
          y: (own.top + own.bottom) / 2 - place.y))
    }
    // Nearer than a micrometre is where it should be.
    let moved = offsets.filter { max(abs($0.x), abs($0.y)) >= 1_000 }
    let layers =
      moved.count * 10 >= offsets.count * 9 ? Self.layers(comparison, places, moved) : []
    func name(_ offset: Offset) -> NetKey {
      comparison.netlist.memristors[Int(comparison.matches[offset.memristor])].name
    }
    guard let first = moved.min(by: { name($0) < name($1) }), !layers.isEmpty else {
      reportEach(comparison, moved.filter { !exchanged.contains($0.memristor) })
      return
    }
    isWhole = true
    let own = circuit.memristors[first.memristor]
    let cell = name(first)
    for (layer, what) in layers {
      findings.append(
        MaskFinding(
          "check/shift",
          "layer \(layer.layer) lies \(what): \(moved.count) of \(offsets.count) junctions are off "
            + "their places, the first that of cell \(comparison.names.name(cell))",
          at: .init(file: layer.file), sheet: circuit.sheet.number, place: own.bounds,
          namesCell: true))
    }
  }

  /// Layers whose lines lie off the junctions alike nearly everywhere. Across its narrow axis a line has its centre where
  /// the junction's should be.
  private static func layers(
    _ comparison: CircuitComparison, _ places: ExpectedCells, _ moved: [Offset]
  ) -> [(layer: CircuitLayer, what: String)] {
    let circuit = comparison.circuit
    var result: [(layer: CircuitLayer, what: String)] = []
    for layer in [circuit.gold, circuit.silver] {
      var counts: [[Int]: Int] = [:]
      for offset in moved {
        let own = circuit.memristors[offset.memristor]
        let name = comparison.netlist.memristors[Int(comparison.matches[offset.memristor])].name
        let shape = layer.first == circuit.gold.first ? own.goldShape : own.silverShape
        guard let place = places[name],
          let part = part(of: layer, shape - layer.first, at: own.bounds)
        else { continue }
        let isUpright = part.right - part.left <= part.bottom - part.top
        let (x, y) = part.twiceCentre
        counts[isUpright ? [0, x / 2 - place.x] : [1, y / 2 - place.y], default: 0] += 1
      }
      for (key, count) in counts.sorted(by: { ($0.key[0], $0.key[1]) < ($1.key[0], $1.key[1]) })
      where count * 10 >= moved.count * 8 && abs(key[1]) >= 1_000 {
        result.append((layer, "\(micrometres(key[1])) um off in \(key[0] == 0 ? "x" : "y")"))
      }
    }
    return result
  }

  /// Single junctions off their places.
  private mutating func reportEach(_ comparison: CircuitComparison, _ moved: [Offset]) {
    for offset in moved {
      let own = comparison.circuit.memristors[offset.memristor]
      let cell = comparison.netlist.memristors[Int(comparison.matches[offset.memristor])].name
      let name = comparison.names.name(cell)
      findings.append(
        MaskFinding(
          "check/place",
          "cell \(name): its junction lies (\(micrometres(offset.x)), \(micrometres(offset.y))) um "
            + "off its place", at: comparison.location(offset.memristor, element: name),
          sheet: comparison.circuit.sheet.number, place: own.bounds, namesCell: true))
    }
  }

  /// The rectangle of a shape that shares most with a junction.
  private static func part(
    of layer: CircuitLayer, _ shape: Int, at junction: OwnedRectangle
  ) -> OwnedRectangle? {
    var best: (area: Int, part: OwnedRectangle)?
    layer.index.forEachMeeting(junction) { other, shared in
      if other.owner == shape && shared.area > best?.area ?? 0 { best = (shared.area, other) }
    }
    return best?.part
  }
}
