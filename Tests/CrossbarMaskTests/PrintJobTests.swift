import CrossbarCore
import CrossbarDigest
import CrossbarTemplates
import CrossbarMasks
import CrossbarVerify
import CrossbarXML
import Foundation
import Testing

@Suite struct PrintJobTests {
  let fixture: MaskFixture

  init() throws {
    fixture = try MaskFixture.odd()
  }

  func findings() -> [Diagnostic] {
    do throws(Diagnostics) {
      return PrintJobCheck.compare(
        try PrintJobReader.read(folder: fixture.folder),
        rasters: try fixture.rasters(), layout: fixture.layout)
    } catch {
      return error.all
    }
  }

  func replace(_ from: String, with to: String) throws {
    let path = "\(fixture.folder)/masks/print-job.xml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(from))
    try text.replacingOccurrences(of: from, with: to)
      .write(toFile: path, atomically: false, encoding: .utf8)
  }

  @Test func theStepsAreThePapers() throws {
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(
      job.steps.map(\.name) == [
        "treat", "treat", "treat", "print", "cut", "transfer", "treat", "treat", "treat", "treat",
        "print", "print",
      ])
    let gold = try #require(job.steps.first { $0.text("layer") == "au-top" })
    #expect(gold.text("platen-c") == "55")
    #expect(gold.text("head-angle-deg") == "5.65")
    #expect(findings() == [])
  }

  @Test(arguments: [
    ("platen-c=\"55\"", "platen-c=\"60\"", "platen-c is 60"),
    ("drop-spacing-y-um=\"25\"", "drop-spacing-y-um=\"50\"", "drop-spacing-y-um is 50"),
    ("passes=\"4\"", "passes=\"3\"", "passes is 3"),
    ("shrink-um=\"5\"", "shrink-um=\"0\"", "shrink-um is 0"),
    ("sheet-01/au-top.tif", "sheet-01/au-top.png", "lists no sheet-01/au-top.tif"),
    ("times=\"20\"", "times=\"2\"", "times is 2"),
    ("temperature-c=\"110\" minutes=\"5\"", "temperature-c=\"11\" minutes=\"5\"", "should be 110"),
    ("layer=\"au-top\"", "layer=\"ag-pad\"", "the steps are"),
    ("x=\"2.5\" y=\"2.5\"", "x=\"3.5\" y=\"2.5\"", "x is 3.5"),
    ("<tile name=\"t03\"", "<tile name=\"t30\"", "tiles"),
    ("minutes=\"10\"", "minutes=\"-x\"", "not a valid value"),
    ("<print-job ", "<print-job colour=\"red\" ", "colour"), ("</print-job>", "", "Premature end"),
  ])
  func aChangedSettingIsFound(_ from: String, _ to: String, _ words: String) throws {
    try replace(from, with: to)
    let found = findings()
    #expect(found.contains { $0.message.contains(words) }, "\(found)")
    #expect(found.allSatisfy { $0.location?.file == "masks/print-job.xml" })
    #expect(found.allSatisfy { ($0.location?.line ?? 0) > 0 })
  }

  @Test func wrongDropsAreFoundFromTheMasks() throws {
    // Six bit-line pads of the first tile, three of the second, and so on: 27 of 576 drops.
    try replace("drops=\"\(27 * 576)\"", with: "drops=\"\(27 * 576 + 1000)\"")
    #expect(findings().contains { $0.message.hasPrefix("drops is") })
  }

  @Test func aMaskChangedAfterwardsIsFound() throws {
    var lines = try fixture.lines("ag-pad")
    lines[2] += " "
    try fixture.write(lines, to: "ag-pad")
    let found = findings()
    #expect(found.map(\.id) == ["print-job/digest"])
    #expect(found.first?.location?.element == "sheet-01/ag-pad.svg")
    try FileManager.default.removeItem(atPath: fixture.path("ag-pad"))
    #expect(throws: Never.self) {
      let job = try PrintJobReader.read(folder: fixture.folder)
      #expect(job.findings.map(\.id) == ["digest/read"])
    }
  }

  @Test func aRasterChangedAfterwardsIsFound() throws {
    let path = "\(fixture.folder)/masks/sheet-01/au-top.png"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(findings().map(\.id) == ["print-job/digest"])
  }

  @Test func digestsAreSHA256() throws {
    let path = "\(fixture.folder)/abc"
    try "abc".write(toFile: path, atomically: false, encoding: .utf8)
    // FIPS 180-2, appendix B.1.
    #expect(
      try FileDigest(path: path, name: path).sha256
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func aSchemaViolationHasItsLine() {
    let text =
      "<print-job xmlns=\"urn:dendrite:print-job:1\" process=\"p\" printer=\"q\" nozzles=\"1\" "
      + "carriage-mm-per-s=\"1\" turn-s=\"0\" estimated-minutes=\"1\">\n<page/>\n"
    let found = XMLSchema.findings(
      Array((text + "</print-job>").utf8), schema: TemplateLibrary.printJobSchema, file: "j.xml")
    #expect(!found.isEmpty)
    #expect(found.first?.location?.line == 2)
    let cut = XMLSchema.findings(
      Array(text.utf8), schema: TemplateLibrary.printJobSchema, file: "j.xml")
    #expect(cut.map(\.id) == ["xml/syntax"])
  }
}
