/// One polygon repeated on a grid: what step-and-repeat, array references and stamps are made from.
public struct ShapeArray: Hashable, Sendable {
  /// What the shape is, such as `ag_island_left`; shapes of one name and layer have the same outline.
  public var name: String
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
    name: String, polygon: Polygon, columns: Int = 1, rows: Int = 1, columnPitch: Nanometres = 0,
    rowPitch: Nanometres = 0
  ) {
    precondition(columns >= 1 && rows >= 1, "an array has at least one shape")
    self.name = name
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
      arrays += fiducials(sheet).map { ShapeArray(name: "fiducial", polygon: $0) }
    }
    for index in sheet.tiles { arrays += tile(index).arrays(layer) }
    return arrays
  }
}

extension TileLayout {
  /// One layer of the tile as arrays: what stands left and right of the pairs' axes, or once a pair.
  func arrays(_ layer: MaskLayer) -> [ShapeArray] {
    if layer == .mos2Window {
      return [
        ShapeArray(
          name: "window_\(rows)", polygon: window(0).polygon, columns: pairs,
          columnPitch: geometry.pairPitch)
      ]
    }
    return [0, 1].compactMap { side in
      let count = (columns + 1 - side) / 2
      if count == 0 { return nil }
      let place = side == 0 ? "left" : "right"
      func array(_ name: String, _ polygon: Polygon, rows: Int = 1) -> ShapeArray {
        ShapeArray(
          name: name, polygon: polygon, columns: count, rows: rows,
          columnPitch: geometry.pairPitch, rowPitch: rows == 1 ? 0 : geometry.rowPitch)
      }
      switch layer {
      case .agBottom:
        return array("ag_island_\(place)", bottomContact(row: 0, column: side), rows: rows)
      case .auTop: return array("bit_line_\(rows)", bitLine(side))
      case .agPad: return array("bit_pad", bitPad(side).polygon)
      case .mos2Window: return nil
      }
    }
  }
}
