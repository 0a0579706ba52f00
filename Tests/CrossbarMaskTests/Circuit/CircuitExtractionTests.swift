import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// The circuits of compiled masks, clean and broken, against KLayout's extraction of the same files.
@Suite struct CircuitExtractionTests {
  @Test func cleanMasksHaveTheirNetlist() throws {
    for masks in [
      try MaskFixture.odd(),
      try MaskFixture([(20, 20), (20, 20), (20, 10)], bits: 3, limit: TileLimit()),
      try MaskFixture(
        [(19, 2)], bits: 3, limit: TileLimit(rows: 3, columns: 6),
        changing: ("max_height_mm: 315", "max_height_mm: 30"),
        ("max_width_mm: 210", "max_width_mm: 20")),
    ] {
      let check = try CircuitFixture(masks).check()
      #expect(check.findings == [])
      #expect(check.circuits.count == masks.layout.sheets.count)
      #expect(check.equalFiles.count == masks.layout.sheets.count)
      #expect(check.circuits.reduce(0) { $0 + $1.memristors } == masks.layout.design.cellCount)
      for circuit in check.circuits {
        #expect(circuit.isSameGraph == true && circuit.areNamesSame == true)
        // 50 µm × 50 µm
        #expect(circuit.areas == 2_500_000_000...2_500_000_000)
      }
    }
  }

  /// What is done to the masks before KLayout and the extraction look at them.
  static let edits = [
    "", "cut mos2-window 5.45 6.0 6.10 6.30", "cut ag-pad 6.6 5.3 7.3 5.6",
    "cut au-top 6.8 6.3 7.1 6.35", "add ag-bottom 5.3 6.15 5.35 6.45 bridge",
    "grow ag-bottom 5.3 6.15 5.35 6.45 t00_r000_c000_ag", "swap t00_b003 t00_b004",
    "swap-pads t00_b003 t00_b004", "move au-top 0.03 0", "move au-top 0.06 0.06",
    "move au-top 0.12 0", "move ag-bottom 0 0.12", "move ag-pad 0 -0.25", "move mos2-window 0.6 0",
    "delete mos2-window t00_m000", "cut au-top 5.94 6.0 6.1 6.5",
    // A window's edge through a junction; a pad over silver inside a window; gold joined to gold.
    "cut mos2-window 5.45 6.15 6.10 6.30", "add ag-pad 5.5 6.1 5.7 6.2 test_01_x",
    "add au-top 5.95 6.3 6.95 6.4 test_01_y",
    // An editor's path from one contact to the next but one.
    "path ag-bottom 5.3 6.15 5.35 6.75 0.05",
  ]

  @Test(
    .enabled(
      if: CircuitFixture.python != nil,
      "CIRCUITS NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"
    ),
    arguments: edits)
  func klayoutFindsTheSameMemristors(_ edit: String) throws {
    let fixture = try CircuitFixture.odd()
    if !edit.isEmpty { try fixture.inject(edit, into: "both") }
    for source in ["svg", "gds"] {
      let (klayout, own) = try fixture.circuits(source)
      let memristors = klayout.filter { $0.hasPrefix("memristor") }
      #expect(memristors == own, "\(edit) in \(source)")
      // What KLayout finds wrong is found wrong.
      let faults = klayout.filter { !$0.hasPrefix("memristor") }
      if !faults.isEmpty {
        let found = try fixture.findings()
        #expect(
          found.contains { $0.id.hasPrefix("masks/") || $0.id == "gdsii/label" }, "\(faults)")
      }
    }
  }

  @Test func theComparatorCanFail() throws {
    guard CircuitFixture.python != nil else { return }
    let fixture = try CircuitFixture.odd()
    let before = try fixture.circuits("gds").klayout
    try fixture.inject("move au-top 0.03 0", into: "gds")
    #expect(try fixture.circuits("gds").klayout != before)
    #expect(try fixture.circuits("svg").klayout != fixture.circuits("gds").klayout)
  }
}
