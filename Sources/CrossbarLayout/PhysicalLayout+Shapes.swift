internal import CrossbarArray

extension PhysicalLayout {
  /// Calls `body` with the name and the polygon of every shape of one layer of one page, in a fixed order: fiducials,
  /// then tile by tile, row by row or column by column.
  public func forEachShape<Failure>(
    _ layer: MaskLayer, on sheet: Sheet,
    _ body: (_ name: String, _ polygon: Polygon) throws(Failure) -> Void
  ) throws(Failure) {
    if layer == .agBottom {
      for (index, cross) in fiducials(sheet).enumerated() { try body("fiducial_\(index)", cross) }
    }
    for index in sheet.tiles {
      let tile = tile(index)
      switch layer {
      case .agBottom:
        for row in 0..<tile.rows {
          for column in 0..<tile.columns {
            try body(
              CellID(tile: index, row: row, column: column).bottomNet,
              tile.bottomContact(row: row, column: column))
          }
        }
      case .mos2Window:
        for pair in 0..<tile.pairs {
          try body(tile.id.window(pair), tile.window(pair).polygon)
        }
      case .auTop:
        for column in 0..<tile.columns {
          try body(tile.id.bitLine(column), tile.bitLine(column))
        }
      case .agPad:
        for column in 0..<tile.columns {
          try body(tile.id.bitLinePad(column), tile.bitPad(column).polygon)
        }
      }
    }
  }

  /// Shapes of one layer of one page.
  public func shapeCount(_ layer: MaskLayer, on sheet: Sheet) -> Int {
    sheet.tiles.reduce(layer == .agBottom ? fiducials(sheet).count : 0) { count, index in
      let tile = design.tile(index)
      switch layer {
      case .agBottom: return count + tile.cells
      case .mos2Window: return count + (tile.columns + 1) / 2
      case .auTop, .agPad: return count + tile.columns
      }
    }
  }

  /// Drawn area of one layer of one page, nm². Shapes of one layer never overlap.
  public func area(_ layer: MaskLayer, on sheet: Sheet) -> Int {
    sheet.tiles.reduce(
      layer == .agBottom ? fiducials(sheet).reduce(0) { $0 + $1.area } : 0
    ) { area, index in
      let tile = tile(index)
      switch layer {
      case .agBottom:
        return area + tile.rows * tile.columns * tile.bottomContact(row: 0, column: 0).area
      case .mos2Window: return area + tile.pairs * tile.window(0).polygon.area
      case .auTop: return area + tile.columns * tile.bitLine(0).area
      case .agPad: return area + tile.columns * tile.bitPad(0).polygon.area
      }
    }
  }
}
