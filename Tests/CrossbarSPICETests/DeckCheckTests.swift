import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarVerify
import Foundation
import Testing

/// Decks as they are written, and with one thing changed.
@Suite struct DeckCheckTests {
  @Test func decksReadBackAsTheDesign() throws {
    for limit in [TileLimit(), TileLimit(rows: 8, columns: 16)] {
      let input = try ExampleArray.input(limit: limit)
      let root = try ExampleArray.emit(input)
      defer { try? FileManager.default.removeItem(at: root) }
      #expect(check(input).findings(folder: root.path + "/spice/ngspice", name: "n") == [])
    }
  }

  @Test func sameInputSameBytes() throws {
    let input = try ExampleArray.input(inputs: 3, outputs: 2)
    let roots = [try ExampleArray.emit(input), try ExampleArray.emit(input)]
    defer { for root in roots { try? FileManager.default.removeItem(at: root) } }
    for file in ["cell.lib", "t00.cir", "t00-program-read.cir"] {
      let texts = try roots.map {
        try Data(contentsOf: $0.appendingPathComponent("spice/ngspice/\(file)"))
      }
      #expect(texts[0] == texts[1])
    }
  }

  /// File, what is changed into what, and identifier and element of a finding that must come.
  static let mutations: [(String, String, String, String, String)] = [
    // Two nets of a cell.
    (
      "t00.cir", "Xt00_r001_c002 t00_b002_001 t00_r001_c002_ag t00_s002_001",
      "Xt00_r001_c002 t00_s002_001 t00_r001_c002_ag t00_b002_001", "deck/net", "t00_r001_c002"
    ),
    // A neighbour's bit line, and another row of the own one.
    (
      "t00.cir", "Xt00_r001_c002 t00_b002_001", "Xt00_r001_c002 t00_b003_001", "deck/net",
      "t00_r001_c002"
    ),
    (
      "t00.cir", "Xt00_r001_c002 t00_b002_001", "Xt00_r001_c002 t00_b002_002",
      "deck/wire-resistance",
      "t00_r001_c002"
    ),
    (
      "t00.cir", "Xt00_r001_c002 t00_b002_001 t00_r001_c002_ag t00_s002_001",
      "Xt00_r001_c002 t00_b002_001 t00_r001_c002_ag t00_s002_000", "deck/wire-resistance",
      "t00_r001_c002"
    ),
    ("t00.cir", "t00_r001_c002_ag", "t00_r001_c001_ag", "deck/bottom-net", "t00_r001_c001"),
    ("t00.cir", "t00_r001_c002_ag", "t00_r001_c001_ag", "deck/net", "t00_r001_c002"),
    ("t00.cir", "t00_r001_c002_ag", "silver", "deck/net", "t00_r001_c002"),
    (
      "t00.cir", "t00_s002_001 t00_w001 cell row=1", "t00_s002_001 t00_w000 cell row=1", "deck/net",
      "t00_r001_c002"
    ),
    (
      "t00.cir", "t00_s002_001 t00_w001 cell row=1", "t00_s002_001 t00_w001 cell row=0", "deck/row",
      "t00_r001_c002"
    ),
    (
      "t00.cir", "t00_s002_001 t00_w001 cell row=1 vset=",
      "t00_s002_001 t00_w001 cell row=1 vset=1",
      "deck/parameter", "t00_r001_c002"
    ),
    ("t00.cir", "Xt00_r001_c002", "Xt00_r001_c022", "deck/missing-cell", "t00_r001_c002"),
    ("t00.cir", "Xt00_r001_c002", "Xt00_r001_c022", "deck/extra-cell", "t00_r001_c022"),
    (
      "t00.cir", "Rt00_b002_001 t00_b002_000 t00_b002_001 15",
      "Rt00_b002_001 t00_b002_000 t00_b002_001 16",
      "deck/wire-resistance", "t00_r001_c002"
    ),
    (
      "t00.cir", "Rt00_b002_000 t00_b002 t00_b002_000 20", "Rt00_b002_000 t00_b003 t00_b002_000 20",
      "deck/net",
      "t00_r001_c002"
    ),
    (
      "t00.cir", "Rt00_s002_000 t00_s002 t00_s002_000 2", "Rt00_s002_000 t00_s002 t00_s002_000 2M",
      "deck/wire-resistance",
      "t00_r001_c002"
    ),
    // Nets under other names: a node, a line, a pad, one of another tile.
    ("t00.cir", " t00_b002_001 15", " t00_b002_x01 15", "deck/floating", ""),
    ("t00.cir", " t00_b002_001 15", " t00_b002_x01 15", "deck/open", "t00_r001_c002"),
    ("t00.cir", "t00_w001 cell row=1", "t00_w01 cell row=1", "deck/net", "t00_r001_c000"),
    ("t00.cir", "t00_w001 cell row=1", "t00_w01 cell row=1", "deck/ports", "t00_w01"),
    ("t00.cir", "t00_b002 t00_b002_000", "t00_b02 t00_b002_000", "deck/ports", "t00_b02"),
    ("t00.cir", "t00_b002 t00_b002_000", "t01_b002 t00_b002_000", "deck/open", "t00_r001_c002"),
    (
      "t00.cir", "Rt00_b002_000 t00_b002 t00_b002_000 20\n",
      "Rt00_b002_000 t00_b002 t00_b002_000 20\nRx t00_b002_000 0 5\n", "deck/net", ""
    ),
    // The testbench.
    (
      "t00-program-read.cir", "compose want_1 values 0", "compose want_1 values 1", "deck/expected",
      "t00_r001_c000"
    ),
    ("t00-program-read.cir", ".param write_v=5", ".param write_v=4", "deck/waveform", "t00_b000"),
    ("t00-program-read.cir", ".param read_v=0.1", ".param read_v=0.2", "deck/waveform", "t00_s000"),
    (
      "t00-program-read.cir", ".param set_fall=0.1011", ".param set_fall=0.0511", "deck/waveform",
      "t00_s003"
    ),
    (
      "t00-program-read.cir", ".param driver_ohm=10", ".param driver_ohm=1", "deck/driver",
      "t00_b000"
    ),
    (
      "t00-program-read.cir", ".param word_on_v=10", ".param word_on_v=2", "deck/word-line",
      "t00_w001"
    ),
    (
      "t00-program-read.cir", "Vw001 t00_w001 0 {word_on_v*(active_row==1)*t00_tile}",
      "Vw001 t00_w001 0 {word_on_v*(active_row==2)*t00_tile}", "deck/word-line", "t00_w001"
    ),
    (
      "t00-program-read.cir", "Rds002 vs002 t00_s002", "Rds002 vs002 t00_s001", "deck/driver",
      "t00_s002"
    ),
    (
      "t00-program-read.cir", "Rds002 vs002 t00_s002", "Rds002 vs002 t00_s001", "deck/driver",
      "t00_s001"
    ),
    (
      "t00-program-read.cir", "Rds002 vs002 t00_s002", "Rds002 vs002 t00_s002_000", "deck/ports",
      "t00_s002"
    ),
    (
      "t00-program-read.cir", "Rds002 vs002 t00_s002", "Rds002 vs002 t00_s006", "deck/ports",
      "t00_s006"
    ),
    // The tile's inner nets are within reach.
    (
      "t00-program-read.cir", "Vw001 t00_w001", "Rz t00_b001_002 t00_b002_002 5\nVw001 t00_w001",
      "deck/driver", ""
    ),
    (
      "t00-program-read.cir", "Vw001 t00_w001", "Rz t00_b001_002 t00_b001 5\nVw001 t00_w001",
      "deck/driver", "t00_b001"
    ),
    (
      "t00-program-read.cir", "Vw001 t00_w001", "Vz t00_b001_002 0 5\nVw001 t00_w001",
      "deck/driver", "vz"
    ),
    (
      "t00-program-read.cir", "Vw001 t00_w001", "Rz t00_w001 0 5\nVw001 t00_w001",
      "deck/driver", "t00_w001"
    ),
    (
      "t00-program-read.cir", ".param d000={", ".param d000={(active_row==99)+", "deck/pattern",
      "t00_r099_c000"
    ),
    (
      "t00-program-read.cir", "{write_v*(1-d002)} {reset_fall} {write_v*(1-d002)}",
      "{write_v*d002} {reset_fall} {write_v*d002}", "deck/waveform", "t00_b002"
    ),
    ("t00-program-read.cir", "Vb002 vb002 0", "Vc002 vb002 0", "deck/measure", "t00_b002"),
  ]

