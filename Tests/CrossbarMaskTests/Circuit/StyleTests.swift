import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// The extraction on pages of every style, drawn by hand, and what is wrong with broken ones.
@Suite struct StyleTests {
  static let python = CircuitFixture.python
  static let pages = [
    ("crossbar", HandDrawnPage.crossbar(), 6), ("isolated", .isolated(), 2),
    ("hybrid", .hybrid(), 4),
  ]

  /// Findings but for the GDSII file that is not there without KLayout.
  func findings(_ page: HandDrawnPage) throws -> [Diagnostic] {
    try page.fixture().findings().filter { $0.id != "gdsii/open" }
  }

  func expect(
    _ page: HandDrawnPage, _ id: String, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try findings(page)
    let hit = found.contains { finding in
      finding.id == id && words.allSatisfy { finding.description.contains($0) }
    }
    #expect(hit, "\(found.map(\.description))", sourceLocation: sourceLocation)
  }

  @Test(arguments: pages.indices)
  func cleanPagesAreRight(_ index: Int) throws {
    let (name, page, count) = Self.pages[index]
    let fixture = try page.fixture()
    let check = try fixture.check()
    #expect(
      check.findings.filter { $0.diagnostic.id != "gdsii/open" } == [], "\(name)")
    let circuit = try #require(check.circuits.first)
    #expect(circuit.memristors == count)
    #expect(circuit.isSameGraph == true && circuit.areNamesSame == true)
    #expect(circuit.insulatedCrossings == (name == "hybrid" ? 8 : 0))
    if Self.python != nil { #expect(check.equalFiles == ["masks/sheet-01/masks.gds"]) }
  }

  @Test(
    .enabled(if: python != nil, "STYLES NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON"),
    arguments: pages.indices)
  func klayoutFindsTheSameMemristors(_ index: Int) throws {
    let fixture = try Self.pages[index].1.fixture()
    for source in ["svg", "gds"] {
      let (klayout, own) = try fixture.circuits(source)
      #expect(klayout == own)
    }
  }

  // MARK: - Lost crossovers

  @Test func aLostPatchUnderABitLine() throws {
    var page = HandDrawnPage.hybrid()
    page.remove("t00_r001_c001_xb")
    page.remove("t00_m001")
    page.add("mos2-window", "t00_m001", 9_000, 4_000, 11_000, 12_500)
    try expect(
      page, "masks/short", "cell t00_r001_c001", "t00_b001", "t00_w001",
      "with no dielectric between", "(10, 13.05) mm")
  }

  @Test func aLostPatchUnderABitLineInAWindow() throws {
    // Inside a window it is no short but a memristor that the netlist has not.
    var page = HandDrawnPage.hybrid()
    page.remove("t00_r000_c001_xb")
    try expect(
      page, "check/extra", "cell t00_r000_c001", "t00_b001 and t00_w000", "(10, 7.05) mm")
    try expect(page, "check/graph", "t00_w000", "cell t00_r000_c001")
  }

  @Test func aLostPatchUnderASourceLine() throws {
    var page = HandDrawnPage.hybrid()
    page.remove("t00_r001_c000_xs")
    try expect(
      page, "masks/short", "t00_w001 touches source line t00_s000", "(6.05, 13.05) mm",
      "cell t00_r001_c000")
  }

  @Test func aPatchThatCoversHalfOfItsCrossing() throws {
    var page = HandDrawnPage.hybrid()
    page.change("t00_r001_c000_xs") { $0[2] = 6_050 }
    try expect(page, "masks/short", "t00_w001 touches source line t00_s000", "(6.075, 13.05) mm")
  }

  // MARK: - Lines

  @Test func linesThatAreCutExchangedOrMissing() throws {
    var page = HandDrawnPage.hybrid()
    page.exchange("t00_w000", "t00_w001")
    try expect(
      page, "check/labels", "t00_w000 and t00_w001 are swapped", "t00_r000_c000", "(9, 13.05) mm")
    page = .hybrid()
    page.exchange("t00_s000", "t00_s001")
    try expect(page, "check/labels", "t00_s000 and t00_s001 are swapped", "t00_r001_c001")
    page = .hybrid()
    page.change("t00_w001") { $0[2] = 7_000 }
    try expect(page, "check/reach", "cell t00_r001_c001", "t00_w001")
    page = .hybrid()
    page.remove("t00_w001")
    try expect(page, "check/line", "t00_w001")
    page = .hybrid()
    page.change("t00_s000") { $0[0] = 5_700 }
    try expect(page, "masks/short", "t00_r000_c000_ag", "t00_s000")
  }

