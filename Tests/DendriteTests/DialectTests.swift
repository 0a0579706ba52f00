import Foundation
import Testing

@Suite("Decks for several simulators, from the command line to the manifest")
struct DialectCommandTests {
  private func compile(_ scratch: Scratch, _ arguments: [String]) throws -> CommandLine.Outcome {
    try CommandLine.dendrite(
      [
        "compile", CommandLine.digits, "-o", "\(scratch.path)/out", "--arrays", "1",
        "--circuit-arrays", "0",
      ] + arguments)
  }

  /// The simulators' folders; `printed` is nobody's and always there.
  private func folders(_ scratch: Scratch) throws -> [String] {
    let all = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/out/spice")
    #expect(all.contains("printed"))
    return all.filter { $0 != "printed" }.sorted()
  }

  @Test("ngspice is always written, others where asked for, all recorded")
  func written() throws {
    let scratch = try Scratch()
    #expect(try compile(scratch, ["--dialect", "spectre,xyce"]).status == 0)
    #expect(try folders(scratch) == ["ngspice", "spectre", "xyce"])
    let manifest = try String(
      contentsOfFile: "\(scratch.path)/out/manifest.json", encoding: .utf8)
    let words = manifest.split { " \n\t,".contains($0) }.joined(separator: " ")
    #expect(
      words.contains("\"dialects\": [ \"ngspice\" \"xyce\" \"spectre\" ]")
        || words.contains("\"dialects\": [\"ngspice\" \"xyce\" \"spectre\"]"))
    #expect(manifest.contains("spice/spectre/cell.scs"))
    #expect(try CommandLine.dendrite(["verify", "\(scratch.path)/out"]).status == 0)
    let path = "\(scratch.path)/out/spice/xyce/t00.cir"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacingOccurrences(of: "row=1 vset", with: "row=2 vset")
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try CommandLine.dendrite(["verify", "\(scratch.path)/out"]).status == 1)
  }

  @Test("the project file may say so, and the command line wins")
  func projectFile() throws {
    let scratch = try Scratch()
    let file = "\(scratch.path)/dendrite.yaml"
    try "dialects: [hspice, ltspice]\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try compile(scratch, ["--config", file]).status == 0)
    #expect(try folders(scratch) == ["hspice", "ltspice", "ngspice"])
    #expect(try compile(scratch, ["--config", file, "--dialect", "ngspice"]).status == 0)
    #expect(try folders(scratch) == ["ngspice"])
    try "bits: 3\ndialects: [hspice, pspice]\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    let outcome = try compile(scratch, ["--config", file])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("dendrite.yaml:2"))
  }

  @Test("an unknown dialect is refused with the known ones")
  func unknown() throws {
    let scratch = try Scratch()
    let outcome = try compile(scratch, ["--dialect", "xyce,pspice"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("pspice"))
    #expect(outcome.errors.contains("ngspice, xyce, ltspice, hspice, spectre, all"))
  }
}