  @Test(arguments: mutations)
  func everyChangeIsFound(
    _ mutation: (file: String, old: String, new: String, id: String, element: String)
  ) throws {
    let findings = try mutate(mutation.file, mutation.old, mutation.new)
    let match = findings.first {
      $0.id == mutation.id && $0.location?.element ?? "" == mutation.element
    }
    #expect(match?.location?.file == "n/\(mutation.file)", "\(findings)")
    if mutation.file == "t00.cir" && mutation.id != "deck/missing-cell" {
      #expect(match?.location?.line != nil)
    }
  }

  /// Changes that concern the whole file: identifier of a finding that must come.
  static let wholeFile: [(String, String, String, String)] = [
    ("t00.cir", "* end of t00.cir", "* fin of t00.cir", "deck/truncated"),
    ("t00.cir", "* end of t00.cir", "* end of t01.cir", "deck/ports"),
    ("t00.cir", "\n.end\n", "\n", "deck/truncated"),
    ("t00.cir", "\n.param t00_tile=1\n", "\n", "deck/tile"),
    ("t00.cir", ".param t00_tile=1", ".param t00_tile=0", "deck/unknown-directive"),
    ("t00.cir", ".param t00_tile=1", ".param t01_tile=1", "deck/tile"),
    ("t00-program-read.cir", "strcmp differs $r $q", "strcmp differs $q $q", "deck/control"),
    ("t00.cir", "\n.end\n", "\n.end\nRz t00_b000 0 1\n", "deck/outside"),
    ("t00-program-read.cir", "* end of t00", "* end of t01", "deck/instance"),
    ("cell.lib", "\n.end\n", "\n", "deck/truncated"),
    ("cell.lib", "\n.end\n", "\n.end\n.model a sw\n", "deck/outside"),
    ("t00-program-read.cir", "if amps > 1e-05", "if amps > 1e-06", "deck/schedule"),
    ("t00-program-read.cir", "vb$c) at=0.21", "vb$c) at=0.11", "deck/schedule"),
    ("t00-program-read.cir", "i(vb002) at=0.21", "i(vb002) at=0.11", "deck/measure"),
    (
      "t00-program-read.cir", ".measure tran i001 find i(vb001)",
      ".measure tran i001 find i(vb002)", "deck/measure"
    ),
    ("t00-program-read.cir", "set rows = ( 0 1", "set rows = ( 0", "deck/rows"),
    ("t00-program-read.cir", "foreach c 000 001", "foreach c 001 000", "deck/columns"),
    ("t00-program-read.cir", ".include t00.cir", ".include t01.cir", "deck/include"),
    ("t00-program-read.cir", "Vw000 t00_w000", "Vw000 t00_w001", "deck/ports"),
    ("t00-program-read.cir", "* end of", "* fin of", "deck/truncated"),
    ("cell.lib", " tth=0.25", " tth=0.24", "deck/constant"),
    ("cell.lib", " xc=", " xd=", "deck/constant"),
    ("cell.lib", "vto=0.7", "vto=0.5", "deck/constant"),
    ("cell.lib", "w=5e-05", "w=5e-06", "deck/element"),
    ("cell.lib", "Rc ag j 3", "Rc ag j 300", "deck/element"),
    ("cell.lib", "X1 j bl x", "X1 bl j x", "deck/element"),
    ("cell.lib", "R1 ag bl {rhrs}", "R1 ag bl {rlrs}", "deck/element"),
    ("cell.lib", "R1 ag bl {rhrs}", "R1 ag sl {rhrs}", "deck/element"),
    ("cell.lib", "(row == active_row ||", "(row == 1 ||", "deck/condition"),
    ("cell.lib", "M1 sl wl ag 0 enable", "M1 sl ag wl 0 enable", "deck/element"),
    ("t00-program-read.cir", "all_dynamic=0", "all_dynamic=1", "deck/condition"),
    ("cell.lib", "ic={x0}", "ic=1", "deck/element"),
    ("cell.lib", "*(3-2*", "*(3-3*", "deck/equation"),
    ("cell.lib", "-(1-v(w))*log", "+(1-v(w))*log", "deck/equation"),
    ("cell.lib", "{vset}*(1-{eta}*v(w))", "{vset}*(1+{eta}*v(w))", "deck/equation"),
    ("cell.lib", "(-v(ag,au)-{vrst})", "(v(ag,au)-{vrst})", "deck/equation"),
    ("cell.lib", "-v(kr)*v(x)", "+v(kr)*v(x)", "deck/equation"),
    // Braces do not group.
    ("cell.lib", "(100*{vbs}*{vset})", "{100*vbs*vset}", "deck/equation"),
    ("cell.lib", "*({x0}-v(x))", "*({x0}+v(x))", "deck/equation"),
    ("characterisation/iv-sweep.cir", ".include ../cell.lib", ".include cell.lib", "deck/include"),
    ("characterisation/iv-sweep.cir", "memristor vset=", "memristor vset=1", "deck/parameter"),
    ("characterisation/iv-sweep.cir", "\nX3 ", "\n* X3 ", "deck/instance"),
    ("characterisation/compliance.cir", " x0=0", " x0=0 tth=1", "deck/parameter"),
    ("characterisation/endurance.cir", "memristor_wear", "memristor_ware", "deck/instance"),
    ("characterisation/pulse-train.cir", " rhrs=", " rhrs=2", "deck/parameter"),
    ("characterisation/dc-hysteresis.cir", "\nX1 ", "\nR1 ", "deck/instance"),
    ("characterisation/switching-time.cir", ".include ../cell.lib", "", "deck/include"),
    ("cell.lib", " nend=20", " nend=21", "deck/constant"),
    ("cell.lib", "ag au x y", "ag au y x", "deck/ports"),
    ("cell.lib", "Cy y 0 0.001 ic=0", "Cy y 0 0.001 ic=1", "deck/element"),
    ("cell.lib", "*(1-tanh((v(y)", "*(1+tanh((v(y)", "deck/equation"),
    ("cell.lib", "-1-0.5/{nend}", "-1+0.5/{nend}", "deck/equation"),
    ("cell.lib", "*10*{nend}", "*100*{nend}", "deck/equation"),
    ("cell.lib", "-0.001)/(2*{nend})", "+0.001)/(2*{nend})", "deck/equation"),
    ("cell.lib", "/(2*{nend})", "/(1*{nend})", "deck/equation"),
    ("cell.lib", "i=0.001*v(dx)", "i=0.002*v(dx)", "deck/equation"),
    ("cell.lib", "dx 0 v={mob}*(", "dx 0 v=(", "deck/equation"),
    ("cell.lib", ".ends cell", ".ends cell\nr9 a b 1", "deck/outside"),
    ("cell.lib", "Rx x 0 1e+12", "Rx x 0 1e+12\nRy ag au 1", "deck/unknown-element"),
    ("cell.lib", "Rx x 0 1e+12\n", "", "deck/missing-element"),
    ("cell.lib", "* end of cell.lib", "", "deck/truncated"),
  ]