  @Test func rowsAndColumnsOfACrossbar() throws {
    var page = HandDrawnPage.crossbar()
    // Complete graphs look the same with any two rows exchanged: the table of cells tells.
    page.exchange("t00_a000", "t00_a001")
    page.exchange("t00_a000_pad", "t00_a001_pad")
    try expect(
      page, "check/labels", "t00_a000 and t00_a001 are swapped", "t00_r000_c000", "t00_r001_c002")
    page = .crossbar()
    page.exchange("t00_a000_pad", "t00_a001_pad")
    try expect(
      page, "masks/label", "t00_a000 and t00_a001 are swapped", "t00_r000_c000", "(2, 6) mm")
    page = .crossbar()
    page.exchange("t00_b001", "t00_b002")
    page.exchange("t00_b001_pad", "t00_b002_pad")
    try expect(page, "check/labels", "t00_b001 and t00_b002 are swapped", "(7, 6) mm")
    page = .crossbar()
    page.change("t00_a001") { $0[2] = 7_500 }
    try expect(page, "check/missing", "cell t00_r001_c002", "t00_b002", "t00_a001", "(8, 7) mm")
    page = .crossbar()
    page.change("t00_a001") { $0[0] = 2_100 }
    try expect(page, "masks/open", "t00_a001 falls into 2 pieces", "t00_r001_c001", "(2.05, 7) mm")
    page = .crossbar()
    page.change("t00_b001") { $0[0] = 5_900 }
    try expect(page, "masks/short", "t00_b000", "t00_b001", "touch")
  }

  @Test func contactsOfIsolatedDevices() throws {
    var page = HandDrawnPage.isolated()
    page.exchange("t00_r000_c000_au", "t00_r000_c001_au")
    page.exchange("t00_r000_c000_au_pad", "t00_r000_c001_au_pad")
    try expect(
      page, "check/labels", "t00_r000_c000_au and t00_r000_c001_au are swapped", "(4, 6.03) mm")
    page = .isolated()
    page.change("t00_r000_c001_ag") { $0[3] = 5_900 }
    try expect(
      page, "masks/open", "cell t00_r000_c001", "no bit line crosses its bottom contact")
    page = .isolated()
    page.change("t00_r000_c001_au") { $0[2] = 11_200 }
    try expect(page, "masks/open", "t00_r000_c001_au", "cell t00_r000_c001", "(11.25, 6.03) mm")
  }

  @Test func testStructuresAndMarks() throws {
    var page = HandDrawnPage.crossbar()
    page.add("ag-bottom", "fiducial_0", 500, 500, 600, 1_500)
    page.add("ag-bottom", "vernier_ag-bottom_x_000", 15_000, 15_000, 15_100, 16_000)
    page.add("au-top", "vernier_au-top_x_000", 15_000, 15_500, 15_100, 16_500)
    for (id, box) in [("a", [300, 300, 400, 400]), ("c", [700, 1_600, 800, 1_700])] {
      page.add("au-top", "frame_au-top_0_\(id)", box[0], box[1], box[2], box[3])
    }
    page.add("ag-bottom", "label_0", 17_000, 17_000, 17_500, 17_500)
    page.add("au-top", "test_01_au_top_bar", 12_000, 12_000, 14_000, 12_100)
    page.add("ag-pad", "test_01_au_top_bar_pad_0", 11_800, 11_900, 12_200, 12_300)
    page.add("ag-pad", "test_01_au_top_bar_pad_1", 13_800, 11_900, 14_200, 12_300)
    page.add("ag-bottom", "test_01_d0_ag", 12_000, 17_000, 12_100, 18_000)
    page.add("mos2-window", "test_01_m0", 11_000, 17_200, 13_200, 19_200)
    page.add("au-top", "test_01_d0_au", 11_900, 17_500, 14_000, 17_600)
    page.add("ag-pad", "test_01_d0_au_pad", 13_700, 17_300, 14_300, 17_900)
    page.cell("test_01_d0", "test_01_d0_au", "test_01_d0_ag", 12_050, 17_550)
    #expect(try findings(page) == [])
    var broken = page
    broken.remove("test_01_d0_ag")
    try expect(broken, "check/missing", "test_01_d0", "(12.05, 17.55) mm")
    broken = page
    broken.change("t00_a000_pad") { ($0[0], $0[1]) = (400, 1_000) }
    try expect(broken, "masks/fiducial", "t00_a000_pad covers fiducial_0")
    broken = page
    for id in ["a", "c"] {
      broken.change("frame_au-top_0_\(id)") {
        $0[0] += 60; $0[2] += 60
      }
    }
    try expect(broken, "check/shift", "layer au-top lies (60, 0) um off", "nearest cell")
  }
}
