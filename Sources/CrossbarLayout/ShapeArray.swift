/// One polygon repeated on a grid: what step-and-repeat, array references and stamps are made from.
public struct ShapeArray: Hashable, Sendable {
  /// What the shape is, such as `ag_island_left`; shapes of one name and layer have the same outline.
  public var name: String
  /// What each of them is called.
  public var names: ShapeName
  /// The polygon at its first place on the page.
  public var polygon: Polygon
  /// How often it stands along x and along y.
  public var columns: Int
  public var rows: Int
  /// Distances from one to the next.
  public var columnPitch: Nanometres
  public var rowPitch: Nanometres

  /// - Precondition: at least one column and one row.
  public init(
    name: String, names: ShapeName, polygon: Polygon, columns: Int = 1, rows: Int = 1,
    columnPitch: Nanometres = 0, rowPitch: Nanometres = 0
  ) {
    precondition(columns >= 1 && rows >= 1, "an array has at least one shape")
    self.name = name
    self.names = names
    self.polygon = polygon
    self.columns = columns
    self.rows = rows
    self.columnPitch = columnPitch
    self.rowPitch = rowPitch
  }

  /// Shapes of the array.
  public var count: Int { columns * rows }

  /// The polygon at a place of the grid.
  public func polygon(column: Int, row: Int) -> Polygon {
    polygon.moved(by: Point(x: column * columnPitch, y: row * rowPitch))
  }
}

extension PhysicalLayout {
  /// One layer of one page as arrays; together they are the shapes of ``forEachShape(_:on:_:)``, each once.
  ///
  /// A layer has a few arrays a tile, whatever the tile's size.
  public func arrays(_ layer: MaskLayer, on sheet: Sheet) -> [ShapeArray] {
    var arrays: [ShapeArray] = []
    if layer == .agBottom {
      arrays += fiducials(sheet).enumerated().map {
        ShapeArray(name: "fiducial", names: .fixed("fiducial_\($0.offset)"), polygon: $0.element)
      }
    }
    for index in sheet.tiles { arrays += tile(index).arrays(layer) }
    let furniture = furniture[sheet.number - 1]
    return arrays
      + furniture.shapes.filter { $0.layer == layer }.map {
        ShapeArray(name: $0.name, names: .fixed($0.name), polygon: $0.polygon)
      }
  }
}