  @Test(arguments: wholeFile)
  func everyChangeOfTheWholeIsFound(
    _ mutation: (file: String, old: String, new: String, id: String)
  ) throws {
    let findings = try mutate(mutation.file, mutation.old, mutation.new)
    #expect(
      findings.contains { $0.id == mutation.id && $0.location?.file == "n/\(mutation.file)" },
      "\(findings)")
  }

  @Test func anotherSeedIsFoundInEveryCell() throws {
    let input = try ExampleArray.input(inputs: 3, outputs: 2)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    var other = check(input)
    other = DeckCheck(
      network: other.network, design: other.design, device: other.device, wiring: other.wiring,
      seed: 8)
    let findings = other.findings(folder: root.path + "/spice/ngspice", name: "n")
    // (3 + 1) rows × 2 outputs × 3 bits, and five cells in the I–V sweep.
    #expect(Set(findings.compactMap { $0.location?.element }).count == 24 + 5)
  }

  @Test func wiringThatCannotBeWrittenIsRefused() throws {
    var input = try ExampleArray.input(inputs: 3, outputs: 2)
    input.wiring.bitLineSegment = Ohms(0)
    #expect(SPICEBackend.check(input).map(\.id) == ["spice/value"])
  }

  private func check(_ input: BackendInput) -> DeckCheck {
    DeckCheck(
      network: input.network, design: input.design, device: input.device, wiring: input.wiring,
      seed: input.seed)
  }

  private func mutate(_ file: String, _ old: String, _ new: String) throws -> [Diagnostic] {
    let input = try ExampleArray.input(inputs: 3, outputs: 2)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/ngspice")
    let url = folder.appendingPathComponent(file)
    var text = try String(contentsOf: url, encoding: .utf8)
    text.replaceSubrange(try #require(text.range(of: old), "\(old) in \(file)"), with: new)
    try text.write(to: url, atomically: true, encoding: .utf8)
    return check(input).findings(folder: folder.path, name: "n")
  }
}
