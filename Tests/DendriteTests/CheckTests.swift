import Foundation
import Testing

/// `dendrite check` as a user runs it.
@Suite struct CheckTests {
  @Test func anOutputIsCheckedBrokenAndCompiledAgain() throws {
    let scratch = try Scratch()
    let out = "\(scratch.path)/out"
    let compile = [
      "compile", CommandLine.digits, "-o", out, "--quiet", "--arrays", "2", "--circuit-arrays", "1",
    ]
    #expect(try CommandLine.dendrite(compile).status == 0)
    let good = try CommandLine.dendrite(["check", out])
    #expect(good.status == 0, "\(good.all)")
    #expect(good.output.contains("3152 memristors"))
    #expect(good.output.contains("PASS"))

    // Pictures of a check are no part of the output, and no obstacle to the next one.
    try FileManager.default.createDirectory(
      atPath: "\(out)/check", withIntermediateDirectories: true)
    try "<svg/>".write(toFile: "\(out)/check/sheet-01.svg", atomically: false, encoding: .utf8)
    let verified = try CommandLine.dendrite(["verify", out, "--quiet"])
    #expect(verified.status == 0, "\(verified.all)")
    #expect(!verified.all.contains("extra-file"))
    #expect(try CommandLine.dendrite(compile).status == 0)

    // Two bit lines' ids exchanged.
    for file in ["au-top", "combined"] {
      let path = "\(out)/masks/sheet-01/\(file).svg"
      let text = try String(contentsOfFile: path, encoding: .utf8)
        .replacingOccurrences(of: "\"t00_b003\"", with: "\"?\"")
        .replacingOccurrences(of: "\"t00_b004\"", with: "\"t00_b003\"")
        .replacingOccurrences(of: "\"?\"", with: "\"t00_b004\"")
      try text.write(toFile: path, atomically: false, encoding: .utf8)
    }
    let bad = try CommandLine.dendrite(["check", out, "--quiet"])
    #expect(bad.status == 1)
    #expect(bad.output.contains("FAIL"))
    #expect(bad.errors.contains("labels t00_b003 and t00_b004 are swapped"), "\(bad.errors)")
    #expect(bad.errors.contains(" mm"))
    #expect(bad.errors.contains("t00_r000_c003"))
  }

  @Test func aFolderWithoutMasksIsRefused() throws {
    let scratch = try Scratch()
    #expect(try CommandLine.dendrite(["check", scratch.path]).status == 2)
    #expect(try CommandLine.dendrite(["check"]).status == 2)
  }
}
