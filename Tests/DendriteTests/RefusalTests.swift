import Foundation
import Testing

@Suite("Bad input: a located diagnostic, exit code 2, nothing half-written")
struct RefusalTests {
  private func refused(
    _ arguments: [String], _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.dendrite(
      ["compile"] + arguments + ["-o", "\(scratch.path)/out", "--quiet"])
    #expect(outcome.status == 2, "\(outcome.all)", sourceLocation: sourceLocation)
    #expect(outcome.errors.contains(expected), "\(outcome.all)", sourceLocation: sourceLocation)
    #expect(scratch.entries.isEmpty, "\(scratch.entries)", sourceLocation: sourceLocation)
  }

  @Test("bits out of range", arguments: ["0", "-3", "17"])
  func bits(count: String) throws {
    try refused(
      [CommandLine.digits, "--bits=\(count)"],
      "--bits: error: the number of bits a weight is \(count); it must lie between 1 and 16")
  }

  @Test("a word wider than a tile")
  func word() throws {
    try refused(
      [CommandLine.digits, "--bits", "8", "--tile-columns", "7"],
      "--tile-columns: error: a word of 8 bits does not fit a tile of 7 columns")
  }

  @Test("all bad options at once")
  func allAtOnce() throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.dendrite([
      "compile", CommandLine.digits, "--bits", "0", "--tile-rows", "0", "-o", "\(scratch.path)/out",
    ])
    #expect(outcome.errors.contains("--bits") && outcome.errors.contains("--tile-rows"))
  }

  @Test("files that are not models")
  func notModels() throws {
    let scratch = try Scratch()
    let text = "\(scratch.path)/text.keras"
    try "this is not a model, it is text\n".write(toFile: text, atomically: true, encoding: .utf8)
    try refused([text], "\(text): error:")
    let empty = "\(scratch.path)/empty.keras"
    _ = FileManager.default.createFile(atPath: empty, contents: nil)
    try refused([empty], "\(empty): error:")
    try refused(["\(scratch.path)/absent.keras"], "\(scratch.path)/absent.keras: error:")
    try refused([scratch.path], "\(scratch.path): error:")
    let half = "\(scratch.path)/half.keras"
    let whole = try Data(contentsOf: URL(fileURLWithPath: CommandLine.digits))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: half))
    try refused([half], "\(half)")
  }

  @Test("device and process files, all problems of both at once")
  func deviceAndProcess() throws {
    let scratch = try Scratch()
    let (folder, _) = try Digits.compiled.get()
    let device = "\(scratch.path)/device.yaml"
    let process = "\(scratch.path)/process.yaml"
    try String(contentsOfFile: "\(folder)/device.yaml", encoding: .utf8)
      .replacingOccurrences(of: "sigma: 0.776", with: "sigma: -1")
      .write(toFile: device, atomically: true, encoding: .utf8)
    try (String(contentsOfFile: "\(folder)/process.yaml", encoding: .utf8) + "\nnonsense: 1\n")
      .write(toFile: process, atomically: true, encoding: .utf8)
    let outcome = try CommandLine.dendrite([
      "compile", CommandLine.digits, "--device", device, "--process", process, "-o",
      "\(scratch.path)/out", "--quiet",
    ])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("\(device):"))
    #expect(outcome.errors.contains("sigma is -1"))
    #expect(outcome.errors.contains("\(process):"))
    #expect(outcome.errors.contains("nonsense is not a known key"))
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/out"))
  }

  @Test("inputs of the wrong width, labels of the wrong count or class")
  func evaluation() throws {
    let scratch = try Scratch()
    let narrow = "\(scratch.path)/narrow.csv"
    try "1,0,1\n".write(toFile: narrow, atomically: true, encoding: .utf8)
    try refused(
      [CommandLine.digits, "--inputs", narrow],
      "\(narrow): error: an input holds 3 numbers; the network takes 20")
    let labels = "\(scratch.path)/labels.csv"
    try "label\n1\n2\n".write(toFile: labels, atomically: true, encoding: .utf8)
    try refused(
      [CommandLine.digits, "--inputs", CommandLine.glyphs, "--labels", labels],
      "\(labels): error: 2 labels for 10 inputs")
  }

  @Test("a folder that cannot be made")
  func unwritable() throws {
    let outcome = try CommandLine.dendrite([
      "compile", CommandLine.digits, "-o", "/proc/none/out", "--quiet",
    ])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("/proc/none/out: error: cannot make a folder there"))
  }

  @Test("the output is a file")
  func file() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/file"
    try "mine".write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try CommandLine.dendrite(["compile", CommandLine.digits, "-o", path, "--quiet"])
    #expect(outcome.status == 2)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test("a full disk: the limit on a file's size stands for it", arguments: [8, 64, 200])
  func fullDisk(kilobytes: Int) throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.shell(
      "ulimit -f \(kilobytes); \(CommandLine.binary) compile \(CommandLine.digits) -o \(scratch.path)/out --quiet"
    )
    #expect(outcome.status == 2, "\(outcome.all)")
    #expect(outcome.errors.contains("cannot write the file: File too large"))
    #expect(outcome.errors.hasPrefix("\(scratch.path)/out/"))
    #expect(scratch.entries.isEmpty)
  }

  @Test("a full disk where inference writes")
  func fullDevice() throws {
    let scratch = try Scratch()
    let outcome = try CommandLine.shell(
      "ulimit -f 0; \(CommandLine.binary) infer \(CommandLine.digits) --inputs \(CommandLine.glyphs) -o \(scratch.path)/l.csv"
    )
    #expect(outcome.status == 2, "\(outcome.all)")
    #expect(scratch.entries.isEmpty)
  }

  @Test(
    "a command line that cannot be understood",
    arguments: [
      ["compile"], ["nonsense"], ["compile", "a.keras", "-o", "x", "--scheme", "magic"],
      ["compile", "a.keras", "-o", "x", "--seed", "-1"], ["verify"], ["infer", "x"],
    ])
  func usage(arguments: [String]) throws {
    let outcome = try CommandLine.dendrite(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("Usage:"))
    #expect(outcome.output.isEmpty)
  }

  @Test("negative numbers are numbers")
  func negative() throws {
    let scratch = try Scratch()
    let rest = ["-o", "\(scratch.path)/out", "--quiet"]
    let seed = try CommandLine.dendrite(["compile", CommandLine.digits, "--seed", "-1"] + rest)
    #expect(seed.status == 2 && seed.errors.contains("'-1' is invalid for '--seed <seed>'"))
    let bits = try CommandLine.dendrite(["compile", CommandLine.digits, "--bits", "-1"] + rest)
    #expect(bits.status == 2 && bits.errors.contains("the number of bits a weight is -1"))
    #expect(scratch.entries.isEmpty)
  }

  @Test func helpAndVersion() throws {
    let help = try CommandLine.dendrite(["--help"])
    #expect(help.status == 0)
    for command in ["compile", "verify", "infer", "inspect"] {
      #expect(help.output.contains(command))
      #expect(try CommandLine.dendrite([command, "--help"]).status == 0)
    }
    let version = try CommandLine.dendrite(["--version"])
    #expect(version.status == 0 && version.output.hasPrefix("0."))
  }

  @Test("verification of what is no output")
  func verifyNothing() throws {
    let scratch = try Scratch()
    for path in [scratch.path, "\(scratch.path)/absent", CommandLine.digits] {
      let outcome = try CommandLine.dendrite(["verify", path])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("manifest.json: error: the folder has no manifest"))
    }
  }
}
