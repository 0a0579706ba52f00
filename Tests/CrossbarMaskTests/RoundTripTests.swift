import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import CrossbarVerify
import CrossbarXML
import Foundation
import Testing

@Suite struct RoundTripTests {
  @Test func oddShapesReadBack() throws {
    let fixture = try MaskFixture.odd()
    // 5 rows of 9 columns at 4 × 7 (two words of three): tiles 4×6, 4×3, 1×6, 1×3; then 3 × 6 and 3 × 3.
    #expect(
      fixture.layout.design.tiles.map { [$0.rows, $0.columns] }
        == [[4, 6], [4, 3], [1, 6], [1, 3], [3, 6], [3, 3]])
    let masks = try MaskReader.read(folder: fixture.folder)
    #expect(masks.findings == [])
    #expect(masks.junctions.count == 5 * 9 + 3 * 9)
    #expect(MaskCheck.compare(masks, with: fixture.layout) == [])
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(
      PrintJobCheck.compare(
        job, rasters: try fixture.rasters(), layout: fixture.layout) == [])
  }

  @Test func theSameDesignGivesTheSameBytes() throws {
    let fixture = try MaskFixture.odd()
    let again = fixture.folder + "-again"
    defer { try? FileManager.default.removeItem(atPath: again) }
    try fixture.emit(to: again)
    for file in ["print-job.xml", "print-job.xsd", "sheet-01/combined.svg", "sheet-01/au-top.svg"] {
      let one = try Data(contentsOf: URL(fileURLWithPath: "\(fixture.folder)/masks/\(file)"))
      let other = try Data(contentsOf: URL(fileURLWithPath: "\(again)/masks/\(file)"))
      #expect(one == other)
    }
  }

  @Test func severalPagesReadBack() throws {
    // Pages of 30 mm hold four shelves of 2.85 mm tiles with 2 mm between.
    let fixture = try MaskFixture(
      [(19, 2)], bits: 3, limit: TileLimit(rows: 3, columns: 6),
      changing: ("max_height_mm: 315", "max_height_mm: 30"),
      ("max_width_mm: 210", "max_width_mm: 20"))
    #expect(fixture.layout.sheets.map(\.tiles) == [0..<4, 4..<7])
    let masks = try MaskReader.read(folder: fixture.folder)
    #expect(MaskCheck.compare(masks, with: fixture.layout) == [])
    #expect(masks.junctions.count == 20 * 6)
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(
      PrintJobCheck.compare(
        job, rasters: try fixture.rasters(), layout: fixture.layout) == [])
    try FileManager.default.removeItem(atPath: "\(fixture.folder)/masks/sheet-02")
    let found = MaskCheck.compare(
      try MaskReader.read(folder: fixture.folder), with: fixture.layout)
    #expect(found.map(\.id) == ["masks/missing", "masks/count"])
  }

  @Test func aFullDiskIsThrown() throws {
    let sink = try ByteSink(path: "/dev/full")
    let xml = try XMLWriter(to: sink, named: "m.svg")
    xml.start("svg")
    for _ in 0..<200_000 { xml.element("g", "text") }
    xml.end()
    let error = #expect(throws: Diagnostics.self) { try xml.close() }
    #expect(error?.all.map(\.id) == ["output/write"])
  }

  @Test func pathsOfOtherDrawingProgramsAreRead() throws {
    // The same square relative, with separators, from another corner, and with a point on an edge.
    let fixture = try MaskFixture.odd()
    for file in ["mos2-window", "combined"] {
      var lines = try fixture.lines(file)
      let index = try #require(lines.firstIndex { $0.contains("t00_m000") })
      let data = try #require(lines[index].firstMatch(of: /M([0-9.]+),([0-9.]+)H.*Z/)?.output)
      let (x, y) = (data.1, data.2)
      lines[index] = lines[index].replacingOccurrences(
        of: data.0, with: "m \(x) \(y) v 1.0 v 1 h 2.000000 l 0,-2 h -1 z ")
      try fixture.write(lines, to: file)
    }
    let masks = try MaskReader.read(folder: fixture.folder)
    #expect(MaskCheck.compare(masks, with: fixture.layout) == [])
  }
}
