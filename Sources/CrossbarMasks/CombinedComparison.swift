internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarLayout

/// The combined file of a page against the files of its single layers, shape by shape.
struct CombinedComparison {
  private let layers: [ReadLayer]
  private let combined: MaskFile

  init(_ combined: MaskFile, layers: [ReadLayer]) {
    self.combined = combined
    self.layers = layers
  }

  var findings: [Diagnostic] {
    var findings: [Diagnostic] = []
    for layer in layers {
      guard let other = combined.layers.first(where: { $0.name == layer.name }) else { continue }
      if layer.shapes.count == other.shapes.count
        && zip(layer.shapes, other.shapes).allSatisfy({ $0.id == $1.id && $0.points == $1.points })
      {
        continue
      }
      findings += differences(layer, other.shapes)
    }
    return findings
  }

  private func differences(_ layer: ReadLayer, _ others: [ReadShape]) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    func report(_ message: String, _ place: OwnedRectangle, _ file: String, _ shape: ReadShape) {
      // Findings are capped; the nearest cell is looked for where it may be read.
      let near = findings.count < 50 ? nearestCell(place).map { ", nearest cell \($0)" } ?? "" : ""
      findings.append(
        .error(
          "masks/differs", "\(message), at \(place.placeText)\(near)",
          at: .init(file: file, line: shape.line, element: shape.id)))
    }
    var left: [String: ReadShape] = [:]
    for shape in others { left[shape.id] = shape }
    for shape in layer.shapes {
      guard let twin = left.removeValue(forKey: shape.id) else {
        report("\(shape.id) is missing in \(combined.name)", shape.extent, layer.file, shape)
        continue
      }
      if twin.points != shape.points {
        report(
          "\(shape.id) is drawn otherwise than in \(layer.file):\(shape.line)",
          change(twin, shape), combined.name, twin)
      }
    }
    for shape in others where left[shape.id] != nil {
      report("\(shape.id) is missing in \(layer.file)", shape.extent, combined.name, shape)
    }
    return findings
  }

  /// Around the corners that one of two outlines has and the other has not.
  private func change(_ one: ReadShape, _ other: ReadShape) -> OwnedRectangle {
    let corners = Set(one.points).symmetricDifference(other.points)
    if corners.isEmpty { return one.extent }
    var changed = one
    changed.points = Array(corners)
    return changed.extent
  }

  /// The cell whose bottom contact lies nearest, or where the nearest row and column of a crossbar meet.
  private func nearestCell(_ place: OwnedRectangle) -> String? {
    func nearest(_ layer: String, _ isOne: (String) -> Bool) -> String? {
      var best: (distance: Int, id: String)?
      for shape in layers.first(where: { $0.name == layer })?.shapes ?? [] where isOne(shape.id) {
        let extent = shape.extent
        let x = max(0, extent.left - place.right, place.left - extent.right)
        let y = max(0, extent.top - place.bottom, place.top - extent.bottom)
        if best.map({ x * x + y * y < $0.distance }) ?? true { best = (x * x + y * y, shape.id) }
      }
      return best?.id
    }
    if let contact = nearest(
      "ag-bottom", { $0.hasSuffix("_ag") && CellID(name: $0.dropLast(3)) != nil })
    {
      return String(contact.dropLast(3))
    }
    func line(_ id: String, _ letter: Character) -> Bool {
      let parts = id.split(separator: "_")
      return parts.count == 2 && parts[0].first == "t" && parts[1].first == letter
    }
    guard let row = nearest("ag-bottom", { line($0, "a") }),
      let column = nearest("au-top", { line($0, "b") })
    else { return nil }
    return CellPlaces.cell(bottom: row, top: column)
  }
}
