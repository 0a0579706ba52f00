import CrossbarArray
import CrossbarBackends
import CrossbarCore
import Foundation
import Testing

/// Every dialect's decks by meaning, through readers that share nothing with the writer.
@Suite(
  .enabled(
    if: ReadDecks.python != nil,
    "DENDRITE_PYTHON names no interpreter with spicelib and eda-netlist-parser: THE DIALECTS' DECKS ARE NOT READ BACK"
  ))
struct DialectTests {
  @Test(arguments: SPICEDialect.all.map(\.name), DialectExample.Kind.allCases)
  func decksMeanWhatTheyMust(_ dialect: String, _ kind: DialectExample.Kind) throws {
    let input = try DialectExample.input(kind)
    let root = try DialectExample.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    var comparison = DeckComparison(input: input, dialect: dialect)
    comparison.compare(try ReadDecks(dialect, root: root))
    #expect(comparison.differences == [])
  }

  /// A file without its ending, a text and what it becomes, in every dialect but where one is named.
  static let mutations: [(file: String, dialect: String?, old: String, new: String)] = [
    ("t00", nil, "t00_b002_001 t00_r001_c002_ag", "t00_b001_001 t00_r001_c002_ag"),
    ("t00", nil, "Xt00_r001_c002 ", "Xt00_r001_c022 "),
    ("t00", nil, "cell row=1", "cell row=2"),
    ("t00", "xyce", "cell PARAMS: row=1", "cell PARAMS: row=2"),
    ("t00", "ltspice", "cell params: row=1", "cell params: row=2"),
    ("t00", nil, " vrst=", " vrst=1"),
    ("t00", nil, "t00_s000_000", "t00_s000_001"),
    ("t00", nil, "Rt00_b001_002", "Rt00_b001_003"),
    ("t00", nil, "t00_w002", "t00_w001"),
    ("t00", "hspice", "b002_001 15", "b002_001 16"),
    ("t00", "spectre", "b002_001) resistor r=15", "b002_001) resistor r=15k"),
    ("t00", "xyce", "b002_001 15", "b002_001 1.5M"),
    ("t00-program-read", nil, "t00_w001", "t00_w002"),
    ("t00-program-read", nil, "vs002 t00_s002", "vs002 t00_s001"),
    ("t00-program-read", nil, "vb002 t00_b002", "vb002 t01_b002"),
    ("t00-program-read", nil, "write_v=5", "write_v=4"),
    ("t00-program-read", nil, "set_fall=", "set_fall=1"),
    ("t00-program-read", nil, "abs(active_row-2)", "abs(active_row-1)"),
    ("t00-program-read", nil, "1-d002", "d002"),
    ("t00-program-read", nil, "word_on_v*sel_001", "word_on_v*sel_000"),
    ("t00-program-read", nil, "find i(Vb002)", "find i(Vb001)"),
    ("t00-program-read", nil, "i001-threshold_a", "i001-2.5e-4"),
    ("t00-program-read", nil, "sel_000+", ""),
    ("t00-program-read", nil, "driver_ohm=10", "driver_ohm=1"),
    ("t00-program-read", "spectre", "stop=3 step", "stop=2 step"),
    ("t00-program-read", "xyce", ".step active_row 0 3 1", ".step active_row 0 2 1"),
    ("t00-program-read", "ltspice", ".step param active_row 0 3", ".step param active_row 1 3"),
    ("t00-program-read", "hspice", "sweep active_row 0 3 1", "sweep active_row 0 3 2"),
    ("cell", nil, "1-eta*v(w)", "1-eta*v(x)"),
    ("cell", "ltspice", "1-{eta}*v(w)", "1-{eta}*v(x)"),
    ("cell", "ltspice", "*ln({rlrs}+", "*log10({rlrs}+"),
    ("cell", "xyce", "*ln(rlrs+", "*log(rlrs+"),
    ("cell", "spectre", "*log(rlrs+", "*ln(rlrs+"),
    ("cell", "spectre", "(0 x) bsource", "(x 0) bsource"),
    ("cell", "hspice", "Gi ag au", "Gi au ag"),
    ("cell", nil, "tmin=0.001", "tmin=1M"),
    ("cell", nil, "v(ag,au)*v(ag,au)", "v(ag,au)^2"),
    ("cell", nil, "exp(-100*", "exp(100*"),
    ("cell", nil, "nend=20", "nend=21"),
    ("corners", "xyce", "corner_vset=12.5535", "corner_vset=12.5"),
    ("corners", "ltspice", "table(corner,0,", "table(corner,1,"),
    ("corners", "spectre", "section slow_set", "section fast_set"),
    ("statistics", "hspice", "agauss(0,1,1)", "agauss(0,1,3)"),
    ("statistics", "spectre", "mismatch {", "process {"),
    ("statistics", nil, "0.776*z1", "0.676*z1"),
    ("statistics", nil, "min(drawn_r1,drawn_r2)", "max(drawn_r1,drawn_r2)"),
  ]

