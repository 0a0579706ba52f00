import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarTemplates
import CrossbarXML
import Foundation
import Testing

/// Rasters and pattern files against KLayout, Pillow and schemas.
@Suite struct RasterTests {
  static let python = Tool.python

  static func fixture(
    spacing: Int, spread: String, compensation: String = "spread", odd: Bool = true
  ) throws -> MaskFixture {
    let widths = spacing == 10 ? ("60", "80") : ("50", "75")
    let changes = [
      ("drop_spacing_um: 25", "drop_spacing_um: \(spacing)\n    compensation: \(compensation)"),
      ("spread_um: 5", "spread_um: \(spread)"),
      // 10 µm do not divide half of 50 µm.
      ("finger_width_um: 50", "finger_width_um: \(widths.0)"),
      ("neck_width_um: 50", "neck_width_um: \(widths.0)"),
      ("finger_overhang_um: 75", "finger_overhang_um: \(widths.1)"),
      ("neck_overhang_um: 75", "neck_overhang_um: \(widths.1)"),
    ]
    return odd
      ? try MaskFixture(
        [(4, 3), (2, 3)], bits: 3, limit: TileLimit(rows: 4, columns: 7), changes: changes)
      : try MaskFixture([(1, 1)], bits: 3, limit: TileLimit(), changes: changes)
  }

  func judge(
    _ fixture: MaskFixture, shrink: String, mayKeep: Bool = false
  ) throws -> (status: Int32, output: String) {
    let script = try #require(Bundle.module.path(forResource: "raster_check", ofType: "py"))
    return try Tool.run(
      #require(Tool.find("env")),
      [
        "SPREAD_UM=\(shrink)", #require(Self.python), script, "\(fixture.folder)/masks",
        mayKeep ? "--may-keep" : "",
      ])
  }

  @Test(
    .enabled(
      if: python != nil,
      "RASTERS NOT CHECKED: set DENDRITE_PYTHON to a Python that has klayout, numpy and Pillow"),
    arguments: [
      (25, "5"), (10, "5"), (5, "5"), (10, "15"), (5, "12.3"), (5, "15"), (25, "12.5"),
      (10, "-10"), (25, "0"),
    ])
  func noPixelIsWrong(_ spacing: Int, _ spread: String) throws {
    let fixture = try Self.fixture(spacing: spacing, spread: spread, odd: spacing == 25)
    let (status, output) = try judge(fixture, shrink: spread)
    #expect(status == 0, "\(output)")
    #expect(output.contains("au-top ink="))
    #expect(fixture.warnings == [])
  }

  @Test(.enabled(if: python != nil, "RASTERS NOT CHECKED: set DENDRITE_PYTHON"))
  func withoutCompensationTheDrawnShapesArePrinted() throws {
    let fixture = try Self.fixture(spacing: 10, spread: "20", compensation: "none", odd: false)
    let (status, output) = try judge(fixture, shrink: "0")
    #expect(status == 0, "\(output)")
    #expect(try judge(fixture, shrink: "20").status == 1)
  }

  @Test(.enabled(if: python != nil, "RASTERS NOT CHECKED: set DENDRITE_PYTHON"))
  func aThinLineIsKeptAndNamed() throws {
    // 50 µm less 2 × 20 µm leaves 20 … 30 µm, between the drops at 12.5 and 37.5 µm.
    let fixture = try Self.fixture(spacing: 25, spread: "20", odd: false)
    let (status, output) = try judge(fixture, shrink: "20", mayKeep: true)
    #expect(status == 0, "\(output)")
    #expect(try judge(fixture, shrink: "20").status == 1)
    let ids = Set(fixture.warnings.map(\.id))
    #expect(ids == ["raster/thin-line"])
    let named = Set(fixture.warnings.compactMap { $0.location?.element })
    #expect(named == ["ag_island_left", "ag_island_right", "bit_line_2"])
    // Every finger still has drops in each of its columns: one row.
    let image = try Bits(bmp: "\(fixture.folder)/masks/sheet-01/ag-bottom.bmp")
    // t00_r000_c001: finger from 6.85 to 7.05 mm at y = 6.125 … 6.175 mm, then the line.
    let left = 6_850 / 25
    for x in left + 1..<left + 7 {
      let ink = (6_125 / 25..<6_175 / 25).count { image.isInk(x, $0) }
      #expect(ink == 1, "column \(x)")
    }
  }

