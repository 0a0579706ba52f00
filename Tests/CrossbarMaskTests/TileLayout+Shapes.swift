import CrossbarArray
import CrossbarLayout

/// Shapes of a tile by their names.
extension TileLayout {
  func bottomContact(row: Int, column: Int) -> Polygon {
    shape(.agBottom, CellID(tile: index, row: row, column: column).bottomNet)
  }

  func bitLine(_ column: Int) -> Polygon { shape(.auTop, id.bitLine(column)) }
  func bitPad(_ column: Int) -> Rectangle { box(shape(.agPad, id.bitLinePad(column))) }
  func window(_ pair: Int) -> Rectangle { box(shape(.mos2Window, id.window(pair))) }

  private func shape(_ layer: MaskLayer, _ name: String) -> Polygon {
    for array in arrays(layer) {
      for column in 0..<array.columns {
        for row in 0..<array.rows where array.names.text(column: column, row: row) == name {
          return array.polygon(column: column, row: row)
        }
      }
    }
    preconditionFailure("no shape \(name)")
  }

  private func box(_ polygon: Polygon) -> Rectangle {
    Rectangle(
      left: polygon.points.map(\.x).min() ?? 0, top: polygon.points.map(\.y).min() ?? 0,
      right: polygon.points.map(\.x).max() ?? 0, bottom: polygon.points.map(\.y).max() ?? 0)
  }
}
