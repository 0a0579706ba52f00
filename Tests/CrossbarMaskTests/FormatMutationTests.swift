import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import CrossbarVerify
import Foundation
import Testing

/// Gerber, DXF and cut files with faults put in by hand; each must be found, with file, line, place and cell.
@Suite struct FormatMutationTests {
  let fixture: MaskFixture
  let masks: ReadMasks

  init() throws {
    fixture = try MaskFixture.odd()
    masks = try MaskReader.read(folder: fixture.folder)
  }

  func path(_ file: String) -> String { "\(fixture.folder)/masks/sheet-01/\(file)" }

  func findings() -> [Diagnostic] {
    GerberCheck.findings(folder: fixture.folder, masks)
      + TapeCutCheck.findings(
        folder: fixture.folder, masks, colour: fixture.layout.process.mos2Window.cutColour)
  }

  @Test func unchangedFilesHaveNoFinding() {
    #expect(findings() == [])
  }

  @Test(arguments: [
    // The islands of the even columns of the first tile: rows at 0.3 mm stand at 0.325.
    ("ag-bottom.gbr", "J0.3*", "J0.325*", "cell t00_r002_c000"),
    ("ag-bottom.gbr", "SRX3Y4", "SRX3Y3", "cell t00_r000_c002"),
    ("ag-bottom.gbr", "SRX3Y4", "SRX999999Y999999", "the file draws"),
    ("ag-pad.gbr", "SRX3Y1", "SRX4Y1", "the nearest there is bit line t0"),
    ("au-top.gbr", "G37*", "G38*", "does not continue the region"),
    ("au-top.gbr", "M02*\n", "", "ends without M02"),
    ("au-top.gbr", "M02*\n", "M02*\nG04 x*\n", "goes on after M02"),
    ("au-top.gbr", "%MOMM*%", "%MOIN*%", "%MOMM*%"),
    ("au-top.gbr", "FSLAX46Y46", "FSLAX45Y45", "%FSLAX46Y46*%"),
    ("au-top.gbr", "%SR*%\n", "", "still open"),
    ("au-top.gbr", "D02*", "D03*", "does not continue"),
    ("mos2-window.dxf", "AC1009", "AC1015", "must be AC1009"),
    ("mos2-window.dxf", "ENTITIES", "ENTITIE", "must be ENTITIES"),
    ("mos2-window.dxf", " 70\n1\n  0\nVERTEX", " 70\n0\n  0\nVERTEX", "must be 1"),
    ("mos2-window.dxf", "  0\nEOF\n", "", "ends too early"),
    ("mos2-window.dxf", "VERTEX\n  8\nCUT", "VERTEX\n  8\nCAT", "must be CUT"),
    ("mos2-window-cut.svg", "stroke-width=\"0.1\"", "stroke-width=\"1\"", "0.1 mm wide"),
    ("mos2-window-cut.svg", "#ff0000", "#ff0001", "#ff0000"),
    ("mos2-window-cut.svg", "fill=\"none\"", "fill=\"black\"", "without a fill"),
    ("mos2-window-cut.svg", "t00_m001", "t00_m009", "called t00_m001"),
  ])
  func aChangeIsFound(_ file: String, _ from: String, _ to: String, _ words: String) throws {
    let text = try String(contentsOfFile: path(file), encoding: .utf8)
    let range = try #require(text.range(of: from), "\(file) has no \(from)")
    try text.replacingCharacters(in: range, with: to)
      .write(toFile: path(file), atomically: false, encoding: .utf8)
    let found = findings()
    #expect(found.contains { $0.message.contains(words) }, "\(found)")
    #expect(found.allSatisfy { $0.location?.file == "masks/sheet-01/\(file)" })
  }

  @Test func aMovedWindowHasItsPlaceAndName() throws {
    let text = try String(contentsOfFile: path("mos2-window.dxf"), encoding: .utf8)
    // The first window's left edge, in two of its corners: 0.4 mm to the right.
    let left = try #require(text.firstMatch(of: /VERTEX\n  8\nCUT\n 10\n([0-9.]+)\n/)?.output.1)
    let moved = String(format: "%.1f", try #require(Double(left)) + 0.4)
    try text.replacingOccurrences(of: " 10\n\(left)\n", with: " 10\n\(moved)\n")
      .write(toFile: path("mos2-window.dxf"), atomically: false, encoding: .utf8)
    let found = findings()
    #expect(
      found.contains {
        $0.id == "dxf/missing" && $0.location?.element == "t00_m000"
          && $0.message.contains("at (\(left), ")
      }, "\(found)")
    #expect(
      found.contains {
        $0.id == "dxf/extra" && $0.message.contains("at (\(moved), ")
          && $0.message.contains("t00_m000") && $0.location?.line != nil
      }, "\(found)")
  }

  @Test func aMissingFileIsFound() throws {
    for file in ["ag-pad.gbr", "mos2-window.dxf", "mos2-window-cut.svg"] {
      try FileManager.default.removeItem(atPath: path(file))
    }
    #expect(findings().map(\.id) == ["gerber/open", "dxf/open", "masks/open"])
  }

  /// Bytes that say anything, changed one at a time: digits by one, everything else into a question mark.
  @Test(arguments: [("ag-bottom.gbr", 3), ("ag-pad.gbr", 1), ("mos2-window.dxf", 7)])
  func everyByteCounts(_ file: String, _ step: Int) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(file))))
    var isSkipped = false
    var isTable = false
    var isRemark = false
    var tried = 0
    var missed: [Int] = []
    for (index, byte) in bytes.enumerated() {
      if index == 0 || bytes[index - 1] == 10 {
        let line = bytes[index...].prefix { $0 != 10 }
        if line.elementsEqual("TABLES".utf8) { isTable = true }
        if line.elementsEqual("ENTITIES".utf8) { isTable = false }
        // Remarks may say anything, and of the tables only the layer's name matters.
        isSkipped = line.starts(with: "G04 ".utf8) || isRemark || isTable
        isRemark = line.elementsEqual("999".utf8)
      }
      if isSkipped || !index.isMultiple(of: step) || byte == 10 { continue }
      tried += 1
      var changed = bytes
      changed[index] = (48...57).contains(byte) ? 48 + (byte - 47) % 10 : 63
      try Data(changed).write(to: URL(fileURLWithPath: path(file)))
      if findings().isEmpty { missed.append(index) }
    }
    #expect(missed.isEmpty, "\(missed.prefix(10))")
    #expect(tried > 200)
  }
}
