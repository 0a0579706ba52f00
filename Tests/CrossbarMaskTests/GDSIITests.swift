import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import CrossbarVerify
import Foundation
import Testing

/// The GDSII files: KLayout on them, their bytes, and what the reader finds in broken ones.
@Suite struct GDSIITests {
  static let python = Tool.python

  func klayout(_ fixture: MaskFixture) throws -> (status: Int32, output: String) {
    try fixture.judged(by: "klayout_gdsii")
  }

  @Test(
    .enabled(
      if: python != nil,
      "GDSII NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func klayoutFindsTheSVGFilesPolygonsLabelsAndNoBrokenRule() throws {
    for fixture in [
      try MaskFixture.odd(),
      try MaskFixture([(20, 20), (20, 20), (20, 10)], bits: 3, limit: TileLimit()),
      try severalPages(),
      // A bit line of 8 · 1,101 + 4 corners: more than a boundary holds.
      try tall(),
    ] {
      let (status, output) = try klayout(fixture)
      #expect(status == 0, "\(output)")
      #expect(check(fixture) == [])
    }
  }

  @Test(
    .enabled(
      if: python != nil,
      "GDSII NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func klayoutRefusesWhatTheCheckRefuses() throws {
    let fixture = try MaskFixture.odd()
    // The SVG file's gold line 25 µm aside: file and drawing differ; the label names another shape.
    var lines = try fixture.lines("au-top")
    let index = try #require(lines.firstIndex { $0.contains("id=\"t00_b001\"") })
    lines[index] = try shifted(lines[index], x: 0.025)
      .replacingOccurrences(of: "t00_b001", with: "t99_b001")
    try fixture.write(lines, to: "au-top")
    let (status, output) = try klayout(fixture)
    #expect(status == 1)
    #expect(output.contains("au-top: differs from the SVG file"), "\(output)")
    #expect(output.contains("the label t00_b001"), "\(output)")
    let found = check(fixture)
    #expect(
      Set(found.map(\.id)) == ["gdsii/missing", "gdsii/extra", "gdsii/label"], "\(found)")
    #expect(
      found.contains { $0.message.contains("t99_b001 (masks/sheet-01/au-top.svg:\(index + 1))") })
  }

  @Test(
    .enabled(
      if: python != nil,
      "GDSII NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func klayoutRefusesAPadAndALineThatMoved() throws {
    let fixture = try MaskFixture([(1, 1)], bits: 2, limit: TileLimit())
    let whole = try bytes(fixture)
    let file = try GDSIIReader.read(whole, named: "masks.gds")
    let sheet = try #require(MaskReader.read(folder: fixture.folder).sheets.first)
    for (structure, layer) in [("BIT_LINE_2", "au-top"), ("BIT_PAD", "ag-pad")] {
      let boundary = try #require(
        file.structures.first { $0.name == structure }?.boundaries.first)
      // BOUNDARY, LAYER, DATATYPE and the head of XY; then each x by 1 µm, 0x3E8.
      var broken = whole
      for index in 0...boundary.points.count {
        let place = boundary.offset + 20 + 8 * index
        let moved = Int32(boundary.points[index % boundary.points.count].x) + 1_000
        for byte in 0..<4 {
          broken[place + byte] = UInt8(truncatingIfNeeded: moved >> Int32(24 - 8 * byte))
        }
      }
      try Data(broken).write(
        to: URL(fileURLWithPath: fixture.folder + "/masks/sheet-01/masks.gds"))
      let (status, output) = try klayout(fixture)
      #expect(status == 1)
      #expect(output.contains("\(layer): differs from the SVG file"), "\(output)")
      #expect(output.contains("\(layer): off the grid"), "\(output)")
      let found = findings(broken, sheet)
      #expect(Set(found.map(\.id)) == ["gdsii/missing", "gdsii/extra"])
      #expect(found.last?.location?.element == "byte \(boundary.offset)")
    }
  }

