internal import CrossbarArray
public import CrossbarCore
public import CrossbarLayout

/// Holds masks as read against the closed forms of the layout they were made from.
public enum MaskCheck {
  /// How far a corner may lie from where the layout puts it, nanometres.
  public static let tolerance = 50

  /// Everything that is wrong with the masks: their own faults, shapes that are missing, misplaced or too many, and
  /// cells that do not lie between the nets they should. At most 50 findings, and one that counts the rest.
  ///
  /// - Returns: an empty array where the files hold exactly the layout.
  public static func compare(_ masks: ReadMasks, with layout: PhysicalLayout) -> [Diagnostic] {
    var findings = masks.findings
    for sheet in layout.sheets {
      guard let read = masks.sheets.first(where: { $0.number == sheet.number }) else {
        findings.append(
          .error(
            "masks/missing", "page \(sheet.number) is missing",
            at: .init(file: "masks/\(sheet.name)")))
        continue
      }
      if abs(read.width - sheet.width) > tolerance || abs(read.height - sheet.height) > tolerance {
        findings.append(
          .error(
            "masks/page",
            "the page is \(millimetres(read.width)) mm × \(millimetres(read.height)) mm; it should "
              + "be \(millimetres(sheet.width)) mm × \(millimetres(sheet.height)) mm",
            at: .init(file: read.folder)))
      }
      for layer in MaskLayer.allCases {
        findings += compare(read, layer, of: sheet, layout)
      }
    }
    for read in masks.sheets where !layout.sheets.contains(where: { $0.number == read.number }) {
      findings.append(
        .error(
          "masks/extra", "the design has no page \(read.number)", at: .init(file: read.folder)))
    }
    findings += compareNets(masks, layout)
    return findings.capped()
  }

  private static func compare(
    _ read: ReadSheet, _ layer: MaskLayer, of sheet: Sheet, _ layout: PhysicalLayout
  ) -> [Diagnostic] {
    let file = "\(read.folder)/\(layer.rawValue).svg"
    let shapes = read.layer(layer.rawValue)?.shapes ?? []
    // Files usually keep the layout's order; a table is made only from where they leave it.
    var next = 0
    var places: [String: Int]?
    var seen = Array(repeating: false, count: shapes.count)
    var findings: [Diagnostic] = []
    layout.forEachShape(layer, on: sheet) { name, polygon in
      var index: Int?
      if next < shapes.count && shapes[next].id == name {
        index = next
      } else {
        if places == nil {
          places = Dictionary(
            shapes.indices.map { (shapes[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        index = places?[name]
      }
      guard let index else {
        findings.append(
          .error(
            "masks/missing", "\(owner(name)): its shape \(name) is missing",
            at: .init(file: file, element: name)))
        return
      }
      seen[index] = true
      next = index + 1
      if let message = difference(shapes[index], polygon) {
        findings.append(
          .error(
            "masks/misplaced", "\(owner(name)): \(name) \(message)",
            at: .init(file: file, line: shapes[index].line, element: name)))
      }
    }
    for (index, shape) in shapes.enumerated() where !seen[index] {
      findings.append(
        .error(
          "masks/extra", "\(owner(shape.id)): the design has no shape \(shape.id) here",
          at: .init(file: file, line: shape.line, element: shape.id)))
    }
    return findings
  }

  /// What a shape belongs to, for people.
  static func owner(_ name: String) -> String {
    if name.hasSuffix("_ag") { return "cell \(name.dropLast(3))" }
    if name.hasSuffix("_pad") { return "bit line \(name.dropLast(4))" }
    if name.hasPrefix("fiducial") { return "page" }
    if name.split(separator: "_").last?.first == "m" { return "window \(name)" }
    return "bit line \(name)"
  }

  /// How a shape differs from what the layout says; nil where it does not.
  private static func difference(_ shape: ReadShape, _ expected: Polygon) -> String? {
    guard shape.points.count == expected.points.count else {
      return "has \(shape.points.count) corners; it should have \(expected.points.count)"
    }
    if lies(shape.points, on: expected.points) { return nil }
    let (from, to) = (shape.points[0], expected.points[0])
    let (x, y) = (Int(from.x) - to.x, Int(from.y) - to.y)
    let moved = expected.points.map { Point(x: $0.x + x, y: $0.y + y) }
    if matches(shape.points, moved, from: 0, step: 1) {
      return "lies \(micrometres(x)) µm in x and \(micrometres(y)) µm in y off its place"
    }
    return "has other corners than the layout gives it"
  }

  /// Whether the corners are the expected ones, from whichever corner and in whichever sense the file walks them.
  private static func lies(_ points: [MaskPoint], on expected: [Point]) -> Bool {
    if matches(points, expected, from: 0, step: 1) { return true }
    return expected.indices.contains {
      matches(points, expected, from: $0, step: 1) || matches(points, expected, from: $0, step: -1)
    }
  }

  private static func matches(
    _ points: [MaskPoint], _ expected: [Point], from start: Int, step: Int
  ) -> Bool {
    var index = start
    for point in points {
      let place = expected[index]
      if abs(Int(point.x) - place.x) > tolerance || abs(Int(point.y) - place.y) > tolerance {
        return false
      }
      index += step
      if index == expected.count { index = 0 }
      if index < 0 { index = expected.count - 1 }
    }
    return true
  }

  /// The circuit: every cell once, between the nets that its style gives it.
  private static func compareNets(_ masks: ReadMasks, _ layout: PhysicalLayout) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let g = layout.process.geometry
    let area = g.neckWidth * g.fingerWidth
    let tiles = (0..<layout.design.tileCount).map(layout.tile)
    for junction in masks.junctions where tiles.indices.contains(junction.cell.tile) {
      let (cell, file) = (junction.cell, "masks/\(Sheet.name(junction.sheet))/ag-bottom.svg")
      let location = Diagnostic.Location(
        file: file, line: junction.bottomLine, element: junction.bottomNet)
      let nets = tiles[cell.tile].nets(row: cell.row, column: cell.column)
      if junction.topNet != nets.top {
        findings.append(
          .error(
            "masks/net",
            "cell \(cell.name) lies under \(junction.topNet) (au-top.svg:\(junction.topLine)); its "
              + "gold is \(nets.top)", at: location))
      }
      if abs(junction.area - area) > tolerance * (g.neckWidth + g.fingerWidth) {
        findings.append(
          .error(
            "masks/area",
            "cell \(cell.name): its junction measures \(junction.area / 1_000_000) µm²; it should "
              + "measure \(area / 1_000_000) µm²", at: location))
      }
    }
    if masks.junctions.count != layout.design.cellCount {
      findings.append(
        .error(
          "masks/count",
          "the masks hold \(masks.junctions.count) memristors; the design has "
            + "\(layout.design.cellCount)", at: .init(file: "masks")))
    }
    return findings
  }
}
