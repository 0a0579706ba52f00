import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarTemplates
import Testing

/// The block `backplane` of the process file. Widths and currents are worked out by hand from the level-1 equations.
@Suite struct TransistorTests {
  /// The embedded process with its backplane replaced, and the files that lie beside it.
  private func parse(
    _ entries: String, files: [String: String] = [:]
  ) throws(Diagnostics) -> CrossbarLayout.Process {
    let text = TemplateLibrary.process
    let start = text.firstRange(of: "\nbackplane:\n")
    #expect(start != nil)
    let block =
      entries.split(separator: "\n").map { "  \($0)\n" }.joined()
      + "  driver_ohm: 10\n  source_line_lead_ohm: 1\n  source_line_ohm_per_cell: 1\n"
    return try ProcessFile.parse(
      text[..<(start?.upperBound ?? text.endIndex)] + block, file: "p.yaml",
      modelText: { (path) throws(Diagnostics) in
        guard let text = files[path] else {
          throw Diagnostics(.error("input/missing", "there is no such file"))
        }
        return text
      })
  }

  private func findings(_ entries: String, files: [String: String] = [:]) -> [Diagnostic] {
    do throws(Diagnostics) {
      _ = try parse(entries, files: files)
      return []
    } catch {
      return error.all
    }
  }

  /// Line of an entry of the replaced block, from 1.
  private func line(_ entry: Int) -> Int {
    let text = TemplateLibrary.process
    let before = text[..<(text.firstRange(of: "\nbackplane:\n")?.upperBound ?? text.startIndex)]
    return before.count { $0 == "\n" } + entry
  }

  static let channel = "vto_v: 0.7\nkp_a_per_v2: 1e-4\nlength_um: 1\n"

  @Test(
    "widths by hand",
    arguments: [
      // 5 mA / (100 µA/V² · (9.3 − 0.05) V · 0.1 V) = 54.05.
      ("word_line_v: 10", 55.0),
      ("width_um: auto\nword_line_v: 10", 55),
      // Twice the length, twice the width.
      ("word_line_v: 10\nmax_width_um: 200", 55),
      // 5 mA / (100 µA/V² · 4.25 V · 0.1 V) = 117.6.
      ("word_line_v: 5\nmax_width_um: 200", 118),
      // 2 · 5 mA / (100 µA/V² · 0.25 V²) = 400: the follower wants more than the RESET.
      ("word_line_v: 10\nset_current_a: 5e-3\nmax_width_um: 400", 400),
      // A drop of 20 V saturates the channel at 9.3 V: 2 · 5 mA / (100 µA/V² · 86.49 V²) = 1.156; the SET wants 8.
      ("word_line_v: 10\nreset_drop_v: 20", 8),
      ("word_line_v: 10\nreset_drop_v: 20\nset_current_a: 1e-6", 2),
      // What files said before: a stated width stays, whatever is wanted.
      ("width_um: 50\nword_line_v: 10", 50),
      ("width_um: 50\nword_line_v: 5", 50),
      ("width_um: 0.5\nword_line_v: 5", 0.5),
    ])
  func widths(_ entries: String, _ micrometres: Double) throws {
    let process = try parse(Self.channel + entries)
    #expect((process.backplane.transistor.width * 1e6 - micrometres).magnitude < 1e-9)
    #expect(process.backplane.transistor.kind == .level1)
    #expect(process.backplane.isWidthSized == ![50, 0.5].contains(micrometres))
    #expect(process.wiring().transistor == process.backplane.transistor)
  }

  @Test("length scales the width")
  func length() throws {
    let process = try parse(
      "vto_v: 0.7\nkp_a_per_v2: 1e-4\nlength_um: 0.35\nword_line_v: 10")
    // 54.05 · 0.35 = 18.92.
    #expect((process.backplane.transistor.width * 1e6 - 19).magnitude < 1e-9)
  }

