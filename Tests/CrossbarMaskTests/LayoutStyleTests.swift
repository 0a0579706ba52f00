import CrossbarArray
import CrossbarCore
import CrossbarLayout
import Foundation
import Testing

/// Every layout style, judged by KLayout: rules, the netlist of the masks against the printed circuit, wires.
@Suite struct LayoutStyleTests {
  static let python = Tool.python

  enum Style: String, CaseIterable, CustomTestStringConvertible {
    case backplane, isolated, arms, crossbar, hybrid

    var testDescription: String { rawValue }

    /// As the process file spells it.
    var word: String {
      switch self {
      case .hybrid: "hybrid-1t1r"
      case .arms: "isolated"
      default: rawValue
      }
    }

    var changes: [(String, String)] {
      [
        ("style: backplane #", "style: \(word) #"), ("furniture: false", "furniture: true"),
      ] + (self == .arms ? [("u_reading: B", "u_reading: A")] : [])
    }
  }

  /// The digits network: 3,150 cells.
  static func digits(_ style: Style, changing more: [(String, String)] = []) throws -> MaskFixture {
    try MaskFixture(
      [(20, 20), (20, 20), (20, 10)], bits: 3, limit: TileLimit(rows: 128, columns: 42),
      changes: style.changes + more)
  }

  func judge(
    _ fixture: MaskFixture, _ style: Style, _ task: String
  ) throws -> (status: Int32, output: String) {
    let script = try #require(Bundle.module.path(forResource: "style_check", ofType: "py"))
    let process = fixture.layout.process
    return try Tool.run(
      #require(Self.python),
      [
        script, fixture.folder, style.word, "\(fixture.layout.design.cellCount)", task,
        "\(process.auTop.finishedSheetResistance.value)",
        "\(process.agBottom.finishedSheetResistance.value)",
        "\(process.agPad.finishedSheetResistance.value)", style == .arms ? "A" : "B",
      ])
  }

  @Test(
    .enabled(
      if: python != nil,
      "STYLES NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"),
    arguments: Style.allCases)
  func klayoutFindsNoBrokenRuleAndTheCircuitThatIsMeant(_ style: Style) throws {
    let fixture = try Self.digits(style)
    #expect(fixture.layout.design.cellCount == 3150)
    for task in ["rules", "netlist"] {
      let (status, output) = try judge(fixture, style, task)
      #expect(status == 0, "\(output)")
    }
  }

  /// The extractor's triangles grow with the area, so the tile is small.
  @Test(
    .enabled(
      if: python != nil,
      "WIRES NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"),
    arguments: Style.allCases)
  func finiteElementsFindTheDecksWires(_ style: Style) throws {
    let fixture = try MaskFixture(
      [(4, 3)], bits: 3, limit: TileLimit(rows: 128, columns: 42), changes: style.changes)
    let (status, output) = try judge(fixture, style, "wires")
    #expect(status == 0, "\(output)")
    #expect(output.split(separator: "\n").count { $0.contains("finite elements") } >= 2)
  }

  @Test(
    .enabled(
      if: python != nil,
      "STYLES NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func theJudgesRefuseWrongCircuitsAndWires() throws {
    let fixture = try MaskFixture(
      [(4, 3)], bits: 3, limit: TileLimit(rows: 128, columns: 42), changes: Style.hybrid.changes)
    let folder = "\(fixture.folder)/spice/printed"
    func changed(_ file: String, _ from: String, _ to: String, task: String) throws {
      let path = "\(folder)/\(file)"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.contains(from))
      try text.replacingOccurrences(of: from, with: to)
        .write(toFile: path, atomically: false, encoding: .utf8)
      #expect(try judge(fixture, .hybrid, task).status == 1, "\(from) → \(to)")
      try text.write(toFile: path, atomically: false, encoding: .utf8)
    }
    #expect(try judge(fixture, .hybrid, "netlist").status == 0)
    try changed(
      "sheet-01.cir", "Xt00_r001_c002 t00_b002 ", "Xt00_r001_c002 t00_b003 ", task: "netlist")
    try changed(
      "sheet-01.cir", "Xt00_r000_c000 t00_b000 t00_r000_c000_ag junction\n", "", task: "netlist")
    let wires = try String(contentsOfFile: "\(folder)/sheet-01-wires.cir", encoding: .utf8)
    let line = try #require(wires.split(separator: "\n").first { $0.hasPrefix("Rt00_b000_001 ") })
    try changed(
      "sheet-01-wires.cir", "\(line)\n", "\(line)1\n".replacing("10.", with: "11."), task: "wires")
  }

  /// Corners by hand: the first cell of the digits network in each style, µm.
  @Test func firstJunctionsStandWhereTheDrawingSays() throws {
    func place(_ style: Style) throws -> (Int, Int) {
      let junction = try Self.digits(style).layout.junction(CellID(tile: 0, row: 0, column: 0))
      #expect(junction.width == 50_000 && junction.height == 50_000)
      return ((junction.left + junction.right) / 2000, (junction.top + junction.bottom) / 2000)
    }
    // Margin 5000; reach of a pair: 100 + 600 + 250 + 1000 − 25 + 2000 − 50 + 600; the device 1950 from the axis.
    #expect(try place(.isolated) == (5000 + 4475 - 1950, 5000 + 450))
    // Reading A: the pads begin where the line ends.
    #expect(try place(.arms) == (5000 + 4525 - 1950, 5000 + 300))
    // Word-line pads 600 + 250; reach 1250 + 3 · 200 + 3 · 100 + 100 + 75; 500 from the axis.
    #expect(try place(.hybrid) == (5000 + 850 + 2325 - 500, 5000 + 600 + 250 + 300))
    // Rows: pads 600, gaps 200, 20 tracks of 200; columns likewise with 41 tracks.
    #expect(
      try place(.crossbar)
        == (5000 + 600 + 200 + 4000 + 250 + 300, 5000 + 600 + 200 + 41 * 200 + 200 + 250 + 300))
  }
}
