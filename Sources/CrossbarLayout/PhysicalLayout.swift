public import CrossbarArray
public import CrossbarCore

/// One page: a substrate of its own.
public struct Sheet: Hashable, Sendable {
  /// Counted from 1.
  public var number: Int
  /// The tiles it holds.
  public var tiles: Range<Int>
  public var width: Nanometres
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
  public let design: CrossbarDesign
  public let process: Process
  public let sheets: [Sheet]
  /// Upper left corner of each tile on its page.
  public let origins: [Point]

  /// Places all tiles.
  ///
  /// - Throws: `process/tile-size` for each size of tile that no page can hold.
  public init(design: CrossbarDesign, process: Process) throws(Diagnostics) {
    self.design = design
    self.process = process
    let substrate = process.substrate
    var sheets: [Sheet] = []
    var origins: [Point] = []
    var findings: [Diagnostic] = []
    var refused: Set<[Int]> = []
    var first = 0
    var corner = Point(x: substrate.margin, y: substrate.margin)
    var shelf = 0
    var extent = Point(x: 0, y: 0)
    for tile in design.tiles {
      let layout = Self.tileLayout(tile, process: process, origin: corner)
      if substrate.margin * 2 + layout.width > substrate.maxWidth
        || substrate.margin * 2 + layout.height > substrate.maxHeight
      {
        if refused.insert([tile.rows, tile.columns]).inserted {
          findings.append(Self.tooLarge(tile, layout, process))
        }
        continue
      }
      if corner.x + layout.width > substrate.maxWidth - substrate.margin {
        corner = Point(x: substrate.margin, y: corner.y + shelf + substrate.tileSpacing)
        shelf = 0
      }
      if corner.y + layout.height > substrate.maxHeight - substrate.margin {
        sheets.append(Self.sheet(sheets.count + 1, first..<tile.id.index, extent, substrate))
        first = tile.id.index
        corner = Point(x: substrate.margin, y: substrate.margin)
        shelf = 0
        extent = Point(x: 0, y: 0)
      }
      origins.append(corner)
      extent.x = max(extent.x, corner.x + layout.width)
      extent.y = max(extent.y, corner.y + layout.height)
      shelf = max(shelf, layout.height)
      corner.x += layout.width + substrate.tileSpacing
    }
    try findings.throwIfErrors()
    if first < design.tileCount {
      sheets.append(Self.sheet(sheets.count + 1, first..<design.tileCount, extent, substrate))
    }
    self.sheets = sheets
    self.origins = origins
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
  public func fiducialCentres(_ sheet: Sheet) -> [Point] {
    let inset = process.substrate.margin / 2
    let size = process.geometry.fiducialSize
    return [
      Point(x: inset, y: inset), Point(x: sheet.width - inset, y: inset),
      Point(x: inset, y: sheet.height - inset - size),
    ]
  }

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

  private static func sheet(
    _ number: Int, _ tiles: Range<Int>, _ extent: Point, _ substrate: Substrate
  ) -> Sheet {
    Sheet(
      number: number, tiles: tiles, width: extent.x + substrate.margin,
      height: extent.y + substrate.margin)
  }

  private static func tooLarge(
    _ tile: Tile, _ layout: TileLayout, _ process: Process
  ) -> Diagnostic {
    let (substrate, g) = (process.substrate, process.geometry)
    let width = substrate.maxWidth - 2 * substrate.margin - 2 * g.pairReach
    let height =
      substrate.maxHeight - 2 * substrate.margin - g.windowTop - 2 * g.windowBeyondRow
    let columns = width < 0 ? 0 : 2 * (width / g.pairPitch + 1)
    let rows = height < 0 ? 0 : height / g.rowPitch + 1
    return .error(
      "process/tile-size",
      "a tile of \(tile.rows) rows and \(tile.columns) columns, \(tile.id.name), is "
        + "\(millimetres(layout.width)) mm × \(millimetres(layout.height)) mm; with its margins it "
        + "does not fit the largest page, \(millimetres(substrate.maxWidth)) mm × "
        + "\(millimetres(substrate.maxHeight)) mm",
      at: .init(file: process.file, element: "substrate"),
      help: "at most \(rows) rows and \(columns) columns fit: make the tiles smaller")
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
