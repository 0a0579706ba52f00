import CrossbarArray
import CrossbarCore
import CrossbarMasks
import CrossbarVerify
import Foundation
import Testing

/// Faults put into rasters and pattern files by hand; each must be found, with place and cell.
@Suite struct RasterReadBackTests {
  @Test(arguments: [
    (25, "5"), (10, "5"), (10, "15"), (5, "12.3"), (25, "12.5"), (10, "-10"), (25, "20"),
    (5, "24"), (25, "0"),
  ])
  func whatIsWrittenReadsBack(_ spacing: Int, _ spread: String) throws {
    let fixture = try RasterTests.fixture(spacing: spacing, spread: spread, odd: spacing == 25)
    let rasters = try fixture.rasters()
    #expect(rasters.findings == [])
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(PrintJobCheck.compare(job, rasters: rasters, layout: fixture.layout) == [])
  }

  let fixture: MaskFixture

  init() throws {
    fixture = try MaskFixture.odd()
  }

  func change(_ file: String, _ edit: (inout [UInt8]) -> Void) throws {
    let url = URL(fileURLWithPath: "\(fixture.folder)/masks/sheet-01/\(file)")
    var bytes = [UInt8](try Data(contentsOf: url))
    edit(&bytes)
    try Data(bytes).write(to: url)
  }

  /// Turns pixels of a bitmap over.
  func flip(_ file: String, x: Int, _ rows: Range<Int>) throws {
    let bits = try Bits(bmp: "\(fixture.folder)/masks/sheet-01/\(file)")
    try change(file) { bytes in
      for y in rows {
        let row = (bits.width + 31) / 32 * 4
        bytes[62 + (bits.height - 1 - y) * row + x / 8] ^= 128 >> UInt8(x % 8)
      }
    }
  }

  @Test func aMissingDropIsNamedWithItsCell() throws {
    // The finger of t00_r000_c001 begins at 6.85, 6.125 mm.
    try flip("ag-bottom.bmp", x: 274, 245..<246)
    let found = try fixture.rasters().findings
    #expect(Set(found.map(\.id)) == ["raster/missing-drop", "pattern/extra-drop"])
    let missing = try #require(found.first { $0.id == "raster/missing-drop" })
    #expect(missing.location?.file == "masks/sheet-01/ag-bottom.bmp")
    #expect(missing.message.contains("6862.5, 6137.5 µm"), "\(missing)")
    #expect(missing.message.contains("cell t00_r000_c001"), "\(missing)")
  }

  @Test func aBridgeOfDropsIsFound() throws {
    try flip("au-top.bmp", x: 300, 300..<320)
    let found = try fixture.rasters().findings
    let extra = found.filter { $0.id == "raster/extra-drop" }
    #expect(extra.count == 11 && extra.last?.message == "and 10 more of these", "\(extra)")
  }

  @Test func aLostLineIsFound() throws {
    let fixture = try RasterTests.fixture(spacing: 25, spread: "20", odd: false)
    #expect(try fixture.rasters().findings == [])
    let path = "\(fixture.folder)/masks/sheet-01/ag-bottom.bmp"
    let bits = try Bits(bmp: path)
    var bytes = bits.bytes
    let row = (bits.width + 31) / 32 * 4
    for y in 245..<247 {
      for x in 270..<282 {
        bytes[62 + (bits.height - 1 - y) * row + x / 8] |= 128 >> UInt8(x % 8)
      }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let found = try fixture.rasters().findings
    #expect(
      found.contains {
        $0.id == "raster/lost-line" && $0.message.contains("t00_r000_c001_ag")
      }, "\(found)")
  }

  @Test(arguments: [
    ("<JetSpacing>25<", "<JetSpacing>20<", "pattern/spacing"),
    ("<XSpacing>3<", "<XSpacing>3.025<", "pattern/missing-drop"),
    ("<XSpacing>3<", "<XSpacing>0<", "pattern/repeat"),
    ("<YSpacing>0.3<", "<YSpacing>0.31<", "pattern/grid"),
    ("<MaxXCount>3<", "<MaxXCount>2<", "pattern/missing-drop"),
    ("<MaxXCount>3<", "<MaxXCount>3000<", "pattern/page"),
    ("<Left>0</Left>", "<Left>x</Left>", "xml/invalid"),
    ("<XWidth>0.2<", "<XWidth>0.225<", "pattern/extra-drop"),
    ("</PatternFile>", "", "xml/syntax"),
  ])
  func aChangedPatternIsFound(_ from: String, _ to: String, _ id: String) throws {
    let path = "\(fixture.folder)/masks/sheet-01/ag-bottom.ptn"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(from))
    try text.replacingOccurrences(of: from, with: to)
      .write(toFile: path, atomically: false, encoding: .utf8)
    let found = try fixture.rasters().findings
    #expect(found.contains { $0.id == id }, "\(found)")
    #expect(found.allSatisfy { $0.location?.file == "masks/sheet-01/ag-bottom.ptn" })
  }

  @Test func aDropJettedTwiceIsFound() throws {
    let path = "\(fixture.folder)/masks/sheet-01/ag-pad.ptn"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let drop = try #require(text.range(of: "<Drop>"))
    let end = try #require(text.range(of: "</Drop>"))
    let twice = text.replacingCharacters(
      in: end, with: "</Drop>" + text[drop.lowerBound..<end.upperBound])
    try twice.write(toFile: path, atomically: false, encoding: .utf8)
    let found = try fixture.rasters().findings
    #expect(Set(found.map(\.id)) == ["pattern/double-drop"], "\(found)")
  }

  @Test func brokenBitmapsAreRefused() throws {
    for edit: (inout [UInt8]) -> Void in [
      { $0.removeLast() }, { $0 = [] }, { $0[0] = 0 }, { $0[18] ^= 1 }, { $0[28] = 8 },
      { $0[30] = 1 }, { $0[25] = 0x80 }, { $0[58] = 1 }, { $0.append(0) },
    ] {
      let fixture = try RasterReadBackTests()
      try fixture.change("ag-pad.bmp", edit)
      let found = try fixture.fixture.rasters().findings
      #expect(
        found.count == 1 && ["raster/format", "raster/size"].contains(found[0].id), "\(found)")
    }
    try change("au-top.bmp") { $0[38] ^= 1 }
    #expect(try fixture.rasters().findings.map(\.id) == ["raster/resolution"])
    try FileManager.default.removeItem(atPath: "\(fixture.folder)/masks/sheet-01/au-top.bmp")
    #expect(try fixture.rasters().findings.map(\.id) == ["raster/open"])
  }
}
