import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import CrossbarTemplates
import Foundation
import Testing

/// Drops with a spacing along x of its own: rasters, job and rules, judged by KLayout, Pillow and by hand.
@Suite struct DropSpacingTests {
  static let python = RasterTests.python

  /// Changes that put the geometry on a grid of x × y µm.
  static func changes(_ x: Int, _ y: Int) -> [(String, String)] {
    var changes = [("drop_spacing_um: 25", "drop_spacing_um: { x: \(x), y: \(y) }")]
    if x == 20 {
      changes += [
        ("neck_width_um: 50", "neck_width_um: 80"),
        ("finger_overhang_um: 75", "finger_overhang_um: 80"),
        ("window_to_landing_pad_um: 250", "window_to_landing_pad_um: 260"),
        ("bit_line_width_um: 100", "bit_line_width_um: 120"),
      ]
    }
    if y == 10 {
      changes += [
        ("finger_width_um: 50", "finger_width_um: 60"),
        ("neck_overhang_um: 75", "neck_overhang_um: 80"),
      ]
    }
    if y == 20 {
      changes += [
        ("finger_width_um: 50", "finger_width_um: 80"),
        ("neck_overhang_um: 75", "neck_overhang_um: 80"),
        ("bottom_line_width_um: 100", "bottom_line_width_um: 120"),
        ("row_pitch_um: 300", "row_pitch_um: 320"),
        ("window_to_bit_pad_um: 250", "window_to_bit_pad_um: 260"),
      ]
    }
    if x == 20 || y == 20 { changes.append(("fiducial_bar_um: 100", "fiducial_bar_um: 200")) }
    return changes
  }

  static func fixture(_ x: Int, _ y: Int, _ more: [(String, String)] = []) throws -> MaskFixture {
    try MaskFixture(
      [(4, 3), (2, 3)], bits: 3, limit: TileLimit(rows: 4, columns: 7),
      changes: changes(x, y) + more)
  }

  func expectRight(_ fixture: MaskFixture, shrink: String) throws {
    let rasters = try fixture.rasters()
    #expect(rasters.findings == [])
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(PrintJobCheck.compare(job, rasters: rasters, layout: fixture.layout) == [])
    let masks = try MaskReader.readShapes(folder: fixture.folder)
    let grid = RuleCheck.findings(masks.sheets, fixture.layout.process).filter { $0.rule == .grid }
    #expect(grid.isEmpty, "\(grid)")
    guard Self.python != nil else { return }
    let (status, output) = try RasterTests().judge(fixture, shrink: shrink)
    #expect(status == 0, "\(output)")
    #expect(output.contains("au-top ink="))
  }

