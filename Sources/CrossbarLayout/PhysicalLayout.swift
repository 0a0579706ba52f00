public import CrossbarArray
public import CrossbarCore

/// One page: a substrate of its own.
public struct Sheet: Hashable, Sendable {
  /// Counted from 1.
  public var number: Int
  /// The tiles it holds.
  public var tiles: Range<Int>
  /// Extent along x.
  public var width: Nanometres
  /// Extent along y.
  public var height: Nanometres

  /// `sheet-01`, the name of its folder.
  public var name: String { Self.name(number) }

  /// The name of a page by its number.
  public static func name(_ number: Int) -> String {
    number < 10 ? "sheet-0\(number)" : "sheet-\(number)"
  }
}

/// The tiles of a design placed on pages in order, left to right and top to bottom.
///
/// Only the corner of each tile is kept; every shape is a closed form of its cell, see ``TileLayout``.
public struct PhysicalLayout: Hashable, Sendable {
  /// What is laid out.
  public let design: CrossbarDesign
  /// How it is printed.
  public let process: Process
  /// The pages in order.
  public let sheets: [Sheet]
  /// Upper left corner of each tile on its page.
  public let origins: [Point]
  /// What stands on each page beside its tiles.
  let furniture: [PageFurniture]

  /// Places all tiles.
  ///
  /// - Parameter title: what the pages are labelled with beside their layers; any text.
  /// - Throws: `process/tile-size` for each size of tile that no page can hold; `process/pages` where there are too few.
  public init(
    design: CrossbarDesign, process: Process, title: String = ""
  ) throws(Diagnostics) {
    self.design = design
    self.process = process
    var placement = try TilePlacement(process)
    for tile in design.tiles {
      placement.add(tile, Self.tileLayout(tile, process: process, origin: Point(x: 0, y: 0)))
    }
    let (sheets, origins) = try placement.finish()
    self.sheets = sheets
    self.origins = origins
    furniture = sheets.map { PageFurniture($0, of: sheets.count, process, title: title) }
  }

  /// The largest tile that a page of the process holds inside its margins, 0 rows and columns where it holds none.
  ///
  /// Rows and columns of style `crossbar` contend for the same room, whose square is then the answer.
  public static func largestTile(_ process: Process) -> (rows: Int, columns: Int) {
    let substrate = process.substrate
    return TileLayout(
      geometry: process.geometry, windowMin: process.rules.windowMin, index: 0, rows: 1,
      columns: 1, origin: Point(x: 0, y: 0)
    ).capacity(
      width: substrate.maxWidth - 2 * substrate.margin,
      height: substrate.maxHeight - 2 * substrate.margin - process.stripReserve)
  }

  /// The shapes of a tile on its page.
  public func tile(_ index: Int) -> TileLayout {
    Self.tileLayout(design.tile(index), process: process, origin: origins[index])
  }

  /// Where a cell's junction stands on its page.
  public func junction(_ cell: CellID) -> Rectangle {
    tile(cell.tile).junction(row: cell.row, column: cell.column)
  }

  /// The sheet that holds a tile.
  public func sheet(of tile: Int) -> Sheet? { sheets.first { $0.tiles.contains(tile) } }

  /// The crosses by which later layers find the first: at three corners of the page and in no mirrored or turned
  /// position of one another.
  public func fiducials(_ sheet: Sheet) -> [Polygon] {
    let geometry = process.geometry
    return fiducialCentres(sheet).map {
      Self.cross(size: geometry.fiducialSize, bar: geometry.fiducialBar).moved(by: $0)
    }
  }

  /// Centres of the fiducial crosses of a page.
  public func fiducialCentres(_ sheet: Sheet) -> [Point] { process.fiducialCentres(sheet) }

  private static func cross(size: Nanometres, bar: Nanometres) -> Polygon {
    let (a, b) = (bar / 2, size / 2)
    return Polygon(
      [
        (-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a),
        (-b, -a), (-a, -a),
      ].map { Point(x: $0.0, y: $0.1) })
  }

  private static func tileLayout(_ tile: Tile, process: Process, origin: Point) -> TileLayout {
    TileLayout(
      geometry: process.geometry, windowMin: process.rules.windowMin, index: tile.id.index,
      rows: tile.rows, columns: tile.columns, origin: origin)
  }
}

/// A length in millimetres without trailing zeros, such as `12.05`.
public func millimetres(_ length: Nanometres) -> String { decimal(length, places: 6) }

/// A length in micrometres without trailing zeros, such as `35.5`.
public func micrometres(_ length: Nanometres) -> String { decimal(length, places: 3) }

private func decimal(_ length: Nanometres, places: Int) -> String {
  var scale = 1
  for _ in 0..<places { scale *= 10 }
  let (whole, rest) = length.magnitude.quotientAndRemainder(dividingBy: UInt(scale))
  var text = (length < 0 ? "-" : "") + String(whole)
  if rest > 0 {
    let digits = String(rest)
    text += "." + String(repeating: "0", count: places - digits.count) + digits
    while text.hasSuffix("0") { text.removeLast() }
  }
  return text
}
