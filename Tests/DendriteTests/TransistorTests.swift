import Foundation
import Testing

@Suite("The enable transistor of a process file, from compile to verify")
struct TransistorTests {
  /// Writes the embedded process with the backplane's transistor changed, and compiles the digits example with it.
  private func compile(
    _ scratch: Scratch, _ changes: [(String, String)], files: [String: String] = [:]
  ) throws -> CommandLine.Outcome {
    let (folder, _) = try Digits.compiled.get()
    var text = try String(contentsOfFile: "\(folder)/process.yaml", encoding: .utf8)
    for (old, new) in changes {
      #expect(text.contains(old))
      text = text.replacingOccurrences(of: old, with: new)
    }
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/own/models", withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(toFile: "\(scratch.path)/own/\(name)", atomically: true, encoding: .utf8)
    }
    try text.write(
      toFile: "\(scratch.path)/own/process.yaml", atomically: true, encoding: .utf8)
    return try CommandLine.dendrite([
      "compile", CommandLine.digits, "--process", "\(scratch.path)/own/process.yaml", "-o",
      "\(scratch.path)/out", "--arrays", "1", "--circuit-arrays", "0",
    ])
  }

  private static let card = [
    (
      "  transistor: level-1",
      "  transistor: card\n  model_file: models/nmos.mod\n  model_name: nch"
    )
  ]

  @Test("the report has the width, the currents and the shares")
  func report() throws {
    let (folder, _) = try Digits.compiled.get()
    let report = try String(contentsOfFile: "\(folder)/report.md", encoding: .utf8)
    #expect(report.contains("RESET 54.05 µm, SET 8 µm; at most 100 µm | 55 ÷ 1 µm; β 5.5 mA/V²"))
    #expect(report.contains("| 5 mA | 5.088 mA; \\|V_RST\\|/R_LRS exceeds it in 2"))
    #expect(report.contains("of cells end above 1 mA, over which life is lost"))
    let library = try String(contentsOfFile: "\(folder)/spice/ngspice/cell.lib", encoding: .utf8)
    #expect(library.contains("\nM1 sl wl ag 0 enable w=5.5e-05 l=1e-06\n"))
  }

  @Test("a card of the user's own goes along and is verified")
  func ownCard() throws {
    let scratch = try Scratch()
    let card = "* mine\n.model nch nmos level=1 vto=0.7 kp=1e-4\n"
    let outcome = try compile(scratch, Self.card, files: ["models/nmos.mod": card])
    #expect(outcome.status == 0, "\(outcome.all)")
    let out = "\(scratch.path)/out"
    #expect(
      outcome.errors.contains("level-1 stand-in") && outcome.errors.contains("process/stand-in"))
    let run = try CommandLine.dendrite(["spice", out, "--run", "--ngspice", "/bin/true"])
    #expect(run.status == 1 && run.output.contains("takes the level-1 stand-in"), "\(run.all)")
    let copy = "\(out)/spice/ngspice/nmos.mod"
    #expect(try String(contentsOfFile: copy, encoding: .utf8) == card)
    let library = try String(contentsOfFile: "\(out)/spice/ngspice/cell.lib", encoding: .utf8)
    #expect(library.contains("\n.include nmos.mod\n"))
    #expect(library.contains("The behavioural simulator takes it for a level-1"))
    let report = try String(contentsOfFile: "\(out)/report.md", encoding: .utf8)
    #expect(report.contains("The card `nch` of `nmos.mod`. The decks use it; the simulator's"))
    let manifest = try String(contentsOfFile: "\(out)/manifest.json", encoding: .utf8)
    #expect(manifest.contains("\"transistor\""))
    // Nothing outside the folder is needed to verify it.
    try FileManager.default.removeItem(atPath: "\(scratch.path)/own")
    let verified = try CommandLine.dendrite(["verify", out, "--quiet"])
    #expect(verified.status == 0, "\(verified.all)")
    try (card + "* more\n").write(toFile: copy, atomically: true, encoding: .utf8)
    let changed = try CommandLine.dendrite(["verify", out, "--quiet"])
    #expect(changed.status == 1)
    #expect(changed.all.contains("spice/ngspice/nmos.mod"))
    try FileManager.default.removeItem(atPath: copy)
    let lost = try CommandLine.dendrite(["verify", out, "--quiet"])
    #expect(lost.status == 1)
    #expect(lost.all.contains("spice/ngspice/nmos.mod: error: the file is missing"))
  }

  @Test("a card that is not there, or is none, is refused")
  func noCard() throws {
    let scratch = try Scratch()
    let absent = try compile(scratch, Self.card)
    #expect(absent.status == 2)
    #expect(absent.errors.contains("models/nmos.mod: there is no such file"), "\(absent.all)")
    let wrong = try compile(scratch, Self.card, files: ["models/nmos.mod": ".model pch pmos\n"])
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("there is no line '.model nch'"), "\(wrong.all)")
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/out"))
  }

  @Test("a 5 V word line is refused, or, where the currents pass, said to leave devices out")
  func fiveVolts() throws {
    let scratch = try Scratch()
    let five = ("word_line_v: 10", "word_line_v: 5")
    let refused = try compile(scratch, [five])
    #expect(refused.status == 2)
    #expect(
      refused.errors.contains("passes at most 4.25 mA of the 5 mA wanted for RESET"),
      "\(refused.all)")
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/out"))
    let wide = try compile(scratch, [five, ("max_width_um: 100", "max_width_um: 200")])
    #expect(wide.status == 0)
    // 4.3 − √(2 · 0.1 mA / 11.8 mA/V²) = 4.170 V; Φ of the fit above ln 4.170 and ln 5.
    #expect(
      wide.all.contains("lets the silver reach 4.17 V of the 5 V of a SET at 0.1 mA"),
      "\(wide.all)")
    #expect(wide.all.contains("V_SET exceeds that in 5.71 % of devices"), "\(wide.all)")
  }

  @Test("a switch, and a stated width that falls short")
  func others() throws {
    let scratch = try Scratch()
    let ideal = try compile(scratch, [("transistor: level-1", "transistor: switch")])
    #expect(ideal.status == 0, "\(ideal.all)")
    let library = try String(
      contentsOfFile: "\(scratch.path)/out/spice/ngspice/cell.lib", encoding: .utf8)
    #expect(library.contains("\nS1 sl ag wl 0 enable\n"))
    let stated = try compile(scratch, [("width_um: auto", "width_um: 50 #")])
    #expect(stated.status == 0)
    #expect(stated.all.contains("passes at most 4.63 mA of the 5 mA"), "\(stated.all)")
  }
}