  @Test(arguments: SPICEDialect.all.map(\.name).filter { $0 != "ngspice" })
  func changesAreNoticed(_ dialect: String) throws {
    let input = try DialectExample.input(.paper)
    let root = try DialectExample.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/\(dialect)")
    var made = 0
    for (file, only, old, new) in Self.mutations where only ?? dialect == dialect {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      let name = try #require(names.first { $0.split(separator: ".")[0] == file })
      let url = folder.appendingPathComponent(name)
      let text = try String(contentsOf: url, encoding: .utf8)
      guard let range = text.range(of: old) else {
        #expect(only == nil, "\(dialect): '\(old)' is not in \(name)")
        continue
      }
      try text.replacingCharacters(in: range, with: new)
        .write(to: url, atomically: true, encoding: .utf8)
      defer { try? text.write(to: url, atomically: true, encoding: .utf8) }
      made += 1
      guard let read = try? ReadDecks(dialect, root: root) else { continue }
      var comparison = DeckComparison(input: input, dialect: dialect)
      comparison.compare(read)
      #expect(!comparison.differences.isEmpty, "\(dialect), \(name): '\(old)' became '\(new)'")
    }
    #expect(made >= 22)
  }

  /// Each kind of enable transistor in each dialect: its definition and its element.
  static let transistors: [(String, EnableTransistor.Kind, String, String)] = [
    (
      "xyce", .idealSwitch(ideal), ".model enable vswitch von=1.501 voff=1.499 ron=25 roff=1e+09",
      "S1 sl ag wl 0 enable"
    ),
    (
      "ltspice", .idealSwitch(ideal), ".model enable sw(vt=1.5 vh=-0.001 ron=25 roff=1e+09)",
      "S1 sl ag wl 0 enable"
    ),
    ("hspice", .idealSwitch(ideal), "* Enable", "G1 sl ag vcr pwl(1) wl 0 1.499,1e+09 1.501,25"),
    (
      "spectre", .idealSwitch(ideal),
      "model enable relay vt1=1.499 vt2=1.501 ropen=1e+09 rclosed=25", "S1 (sl ag wl 0) enable"
    ),
    (
      "spectre", .level1, "model enable mos1 type=n vto=0.7 kp=0.0001",
      "M1 (sl wl ag 0) enable w=5e-05 l=1e-06"
    ),
    ("xyce", .card, ".include Mine.mod", "M1 sl wl ag 0 nch w=5e-05 l=1e-06"),
    (
      "spectre", .card, "simulator lang=spice\n.include 'Mine.mod'\nsimulator lang=spectre",
      "M1 (sl wl ag 0) nch w=5e-05 l=1e-06"
    ),
    ("hspice", .subcircuit, ".include 'Mine.mod'", "XM1 sl wl ag 0 nch w=5e-05 l=1e-06"),
    ("xyce", .subcircuit, ".include Mine.mod", "XM1 sl wl ag 0 nch PARAMS: w=5e-05 l=1e-06"),
  ]

  private static let ideal = IdealSwitch(on: Ohms(25), off: Ohms(1e9), threshold: Volts(1.5))

  @Test func everyTransistorInEveryDialect() throws {
    for (dialect, kind, definition, element) in Self.transistors {
      var input = try DialectExample.input(.paper)
      input.wiring.transistor.kind = kind
      if kind == .card || kind == .subcircuit {
        input.wiring.transistorModel = TransistorModel(
          path: "Mine.mod", name: "nch", text: ".model nch nmos level=1\n")
      }
      let root = try DialectExample.emit(input)
      defer { try? FileManager.default.removeItem(at: root) }
      let folder = root.appendingPathComponent("spice/\(dialect)")
      let library = try String(
        contentsOf: folder.appendingPathComponent(dialect == "spectre" ? "cell.scs" : "cell.lib"),
        encoding: .utf8)
      #expect(library.contains(definition), "\(dialect) \(kind)")
      #expect(library.contains("\n\(element)\n"), "\(dialect) \(kind)")
      #expect(
        FileManager.default.fileExists(atPath: folder.path + "/Mine.mod")
          == (input.wiring.transistorModel != nil))
    }
  }

  @Test func otherDialectsAreNotWrittenUnlessAskedFor() throws {
    var input = try DialectExample.input(.paper)
    input.dialects = [.ngspice]
    let root = try DialectExample.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("spice").path)
    #expect(folders == ["ngspice"])
    #expect(SPICEDialect(name: "pspice") == nil)
    #expect(
      SPICEDialect.all.map(\.name) == ["ngspice", "xyce", "ltspice", "hspice", "spectre"])
  }
}
