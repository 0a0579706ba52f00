internal import CrossbarCore

/// The polygons of a GDSII file as the shapes of a page, named by the labels that stand on them.
///
/// A shape's line is the byte at which its polygon begins.
struct GDSIISheet {
  private(set) var sheet: ReadSheet
  private(set) var findings: [Diagnostic] = []
  private let file: GDSIIFile

  /// - Parameters:
  ///   - expansion: the file's polygons, every reference followed.
  ///   - page: the page's size and number.
  init(_ file: GDSIIFile, _ expansion: GDSIIExpansion, page: ReadSheet) {
    self.file = file
    sheet = page
    sheet.layers = []
    for name in MaskReader.layerNames {
      sheet.layers.append(ReadLayer(name: name, file: file.name, shapes: []))
    }
    addShapes(expansion)
    for index in sheet.layers.indices { nameFurniture(page, index) }
    let drawn = Set((page.layer("ag-pad")?.shapes ?? []).map(\.id))
    for index in sheet.layers.indices { addLabels(expansion, to: index, drawn) }
  }

  private mutating func report(_ kind: String, _ message: String, _ offset: Int) {
    findings.append(
      .error("gdsii/\(kind)", message, at: .init(file: file.name, element: "byte \(offset)")))
  }

  private static func number(of layer: String) -> Int? {
    GDSIICheck.layers.first { $0.value == layer }?.key
  }

  private mutating func addShapes(_ expansion: GDSIIExpansion) {
    var places: [Int: Int] = [:]
    for (index, layer) in sheet.layers.enumerated() {
      if let number = Self.number(of: layer.name) { places[number] = index }
    }
    var refused: Set<Int> = []
    for instance in expansion.instances {
      let boundary = file.structures[instance.structure].boundaries[instance.boundary]
      guard let layer = places[boundary.layer] else {
        if refused.insert(boundary.offset).inserted {
          report("layer", "no mask has layer \(boundary.layer)", boundary.offset)
        }
        continue
      }
      guard let points = corners(boundary, instance.offset) else {
        if refused.insert(boundary.offset).inserted {
          report(
            "polygon",
            "a polygon with an edge along neither x nor y, without area or beyond the page",
            boundary.offset)
        }
        continue
      }
      sheet.layers[layer].shapes.append(ReadShape(id: "", points: points, line: boundary.offset))
    }
  }

  /// The corners on the page with y down; nil where the polygon is none of the page's.
  private func corners(_ boundary: GDSIIFile.Boundary, _ offset: MaskPoint) -> [MaskPoint]? {
    var points: [MaskPoint] = []
    points.reserveCapacity(boundary.points.count)
    for corner in boundary.points {
      let x = Int(corner.x) + Int(offset.x)
      let y = sheet.height - Int(corner.y) - Int(offset.y)
      guard x >= 0, y >= 0, x <= sheet.width, y <= sheet.height, let x = Int32(exactly: x),
        let y = Int32(exactly: y)
      else { return nil }
      points.append(MaskPoint(x: x, y: y))
    }
    guard points.count >= 4, var before = points.last else { return nil }
    for point in points {
      if point.x != before.x && point.y != before.y { return nil }
      before = point
    }
    return points
  }

  /// Fiducials and the like have no labels; they are known by their places in the SVG files.
  private mutating func nameFurniture(_ page: ReadSheet, _ index: Int) {
    var ids: [OwnedRectangle: String] = [:]
    for shape in page.layer(sheet.layers[index].name)?.shapes ?? []
    where NetNames.isFurniture(shape.id) {
      ids[shape.extent] = shape.id
    }
    if ids.isEmpty { return }
    for (number, shape) in sheet.layers[index].shapes.enumerated() {
      if let id = ids[shape.extent] { sheet.layers[index].shapes[number].id = id }
    }
  }

  /// Gives the shapes of a layer the names of the labels on them; a pad's label says its net alone.
  ///
  /// - Parameter drawn: ids of the layer of pads in the SVG files, where source lines run beside the pads of other lines.
  private mutating func addLabels(
    _ expansion: GDSIIExpansion, to index: Int, _ drawn: Set<String>
  ) {
    let layer = sheet.layers[index]
    let texts = file.structures[expansion.top].texts.filter {
      $0.layer == Self.number(of: layer.name)
    }
    if texts.isEmpty { return }
    var rectangles: [OwnedRectangle] = []
    var cutter = RectangleCutter()
    for (owner, shape) in layer.shapes.enumerated() {
      cutter.cut(shape.points, owner: owner, into: &rectangles)
    }
    let places = RectangleIndex(rectangles, width: sheet.width, height: sheet.height)
    for text in texts {
      let (x, y) = (Int(text.place.x), sheet.height - Int(text.place.y))
      var owner: Int?
      if x >= 0, y >= 0, x <= sheet.width, y <= sheet.height {
        places.forEachMeeting(OwnedRectangle(left: x, top: y, right: x, bottom: y, owner: 0)) {
          other, _ in owner = min(owner ?? other.owner, other.owner)
        }
      }
      guard let owner else {
        report("label", "\(layer.name): the label \(text.string) stands on no shape", text.offset)
        continue
      }
      let isPad = layer.name == "ag-pad" && !drawn.contains(text.string)
      let id = text.string + (isPad ? "_pad" : "")
      let old = sheet.layers[index].shapes[owner].id
      if old.isEmpty {
        sheet.layers[index].shapes[owner].id = id
      } else if old != id {
        report(
          "label", "\(layer.name): the labels \(old) and \(id) stand on one polygon", text.offset)
      }
    }
  }
}
