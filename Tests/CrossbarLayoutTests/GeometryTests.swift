import CrossbarArray
import CrossbarCore
import CrossbarLayout
import Testing

/// Numbers worked out by hand from the measures of `process.yaml`.
@Suite struct GeometryTests {
  func layout(
    _ layers: [(inputs: Int, outputs: Int)], limit: TileLimit = TileLimit()
  ) throws -> PhysicalLayout {
    let design = CrossbarDesign(
      layers: layers.map { ("layer", $0.inputs, $0.outputs) }, bits: 3, limit: limit)
    return try PhysicalLayout(design: design, process: parse())
  }

  func rectangle(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int) -> Rectangle {
    Rectangle(left: left * 1000, top: top * 1000, right: right * 1000, bottom: bottom * 1000)
  }

  /// A shape of the first page by its name.
  func shape(_ layout: PhysicalLayout, _ name: String) -> Polygon {
    var found = Rectangle(left: 0, top: 0, right: 0, bottom: 0).polygon
    for layer in layout.process.layers {
      layout.forEachShape(layer, on: layout.sheets[0]) { if $0 == name { found = $1 } }
    }
    return found
  }

  func bitLine(_ layout: PhysicalLayout) -> Polygon { shape(layout, "t00_b000") }

  @Test func shapesOfATileStandWhereTheDrawingSays() throws {
    let layout = try layout([(20, 20)])
    let tile = layout.tile(0)
    // The margin, half a pair's reach (1000 + 250 + 200 µm) and the offset of 500 µm: 5000 + 1450 − 500.
    // Pad, pad to window, window to row: 5000 + 600 + 250 + 300.
    #expect(tile.junction(row: 0, column: 0) == rectangle(5925, 6125, 5975, 6175))
    #expect(tile.junction(row: 20, column: 0) == rectangle(5925, 12125, 5975, 12175))
    #expect(tile.junction(row: 0, column: 1) == rectangle(6925, 6125, 6975, 6175))
    #expect(tile.junction(row: 2, column: 59) == rectangle(93925, 6725, 93975, 6775))
    #expect(shape(layout, "t00_b000_pad") == rectangle(5650, 5000, 6250, 5600).polygon)
    // 20 pitches and 300 µm at either end.
    #expect(shape(layout, "t00_m000") == rectangle(5450, 5850, 7450, 12450).polygon)
    #expect(shape(layout, "t00_m029") == rectangle(92450, 5850, 94450, 12450).polygon)
    // Finger, line, pad of the right-hand column of the first pair.
    #expect(
      shape(layout, "t00_r000_c001_ag").points
        == [
          (6850, 6125), (7050, 6125), (7050, 6100), (7700, 6100), (7700, 6050), (7900, 6050),
          (7900, 6250), (7700, 6250), (7700, 6200), (7050, 6200), (7050, 6175), (6850, 6175),
        ].map { Point(x: $0.0 * 1000, y: $0.1 * 1000) })
    // Mirrored about the axis at 6450.
    #expect(
      shape(layout, "t00_r000_c000_ag").points.map { 2 * 6_450_000 - $0.x }
        == shape(layout, "t00_r000_c001_ag").points.map(\.x))
    #expect((tile.width, tile.height) == (89_900_000, 7_450_000))
    #expect((layout.sheets[0].width, layout.sheets[0].height) == (99_900_000, 17_450_000))
  }

  @Test func aBitLineNecksAtEveryRow() throws {
    let line = bitLine(try layout([(1, 1)]))
    let corners = [
      (5900, 5400), (6000, 5400), (6000, 6050), (5975, 6050), (5975, 6250), (6000, 6250),
      (6000, 6350), (5975, 6350), (5975, 6550), (6000, 6550), (6000, 6600), (5900, 6600),
      (5900, 6550), (5925, 6550), (5925, 6350), (5900, 6350), (5900, 6250), (5925, 6250),
      (5925, 6050), (5900, 6050),
    ]
    #expect(line.points == corners.map { Point(x: $0.0 * 1000, y: $0.1 * 1000) })
    // 650 × 100, 2 × 200 × 50, 100 × 100, 50 × 100 µm².
    #expect(line.area == 100_000 * 1_000_000)
  }

  @Test func fewRowsAndALoneColumnKeepTheSmallestWindow() throws {
    let layout = try layout([(1, 1)])
    let tile = layout.tile(0)
    #expect(tile.columns == 3 && tile.rows == 2)
    #expect(shape(layout, "t00_m001") == rectangle(8450, 5850, 10450, 7850).polygon)
    #expect(layout.shapeCount(.mos2Window, on: layout.sheets[0]) == 2)
  }

  @Test func equalWidthsLeaveNoEmptyEdges() throws {
    let process = try parse([
      ("finger_width_um", "100"), ("neck_width_um", "100"), ("row_pitch_um", "400"),
    ])
    let design = CrossbarDesign(layers: [("layer", 3, 1)], bits: 1, limit: TileLimit())
    let layout = try PhysicalLayout(design: design, process: process)
    #expect(bitLine(layout).points.count == 4)
    #expect(shape(layout, "t00_r000_c000_ag").points.count == 8)
  }

  /// Arrays are another way to say the same shapes, and as few whatever the size.
  @Test func arraysHoldEveryShapeOnce() throws {
    for layers in [[(20, 20)], [(1, 1)], [(7, 5), (300, 30), (3, 3)]] {
      let layout = try layout(layers.map { (inputs: $0.0, outputs: $0.1) })
      for sheet in layout.sheets {
        for layer in MaskLayer.allCases {
          var stated: [[Point]] = []
          layout.forEachShape(layer, on: sheet) { stated.append($1.points) }
          let arrays = layout.arrays(layer, on: sheet)
          var repeated: [[Point]] = []
          var outlines: [String: Polygon] = [:]
          for array in arrays {
            for column in 0..<array.columns {
              for row in 0..<array.rows {
                repeated.append(array.polygon(column: column, row: row).points)
              }
            }
            let corner = array.polygon.points[0]
            let outline = array.polygon.moved(by: Point(x: -corner.x, y: -corner.y))
            #expect(outlines[array.name, default: outline] == outline, "\(array.name)")
            outlines[array.name] = outline
          }
          func sorted(_ shapes: [[Point]]) -> [[Int]] {
            shapes.map { $0.flatMap { [$0.x, $0.y] } }.sorted { $0.lexicographicallyPrecedes($1) }
          }
          #expect(sorted(repeated) == sorted(stated))
          #expect(arrays.count <= 3 + 2 * sheet.tiles.count)
        }
      }
    }
  }

  @Test func wiringCountsSquares() throws {
    let wiring = try parse().wiring()
    // A step from 50 to 100 µm, by Hall's formula: (2.5 ln 3 − 2 ln(2 / 0.75)) / 2π. One from 100 to 200 µm is the same.
    let step = 0.124_916
    // Gold 5 Ω/sq in 4 passes. Neck 200 / 50, wide 100 / 100: 5 squares and two steps.
    #expect(abs(wiring.bitLineSegment.value - (5 + 2 * step) * 1.25) < 1e-5)
    // Half a square of silver pad; 450 / 100, a step and half a neck, 100 / 50, of gold.
    #expect(abs(wiring.bitLineLead.value - (0.15 + (6.5 + step) * 1.25)) < 1e-5)
    // Silver: finger 100 / 50, line 650 / 100, half a landing pad 100 / 200, two steps.
    #expect(abs(wiring.bottomContact.value - (9 + 2 * step) * 0.3) < 1e-5)
    #expect(wiring.driver == Ohms(10))
    #expect(wiring.sourceLineLead == Ohms(1))
    #expect(wiring.sourceLineSegment == Ohms(1))
    #expect(wiring.transistor.wordLineVoltage == Volts(10))
  }

  @Test func dropsCoverTheDrawnArea() throws {
    let layout = try layout([(20, 20)])
    let sheet = layout.sheets[0]
    // An island: 200 × 50, 650 × 100 and 200 × 200 µm² = 184 drops of 25 µm; a cross 2 × 1000 × 100 − 100² = 304.
    #expect(layout.drops(.agBottom, on: sheet) == 21 * 60 * 184 + 3 * 304)
    // 600 × 600 µm².
    #expect(layout.drops(.agPad, on: sheet) == 60 * 576)
    // 450 + 200 µm above the first neck, 21 necks, 20 wide parts, 50 µm below the last; four passes.
    #expect(
      layout.drops(.auTop, on: sheet) == 60 * 4 * (65_000 + 21 * 10_000 + 20 * 10_000 + 5_000) / 625
    )
    #expect(layout.drops(.mos2Window, on: sheet) == 0)
    #expect(layout.area(.mos2Window, on: sheet) == 30 * 2_000_000 * 6_600_000)
  }

  @Test func theLargestTileFitsAPageAndManyTakeSeveral() throws {
    let design = CrossbarDesign(
      layers: [("layer", 1023, 512)], bits: 1, limit: TileLimit())
    let layout = try PhysicalLayout(design: design, process: parse())
    #expect(design.cellCount == 524_288)
    // 63 × 3000 + 2900 µm wide, 600 + 250 + 127 × 300 + 600 µm high: seven fit 305 mm with 2 mm between.
    #expect(layout.tile(0).width == 191_900_000)
    #expect(layout.tile(0).height == 39_550_000)
    #expect(layout.sheets.map(\.tiles) == [0..<7, 7..<14, 14..<21, 21..<28, 28..<32])
    #expect(layout.sheets.allSatisfy { $0.width <= 210_000_000 && $0.height <= 315_000_000 })
    #expect(layout.sheets.map(\.name).last == "sheet-05")
  }

  @Test func tilesOfAPageKeepTheirDistance() throws {
    let layout = try layout(
      [(30, 9), (7, 40), (100, 3), (2, 2)], limit: TileLimit(rows: 16, columns: 20))
    for sheet in layout.sheets {
      for a in sheet.tiles {
        for b in sheet.tiles where b > a {
          let (p, q) = (layout.tile(a), layout.tile(b))
          let apart =
            p.origin.x + p.width + 2_000_000 <= q.origin.x
            || q.origin.x + q.width + 2_000_000 <= p.origin.x
            || p.origin.y + p.height + 2_000_000 <= q.origin.y
            || q.origin.y + q.height + 2_000_000 <= p.origin.y
          #expect(apart, "\(p.id.name) and \(q.id.name)")
        }
      }
    }
  }

  @Test func aTileWiderThanThePageIsRefused() throws {
    let process = try parse([("max_width_mm", "40")])
    let design = CrossbarDesign(
      layers: [("layer", 3, 10), ("layer", 3, 3)], bits: 3, limit: TileLimit())
    let error = #expect(throws: Diagnostics.self) {
      try PhysicalLayout(design: design, process: process)
    }
    #expect(error?.all.map(\.id) == ["process/tile-size"])
    // 40 − 10 − 2.9 mm hold nine pitches of 3 mm: ten pairs.
    #expect(error?.all.first?.help?.contains("20 columns") == true)
    #expect(
      error?.all.first?.message.hasPrefix(
        "a tile of 4 rows and 30 columns, t00, is 44.9 mm × 2.85 mm") == true)
  }

  @Test func noTileLiesWhereThePageIsKeptFree() throws {
    var process = try parse()
    let design = CrossbarDesign(
      layers: [("layer", 15, 8), ("layer", 15, 8)], bits: 3, limit: TileLimit(rows: 4, columns: 6))
    // A bar across the page, a clamp at the left edge, and a flaw that lies on no grid.
    let kept = [
      rectangle(0, 15_000, 210_000, 20_000), rectangle(0, 20_000, 16_000, 60_000),
      rectangle(40_003, 4_001, 40_013, 9_017),
    ]
    let free = try PhysicalLayout(design: design, process: process)
    process.substrate.keepOut = kept
    let layout = try PhysicalLayout(design: design, process: process)
    var moved = 0
    for index in 0..<design.tileCount {
      let tile = layout.tile(index)
      let (x, y) = (tile.origin.x, tile.origin.y)
      for area in kept {
        #expect(
          x + tile.width <= area.left || area.right <= x || y + tile.height <= area.top
            || area.bottom <= y)
      }
      #expect((x - 5_000_000).isMultiple(of: 25_000) && (y - 5_000_000).isMultiple(of: 25_000))
      if tile.origin != free.tile(index).origin { moved += 1 }
    }
    #expect(moved > 0)
    process.substrate.keepOut = [rectangle(0, 0, 210_000, 315_000)]
    let error = #expect(throws: Diagnostics.self) {
      try PhysicalLayout(design: design, process: process)
    }
    #expect(error?.all.first?.id == "process/keep-out")
  }

  @Test func morePagesThanThereAreAreRefused() throws {
    var process = try parse()
    let design = CrossbarDesign(layers: [("layer", 1023, 512)], bits: 1, limit: TileLimit())
    process.substrate.count = 5
    #expect(try PhysicalLayout(design: design, process: process).sheets.count == 5)
    process.substrate.count = 4
    let error = #expect(throws: Diagnostics.self) {
      try PhysicalLayout(design: design, process: process)
    }
    #expect(error?.all.map(\.message) == ["the tiles take 5 pages; there are 4"])
  }

  @Test func aStyleIsSetInTheTextAndEverythingElseKept() throws {
    let text = processText()
    let set = try ProcessFile.setting(style: .hybrid1T1R, in: text, file: "p.yaml")
    let (before, after) = (text.split(separator: "\n"), set.split(separator: "\n"))
    let changed = zip(before, after).filter { $0 != $1 }
    #expect(before.count == after.count && changed.count == 1)
    #expect(changed[0].1.hasPrefix("  style: hybrid-1t1r # or isolated"))
    #expect(try ProcessFile.parse(set, file: "p.yaml").geometry.style == .hybrid1T1R)
    let without = text.replacing("  style: backplane", with: "  # style: backplane")
    let added = try ProcessFile.setting(style: .crossbar, in: without, file: "p.yaml")
    #expect(try ProcessFile.parse(added, file: "p.yaml").geometry.style == .crossbar)
    #expect(throws: Diagnostics.self) {
      try ProcessFile.setting(style: .crossbar, in: "geometry: {}\n", file: "p.yaml")
    }
  }
}
