internal import CrossbarArray

/// Where one tile stands and what it holds: a row of `masks/sheets.csv`.
public struct SheetRow: Hashable, Sendable {
  /// Number of its sheet, from 1.
  public var sheet: Int
  /// Its name, `t00`.
  public var tile: String
  /// Name of its layer of the network.
  public var layer: String
  /// Rows of the layer's matrix that it holds; the row after the last input is that of the biases.
  public var rows: Range<Int>
  /// Outputs of the layer that it holds.
  public var outputs: Range<Int>
  /// Its upper left corner on the sheet.
  public var origin: Point
  /// Extent along x.
  public var width: Nanometres
  /// Extent along y.
  public var height: Nanometres

  /// The row of one tile.
  public init(_ layout: PhysicalLayout, tile index: Int, on sheet: Sheet) {
    let (tile, placed) = (layout.design.tile(index), layout.tile(index))
    self.sheet = sheet.number
    self.tile = tile.id.name
    layer = layout.design.layerShapes[tile.layer].name
    rows = tile.matrixRows
    outputs = tile.outputs
    origin = placed.origin
    width = placed.width
    height = placed.height
  }

  /// The rows of all tiles in order, or of the first `limit`.
  public static func all(_ layout: PhysicalLayout, limit: Int = .max) -> [SheetRow] {
    var rows: [SheetRow] = []
    for sheet in layout.sheets {
      for index in sheet.tiles where rows.count < limit {
        rows.append(SheetRow(layout, tile: index, on: sheet))
      }
    }
    return rows
  }

  /// The file's first line.
  public static let heading =
    "sheet,tile,layer,first_row,last_row,first_output,last_output,x_mm,y_mm,width_mm,height_mm"

  /// The row as a line of the file, quoted as RFC 4180 asks.
  public var line: String {
    let name =
      layer.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      ? "\"" + layer.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\"" : layer
    let held = [rows, outputs].flatMap { ["\($0.lowerBound)", "\($0.upperBound - 1)"] }
    let place = [origin.x, origin.y, width, height].map(millimetres)
    return (["\(sheet)", tile, name] + held + place).joined(separator: ",")
  }
}
