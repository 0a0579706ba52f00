internal import CrossbarArray

extension PhysicalLayout {
  /// Calls `body` with the name and the polygon of every shape of one layer of one page, in a fixed order: that of
  /// ``arrays(_:on:)``, each row by row.
  public func forEachShape<Failure>(
    _ layer: MaskLayer, on sheet: Sheet,
    _ body: (_ name: String, _ polygon: Polygon) throws(Failure) -> Void
  ) throws(Failure) {
    for array in arrays(layer, on: sheet) {
      for row in 0..<array.rows {
        for column in 0..<array.columns {
          try body(
            array.names.text(column: column, row: row), array.polygon(column: column, row: row))
        }
      }
    }
  }

  /// Shapes of one layer of one page.
  public func shapeCount(_ layer: MaskLayer, on sheet: Sheet) -> Int {
    arrays(layer, on: sheet).reduce(0) { $0 + $1.count }
  }

  /// Drawn area of one layer of one page, nm². Shapes of one layer never overlap.
  public func area(_ layer: MaskLayer, on sheet: Sheet) -> Int {
    arrays(layer, on: sheet).reduce(0) { $0 + $1.count * $1.polygon.area }
  }
}
