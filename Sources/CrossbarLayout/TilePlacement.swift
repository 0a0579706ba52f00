internal import CrossbarArray
internal import CrossbarCore

/// Puts tiles on pages in order, left to right and top to bottom, around what must be kept free.
struct TilePlacement {
  private let process: Process
  private var sheets: [Sheet] = []
  private var origins: [Point] = []
  private var findings: [Diagnostic] = []
  private var refused: Set<[Int]> = []
  /// The first tile of the page being filled, and where its next tile goes.
  private var first = 0
  private var corner: Point
  /// What stands below the tiles of every page, and the height kept for it.
  private let strip: SheetFurniture?
  private let reserve: Nanometres
  /// Height of the shelf being filled, and what the page holds so far.
  private var shelf = 0
  private var extent = Point(x: 0, y: 0)

  /// - Throws: `process/strip` where no page is wide enough for what stands below the tiles.
  init(_ process: Process) throws(Diagnostics) {
    self.process = process
    strip = process.strip(sheet: 1, of: 1, title: "")
    reserve = process.stripReserve
    let room = process.substrate.maxWidth - 2 * process.substrate.margin
    if let strip, strip.width > room {
      throw Diagnostics(
        .error(
          "process/strip",
          "labels and test structures are \(millimetres(strip.width)) mm wide; the largest page holds "
            + "\(millimetres(room)) mm between its margins",
          at: .init(file: process.file, element: "substrate"),
          help: "substrate.furniture: false leaves them out"))
    }
    corner = Point(x: process.substrate.margin, y: process.substrate.margin)
  }

  private var substrate: Substrate { process.substrate }

  /// Places the next tile.
  mutating func add(_ tile: Tile, _ layout: TileLayout) {
    guard substrate.margin * 2 + layout.width <= substrate.maxWidth,
      substrate.margin * 2 + layout.height + reserve <= substrate.maxHeight
    else {
      if refused.insert([tile.rows, tile.columns]).inserted {
        findings.append(tooLarge(tile, layout))
      }
      return
    }
    if !find(layout) {
      startPage(before: tile.id.index)
      if !find(layout) {
        if refused.insert([tile.rows, tile.columns]).inserted {
          findings.append(
            .error(
              "process/keep-out",
              "what is kept out leaves no room on any page for \(tile.id.name), "
                + "\(millimetres(layout.width)) mm × \(millimetres(layout.height)) mm",
              at: .init(file: process.file, element: "substrate.keep_out")))
        }
        return
      }
    }
    origins.append(corner)
    extent.x = max(extent.x, corner.x + layout.width)
    extent.y = max(extent.y, corner.y + layout.height)
    shelf = max(shelf, layout.height)
    corner.x += layout.width + substrate.tileSpacing
  }

  /// Moves the corner to the next place of the page that holds the tile.
  private mutating func find(_ layout: TileLayout) -> Bool {
    while corner.y + layout.height <= substrate.maxHeight - substrate.margin - reserve {
      if corner.x + layout.width > substrate.maxWidth - substrate.margin {
        nextShelf()
        continue
      }
      let tile = Rectangle(
        left: corner.x, top: corner.y, right: corner.x + layout.width,
        bottom: corner.y + layout.height)
      guard
        let obstacle = substrate.keepOut.first(where: {
          $0.left < tile.right && tile.left < $0.right && $0.top < tile.bottom
            && tile.top < $0.bottom
        })
      else { return true }
      corner.x = onGrid(obstacle.right, .x)
    }
    return false
  }

  private mutating func nextShelf() {
    corner.x = substrate.margin
    if shelf > 0 {
      corner.y += shelf + substrate.tileSpacing
      shelf = 0
    } else {
      // Nothing stood here for what is kept out: down to where the next of it ends.
      let ends = substrate.keepOut.map { onGrid($0.bottom, .y) }.filter { $0 > corner.y }
      corner.y = ends.min() ?? substrate.maxHeight
    }
  }

  /// The next coordinate from which drops of every layer are counted alike.
  private func onGrid(_ coordinate: Nanometres, _ axis: Axis) -> Nanometres {
    let step = process.commonSpacing(axis)
    let from = coordinate - substrate.margin
    return substrate.margin + (from + step - 1) / step * step
  }

  private mutating func startPage(before tile: Int) {
    closePage(upTo: tile)
    first = tile
    corner = Point(x: substrate.margin, y: substrate.margin)
    shelf = 0
    extent = Point(x: 0, y: 0)
  }

  private mutating func closePage(upTo tile: Int) {
    if tile == first { return }
    // The strip stands on the grid of every layer; windows may end beside it.
    let below = strip == nil ? extent.y : onGrid(extent.y, .y) + reserve
    let right = max(extent.x, substrate.margin + (strip?.width ?? 0))
    sheets.append(
      Sheet(
        number: sheets.count + 1, tiles: first..<tile, width: right + substrate.margin,
        height: below + substrate.margin))
  }

  /// The pages, and the corner of every tile.
  consuming func finish() throws(Diagnostics) -> (sheets: [Sheet], origins: [Point]) {
    try findings.throwIfErrors()
    closePage(upTo: origins.count)
    if let count = substrate.count, sheets.count > count {
      throw Diagnostics(
        .error(
          "process/pages", "the tiles take \(sheets.count) pages; there are \(count)",
          at: .init(file: process.file, element: "substrate.count")))
    }
    return (sheets, origins)
  }

  private func tooLarge(_ tile: Tile, _ layout: TileLayout) -> Diagnostic {
    let (rows, columns) = PhysicalLayout.largestTile(process)
    return .error(
      "process/tile-size",
      "a tile of \(tile.rows) rows and \(tile.columns) columns, \(tile.id.name), is "
        + "\(millimetres(layout.width)) mm × \(millimetres(layout.height)) mm; with its margins"
        + (strip == nil
          ? "" : " and \(millimetres(reserve)) mm of labels and test structures below")
        + " it does not fit the largest page, \(millimetres(substrate.maxWidth)) mm × "
        + "\(millimetres(substrate.maxHeight)) mm",
      at: .init(file: process.file, element: "substrate"),
      help: "at most \(rows) rows and \(columns) columns fit: make the tiles smaller")
  }
}

extension Process {
  /// The least distance that is a whole number of drops of every layer along an axis.
  func commonSpacing(_ axis: Axis) -> Nanometres {
    printedLayers.compactMap { ink($0)?.spacing(axis) }.reduce(1, leastCommonMultiple)
  }

  /// The least distance that is a whole number of drops of every layer along x and along y.
  var commonSpacing: Nanometres { leastCommonMultiple(commonSpacing(.x), commonSpacing(.y)) }
}

private func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return a / x * b
}