  @Test func aShapeOfTooManyCornersComesInPartsThatCoverIt() throws {
    let fixture = try tall()
    let file = try GDSIIReader.read(bytes(fixture), named: "masks.gds")
    let line = try #require(file.structures.first { $0.name == "BIT_LINE_1101" })
    #expect(line.boundaries.count == 2 * 1_101 + 1)
    // One part taken out, or there twice: no longer the same cover.
    let index = try #require(file.structures.firstIndex { $0.name == line.name })
    let sheet = try #require(MaskReader.read(folder: fixture.folder).sheets.first)
    #expect(GDSIICheck.compare(file, with: sheet) == [])
    var broken = file
    broken.structures[index].boundaries.remove(at: 700)
    #expect(!GDSIICheck.compare(broken, with: sheet).isEmpty)
    broken = file
    broken.structures[index].boundaries.append(line.boundaries[700])
    #expect(!GDSIICheck.compare(broken, with: sheet).isEmpty)
  }

  @Test func theHeadIsAsTheFormatSays() throws {
    let bytes = try bytes(MaskFixture.odd())
    let expected: [UInt8] =
      [0, 6, 0x00, 0x02, 0x02, 0x58]  // HEADER 600
      + [0, 28, 0x01, 0x02] + Array(repeating: 0, count: 24)  // BGNLIB
      + [0, 12, 0x02, 0x06] + Array("DENDRITE".utf8)  // LIBNAME
      + [0, 20, 0x03, 0x05, 0x3E, 0x41, 0x89, 0x37, 0x4B, 0xC6, 0xA7, 0xF0]  // UNITS: 10⁻³
      + [0x39, 0x44, 0xB8, 0x2F, 0xA0, 0x9B, 0x5A, 0x54]  // 10⁻⁹
      + [0, 28, 0x05, 0x02] + Array(repeating: 0, count: 24)  // BGNSTR
      + [0, 12, 0x06, 0x06] + Array("FIDUCIAL".utf8)  // STRNAME
    #expect(Array(bytes.prefix(expected.count)) == expected)
    #expect(Array(bytes.suffix(8)) == [0, 4, 7, 0, 0, 4, 4, 0])
  }

  @Test func theFileGrowsWithShapesAndLinesAndNotWithCells() throws {
    let fixture = try MaskFixture([(3, 1)], bits: 1, limit: TileLimit())
    let layout = try MaskFixture.layout(
      [(784, 128)], bits: 4, limit: TileLimit(rows: 128, columns: 128))
    let folder = fixture.folder + "/large"
    try GDSIIBackend.emit(MaskFixture.input(layout), to: OutputFolder(path: folder))
    for sheet in layout.sheets {
      let path = "\(folder)/masks/\(sheet.name)/masks.gds"
      let file = try GDSIIReader.read(path: path, named: "masks.gds")
      #expect(file.structures.count <= 12)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count < 1_000_000)
    }
    #expect(layout.design.cellCount == 785 * 512)
  }

  @Test func aPageThatCoordinatesCannotHoldIsRefused() throws {
    let limit = TileLimit(rows: 2_000, columns: 3)
    let good = try MaskFixture.layout(
      [(1_000, 1)], bits: 1, limit: limit, largestPage: 3_000_000_000)
    #expect(GDSIIBackend.check(try MaskFixture.input(good)) == [])
    let layout = try MaskFixture.layout(
      [(9_000, 1)], bits: 1, limit: TileLimit(rows: 9_001, columns: 3), largestPage: 9_000_000_000)
    let found = GDSIIBackend.check(try MaskFixture.input(layout))
    #expect(found.map(\.id) == ["gdsii/page-size"])
  }

  @Test func theSameDesignGivesTheSameBytes() throws {
    let (one, other) = (try MaskFixture.odd(), try MaskFixture.odd())
    #expect(try bytes(one) == bytes(other))
  }

  // MARK: - Broken files

