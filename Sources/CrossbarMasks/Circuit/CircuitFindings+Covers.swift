internal import CrossbarArray
internal import CrossbarCore

/// Pads and marks that something lies on.
extension CircuitFindings {
  /// Where silver is wide enough to be met from outside, no MoS₂ may lie.
  mutating func findCoveredPads() {
    var next = 0
    let parts = circuit.silver.rectangles
    while next < parts.count {
      let shape = parts[next].owner
      var end = next + 1
      while end < parts.count && parts[end].owner == shape { end += 1 }
      let side = parts[next..<end].reduce(0) { max($0, $1.side) }
      // A pad, and not a line of one width.
      for part in parts[next..<end] where part.side == side && part.length <= 4 * side {
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
    for part in circuit.pad.rectangles
    where circuit.pad.shapes[part.owner].id.hasSuffix("_pad") {
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
  mutating func findCoveredFurniture() {
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
