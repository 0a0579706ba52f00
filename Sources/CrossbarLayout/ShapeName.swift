internal import CrossbarArray

/// What the shapes of an array are called: a name that runs with row and column.
public struct ShapeName: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// One name, such as that of a fiducial.
    case fixed(String)
    /// A cell's name and an ending, such as `t00_r003_c017_ag`.
    case cell(tile: Int, ending: String)
    /// A line of a column and an ending, such as `t00_b017_pad`.
    case column(tile: Int, letter: String, ending: String)
    /// A line of a row and an ending, such as `t00_w003`.
    case row(tile: Int, letter: String, ending: String)
  }

  var kind: Kind
  /// Row and column of the tile at the array's first place, and from one place to the next.
  var row = 0
  var column = 0
  var columnStep = 1

  /// The name of one shape.
  static func fixed(_ name: String) -> ShapeName { ShapeName(kind: .fixed(name)) }

  /// The name at a place of the array.
  public func text(column i: Int, row j: Int) -> String {
    let (row, column) = (self.row + j, self.column + i * columnStep)
    switch kind {
    case .fixed(let name): return name
    case .cell(let tile, let ending):
      return CellID(tile: tile, row: row, column: column).name + ending
    case .column(let tile, let letter, let ending):
      return TileID(tile).line(letter, column) + ending
    case .row(let tile, let letter, let ending): return TileID(tile).line(letter, row) + ending
    }
  }

  /// Whether the shapes are lines, of which there are a few a tile, or their pads: these are labelled.
  public var isLine: Bool {
    switch kind {
    case .fixed, .cell: false
    case .column(_, let letter, _), .row(_, let letter, _): letter != "m"
    }
  }
}
