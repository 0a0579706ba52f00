internal import CrossbarCore
internal import CrossbarLayout

/// One page as GDSII has it: distinct shapes, where they stand, and the names of the lines; y up.
struct GDSIIPage {
  /// An outline, the lower left corner of its bounds at zero.
  struct Shape {
    var name: String
    var layer: MaskLayer
    var polygon: Polygon
  }

  /// A shape once or as an array from its lowest, leftmost place.
  struct Placement {
    var shape: Int
    var origin: Point
    var columns: Int
    var rows: Int
    var columnPitch: Nanometres
    var rowPitch: Nanometres
  }

  /// The net of a line, written on one of its shapes.
  struct Label {
    var net: String
    var layer: MaskLayer
    var place: Point
  }

  /// `SHEET_01`, the structure that holds the page.
  let name: String
  private(set) var shapes: [Shape] = []
  private(set) var placements: [Placement] = []
  private(set) var labels: [Label] = []
  private let height: Nanometres
  private var numbers: [OutlineKey: Int] = [:]
  private var names: Set<String>

  private struct OutlineKey: Hashable {
    var layer: MaskLayer
    var polygon: Polygon
  }

  init(_ sheet: Sheet, of layout: PhysicalLayout) {
    name = Self.legal(sheet.name)
    names = [name]
    height = sheet.height
    for layer in layout.process.layers {
      for array in layout.arrays(layer, on: sheet) { place(array, layer) }
    }
    for layer in layout.process.layers {
      for array in layout.arrays(layer, on: sheet) where array.names.isLine {
        for row in 0..<array.rows {
          for column in 0..<array.columns {
            let name = array.names.text(column: column, row: row)
            let net = name.hasSuffix("_pad") ? String(name.dropLast(4)) : name
            let polygon = array.polygon(column: column, row: row)
            labels.append(Label(net: net, layer: layer, place: up(polygon.innerPoint)))
          }
        }
      }
    }
  }

  private func up(_ point: Point) -> Point { Point(x: point.x, y: height - point.y) }

  private mutating func place(_ array: ShapeArray, _ layer: MaskLayer) {
    let bounds = array.polygon.bounds
    let outline = Polygon(
      array.polygon.points.map { Point(x: $0.x - bounds.left, y: bounds.bottom - $0.y) })
    let shape = number(of: outline, named: array.name, layer)
    // Of an axis without repetition any pitch will do; the shape's own extent suits readers that want one.
    let columnPitch = array.columns > 1 ? array.columnPitch : bounds.width
    let rowPitch = array.rows > 1 ? array.rowPitch : bounds.height
    let limit = GDSIIRecords.countLimit
    for row in stride(from: 0, to: array.rows, by: limit) {
      let rows = min(limit, array.rows - row)
      for column in stride(from: 0, to: array.columns, by: limit) {
        let lowest = Point(
          x: bounds.left + column * columnPitch, y: bounds.bottom + (row + rows - 1) * rowPitch)
        placements.append(
          Placement(
            shape: shape, origin: up(lowest), columns: min(limit, array.columns - column),
            rows: rows, columnPitch: columnPitch, rowPitch: rowPitch))
      }
    }
  }

  /// The shape of an outline, made where the page has none yet.
  private mutating func number(
    of outline: Polygon, named name: String, _ layer: MaskLayer
  ) -> Int {
    let key = OutlineKey(layer: layer, polygon: outline)
    if let number = numbers[key] { return number }
    var unique = Self.legal(name)
    var copy = 2
    while !names.insert(unique).inserted {
      let ending = "$\(copy)"
      unique = String(Self.legal(name).prefix(GDSIIRecords.nameLimit - ending.count)) + ending
      copy += 1
    }
    shapes.append(Shape(name: unique, layer: layer, polygon: outline))
    numbers[key] = shapes.count - 1
    return shapes.count - 1
  }

  /// A name of capitals, digits and underlines, as every reader takes it.
  private static func legal(_ name: String) -> String {
    String(
      name.uppercased().map { ("A"..."Z").contains($0) || ("0"..."9").contains($0) ? $0 : "_" }
        .prefix(GDSIIRecords.nameLimit))
  }
}
