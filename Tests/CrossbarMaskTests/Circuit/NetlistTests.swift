import CrossbarCore
import CrossbarMasks
import Foundation
import Testing

/// Netlists and tables of cells that are broken or of another circuit: each finding at its line.
@Suite struct NetlistTests {
  let page = HandDrawnPage.crossbar()

  func findings(_ edit: (String) -> String) throws -> [Diagnostic] {
    let fixture = try page.fixture()
    let text = try String(contentsOfFile: fixture.deck(), encoding: .utf8)
    let edited = edit(text)
    #expect(edited != text)
    try edited.write(toFile: fixture.deck(), atomically: false, encoding: .utf8)
    return try fixture.findings().filter { $0.id != "gdsii/open" }
  }

  func expect(
    _ id: String, line: Int, sourceLocation: SourceLocation = #_sourceLocation,
    _ edit: (String) -> String
  ) throws {
    let found = try findings(edit)
    let hit = found.contains {
      $0.id == "netlist/\(id)" && $0.location?.file == "spice/printed/sheet-01.cir"
        && $0.location?.line == line
    }
    #expect(hit, "\(found.map(\.description))", sourceLocation: sourceLocation)
  }

  @Test func brokenLines() throws {
    try expect("line", line: 4) { $0.replacingOccurrences(of: "Xt00_r001_c000", with: "Rt00") }
    try expect("line", line: 3) {
      $0.replacingOccurrences(
        of: "t00_a000 junction\nXt00_r001_c000", with: "junction\nXt00_r001_c000")
    }
    try expect("line", line: 5) {
      $0.replacingOccurrences(of: "t00_b001 t00_a000 junction", with: "t00_b001 t00_a000 diode")
    }
    try expect("duplicate", line: 4) {
      $0.replacingOccurrences(of: "Xt00_r001_c000", with: "Xt00_r000_c000")
    }
    try expect("subcircuit", line: 2) {
      $0.replacingOccurrences(of: ".subckt sheet_01", with: ".subckt sheet_02")
    }
    try expect("subcircuit", line: 9) {
      $0.replacingOccurrences(of: ".ends sheet_01", with: ".ends sheet_02")
    }
    try expect("end", line: 8) { $0.replacingOccurrences(of: ".ends sheet_01\n", with: "") }
    try expect("continuation", line: 1) { "+ t00_b000\n" + $0 }
    try expect("net", line: 3) {
      $0.replacingOccurrences(of: "t00_b000 t00_a000", with: "t00_b000 t00_b001")
    }
    try expect("port", line: 2) {
      $0.replacingOccurrences(of: "sheet_01 t00_b000", with: "sheet_01 t00_b001")
    }
    try expect("line", line: 10) { $0 + "Xa b c junction\n" }
    #expect(try findings { _ in "" }.contains { $0.id == "netlist/end" })
    #expect(try findings { _ in "\u{0}\u{FF}+++\n.subckt\n.ends\n" }.hasErrors)
  }

  @Test func continuationsCommentsAndCase() throws {
    let found = try findings {
      $0.replacingOccurrences(
        of: "Xt00_r000_c000 t00_b000 t00_a000 junction",
        with: "\n* between\nxt00_r000_c000 t00_b000\r\n* within\n+\tt00_a000\n+ JUNCTION")
    }
    #expect(found == [])
  }

  @Test func aNetlistOfAnotherCircuit() throws {
    // A memristor more than the masks have, one less, and one between other nets.
    var found = try findings {
      $0.replacingOccurrences(
        of: ".ends", with: "Xtest_01_d0 test_01_d0_au test_01_d0_ag junction\n.ends")
    }
    #expect(found.contains { $0.id == "check/missing" && $0.description.contains("test_01_d0") })
    #expect(found.contains { $0.id == "check/graph" })
    found = try findings {
      $0.replacingOccurrences(of: "Xt00_r001_c002 t00_b002 t00_a001 junction\n", with: "")
    }
    #expect(
      found.contains {
        $0.id == "check/extra" && $0.description.contains("t00_b002 and t00_a001")
          && $0.description.contains("(8, 7) mm")
      }, "\(found.map(\.description))")
    found = try findings {
      $0.replacingOccurrences(
        of: "Xt00_r001_c002 t00_b002 t00_a001", with: "Xt00_r001_c002 t00_b002 t00_a002")
    }
    #expect(
      found.contains {
        $0.description.contains("cell t00_r001_c002") && $0.description.contains("t00_a002")
          && $0.description.contains("sheet-01.cir:8")
      }, "\(found.map(\.description))")
  }

  @Test func withoutANetlistOnlyAWarning() throws {
    let fixture = try page.fixture()
    try FileManager.default.removeItem(atPath: fixture.deck())
    let found = try fixture.findings().filter { $0.id != "gdsii/open" }
    #expect(found.map(\.id) == ["check/no-netlist"])
    #expect(!found.hasErrors)
  }

  @Test func brokenTablesOfCells() throws {
    let fixture = try page.fixture()
    let file = "\(fixture.folder)/masks/sheet-01/cells.csv"
    var lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(
      String.init)
    lines[0] = "cell"
    lines[2] = "t00_r001_c000,1,0,1,-6,7,t00_b000,t00_a001"
    lines[3] = "t00_r000_c001"
    try lines.joined(separator: "\n").write(toFile: file, atomically: false, encoding: .utf8)
    let found = try fixture.findings().filter { $0.id.hasPrefix("cells/") }
    #expect(
      found.map { "\($0.id) \($0.location?.line ?? 0)" } == [
        "cells/header 1", "cells/line 3", "cells/line 4",
      ])
  }
}