  @Test(
    .enabled(
      if: python != nil,
      "SPACINGS NOT CHECKED: set DENDRITE_PYTHON to a Python that has klayout, numpy and Pillow"),
    arguments: [
      (25, 10, "5"), (25, 20, "5"), (20, 25, "5"), (25, 10, "9.5"), (20, 25, "-2.5"),
    ])
  func noPixelIsWrong(_ x: Int, _ y: Int, _ spread: String) throws {
    let fixture = try Self.fixture(x, y, [("spread_um: 5", "spread_um: \(spread)")])
    try expectRight(fixture, shrink: spread)
    #expect(fixture.warnings.map(\.id) == Array(repeating: "pattern/spacing", count: 3))
    let sheet = "\(fixture.folder)/masks/sheet-01"
    #expect(
      try !FileManager.default.contentsOfDirectory(atPath: sheet).contains { $0.hasSuffix(".ptn") })
  }

  @Test func labelsAndTestStructuresLieOnBothGrids() throws {
    let fixture = try Self.fixture(25, 20, [("furniture: false", "furniture: true")])
    try expectRight(fixture, shrink: "5")
  }

  @Test func oneLayerMayHaveASpacingOfItsOwn() throws {
    let fixture = try MaskFixture(
      [(4, 3), (2, 3)], bits: 3, limit: TileLimit(rows: 4, columns: 7),
      changing: ("drop_spacing_um: 25 # divides", "drop_spacing_um: { x: 25, y: 10 } # divides"),
      ("finger_width_um: 50", "finger_width_um: 100"))
    try expectRight(fixture, shrink: "5")
    #expect(fixture.warnings.map(\.id) == ["pattern/spacing"])
    #expect(fixture.warnings[0].location?.element == "layers.ag_bottom.drop_spacing_um")
    let svg = try fixture.lines("ag-bottom").joined()
    #expect(svg.contains("drop-spacing-x-um=\"25\" drop-spacing-y-um=\"10\""))
    #expect(try fixture.lines("au-top").joined().contains("drop-spacing-um=\"25\""))
    let job = try PrintJobReader.read(folder: fixture.folder)
    let prints = job.steps.filter { $0.name == "print" }
    #expect(prints.map { $0.text("no-pattern") != nil } == [true, false, false])
    // asin(10 / 254) and asin(25 / 254) in degrees: the spacing across the direction of printing.
    #expect(prints.map { $0.text("head-angle-deg") } == ["2.26", "5.65", "5.65"])
  }

  /// Half a spacing of 25 µm divides what 25 µm divide, in every style.
  @Test(
    .enabled(if: python != nil, "SPACINGS NOT CHECKED: set DENDRITE_PYTHON"),
    arguments: LayoutStyleTests.Style.allCases, [("12.5", "25"), ("25", "5")])
  func everyStyleTakesTwoSpacings(
    _ style: LayoutStyleTests.Style, _ spacing: (x: String, y: String)
  ) throws {
    let fixture = try MaskFixture(
      [(4, 3)], bits: 2, limit: TileLimit(rows: 5, columns: 6),
      changes: style.changes + [
        ("drop_spacing_um: 25", "drop_spacing_um: { x: \(spacing.x), y: \(spacing.y) }")
      ])
    try expectRight(fixture, shrink: "5")
  }

  @Test func aPatternThatNobodyCanPrintIsFound() throws {
    let fixture = try Self.fixture(25, 10)
    let sheet = "\(fixture.folder)/masks/sheet-01"
    try FileManager.default.copyItem(atPath: "\(sheet)/au-top.svg", toPath: "\(sheet)/au-top.ptn")
    let found = try fixture.rasters().findings
    #expect(found.map(\.id) == ["pattern/unexpected"])
    #expect(found.first?.location?.file == "masks/sheet-01/au-top.ptn")
  }

  @Test func aBiasMovesEdgesOnTopOfTheSpread() throws {
    func fixture(_ bias: String, _ compensation: String) throws -> MaskFixture {
      try RasterTests.fixture(
        spacing: 5, spread: "5\n    print_bias_um: \(bias)", compensation: compensation, odd: false)
    }
    let inwards = try fixture("3", "spread")
    try expectRight(inwards, shrink: "8")
    try expectRight(fixture("2.6", "none"), shrink: "2.6")
    try expectRight(fixture("-8", "spread"), shrink: "-3")
    let text = try String(
      contentsOfFile: "\(inwards.folder)/masks/print-job.xml", encoding: .utf8)
    #expect(text.contains("shrink-um=\"8\" print-bias-um=\"3\""))
  }

  @Test func aBitmapOfTheOtherSpacingIsRefused() throws {
    let fixture = try Self.fixture(25, 10)
    let path = "\(fixture.folder)/masks/sheet-01/au-top.bmp"
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes.replaceSubrange(42..<46, with: bytes[38..<42])
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(try fixture.rasters().findings.map(\.id) == ["raster/resolution"])
    if Self.python != nil { #expect(try RasterTests().judge(fixture, shrink: "5").status != 0) }
  }

  @Test func theRulesSeeAnEdgeOffTheFinerOrCoarserGrid() throws {
    let fixture = try Self.fixture(25, 10)
    // 10 µm along y are a drop, along x they are not.
    for (x, y, isWrong) in [(0.0, 0.01, false), (0.01, 0.0, true), (0.0, 0.005, true)] {
      var lines = try fixture.lines("au-top")
      let index = try #require(lines.firstIndex { $0.contains("id=\"t00_b001\"") })
      let before = lines[index]
      lines[index] = try shifted(lines[index], x: x, y: y)
      try fixture.write(lines, to: "au-top")
      let masks = try MaskReader.readShapes(folder: fixture.folder)
      let grid = RuleCheck.findings(masks.sheets, fixture.layout.process)
        .filter { $0.rule == .grid && $0.shapes == ["t00_b001"] }
      #expect(grid.isEmpty != isWrong)
      if isWrong { #expect(grid.first?.message.hasSuffix("along \(x > 0 ? "x" : "y")") == true) }
      lines[index] = before
      try fixture.write(lines, to: "au-top")
    }
  }
}
