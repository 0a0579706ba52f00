import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// Estimated times and the listed files of a job, against values worked out by hand.
@Suite struct PrintTimeTests {
  /// A page of 15.9 mm × 12.85 mm.
  static func fixture(_ changes: [(String, String)] = []) throws -> MaskFixture {
    try MaskFixture([(1, 1)], bits: 3, limit: TileLimit(), changes: changes)
  }

  func findings(_ fixture: MaskFixture) -> [Diagnostic] {
    do throws(Diagnostics) {
      return PrintJobCheck.compare(
        try PrintJobReader.read(folder: fixture.folder),
        rasters: RasterCheck.read(
          folder: fixture.folder, masks: try MaskReader.read(folder: fixture.folder),
          process: fixture.layout.process), layout: fixture.layout)
    } catch {
      return error.all
    }
  }

  @Test func timesAreThoseWorkedOutByHand() throws {
    let fixture = try Self.fixture()
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(job.pages[0].text("width") == "15.9" && job.pages[0].text("height") == "12.85")
    let prints = job.steps.filter { $0.name == "print" }
    let masks = prints.map { $0.children[0] }
    // 12.85 mm ÷ (16 × 25 µm) = 32.1: 33 swaths of 15.9 ÷ 50 + 1 = 1.318 s: 43.494 s = 0.7249 min.
    #expect(masks.map { $0.text("swaths") } == ["33", "33", "33"])
    #expect(masks.map { $0.text("pass-minutes") } == ["0.72", "0.72", "0.72"])
    #expect(masks.map { $0.text("estimated-minutes") } == ["0.72", "2.88", "0.72"])
    let steps = job.root.children.filter { $0.name == "step" }.map { $0.text("estimated-minutes") }
    #expect(
      steps == [
        "5.00", nil, "10.00", "30.72", nil, "100.00", nil, "15.00", nil, "20.00", "62.88", "30.72",
      ])
    #expect(job.root.text("estimated-minutes") == "274.32")
    #expect(findings(fixture) == [])
  }

  @Test func theSwathIsAsHighAsTheNozzlesAreAcross() throws {
    let head = "nozzles: 12\n  carriage_mm_per_s: 100\n  turn_s: 0.5 #"
    let fixture = try Self.fixture(
      DropSpacingTests.changes(25, 10) + [
        ("nozzles: 16", head), ("  carriage_mm_per_s: 50\n", ""),
        ("  turn_s: 1 # from one swath to the next\n", ""),
      ])
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(job.root.text("carriage-mm-per-s") == "100" && job.root.text("turn-s") == "0.5")
    let gold = try #require(job.steps.first { $0.text("layer") == "au-top" }?.children[0])
    // 12.85 mm ÷ (12 × 10 µm) = 107.1: 108 swaths of 0.659 s: 71.172 s = 1.1862 min.
    #expect(gold.text("swaths") == "108")
    #expect(gold.text("pass-minutes") == "1.19")
    #expect(gold.text("estimated-minutes") == "4.76")
    #expect(findings(fixture) == [])
  }

  @Test func pagesArePrintedOneAfterTheOther() throws {
    let fixture = try MaskFixture(
      [(4, 3), (2, 3)], bits: 3, limit: TileLimit(rows: 4, columns: 7), largestPage: 23_000_000)
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(job.pages.count > 1)
    var sum = 60.0
    for page in job.pages {
      let width = try #require(page.number("width"))
      let height = try #require(page.number("height"))
      let seconds = ceil(height / 0.4 - 1e-9) * (width / 50 + 1)
      sum += 4 * (seconds / 0.6).rounded() / 100
    }
    let gold = try #require(
      job.root.children.first { $0.children.first?.text("layer") == "au-top" })
    let stated = try #require(gold.number("estimated-minutes"))
    #expect(abs(stated - sum) < 1e-6)
    #expect(findings(fixture) == [])
  }

  @Test(arguments: [
    ("estimated-minutes=\"274.32\"", "estimated-minutes=\"274.33\"", "should be 274.32"),
    ("estimated-minutes=\"62.88\"", "estimated-minutes=\"60\"", "should be 62.88"),
    ("estimated-minutes=\"100.00\"", "estimated-minutes=\"5\"", "should be 100.0"),
    ("estimated-minutes=\"2.88\"", "estimated-minutes=\"0.72\"", "should be 2.88"),
    ("pass-minutes=\"0.72\"", "pass-minutes=\"0.74\"", "should be 0.72"),
    ("swaths=\"33\"", "swaths=\"32\"", "swaths is 32"),
    ("nozzles=\"16\"", "nozzles=\"8\"", "nozzles is 8"),
    (" estimated-minutes=\"5.00\"", "", "is missing; it should be 5"),
    ("<step number=\"2\"", "<step number=\"2\" estimated-minutes=\"1\"", "has no time"),
    ("print-bias-um=\"0\"", "print-bias-um=\"1\"", "print-bias-um is 1"),
    (" cure-minutes=\"60\"", " cure-minutes=\"60\" no-pattern=\"why\"", "no-pattern is stated"),
    ("file=\"sheet-01/masks.gds\"", "file=\"sheet-01/masks.pdf\"", "lists no sheet-01/masks.gds"),
    ("file=\"sheet-01/cells.csv\"", "file=\"sheet-01/masks.pdf\"", "lists no sheet-01/cells.csv"),
  ])
  func aChangedJobIsFound(_ from: String, _ to: String, _ words: String) throws {
    let fixture = try Self.fixture()
    let path = "\(fixture.folder)/masks/print-job.xml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(from))
    try text.replacingOccurrences(of: from, with: to)
      .write(toFile: path, atomically: false, encoding: .utf8)
    let found = findings(fixture)
    #expect(found.contains { $0.message.contains(words) }, "\(found)")
    #expect(
      found.allSatisfy { $0.location?.file == "masks/print-job.xml" && $0.location?.line != nil })
  }

  @Test(arguments: [
    "masks.gds", "masks.oas", "ag-bottom.gbr", "au-top.gbr", "ag-pad.gbr", "mos2-window.dxf",
    "mos2-window-cut.svg", "masks.pdf", "cells.csv",
  ])
  func everyFileOfAPageHasItsDigest(_ file: String) throws {
    let fixture = try Self.fixture()
    let path = "\(fixture.folder)/masks/sheet-01/\(file)"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // As coreutils' sha256sum says.
    let run = try Tool.run(#require(Tool.find("sha256sum")), [path])
    let job = try PrintJobReader.read(folder: fixture.folder)
    let listed = job.pages[0].children.filter { $0.text("file") == "sheet-01/\(file)" }
    #expect(listed.map { $0.text("sha256") } == [String(run.output.prefix(64))])
    bytes.append(32)
    try bytes.write(to: URL(fileURLWithPath: path))
    let found = try PrintJobReader.read(folder: fixture.folder).findings
    #expect(found.map(\.id) == ["print-job/digest"])
    #expect(found.first?.location?.element == "sheet-01/\(file)")
  }
}
