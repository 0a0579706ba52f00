import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// Injected faults: each is reported with its cell and its place, in the file that has it.
@Suite(
  .enabled(
    if: CircuitFixture.python != nil,
    "FAULTS NOT INJECTED: set DENDRITE_PYTHON to a Python that has the klayout module"))
struct FaultTests {
  struct Fault: Sendable {
    var name: String
    var edit: String
    var id: String
    /// Words of the finding, alike for SVG and GDSII.
    var words: [String]
  }

  static let faults = [
    Fault(
      name: "missing MoS2 at one cell", edit: "cut mos2-window 5.45 6.0 6.10 6.30",
      id: "masks/short", words: ["cell t00_r000_c000", "(5.95, 6.15) mm"]),
    Fault(
      name: "missing window", edit: "delete mos2-window t00_m000", id: "masks/short",
      words: ["cell t00_r002_c001", "(6.95, 6.75) mm"]),
    Fault(
      name: "floating pad", edit: "cut ag-pad 6.6 5.3 7.3 5.6", id: "masks/open",
      words: [
        "the pad t00_b001_pad", "cells t00_r000_c001, t00_r001_c001, t00_r002_c001, t00_r003_c001",
        "(6.95, 5.35) mm",
      ]),
    Fault(
      name: "missing pad", edit: "delete ag-pad t00_b001_pad", id: "masks/open",
      words: ["t00_b001 has no pad", "t00_r003_c001", "(6.95, "]),
    Fault(
      name: "gold cut through", edit: "cut au-top 6.8 6.3 7.1 6.35", id: "masks/open",
      words: ["t00_b001 falls into 2 pieces", "t00_r001_c001", "t00_r003_c001", "(6.95, 6.325) mm"]
    ),
    Fault(
      name: "silver bridge", edit: "add ag-bottom 5.3 6.15 5.35 6.45 bridge", id: "masks/short",
      words: ["t00_r000_c000_ag", "(5.325, 6."]),
    Fault(
      name: "silver grown to its neighbour",
      edit: "grow ag-bottom 5.3 6.15 5.35 6.45 t00_r000_c000_ag", id: "masks/short",
      words: ["t00_r000_c000_ag", "t00_r001_c000_ag", "(5.325, 6.425) mm"]),
    Fault(
      name: "swapped labels", edit: "swap t00_b003 t00_b004", id: "check/labels",
      words: ["t00_b003 and t00_b004 are swapped", "t00_r000_c003", "t00_r003_c004", "(9.95, "]),
    Fault(
      name: "swapped labels of pads", edit: "swap-pads t00_b003 t00_b004", id: "masks/label",
      words: ["t00_b003 and t00_b004 are swapped", "t00_r000_c003", "(9.95, 5.5) mm"]),
    Fault(
      name: "layer 30 um off", edit: "move au-top 0.03 0", id: "check/shift",
      words: ["au-top lies 30 um off in x", "72 of 72", "cell t00_r000_c000", "(5.98, 6.15) mm"]),
    Fault(
      name: "layer 60 um off", edit: "move ag-bottom 0 0.06", id: "check/shift",
      words: ["ag-bottom lies 60 um off in y", "cell t00_r000_c000", "(5.95, 6.21) mm"]),
    Fault(
      name: "layer 120 um off", edit: "move au-top 0.12 0", id: "check/shift",
      words: ["au-top lies 120 um off in x", "cell t00_r000_c000", "(6.0475, 6.15) mm"]),
    Fault(
      name: "cells of a layer 120 um off", edit: "move au-top 0.12 0", id: "check/area",
      words: ["cell t00_r000_c001", "4750 um", "(7.07, 6.15) mm"]),
    Fault(
      name: "pads 250 um off", edit: "move ag-pad 0 -0.25", id: "masks/open",
      words: ["t00_b000 falls into 2 pieces", "t00_r000_c000"]),
    Fault(
      name: "silver over silver", edit: "add ag-pad 5.5 6.1 5.7 6.2 test_01_x",
      id: "masks/device", words: ["cell t00_r000_c000", "(5.6, 6.15) mm"]),
  ]

  @Test(arguments: faults.indices, ["svg", "gds", "both"])
  func everyFaultIsReported(_ index: Int, _ target: String) throws {
    let fault = Self.faults[index]
    let fixture = try CircuitFixture.odd()
    try fixture.inject(fault.edit, into: target)
    let found = try fixture.findings()
    #expect(found.hasErrors)
    for source in target == "both" ? ["svg", "gds"] : [target] {
      // The same edit in both files leaves them equal, so that the SVG files stand for both.
      if source == "gds" && target == "both" { continue }
      let hit = found.contains { finding in
        let file = finding.location?.file ?? ""
        return finding.id == fault.id && file.hasPrefix("masks/sheet-01")
          && file.hasSuffix("masks.gds") == (source == "gds")
          && fault.words.allSatisfy { finding.description.contains($0) }
      }
      #expect(hit, "\(fault.name) in \(target): \(found.map(\.description))")
    }
  }

  @Test func aChangeOfOneFileAloneIsSaidWithItsPlaceAndCell() throws {
    // Gold thinner than it was drawn, but whole: the circuit is the same.
    let fixture = try CircuitFixture.odd()
    try fixture.inject("cut au-top 6.9 6.3 6.93 6.32", into: "gds")
    let check = try fixture.check()
    #expect(check.editedSheets.count == 1)
    #expect(check.findings.count == 1)
    let finding = try #require(check.findings.first?.diagnostic)
    #expect(finding.id == "check/differs")
    #expect(finding.description.contains("masks/sheet-01/masks.gds"))
    #expect(finding.description.contains("lacks au-top"))
    #expect(finding.description.contains("(6.915, 6.31) mm"))
    #expect(
      finding.description.contains("cell t00_r001_c001")
        || finding.description.contains("cell t00_r000_c001"))
  }
}
