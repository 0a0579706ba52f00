import CrossbarArray
import CrossbarLayout
import Foundation
import Testing

/// Programs that know nothing of the compiler judge its masks.
@Suite struct ForeignToolTests {
  static let python = Tool.python

  func klayout(_ fixture: MaskFixture) throws -> (status: Int32, output: String) {
    try fixture.judged(by: "klayout_check")
  }

  @Test(
    .enabled(
      if: python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func klayoutFindsEveryJunctionAndNoBrokenRule() throws {
    for fixture in [
      try MaskFixture.odd(),
      try MaskFixture([(20, 20), (20, 20), (20, 10)], bits: 3, limit: TileLimit()),
    ] {
      let (status, output) = try klayout(fixture)
      #expect(status == 0, "\(output)")
    }
  }

  @Test(
    .enabled(
      if: python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func klayoutRefusesABrokenMask() throws {
    let fixture = try MaskFixture.odd()
    var lines = try fixture.lines("au-top")
    let index = try #require(lines.firstIndex { $0.contains("id=\"t00_b001\"") })
    lines[index] = try shifted(lines[index], x: -0.2)
    try fixture.write(lines, to: "au-top")
    let (status, output) = try klayout(fixture)
    #expect(status == 1)
    // Four cells of that column lost their gold.
    #expect(output.contains("68 junctions, 72 cells"), "\(output)")
  }

  @Test(.enabled(if: Tool.find("xmllint") != nil, "xmllint is not installed"))
  func xmllintAcceptsTheJobAndRefusesAWrongOne() throws {
    let fixture = try MaskFixture.odd()
    let masks = "\(fixture.folder)/masks"
    let xmllint = try #require(Tool.find("xmllint"))
    let job = "\(masks)/print-job.xml"
    let arguments = ["--noout", "--schema", "\(masks)/print-job.xsd", job]
    let good = try Tool.run(xmllint, arguments)
    #expect(good.status == 0, "\(good.output)")
    for (from, to) in [
      ("passes=\"4\"", "passes=\"0\""), ("<cut ", "<burn "), ("drop-spacing-x-um=\"25\" ", ""),
      ("sha256=\"", "sha256=\"0"), ("pass-minutes=\"", "pass-minutes=\"-"),
      ("estimated-minutes=\"100.00", "estimated-minutes=\"100.005"), ("<file ", "<fil "),
      (" swaths=\"", " swathes=\""), (" print-bias-um=\"0\"", ""),
    ] {
      let text = try String(contentsOfFile: job, encoding: .utf8)
      let wrong = text.replacingOccurrences(of: from, with: to)
      #expect(wrong != text)
      try wrong.write(toFile: job, atomically: false, encoding: .utf8)
      #expect(try Tool.run(xmllint, arguments).status != 0)
      try text.write(toFile: job, atomically: false, encoding: .utf8)
    }
  }

  @Test(.enabled(if: Tool.find("xmllint") != nil, "xmllint is not installed"))
  func everyMaskIsWellFormed() throws {
    let fixture = try MaskFixture.odd()
    let xmllint = try #require(Tool.find("xmllint"))
    for file in fixture.layout.process.layers.map(\.rawValue) + ["combined"] {
      #expect(try Tool.run(xmllint, ["--noout", fixture.path(file)]).status == 0)
    }
  }

  /// One pixel a drop: what a raster printer is given.
  @Test(.enabled(if: Tool.find("rsvg-convert") != nil, "rsvg-convert is not installed"))
  func renderedAtTheDropPitchEveryPixelIsADropOrNone() throws {
    let fixture = try MaskFixture([(1, 1)], bits: 3, limit: TileLimit())
    // 2 × 3 cells: the page is two pairs and margins wide, 2 × 5 + 3 + 2.9 mm, and 2 × 5 + 0.85 + 2 mm high.
    let (width, height) = (15_900 / 25, 12_850 / 25)
    for (file, drops) in [("ag-bottom", 6 * 184 + 3 * 304), ("ag-pad", 3 * 576), ("au-top", 480)] {
      let image = "\(fixture.folder)/\(file).png"
      let run = try Tool.run(
        #require(Tool.find("rsvg-convert")),
        ["-w", "\(width)", "-h", "\(height)", fixture.path(file), "-o", image])
      #expect(run.status == 0, "\(run.output)")
      let picture = try Picture(png: image)
      #expect((picture.width, picture.height) == (width, height))
      let opaque = picture.alpha.count { $0 == 255 }
      #expect(opaque == drops, "\(file)")
      #expect(picture.alpha.allSatisfy { $0 == 0 || $0 == 255 }, "\(file) has half-covered drops")
    }
    let silver = try Picture(png: "\(fixture.folder)/ag-bottom.png")
    // The finger of t00_r000_c001 begins at 6.85, 6.125 mm.
    #expect(silver.alpha(274, 245) == 255)
    #expect(silver.alpha(273, 245) == 0)
    #expect(silver.alpha(274, 244) == 0)
    #expect(silver.alpha(274, 246) == 255)
    #expect(silver.alpha(274, 247) == 0)
  }
}