  @Test(.enabled(if: python != nil, "RASTERS NOT CHECKED: set DENDRITE_PYTHON"))
  func theJudgeSeesAWrongPixelAndAWrongDrop() throws {
    let fixture = try Self.fixture(spacing: 25, spread: "5", odd: false)
    let path = "\(fixture.folder)/masks/sheet-01/au-top"
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + ".bmp")))
    bytes[62 + 1000] ^= 16
    try Data(bytes).write(to: URL(fileURLWithPath: path + ".bmp"))
    #expect(try judge(fixture, shrink: "5").status == 1)
    bytes[62 + 1000] ^= 16
    try Data(bytes).write(to: URL(fileURLWithPath: path + ".bmp"))
    #expect(try judge(fixture, shrink: "5").status == 0)
    let text = try String(contentsOfFile: path + ".ptn", encoding: .utf8)
    let wrong = text.replacingOccurrences(
      of: "<YHeight>0.2</YHeight>", with: "<YHeight>0.175</YHeight>")
    #expect(wrong != text)
    try wrong.write(toFile: path + ".ptn", atomically: false, encoding: .utf8)
    #expect(try judge(fixture, shrink: "5").status == 1)
  }

  @Test(.enabled(if: Tool.find("xmllint") != nil, "xmllint is not installed"))
  func theSchemaAcceptsPatternsAndRefusesMutations() throws {
    let fixture = try MaskFixture.odd()
    let masks = "\(fixture.folder)/masks"
    let xmllint = try #require(Tool.find("xmllint"))
    for layer in ["ag-bottom", "au-top", "ag-pad"] {
      let run = try Tool.run(
        xmllint, ["--noout", "--schema", "\(masks)/pattern.xsd", "\(masks)/sheet-01/\(layer).ptn"])
      #expect(run.status == 0, "\(run.output)")
    }
    let file = "\(masks)/sheet-01/ag-bottom.ptn"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for (from, to) in [
      ("<JetSpacing>25<", "<JetSpacing>0.025<"), ("<JetSpacing>25<", "<JetSpacing>300<"),
      ("<UseLeaderBar>False</UseLeaderBar>", ""), ("<Drop>", "<Dot>"), ("False", "false"),
      ("<StartX>0<", "<StartX>-1<"), ("<MaxXCount>3<", "<MaxXCount>0<"),
      ("<XWidth>0.2<", "<XWidth>0<"), ("<PatternFile>", "<PatternFile colour=\"red\">"),
    ] {
      let wrong = text.replacingOccurrences(of: from, with: to)
        .replacingOccurrences(of: "</Drop>", with: from == "<Drop>" ? "</Dot>" : "</Drop>")
      #expect(wrong != text, "\(from)")
      try wrong.write(toFile: file, atomically: false, encoding: .utf8)
      #expect(
        try Tool.run(xmllint, ["--noout", "--schema", "\(masks)/pattern.xsd", file]).status != 0,
        "\(to)")
      #expect(
        XMLSchema.findings(
          Array(wrong.utf8), schema: TemplateLibrary.patternSchema, file: file
        ).hasErrors, "\(to)")
    }
  }

  @Test func patternsGrowWithShapesNotWithCells() throws {
    func size(_ inputs: Int) throws -> (blocks: Int, text: String) {
      let fixture = try MaskFixture(
        [(inputs, 10)], bits: 3, limit: TileLimit(rows: 128, columns: 128))
      let text = try ["ag-bottom", "au-top", "ag-pad"].map {
        try String(
          contentsOfFile: "\(fixture.folder)/masks/sheet-01/\($0).ptn", encoding: .utf8)
      }.joined()
      return (text.split(separator: "<PatternBlock>").count, text)
    }
    let (small, large) = (try size(4), try size(100))
    #expect(small.blocks == large.blocks)
    #expect(abs(small.text.utf8.count - large.text.utf8.count) < 100)
  }

  @Test func theSameDesignGivesTheSameRasters() throws {
    let fixture = try MaskFixture.odd()
    let again = fixture.folder + "-again"
    defer { try? FileManager.default.removeItem(atPath: again) }
    try fixture.emit(to: again)
    for layer in ["ag-bottom", "au-top", "ag-pad"] {
      for ending in ["bmp", "tif", "png", "ptn"] {
        let file = "masks/sheet-01/\(layer).\(ending)"
        #expect(
          try Data(contentsOf: URL(fileURLWithPath: "\(fixture.folder)/\(file)"))
            == Data(contentsOf: URL(fileURLWithPath: "\(again)/\(file)")), "\(file)")
      }
    }
  }

  @Test func shapesThatWouldGrowTogetherAreRefused() throws {
    let text = TemplateLibrary.process.replacingOccurrences(
      of: "spread_um: 5", with: "spread_um: -20")
    do throws(Diagnostics) {
      _ = try ProcessFile.parse(text, file: "p.yaml")
      Issue.record("accepted")
    } catch {
      #expect(error.all.map(\.id) == Array(repeating: "process/compensation", count: 3))
      #expect(error.all.allSatisfy { ($0.location?.line ?? 0) > 20 })
    }
    let off = text.replacingOccurrences(
      of: "spread_um: -20", with: "compensation: none\n    spread_um: -20")
    #expect(throws: Never.self) { try ProcessFile.parse(off, file: "p.yaml") }
    let wrong = text.replacingOccurrences(
      of: "spread_um: -20", with: "compensation: maybe\n    spread_um: 5")
    do throws(Diagnostics) {
      _ = try ProcessFile.parse(wrong, file: "p.yaml")
      Issue.record("accepted")
    } catch {
      #expect(error.all.map(\.id) == Array(repeating: "document/word", count: 4))
      #expect(error.all.allSatisfy { ($0.location?.line ?? 0) > 20 })
    }
  }
}

/// A bitmap of one bit a pixel, read by hand.
struct Bits {
  let bytes: [UInt8]
  let width: Int
  let height: Int

  init(bmp path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
    self.bytes = bytes
    (width, height) = (number(18), number(22))
  }

  func isInk(_ x: Int, _ y: Int) -> Bool {
    let row = (width + 31) / 32 * 4
    return bytes[62 + (height - 1 - y) * row + x / 8] >> (7 - UInt8(x % 8)) & 1 == 0
  }
}
