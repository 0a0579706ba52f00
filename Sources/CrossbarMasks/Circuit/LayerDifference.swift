internal import CrossbarCore

/// Where a layer of a GDSII file has ink that the page's SVG files have not, or lacks what they have.
enum LayerDifference {
  /// Places of a layer that are listed.
  private static let listed = 5

  /// - Parameters:
  ///   - circuit: the GDSII file's.
  ///   - other: the SVG files'.
  static func findings(_ circuit: MaskCircuit, against other: MaskCircuit) -> [MaskFinding] {
    let layers = [
      (circuit.silver, other.silver), (circuit.window, other.window),
      (circuit.dielectric, other.dielectric), (circuit.gold, other.gold), (circuit.pad, other.pad),
    ]
    return layers.flatMap { own, twin in
      findings(circuit, free(own, of: twin), "has \(own.layer) where \(name(twin)) has none", own)
        + findings(circuit, free(twin, of: own), "lacks \(own.layer) that \(name(twin)) has", own)
    }
  }

  private static func name(_ layer: CircuitLayer) -> String {
    layer.file.isEmpty ? "the page" : layer.file
  }

  /// Parts of a layer outside another.
  private static func free(_ layer: CircuitLayer, of other: CircuitLayer) -> [OwnedRectangle] {
    var parts: [OwnedRectangle] = []
    for rectangle in layer.rectangles where !other.contains(rectangle) {
      parts += other.divide([rectangle]).free
    }
    return parts
  }

  private static func findings(
    _ circuit: MaskCircuit, _ parts: [OwnedRectangle], _ what: String, _ layer: CircuitLayer
  ) -> [MaskFinding] {
    let places = parts.touchingGroups().compactMap { group in group.map { parts[$0] }.bounds }
    return places.prefix(listed).enumerated().map { index, place in
      let rest =
        index == listed - 1 && places.count > listed
        ? " and in \(places.count - listed) more places" : ""
      return MaskFinding(
        "check/differs", "the file \(what)\(rest)", at: .init(file: layer.file),
        sheet: circuit.sheet.number, place: place, namesCell: false)
    }
  }
}