  @Test("a 5 V word line is refused with the numbers")
  func fiveVolts() {
    let all = findings(Self.channel + "word_line_v: 5")
    #expect(all.map(\.id) == ["process/transistor-width"])
    #expect(all.first?.location?.line == line(4))
    // 10 mA/V² · 4.25 V · 0.1 V = 4.25 mA; 0.7 + 0.05 + 5 mA / (10 mA/V² · 0.1 V) = 5.75 V.
    #expect(
      all.first?.message
        == "a word line of 5 V passes at most 4.25 mA of the 5 mA wanted for RESET at a width of "
        + "100 µm (VTO 0.7 V, β 10 mA/V², 0.1 V dropped); 118 µm of width, or 5.75 V on the word "
        + "line, would pass it")
  }

  @Test("both currents are refused at once")
  func bothCurrents() {
    let all = findings(Self.channel + "word_line_v: 1\nset_current_a: 1e-3")
    #expect(all.map(\.id) == ["process/transistor-width", "process/transistor-width"])
    #expect(all.first?.message.contains("of the 5 mA wanted for RESET") == true)
    // 10 mA/V² / 2 · (0.3 V)² = 0.45 mA; 2 · 1 mA / (0.1 mA/V² · 0.09 V²) = 222.2.
    #expect(all.last?.message.hasSuffix("and 223 µm would pass it") == true, "\(all)")
    #expect(all.last?.message.contains("at most 0.45 mA of the 1 mA wanted at the end") == true)
  }

  @Test(
    "a stated width that falls short is a warning, one that cannot carry a stated current an error")
  func statedWidths() throws {
    let process = try parse(Self.channel + "width_um: 50\nword_line_v: 10")
    // 5 mA/V² · 9.25 V · 0.1 V = 4.625 mA.
    let warnings = process.transistorWarnings()
    #expect(warnings.map(\.severity) == [.warning])
    #expect(warnings.first?.message.contains("at most 4.63 mA of the 5 mA") == true)
    #expect(try parse(Self.channel + "width_um: 55\nword_line_v: 10").transistorWarnings() == [])
    // 0.1 mA/V² / 2 · (4.3 V)² = 0.92 mA.
    let narrow = Self.channel + "width_um: 1\nword_line_v: 5\n"
    #expect(findings(narrow) == [])
    let all = findings(narrow + "reset_current_a: 5e-3\nset_current_a: 1e-3")
    #expect(all.map { $0.location?.line } == [line(6), line(7)])
    #expect(all.allSatisfy { $0.id == "process/transistor-width" })
  }

  @Test("every impossible number at once, each with its line")
  func impossible() {
    let all = findings(
      """
      transistor: mosfet
      vto_v: 1e9
      kp_a_per_v2: -1e-4
      width_um: -3
      length_um: 0
      set_current_a: -1
      set_loss_v: 0
      reset_current_a: 0
      reset_drop_v: -0.1
      max_width_um: 0
      word_line_v: high
      switch: { on_ohm: -1, off_ohm: 5, threshold_v: 0 }
      """)
    #expect(
      Set(all.compactMap { $0.location?.line }) == Set((1...12).map(line)), "\(all)")
    #expect(all.count == 14)
  }

  @Test("widths that are neither a number nor auto", arguments: ["wide", "\"auto\"", "[1]", "nan"])
  func widthWord(_ word: String) {
    let all = findings(Self.channel + "width_um: \(word)\nword_line_v: 10")
    #expect(all.count == 1)
    #expect(all.first?.location?.line == line(4))
  }

  @Test("a word line that does not open the transistor")
  func wordLine() {
    let all = findings(Self.channel + "word_line_v: 0.7")
    #expect(all.map(\.id) == ["process/word-line"])
    #expect(all.first?.location?.line == line(4))
    let closed = findings("transistor: switch\nword_line_v: 3\nswitch: { threshold_v: 3 }")
    #expect(closed.map(\.id) == ["process/word-line"])
    #expect(closed.first?.location?.line == line(3))
    let negative = findings("transistor: switch\nword_line_v: -3")
    #expect(negative.map(\.id) == ["process/word-line"])
    #expect(negative.first?.location?.line == line(2))
  }

  @Test("a switch needs a word line only, and is on above half of it unless told")
  func idealSwitch() throws {
    let plain = try parse("transistor: switch\nword_line_v: 5").backplane.transistor
    #expect(
      plain.kind == .idealSwitch(IdealSwitch(on: Ohms(1), off: Ohms(1e12), threshold: Volts(2.5))))
    let told = try parse(
      Self.channel
        + "transistor: switch\nword_line_v: 5\nswitch: { on_ohm: 20, off_ohm: 1e11, threshold_v: 1 }"
    ).backplane.transistor
    #expect(
      told.kind == .idealSwitch(IdealSwitch(on: Ohms(20), off: Ohms(1e11), threshold: Volts(1))))
    #expect(told.response(gate: 5, drain: 2, source: 1).current == 0.05)
    #expect(told.response(gate: 1, drain: 1, source: 2).current == -1e-11)
  }

  // MARK: - The user's own

  static let card = "* a card\n.model NCH nmos (level=1\n+ vto = 0.7 kp=1e-4)\n"
  static let subcircuit = """
    .subckt nch d g s b
    + w = 1u l=1u
    m1 d g s b core w={w} l={l}
    .model core nmos level=1 vto=0.7 kp=1e-4
    .ends nch

    """
  static func own(_ kind: String, file: String = "models/nmos.mod", name: String = "nch") -> String
  {
    Self.channel
      + "transistor: \(kind)\nword_line_v: 10\nmodel_file: \(file)\nmodel_name: \(name)"
  }

  @Test("a card and a subcircuit are taken, sized as level 1")
  func ownModels() throws {
    let card = try parse(Self.own("card"), files: ["models/nmos.mod": Self.card])
    #expect(card.backplane.transistor.kind == .card)
    #expect(card.backplane.transistor.width == 55e-6)
    #expect(card.wiring().transistorModel?.fileName == "nmos.mod")
    #expect(card.wiring().transistorModel?.text == Self.card)
    let other = try parse(Self.own("subcircuit"), files: ["models/nmos.mod": Self.subcircuit])
    #expect(other.backplane.transistor.kind == .subcircuit)
    let bins = ".model nch.1 nmos level=54\n.model nch.2 nmos level=54\n"
    _ = try parse(Self.own("card"), files: ["models/nmos.mod": bins])
  }

  @Test("what is wrong with a model's entries stands at the process file's line")
  func entries() throws {
    let absent = findings(Self.own("card"))
    #expect(absent.map { $0.location?.file } == ["p.yaml"])
    #expect(absent.first?.location?.line == line(6))
    #expect(absent.first?.message == "models/nmos.mod: there is no such file")
    let nothing = findings(Self.channel + "transistor: card\nword_line_v: 10")
    #expect(nothing.map(\.id) == ["document/missing-key", "document/missing-key"])
    for file in ["../cell.lib", "a/t00.cir", "models/", ".hidden", "a b.mod", "x/é.mod", "\"\""] {
      let all = findings(Self.own("card", file: file), files: [file: Self.card])
      #expect(all.map { $0.location?.line } == [line(6)], "\(file): \(all)")
    }
    for name in ["1n", "a-b", "\"\"", "n;quit", "_n"] {
      let all = findings(Self.own("card", name: name), files: ["models/nmos.mod": Self.card])
      #expect(all.map { $0.location?.line } == [line(7)], "\(name): \(all)")
    }
    // A process whose reader brings no files.
    #expect(throws: Diagnostics.self) {
      try ProcessFile.parse(
        processText([
          ("transistor", "card"), ("max_width_um", "100\n  model_file: a.mod\n  model_name: nch"),
        ]), file: "p.yaml")
    }
  }

  @Test(
    "what is wrong inside a model stands at the model's line",
    arguments: [
      ("card", ".model pch nmos\n", "there is no line '.model nch'", 0),
      ("card", "\n.model nch pmos level=1\n", "type 'pmos'; it must be nmos", 2),
      ("card", "\n\n.model nch\n", "it must be nmos", 3),
      ("card", ".subckt x a\n.model nch nmos\n.ends\n", "there is no line '.model nch'", 0),
      ("card", card + ".include \"/etc/passwd\"\n", "reads another file", 4),
      ("card", card + ".lib tt.lib tt\n", "reads another file", 4),
      ("card", card + ".control\n", "does not belong", 4),
      ("card", card + ".end\n", "does not belong", 4),
      ("card", card + "r1 a 0 1\n", "would join the deck", 4),
      ("card", card + ".model enable nmos\n", "the decks use themselves", 4),
      ("subcircuit", card, "there is no line '.subckt nch'", 0),
      ("subcircuit", ".subckt nch d g s w=1 l=1\n.ends\n", "has 3 pins", 1),
      ("subcircuit", ".subckt nch d g s b x w=1 l=1\n.ends\n", "has 5 pins", 1),
      ("subcircuit", ".subckt nch d g s b w=1\n.ends\n", "no parameter l", 1),
      ("subcircuit", ".subckt nch d g s b params: l=1\n.ends\n", "no parameter w", 1),
      ("subcircuit", ".subckt nch d g s b w=1 l=1\n", "has no .ends", 0),
      ("subcircuit", subcircuit + subcircuit, "there are 2 lines", 0),
      ("subcircuit", subcircuit + ".ends\n", ".ends without .subckt", 6),
      ("subcircuit", subcircuit + ".subckt t00 a\n.ends\n", "the decks use themselves", 6),
    ])
  func insideModels(_ kind: String, _ text: String, _ message: String, _ line: Int) {
    let all = findings(Self.own(kind), files: ["models/nmos.mod": text])
    let hit = all.first { $0.message.contains(message) }
    #expect(hit?.location?.file == "models/nmos.mod", "\(all)")
    #expect(hit?.location?.line == (line == 0 ? nil : line), "\(all)")
    #expect(hit?.id == "process/model")
  }

  @Test("errors of the process file and of the model come together")
  func together() {
    let all = findings(
      Self.own("card") + "\nmax_width_um: none", files: ["models/nmos.mod": "nothing\n"])
    #expect(Set(all.compactMap { $0.location?.file }) == ["p.yaml", "models/nmos.mod"])
  }
}
