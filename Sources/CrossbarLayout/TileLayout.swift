public import CrossbarArray

/// The shapes of one tile on its page, as closed forms of row and column.
public struct TileLayout: Sendable {
  /// The array's measures.
  public var geometry: ArrayGeometry { style.frame.geometry }
  /// Number of the tile in its design.
  public var index: Int { style.frame.index }
  /// Word lines.
  public var rows: Int { style.frame.rows }
  /// Bit lines.
  public var columns: Int { style.frame.columns }
  /// Upper left corner of the tile on its page.
  public var origin: Point { style.frame.origin }
  /// Names of the tile and its lines.
  public var id: TileID { style.frame.id }
  private let style: any TileStyle

  /// A tile of `rows × columns` cells at `origin`, in the style that the geometry says.
  ///
  /// - Precondition: at least one row and one column.
  public init(
    geometry: ArrayGeometry, windowMin: Nanometres, index: Int, rows: Int, columns: Int,
    origin: Point
  ) {
    precondition(rows >= 1 && columns >= 1, "a tile has at least one cell")
    let frame = TileFrame(
      geometry: geometry, windowMin: windowMin, index: index, rows: rows, columns: columns,
      origin: origin)
    style =
      switch geometry.measures {
      case .backplane: BackplaneTile(frame: frame)
      case .isolated(let measures): IsolatedTile(frame: frame, i: measures)
      case .crossbar(let measures): CrossbarTile(frame: frame, c: measures)
      case .hybrid1T1R(let measures): HybridTile(frame: frame, h: measures)
      }
  }

  /// Extent along x.
  public var width: Nanometres { style.width }
  /// Extent along y.
  public var height: Nanometres { style.height }

  /// One layer of the tile as arrays: a few whatever the tile's size, but for a crossbar's lines, which all differ. No two
  /// shapes of a layer touch.
  public func arrays(_ layer: MaskLayer) -> [ShapeArray] { style.arrays(layer) }

  /// Where a cell's silver and gold cross, as drawn.
  public func junction(row: Int, column: Int) -> Rectangle {
    style.junction(row: row, column: column)
  }

  /// What a cell's memristor lies between.
  public func nets(row: Int, column: Int) -> CellNets { style.nets(row: row, column: column) }

  /// Calls `body` with every piece of printed wire of the tile, line by line from the pads on.
  ///
  /// Nets are named as the shapes; a node along a line is the net's name and the row (or column) of the junction there,
  /// such as `t00_b017_003`, and the junction's end of a contact that serves one cell ends in `j`.
  public func forEachWire(_ process: Process, _ body: (PrintedWire) -> Void) {
    style.forEachWire(process, body)
  }

  /// Resistances of the wires around one cell, printed or not.
  func cellWires(_ process: Process) -> CellWires { style.cellWires(process) }

  /// The largest number of rows and columns that fit an extent, were the tile free to grow; 0 where not even one does.
  func capacity(width: Nanometres, height: Nanometres) -> (rows: Int, columns: Int) {
    style.capacity(width: width, height: height)
  }
}

extension Polygon {
  /// The corners among `points`: neither repeated nor on a straight run.
  init(removingEmptyEdges points: [Point]) {
    var corners: [Point] = []
    for point in points {
      while let last = corners.last {
        let before = corners.count >= 2 ? corners[corners.count - 2] : nil
        guard last == point || before.map({ Self.isStraight($0, last, point) }) == true else {
          break
        }
        corners.removeLast()
      }
      corners.append(point)
    }
    // The first point is a corner; the last may lie on the edge that closes the polygon.
    while corners.count >= 3,
      Self.isStraight(corners[corners.count - 2], corners[corners.count - 1], corners[0])
    {
      corners.removeLast()
    }
    self.init(corners)
  }

  private static func isStraight(_ a: Point, _ b: Point, _ c: Point) -> Bool {
    (a.x == b.x && b.x == c.x) || (a.y == b.y && b.y == c.y)
  }
}
