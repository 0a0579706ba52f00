import CrossbarArray
import CrossbarCore
import CrossbarMasks
import CrossbarVerify
import Foundation
import Testing

/// Gerber, DXF and PDF files, judged by programs that know nothing of the compiler.
@Suite struct FormatTests {
  static let python = Tool.python

  func judge(_ kind: String, _ fixture: MaskFixture) throws -> (status: Int32, output: String) {
    let script = try #require(Bundle.module.path(forResource: "format_check", ofType: "py"))
    return try Tool.run(#require(Self.python), [script, kind, "\(fixture.folder)/masks"])
  }

  /// Odd shapes, the digits network, and several pages.
  func fixtures() throws -> [MaskFixture] {
    [
      try MaskFixture.odd(),
      try MaskFixture([(20, 20), (20, 20), (20, 10)], bits: 3, limit: TileLimit()),
      try MaskFixture(
        [(19, 2)], bits: 3, limit: TileLimit(rows: 3, columns: 6),
        changing: ("max_height_mm: 315", "max_height_mm: 30"),
        ("max_width_mm: 210", "max_width_mm: 20")),
    ]
      + (try LayoutStyleTests.Style.allCases.map {
        // Every style with labels and test structures; wide enough for a lone last column.
        try MaskFixture(
          [(6, 3)], bits: 3, limit: TileLimit(rows: 5, columns: 42), changes: $0.changes)
      })
  }

  @Test(
    .enabled(
      if: python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"),
    arguments: ["xor", "gerbv", "pdf"])
  func everyFormatHoldsTheShapesOfTheSVG(_ kind: String) throws {
    for tool in ["gerbv", "pdfinfo", "pdftoppm", "qpdf", "rsvg-convert"] {
      try #require(Tool.find(tool) != nil, "\(tool) is not installed")
    }
    for fixture in try fixtures() {
      let (status, output) = try judge(kind, fixture)
      #expect(status == 0, "\(output)")
    }
  }

  @Test(
    .enabled(
      if: python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"),
    arguments: [
      ("xor", "ag-bottom.gbr", "J0.3*", "J0.325*"), ("xor", "ag-pad.gbr", "SRX3", "SRX2"),
      ("xor", "mos2-window.dxf", "\n5.45\n", "\n5.46\n"),
      ("xor", "mos2-window.dxf", "POLYLINE\n  8\nCUT", "POLYLINE\n  8\nCAT"),
      ("gerbv", "au-top.gbr", "I3J0", "I3.05J0"),
      ("gerbv", "ag-bottom.gbr", "I3J", "I3.025J"), ("gerbv", "ag-pad.gbr", "%ADD10C,0.1*%\n", ""),
      ("pdf", "masks.pdf", " 3 0 cm", " 4 0 cm"), ("pdf", "masks.pdf", "0.85098 ", "0.75098 "),
      ("pdf", "masks.pdf", "/MediaBox [0 0 ", "/MediaBox [0 0 1"),
      ("pdf", "masks.pdf", "endobj\n1", "endobj\n\n1"),
    ])
  func theJudgesRefuseAChangedFile(
    _ kind: String, _ file: String, _ from: String, _ to: String
  ) throws {
    let fixture = try MaskFixture.odd()
    let path = "\(fixture.folder)/masks/sheet-01/\(file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let range = try #require(text.range(of: from), "\(file) has no \(from)")
    try text.replacingCharacters(in: range, with: to)
      .write(toFile: path, atomically: false, encoding: .utf8)
    let (status, output) = try judge(kind, fixture)
    #expect(status == 1)
    #expect(output.contains(file), "\(output)")
  }

  @Test func theSameDesignGivesTheSameBytes() throws {
    let fixture = try MaskFixture.odd()
    let again = fixture.folder + "-again"
    defer { try? FileManager.default.removeItem(atPath: again) }
    try fixture.emit(to: again)
    for file in [
      "ag-bottom.gbr", "au-top.gbr", "ag-pad.gbr", "mos2-window.dxf", "mos2-window-cut.svg",
      "masks.pdf",
    ] {
      let one = try Data(
        contentsOf: URL(fileURLWithPath: "\(fixture.folder)/masks/sheet-01/\(file)"))
      let other = try Data(contentsOf: URL(fileURLWithPath: "\(again)/masks/sheet-01/\(file)"))
      #expect(one == other && !one.isEmpty)
    }
  }

  /// Files grow with the number of distinct shapes: four times the columns, the same Gerber but for its counts.
  @Test func repeatedShapesAreWrittenOnce() throws {
    func size(_ outputs: Int, _ file: String) throws -> Int {
      let fixture = try MaskFixture([(15, outputs)], bits: 4, limit: TileLimit())
      let path = "\(fixture.folder)/masks/sheet-01/\(file)"
      return try Data(contentsOf: URL(fileURLWithPath: path)).count
    }
    for file in ["ag-bottom.gbr", "au-top.gbr", "ag-pad.gbr"] {
      #expect(abs(try size(32, file) - size(8, file)) < 20)
    }
    #expect(try size(32, "masks.pdf") < 2 * size(8, "masks.pdf"))
  }
}
