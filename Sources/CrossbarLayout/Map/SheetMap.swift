internal import CrossbarArray

/// A drawing of all sheets side by side, each with its tiles and what they hold, above a table of the tiles.
///
/// Millimetres are those of the sheets. It says which sheet is which; nothing is printed from it.
public struct SheetMap: Hashable, Sendable {
  /// What an area stands for.
  public enum Kind: String, Sendable, CaseIterable {
    case sheet, tile, fiducial
  }

  /// A filled outline.
  public struct Area: Hashable, Sendable {
    /// What it stands for.
    public var kind: Kind
    /// `sheet-01`, `t00`, `sheet-01-fiducial-0`: unique in the drawing.
    public var name: String
    /// Its outline on the drawing.
    public var polygon: Polygon
  }

  /// One line of text.
  public struct Text: Hashable, Sendable {
    /// What it says; no control characters.
    public var text: String
    /// Where its baseline begins, or has its middle.
    public var place: Point
    /// Height of its letters' body.
    public var size: Nanometres
    /// Whether ``place`` is the middle of the line.
    public var isCentred: Bool
  }

  /// Most tiles that the table lists; `sheets.csv` has all.
  public static let tableLimit = 500

  /// Areas, those that lie on others after them.
  public private(set) var areas: [Area] = []
  /// Texts, over all areas.
  public private(set) var texts: [Text] = []
  /// Extent along x.
  public private(set) var width: Nanometres
  /// Extent along y.
  public private(set) var height: Nanometres = 0

  /// Draws the sheets of a layout.
  public init(_ layout: PhysicalLayout) {
    let sheets = layout.sheets
    // A title of some forty letters fits above the narrowest sheet.
    let widest = max(sheets.map(\.width).max() ?? 0, 50_000_000)
    var columns = 1
    while columns * columns < sheets.count { columns += 1 }
    // Text in proportion to the drawing, on whole micrometres.
    let size = min(8_000_000, max(2_000_000, columns * widest / 60)).lowered(to: 1_000_000)
    width = max(columns * (widest + size) + size, Self.tableWidth(size: size) + 2 * size)
    var top = 0
    for (index, sheet) in sheets.enumerated() {
      if index.isMultiple(of: columns) { top = height + 2 * size }
      let corner = Point(x: size + index % columns * (widest + size), y: top)
      draw(sheet, of: layout, at: corner, size: size)
      height = max(height, corner.y + sheet.height + size)
    }
    addTable(layout, size: size)
  }

  private mutating func draw(
    _ sheet: Sheet, of layout: PhysicalLayout, at corner: Point, size: Nanometres
  ) {
    let tiles = sheet.tiles.count == 1 ? "1 tile" : "\(sheet.tiles.count) tiles"
    let extent = "\(millimetres(sheet.width)) mm × \(millimetres(sheet.height)) mm"
    write(
      "\(sheet.name): \(tiles), \(extent)", at: Point(x: corner.x, y: corner.y - size / 2), size)
    add(.sheet, sheet.name, width: sheet.width, height: sheet.height, at: corner)
    for (index, cross) in layout.fiducials(sheet).enumerated() {
      let name = "\(sheet.name)-fiducial-\(index)"
      areas.append(Area(kind: .fiducial, name: name, polygon: cross.moved(by: corner)))
    }
    for index in sheet.tiles {
      let row = SheetRow(layout, tile: index, on: sheet)
      let place = Point(x: corner.x + row.origin.x, y: corner.y + row.origin.y)
      add(.tile, row.tile, width: row.width, height: row.height, at: place)
      let (lines, size) = Self.caption(row, largest: size)
      let top = place.y + (row.height - lines.count * size * 5 / 4) / 2
      for (number, line) in lines.enumerated() {
        write(
          line, at: Point(x: place.x + row.width / 2, y: top + number * size * 5 / 4 + size),
          size, isCentred: true)
      }
    }
  }

  /// What a tile holds, in as many lines as let it be written largest.
  private static func caption(
    _ row: SheetRow, largest: Nanometres
  ) -> (lines: [String], size: Nanometres) {
    let words = [
      row.tile, shortened(row.layer, to: 24), "rows \(span(row.rows))",
      "outputs \(span(row.outputs))",
    ]
    var best = (lines: words, size: 0)
    for count in [4, 2, 1] {
      let lines = stride(from: 0, to: 4, by: 4 / count).map {
        words[$0..<$0 + 4 / count].joined(separator: ", ")
      }
      // A letter is some 0.6 of the size wide, a line 1.25 of it high.
      let longest = lines.map(\.count).max() ?? 1
      let size = min(
        row.height * 4 / (5 * count + 2), row.width * 5 / (3 * (longest + 2)), largest)
      if size > best.size { best = (lines, size) }
    }
    return best
  }

  /// Headings of the table and how many letters each column holds.
  private static let columns = [
    ("sheet", 10), ("tile", 8), ("layer", 22), ("rows", 12), ("outputs", 12), ("x mm", 10),
    ("y mm", 10), ("width mm", 10), ("height mm", 10),
  ]

  private static func tableWidth(size: Nanometres) -> Nanometres {
    columns.reduce(0) { $0 + $1.1 } * size * 3 / 5
  }

  private mutating func addTable(_ layout: PhysicalLayout, size: Nanometres) {
    func line(_ cells: [String]) {
      var x = size
      for (cell, column) in zip(cells, Self.columns) {
        write(cell, at: Point(x: x, y: height + size), size)
        x += column.1 * size * 3 / 5
      }
      height += size * 5 / 4
    }
    line(Self.columns.map(\.0))
    let rows = SheetRow.all(layout, limit: Self.tableLimit)
    for row in rows {
      line([
        "\(row.sheet)", row.tile, Self.shortened(row.layer, to: 20),
        Self.span(row.rows), Self.span(row.outputs),
        millimetres(row.origin.x), millimetres(row.origin.y), millimetres(row.width),
        millimetres(row.height),
      ])
    }
    if rows.count < layout.design.tileCount {
      line(["and \(layout.design.tileCount - rows.count) more: see sheets.csv"])
    }
    height += size
  }

  private mutating func add(
    _ kind: Kind, _ name: String, width: Nanometres, height: Nanometres, at corner: Point
  ) {
    let box = Rectangle(
      left: corner.x, top: corner.y, right: corner.x + width, bottom: corner.y + height)
    areas.append(Area(kind: kind, name: name, polygon: box.polygon))
  }

  private mutating func write(
    _ text: String, at place: Point, _ size: Nanometres, isCentred: Bool = false
  ) {
    texts.append(Text(text: text, place: place, size: size, isCentred: isCentred))
  }

  private static func span(_ range: Range<Int>) -> String {
    "\(range.lowerBound)–\(range.upperBound - 1)"
  }

  /// A name in at most `count` characters that every drawing can hold.
  private static func shortened(_ text: String, to count: Int) -> String {
    let letters = text.prefix(count + 1).map { letter in
      letter.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "?" : letter
    }
    return letters.count <= count
      ? String(letters) : String(letters.prefix(count - 1)) + "…"
  }
}