  @Test func everyChangedByteIsFound() throws {
    let fixture = try MaskFixture([(1, 1)], bits: 2, limit: TileLimit())
    let sheet = try #require(MaskReader.read(folder: fixture.folder).sheets.first)
    let whole = try bytes(fixture)
    #expect(findings(whole, sheet) == [])
    var found = 0
    for index in whole.indices {
      for change: UInt8 in [0x01, 0x80, 0x20] {
        var broken = whole
        broken[index] ^= change
        if findings(broken, sheet).isEmpty {
          #expect(
            try whatCounts(broken) == whatCounts(whole), "byte \(index) changed by \(change)")
        } else {
          found += 1
        }
      }
    }
    #expect(found > whole.count * 3 * 95 / 100)
  }

  /// A file without what may differ: where on its line a label stands, and the pitch of an axis without repetition.
  func whatCounts(_ bytes: [UInt8]) throws -> GDSIIFile {
    var file = try GDSIIReader.read(bytes, named: "masks.gds")
    let zero = MaskPoint(x: 0, y: 0)
    for structure in file.structures.indices {
      for text in file.structures[structure].texts.indices {
        file.structures[structure].texts[text].place = zero
      }
      for index in file.structures[structure].references.indices {
        let reference = file.structures[structure].references[index]
        if reference.columns == 1 { file.structures[structure].references[index].columnStep = zero }
        if reference.rows == 1 { file.structures[structure].references[index].rowStep = zero }
      }
    }
    return file
  }

  @Test func everyCutIsFoundAtItsPlace() throws {
    let fixture = try MaskFixture([(1, 1)], bits: 2, limit: TileLimit())
    let whole = try bytes(fixture)
    for count in whole.indices {
      let found = #expect(throws: Diagnostics.self) {
        try GDSIIReader.read(Array(whole.prefix(count)), named: "masks.gds")
      }
      #expect(found?.all.map(\.id) == ["gdsii/truncated"])
    }
    let more = #expect(throws: Diagnostics.self) {
      try GDSIIReader.read(whole + [0, 0], named: "masks.gds")
    }
    #expect(more?.all.first?.location?.element == "byte \(whole.count)")
  }

  @Test func hostileStructuresAreRefused() throws {
    let fixture = try MaskFixture([(1, 1)], bits: 2, limit: TileLimit())
    let sheet = try #require(MaskReader.read(folder: fixture.folder).sheets.first)
    func expect(
      _ id: String, _ structures: [(String, [UInt8])],
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let found = findings(Bytes.file(structures), sheet)
      #expect(found.map(\.id) == ["gdsii/\(id)"], "\(found)", sourceLocation: sourceLocation)
    }
    let square = Bytes.square
    expect("recursion", [("A", Bytes.array("B")), ("B", Bytes.array("A"))])
    expect("recursion", [("SHEET_01", square), ("B", square + Bytes.array("B"))])
    expect("recursion", [("SHEET_01", Bytes.array("B")), ("B", square + Bytes.array("B"))])
    expect("unknown", [("SHEET_01", square + Bytes.array("C"))])
    expect("top", [("A", square), ("B", square)])
    expect("top", [])
    expect("duplicate", [("A", square), ("A", square)])
    expect("empty", [("SHEET_01", Bytes.array("A")), ("A", [])])
    // 32,767² squares; and so of those.
    expect("many", [("SHEET_01", Bytes.array("A", columns: 32_767)), ("A", square)])
    expect(
      "many",
      (0..<10).map { ("S\($0)", Bytes.array("S\($0 + 1)", columns: 32_767)) } + [("S10", square)])
    expect("array", [("SHEET_01", Bytes.array("A", columns: 0)), ("A", square)])
    expect("array", [("SHEET_01", Bytes.array("A", columns: -1)), ("A", square)])
    expect("record", [("SHEET_01", Bytes.record(0x0900))])
    expect("length", [("SHEET_01", [0, 2, 8, 0])])
    expect("name", [(String(repeating: "A", count: 33), square)])
  }

  @Test func aMissingFileIsFound() throws {
    let fixture = try MaskFixture.odd()
    let file = "masks/sheet-01/masks.gds"
    try FileManager.default.removeItem(atPath: "\(fixture.folder)/\(file)")
    #expect(check(fixture).map { "\($0.id) \($0.location?.file ?? "")" } == ["gdsii/open \(file)"])
  }

  @Test func aLabelOnAnotherLineIsFound() throws {
    let fixture = try MaskFixture.odd()
    let sheet = try #require(MaskReader.read(folder: fixture.folder).sheets.first)
    var file = try GDSIIReader.read(bytes(fixture), named: "masks.gds")
    let top = try #require(file.structures.firstIndex { $0.name == "SHEET_01" })
    var texts = file.structures[top].texts
    #expect(texts.count == 2 * fixture.layout.design.tiles.reduce(0) { $0 + $1.columns })
    (texts[0].string, texts[1].string) = (texts[1].string, texts[0].string)
    file.structures[top].texts = texts
    let found = GDSIICheck.compare(file, with: sheet)
    #expect(found.map(\.id) == ["gdsii/label", "gdsii/label"])
    #expect(
      found.first?.message.contains("t00_b002 does not stand on t00_b002") == true, "\(found)")
    file.structures[top].texts.removeLast()
    #expect(GDSIICheck.compare(file, with: sheet).contains { $0.message.contains("has no label") })
  }

  // MARK: -

  func severalPages() throws -> MaskFixture {
    try MaskFixture(
      [(19, 2)], bits: 3, limit: TileLimit(rows: 3, columns: 6),
      changing: ("max_height_mm: 315", "max_height_mm: 30"),
      ("max_width_mm: 210", "max_width_mm: 20"))
  }

  func tall() throws -> MaskFixture {
    try MaskFixture(
      [(1_100, 1)], bits: 3, limit: TileLimit(rows: 1_101, columns: 3),
      largestPage: 900_000_000)
  }

  func bytes(_ fixture: MaskFixture) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: fixture.folder + "/masks/sheet-01/masks.gds")))
  }

  func check(_ fixture: MaskFixture) -> [Diagnostic] {
    do throws(Diagnostics) {
      return GDSIICheck.compare(
        folder: fixture.folder, masks: try MaskReader.read(folder: fixture.folder))
    } catch {
      return error.all
    }
  }

  func findings(_ bytes: [UInt8], _ sheet: ReadSheet) -> [Diagnostic] {
    do throws(Diagnostics) {
      return GDSIICheck.compare(try GDSIIReader.read(bytes, named: "masks.gds"), with: sheet)
    } catch {
      return error.all
    }
  }

  /// GDSII put together by hand.
  enum Bytes {
    static func record(_ type: UInt16, _ data: [UInt8] = []) -> [UInt8] {
      let length = UInt16(data.count + 4)
      return [UInt8(length >> 8), UInt8(length & 255), UInt8(type >> 8), UInt8(type & 255)] + data
    }

    static func name(_ type: UInt16, _ name: String) -> [UInt8] {
      record(type, Array(name.utf8) + (name.utf8.count.isMultiple(of: 2) ? [] : [0]))
    }

    static func points(_ points: [(Int32, Int32)]) -> [UInt8] {
      record(
        0x1003,
        points.flatMap { [$0.0, $0.1] }.flatMap { number in
          (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        })
    }

    static let square =
      record(0x0800) + record(0x0D02, [0, 1]) + record(0x0E02, [0, 0])
      + points([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) + record(0x1100)

    static func array(_ name: String, columns: Int16 = 2) -> [UInt8] {
      let count = [UInt8(truncatingIfNeeded: columns >> 8), UInt8(truncatingIfNeeded: columns)]
      return record(0x0B00) + self.name(0x1206, name) + record(0x1302, count + count)
        + points([(0, 0), (Int32(columns), 0), (0, Int32(columns))]) + record(0x1100)
    }

    static func file(_ structures: [(String, [UInt8])]) -> [UInt8] {
      let date = [UInt8](repeating: 0, count: 24)
      let units: [UInt8] = [
        0x3E, 0x41, 0x89, 0x37, 0x4B, 0xC6, 0xA7, 0xF0, 0x39, 0x44, 0xB8, 0x2F, 0xA0, 0x9B, 0x5A,
        0x54,
      ]
      return record(0x0002, [2, 88]) + record(0x0102, date) + name(0x0206, "DENDRITE")
        + record(0x0305, units)
        + structures.flatMap {
          record(0x0502, date) + name(0x0606, $0.0) + $0.1 + record(0x0700)
        } + record(0x0400)
    }
  }
}
