internal import CrossbarArray
internal import CrossbarCore

/// The shapes of one tile as closed forms of row and column, in one style: no table is kept.
protocol TileStyle: Sendable {
  var frame: TileFrame { get }
  /// Extent along x.
  var width: Nanometres { get }
  /// Extent along y.
  var height: Nanometres { get }
  /// One layer as arrays, a few whatever the tile's size; shapes of a layer never touch.
  func arrays(_ layer: MaskLayer) -> [ShapeArray]
  /// Where a cell's silver and gold cross, as drawn.
  func junction(row: Int, column: Int) -> Rectangle
  /// The largest number of rows and columns that fit an extent; 0 where not even one does.
  func capacity(width: Nanometres, height: Nanometres) -> (rows: Int, columns: Int)
  /// Resistances of the wires around one cell, printed or not.
  func cellWires(_ process: Process) -> CellWires
  /// Resistances of the tile's printed wires; see ``TileLayout/forEachWire(_:)``.
  func forEachWire(_ process: Process, _ body: (PrintedWire) -> Void)
  /// A cell's nets.
  func nets(row: Int, column: Int) -> CellNets
}

/// What a cell's memristor lies between.
public struct CellNets: Hashable, Sendable {
  /// The gold.
  public var top: String
  /// The silver.
  public var bottom: String
  /// The node of the wire resistors where the gold meets the junction.
  public var topNode: String
  /// The node of the wire resistors where the silver meets the junction.
  public var bottomNode: String
}

/// Resistances of the wires around a cell with an enable transistor, ohms.
struct CellWires {
  var bitLineLead: Double
  var bitLineSegment: Double
  var sourceLineLead: Double
  var sourceLineSegment: Double
  /// What lies between the bit line and the transistor beside the memristor.
  var contact: Double
}

/// A piece of printed wire.
public struct PrintedWire: Hashable, Sendable {
  /// Its two ends.
  public var from: String
  public var to: String
  /// Ohms.
  public var ohms: Double
}

/// What every style knows of a tile.
struct TileFrame: Hashable, Sendable {
  var geometry: ArrayGeometry
  /// Smallest side of a window.
  var windowMin: Nanometres
  var index: Int
  var rows: Int
  var columns: Int
  /// Upper left corner on the page.
  var origin: Point

  var id: TileID { TileID(index) }
  /// Column pairs; the last may hold one column.
  var pairs: Int { (columns + 1) / 2 }
  /// Columns on one side of the pairs' axes: 0 left, 1 right.
  func columns(on side: Int) -> Int { (columns + 1 - side) / 2 }

  /// Height of a window over `rows` rows a pitch apart, and no less than can be cut.
  func windowHeight(rowPitch: Nanometres) -> Nanometres {
    max(windowMin, (rows - 1) * rowPitch + 2 * geometry.windowBeyondRow)
  }

  /// Rows a pitch apart whose window is at most `height` high.
  func rows(in height: Nanometres, rowPitch: Nanometres) -> Int {
    let rest = height - 2 * geometry.windowBeyondRow
    return height < windowMin || rest < 0 ? 0 : rest / rowPitch + 1
  }

  func cellName(_ ending: String, side: Int = 0, step: Int = 2) -> ShapeName {
    ShapeName(kind: .cell(tile: index, ending: ending), column: side, columnStep: step)
  }

  func columnName(
    _ letter: String, _ ending: String = "", side: Int = 0, step: Int = 2
  ) -> ShapeName {
    ShapeName(
      kind: .column(tile: index, letter: letter, ending: ending), column: side, columnStep: step)
  }

  func rowName(_ letter: String) -> ShapeName {
    ShapeName(kind: .row(tile: index, letter: letter, ending: ""))
  }
}

/// The polygon of corners given from an axis outwards: mirrored for the left side, moved to the page.
func sided(
  _ corners: [(Nanometres, Nanometres)], side: Int, axis: Nanometres, y: Nanometres
) -> Polygon {
  let sign = side == 0 ? -1 : 1
  return Polygon(
    removingEmptyEdges: corners.map { Point(x: axis + sign * $0.0, y: y + $0.1) })
}

/// A rectangle given from an axis outwards.
func sided(
  _ from: Nanometres, _ to: Nanometres, top: Nanometres, bottom: Nanometres, side: Int,
  axis: Nanometres
) -> Rectangle {
  side == 0
    ? Rectangle(left: axis - to, top: top, right: axis - from, bottom: bottom)
    : Rectangle(left: axis + from, top: top, right: axis + to, bottom: bottom)
}
