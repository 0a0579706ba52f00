import Foundation
import Testing

@Suite("dendrite infer and inspect")
struct InferTests {
  /// The glyphs and their 200 single-pixel flips, as CSV.
  private func inputs(_ scratch: Scratch) throws -> (file: String, reference: [String: Any]) {
    let reference = try json(reference: "digits_reference.json")
    let rows = try #require(reference["inputs"] as? [[Int]])
    let file = "\(scratch.path)/inputs.csv"
    try rows.map { $0.map(String.init).joined(separator: ",") }.joined(separator: "\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
    return (file, reference)
  }

  private func rows(_ file: String) throws -> [[String]] {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
  }

  @Test("integer logits are Python's on all 210 inputs, from the folder and from the model")
  func quantized() throws {
    let scratch = try Scratch()
    let (file, reference) = try inputs(scratch)
    let expected = try #require(reference["logits"] as? [[Int]])
    let folder = try Digits.compiled.get().folder
    for model in [folder, CommandLine.digits] {
      let outcome = try CommandLine.dendrite([
        "infer", model, "--inputs", file, "--stage", "quantized", "-o", "\(scratch.path)/l.csv",
      ])
      #expect(outcome.status == 0, "\(outcome.all)")
      let rows = try rows("\(scratch.path)/l.csv")
      #expect(rows.count == 210)
      for (row, expected) in zip(rows, expected) {
        #expect(row.dropFirst(2).map { Int($0) } == expected)
        let best = try #require(expected.max())
        #expect(Int(row[1]) == expected.firstIndex(of: best))
      }
    }
  }

  @Test("the array's classes are those that verification counts")
  func array() throws {
    let scratch = try Scratch()
    let folder = try Digits.compiled.get().folder
    let outcome = try CommandLine.dendrite([
      "infer", folder, "--inputs", CommandLine.glyphs, "--stage", "array", "-o",
      "\(scratch.path)/l.csv",
    ])
    #expect(outcome.status == 0, "\(outcome.all)")
    let right = try rows("\(scratch.path)/l.csv").enumerated().count { Int($1[1]) == $0 }
    let result = try json("\(folder)/verify.json")
    let this = try #require(result["this_array"] as? [String: [String: Any]])
    #expect(this["transistor_and_wires"]?["correct"] as? Int == right)
    #expect((this["transistor_and_wires"]?["bit_errors"] as? Int ?? 0) > 0)
  }

  @Test("the network as trained knows its glyphs")
  func float() throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.dendrite([
      "infer", CommandLine.digits, "--inputs", CommandLine.glyphs, "-o", "\(scratch.path)/l.csv",
    ])
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(try rows("\(scratch.path)/l.csv").map { Int($0[1]) } == Array(0..<10))
  }

  @Test("a model file has no array")
  func stages() throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.dendrite([
      "infer", CommandLine.digits, "--inputs", CommandLine.glyphs, "--stage", "array", "-o",
      "\(scratch.path)/l.csv",
    ])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("[infer/stage]"))
    #expect(scratch.entries.isEmpty)
  }

  @Test("inference does not overwrite what it reads, and writes through a pipe")
  func output() throws {
    let scratch = try Scratch()
    let copy = "\(scratch.path)/inputs.csv"
    try FileManager.default.copyItem(atPath: CommandLine.glyphs, toPath: copy)
    let same = try CommandLine.dendrite([
      "infer", CommandLine.digits, "--inputs", copy, "-o", copy,
    ])
    #expect(same.status == 2)
    #expect(same.errors.contains("would overwrite what is read"))
    let pipe = try CommandLine.shell(
      "mkfifo \(scratch.path)/p; cat \(scratch.path)/p > \(scratch.path)/seen & "
        + "\(CommandLine.binary) infer \(CommandLine.digits) --inputs \(copy) -o \(scratch.path)/p; wait; "
        + "test -p \(scratch.path)/p && wc -l < \(scratch.path)/seen")
    #expect(pipe.status == 0, "\(pipe.all)")
    #expect(pipe.output.contains("11"))
  }

  @Test("inspect: layers, ranges, cells")
  func inspect() throws {
    let outcome = try CommandLine.dendrite(["inspect", CommandLine.digits])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("20 × 20"))
    #expect(outcome.output.contains("20 × 10"))
    // 1,050 parameters at 3 bits.
    #expect(outcome.output.range(of: "3 +3150 +3", options: .regularExpression) != nil)
  }
}
