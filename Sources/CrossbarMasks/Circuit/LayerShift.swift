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
    guard moved.count * 10 >= offsets.count * 9,
      let usual = Self.commonest(moved.map { [$0.x, $0.y] }),
      let first = moved.first(where: { $0.x == usual[0] && $0.y == usual[1] }),
      moved.count(where: { $0.x == usual[0] && $0.y == usual[1] }) * 10 >= offsets.count * 8
    else {
      reportEach(comparison, moved.filter { !exchanged.contains($0.memristor) })
      return
    }
    isWhole = true
    let own = circuit.memristors[first.memristor]
    let cell = comparison.netlist.memristors[Int(comparison.matches[first.memristor])].name
    let place = places[cell]
    var layers: [String] = []
    for (layer, shape) in [(circuit.gold, own.goldShape), (circuit.silver, own.silverShape)] {
      guard let part = Self.part(of: layer, shape - layer.first, at: own.bounds), let place else {
        continue
      }
      // Along its narrow axis a line has its centre on the junction's.
      let isUpright = part.right - part.left <= part.bottom - part.top
      let off: Int
      if isUpright {
        off = (part.left + part.right) / 2 - place.x
      } else {
        off = (part.top + part.bottom) / 2 - place.y
      }
      if abs(off) >= 1_000 {
        layers.append(
          "layer \(layer.layer) lies \(micrometres(off)) um off in \(isUpright ? "x" : "y")")
      }
    }
    let what = layers.isEmpty ? "a layer is off its place" : layers.joined(separator: ", ")
    findings.append(
      MaskFinding(
        "check/shift",
        "\(what): \(moved.count) of \(offsets.count) junctions lie (\(micrometres(usual[0])), "
          + "\(micrometres(usual[1]))) um off, the first cell \(comparison.names.name(cell))",
        at: .init(file: circuit.isBinary ? circuit.gold.file : circuit.sheet.folder),
        sheet: circuit.sheet.number, place: own.bounds, namesCell: true))
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

  private static func commonest(_ values: [[Int]]) -> [Int]? {
    var counts: [[Int]: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.max { ($0.value, $1.key[0], $1.key[1]) < ($1.value, $0.key[0], $0.key[1]) }?.key
  }
}
