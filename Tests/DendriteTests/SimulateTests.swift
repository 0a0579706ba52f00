import Foundation
import Testing

/// `dendrite simulate` and `dendrite merge` on the digits example.
@Suite("dendrite simulate")
struct SimulateTests {
  static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]

  /// The example's folder, not to be changed.
  private func digits() throws -> String { try Digits.compiled.get().folder }

  private func simulate(_ arguments: [String]) throws -> CommandLine.Outcome {
    try CommandLine.dendrite(["simulate"] + arguments + ["--quiet"])
  }

  private func json(_ path: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        as? [String: Any])
  }

  /// A histogram as a list of its numbers.
  private func numbers(_ document: [String: Any], _ path: [String]) throws -> [Int] {
    var value: Any = document
    for key in path { value = try #require((value as? [String: Any])?[key]) }
    return try #require(value as? [[Int]]).flatMap { Array(repeating: $0[0], count: $0[1]) }
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test(
    "every sampled array is the one that Python samples",
    .enabled(if: python != nil, "DENDRITE_PYTHON is not set: NOT COMPARED WITH PYTHON"))
  func againstPython() throws {
    let scratch = try Scratch()
    let outcome = try simulate([
      try digits(), "--arrays", "25", "--seed", "7", "-o", "\(scratch.path)/s.json",
    ])
    #expect(outcome.status == 0, "\(outcome.all)")
    let reference = try CommandLine.run(
      Self.python ?? "",
      [
        "\(CommandLine.root)/Tests/DendriteTests/Fixtures/ladder_reference.py", try digits(),
        CommandLine.glyphs, "7", "25", "0.4",
      ])
    #expect(reference.status == 0, "\(reference.all)")
    let expected = reference.output.split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Int($0) }
    }
    let document = try json("\(scratch.path)/s.json")
    func counts(_ path: String...) throws -> [Int] {
      try numbers(document, ["counts"] + path)
    }
    #expect(try counts("device_spread", "wrong_bits") == expected.map { $0[0] }.sorted())
    #expect(try counts("device_spread", "correct_inputs") == expected.map { $0[1] }.sorted())
    let stuck = try counts("faults", "wrong_bits_by_cause", "stuck")
    #expect(stuck.count == 25)
    // Behind transistor and wires a few shorts of some 10 kΩ read otherwise than by the rule.
    for (found, wanted) in zip(stuck, expected.map { $0[2] }.sorted()) {
      #expect(abs(found - wanted) <= 10, "\(found) stuck, \(wanted) by Python")
    }
  }

  @Test("shards, threads and the order of merging change no byte")
  func shards() throws {
    let scratch = try Scratch()
    let path = scratch.path
    let folder = try digits()
    func run(_ name: String, _ more: String...) throws {
      let outcome = try simulate([folder, "--arrays", "37", "-o", "\(path)/\(name)"] + more)
      #expect(outcome.status == 0, "\(outcome.all)")
    }
    try run("one.json")
    try run("single.json", "--threads", "1")
    #expect(try bytes("\(path)/one.json") == bytes("\(path)/single.json"))
    for shard in 1...4 { try run("part-\(shard).json", "--shard", "\(shard)/4") }
    let parts = [3, 1, 4, 2].map { "\(path)/part-\($0).json" }
    let merged = try CommandLine.dendrite(
      ["merge"] + parts + ["-o", "\(path)/all.json", "--report", "\(path)/all.md"])
    #expect(merged.status == 0, "\(merged.all)")
    #expect(try bytes("\(path)/one.json") == bytes("\(path)/all.json"))
    #expect(merged.output.contains("+ device spread"))
    #expect(try String(contentsOfFile: "\(path)/all.md", encoding: .utf8).contains("## Failures"))

    // What does not make one simulation.
    try run("other.json", "--shard", "4/4", "--seed", "2")
    try run("options.json", "--shard", "4/4", "--yield", "0.9")
    func refused(_ files: [String], _ id: String, sourceLocation: SourceLocation = #_sourceLocation)
      throws
    {
      let outcome = try CommandLine.dendrite(
        ["merge"] + files.map { "\(path)/\($0)" } + ["-o", "\(path)/no.json"])
      #expect(outcome.status == 2, "\(outcome.all)", sourceLocation: sourceLocation)
      #expect(outcome.errors.contains("[\(id)]"), "\(outcome.all)", sourceLocation: sourceLocation)
      #expect(!FileManager.default.fileExists(atPath: "\(path)/no.json"))
    }
    try refused(["part-1.json", "part-2.json", "part-4.json"], "merge/missing")
    try refused(["part-1.json", "part-2.json", "part-3.json", "part-3.json"], "merge/twice")
    try refused(["part-1.json", "part-2.json", "part-3.json", "other.json"], "merge/setting")
    try refused(["part-1.json", "part-2.json", "part-3.json", "options.json"], "merge/setting")
    let text = try String(contentsOfFile: "\(path)/part-2.json", encoding: .utf8)
    try text.replacingOccurrences(of: "\"float_correct\": 10", with: "\"float_correct\": 9")
      .write(toFile: "\(path)/part-2.json", atomically: true, encoding: .utf8)
    try refused((1...4).map { "part-\($0).json" }, "merge/setting")
    try text.replacingOccurrences(of: "\"sampled\": [[", with: "\"sampled\": [[ ")
      .write(toFile: "\(path)/part-2.json", atomically: true, encoding: .utf8)
    try refused((1...4).map { "part-\($0).json" }, "simulation/altered")
    try String(text.dropLast(200))
      .write(toFile: "\(path)/part-2.json", atomically: true, encoding: .utf8)
    try refused((1...4).map { "part-\($0).json" }, "document/syntax")
  }

  @Test("an interrupted run goes on from its checkpoint")
  func checkpoint() throws {
    let scratch = try Scratch()
    let path = scratch.path
    let folder = try digits()
    let arguments = "simulate \(folder) --arrays 300 --yield 1 --quiet"
    let whole = try CommandLine.shell(
      "\(CommandLine.binary) \(arguments) -o \(path)/whole.json")
    #expect(whole.status == 0, "\(whole.all)")
    // Terminated as soon as it samples; it is told by the progress that it does.
    let broken = try CommandLine.shell(
      """
      \(CommandLine.binary) simulate \(folder) --arrays 300 --yield 1 -o \(path)/s.json \
        --checkpoint \(path)/c.json 2> \(path)/log & pid=$!
      sleep 0.7; kill -TERM $pid; wait $pid; echo status $?
      """)
    if broken.output.contains("status 143") {
      #expect(FileManager.default.fileExists(atPath: "\(path)/c.json"))
      #expect(!FileManager.default.fileExists(atPath: "\(path)/s.json"))
      let other = try simulate([
        folder, "--arrays", "300", "--yield", "0.5", "--checkpoint", "\(path)/c.json",
      ])
      #expect(other.status == 2 && other.errors.contains("[simulate/checkpoint]"), "\(other.all)")
      let shard = try simulate([
        folder, "--arrays", "300", "--yield", "1", "--checkpoint", "\(path)/c.json", "--shard",
        "2/2", "-o", "\(path)/shard.json",
      ])
      #expect(shard.status == 2 && shard.errors.contains("[simulate/checkpoint]"), "\(shard.all)")
    }
    let resumed = try CommandLine.shell(
      "\(CommandLine.binary) \(arguments) -o \(path)/s.json --checkpoint \(path)/c.json")
    #expect(resumed.status == 0, "\(resumed.all)")
    #expect(try bytes("\(path)/whole.json") == bytes("\(path)/s.json"))
    #expect(!FileManager.default.fileExists(atPath: "\(path)/c.json"))
  }

  @Test("devices without spread compute the network by column sums, and read it in every mode")
  func ideal() throws {
    let scratch = try Scratch()
    let path = scratch.path
    let device = try String(
      contentsOfFile: "\(try digits())/device.yaml", encoding: .utf8
    ).split(separator: "\n").filter { !$0.contains("sigma_interval") }.map {
      $0.contains(" sigma: ") ? "    sigma: 0.005" : String($0)
    }.joined(separator: "\n")
    try (device + "\n").write(toFile: "\(path)/device.yaml", atomically: true, encoding: .utf8)
    for style in ["backplane", "crossbar"] {
      let compiled = try CommandLine.dendrite([
        "compile", CommandLine.digits, "--inputs", CommandLine.glyphs, "--device",
        "\(path)/device.yaml", "--style", style, "-o", "\(path)/\(style)", "--quiet",
      ])
      #expect(compiled.status == 0, "\(compiled.all)")
    }
    func accuracy(_ style: String, _ mode: String) throws -> [String: [Int]] {
      let file = "\(path)/\(style)-\(mode).json"
      let outcome = try simulate([
        "\(path)/\(style)", "--read", mode, "--arrays", "2", "--yield", "1", "-o", file,
      ])
      #expect(outcome.status == 0, "\(outcome.all)")
      let document = try json(file)
      var result: [String: [Int]] = [:]
      for rung in ["device_spread", "wires", "faults"] {
        result[rung] = try numbers(document, ["counts", rung, "correct_inputs"])
      }
      return result
    }
    for (style, mode) in [
      ("backplane", "memory"), ("backplane", "column-sum"), ("crossbar", "memory"),
      ("crossbar", "grounded"), ("crossbar", "floating"), ("crossbar", "half"),
      ("crossbar", "third"), ("crossbar", "column-sum"),
    ] {
      let right = try accuracy(style, mode)
      #expect(right["device_spread"] == [10, 10], "\(style), \(mode)")
      if mode == "memory" { #expect(right["faults"] == [10, 10], "\(style)") }
      // 81 conducting lines beside the one that is read: open ones carry more than the cell.
      if mode == "floating" { #expect(right["wires"]?.max() ?? 10 < 10) }
    }
    for (style, mode) in [("backplane", "grounded"), ("crossbar", "memory-x")] {
      let outcome = try simulate(["\(path)/\(style)", "--read", mode])
      #expect(outcome.status == 2, "\(outcome.all)")
    }
  }

  @Test("what should cost more does")
  func monotonic() throws {
    let scratch = try Scratch()
    let folder = try digits()
    func right(_ rung: String, _ arguments: String...) throws -> Int {
      let file = "\(scratch.path)/m.json"
      let outcome = try simulate([folder, "--arrays", "20", "-o", file] + arguments)
      #expect(outcome.status == 0, "\(outcome.all)")
      return try numbers(try json(file), ["counts", rung, "correct_inputs"]).reduce(0, +)
    }
    let base = try right("faults", "--yield", "1")
    #expect(try right("faults", "--yield", "0.9") < base)
    // Every device is stuck at its LRS: one code in every word.
    #expect(try right("faults", "--yield", "1", "--cycles", "50") <= 20)
    #expect(try right("faults", "--yield", "1", "--cycles", "10") > 20)
    #expect(try right("wires", "--write-voltage", "12") > base)
    #expect(try right("wires", "--pulses", "4", "--ramp", "3") > base)
    #expect(try right("read_noise", "--read-noise", "0.9") < right("wires", "--read-noise", "0.9"))
    #expect(try right("device_spread", "--cycle-spread", "2") < base)
  }

  @Test("options that cannot be are refused before anything is sampled")
  func refusals() throws {
    let folder = try digits()
    for (arguments, id) in [
      (["--arrays", "0"], "options/range"), (["--yield", "2"], "options/range"),
      (["--threads", "0"], "options/range"), (["--shard", "2/4"], "options/shard"),
      (["--read-noise", "nan"], "options/range"), (["--labels", "x.npy"], "evaluation/inputs"),
      (["--read", "grounded"], "simulate/mode"),
    ] {
      let outcome = try simulate([folder] + arguments)
      #expect(outcome.status == 2 && outcome.errors.contains("[\(id)]"), "\(outcome.all)")
    }
    for arguments in [["--shard", "0/4"], ["--shard", "5/4"], ["--shard", "x"]] {
      #expect(try simulate([folder] + arguments).status == 2)
    }
    let scratch = try Scratch()
    let copy = try Digits.copy(into: scratch)
    let file = "\(copy)/device.yaml"
    try (String(contentsOfFile: file, encoding: .utf8) + "# edited\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let edited = try simulate([copy])
    #expect(edited.status == 2 && edited.errors.contains("device.yaml"), "\(edited.all)")
    #expect(try simulate([scratch.path]).status == 2)
  }

  @Test("the network as trained is in the folder, and is the file's")
  func trained() throws {
    let scratch = try Scratch()
    let folder = try digits()
    var logits: [String] = []
    for source in [folder, CommandLine.digits] {
      let outcome = try CommandLine.dendrite([
        "infer", source, "--stage", "float", "--inputs", CommandLine.glyphs, "-o",
        "\(scratch.path)/l.csv",
      ])
      #expect(outcome.status == 0, "\(outcome.all)")
      logits.append(try String(contentsOfFile: "\(scratch.path)/l.csv", encoding: .utf8))
    }
    #expect(logits[0] == logits[1] && logits[0].split(separator: "\n").count == 11)
  }
}
