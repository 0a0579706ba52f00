import Foundation
import Testing

/// Runs the built `dendrite` and other programs as a user does.
enum CommandLine {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
    var all: String { output + errors }
  }

  /// The repository.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// `DENDRITE_BINARY`, or the debug build beside the tests.
  static let binary =
    ProcessInfo.processInfo.environment["DENDRITE_BINARY"] ?? "\(root)/.build/debug/dendrite"

  static let digits = "\(root)/examples/digits/digits.keras"
  static let glyphs = "\(root)/examples/digits/glyphs.csv"

  static func dendrite(_ arguments: [String]) throws -> Outcome {
    try run(binary, arguments)
  }

  static func shell(_ script: String) throws -> Outcome {
    try run("/bin/bash", ["-c", script])
  }

  static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["out", "err"].map { folder.appendingPathComponent($0) }
    for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    let handles = try files.map { try FileHandle(forWritingTo: $0) }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: files[0]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
  }
}

/// A folder that goes away with the test.
final class Scratch {
  let path: String

  init() throws {
    // Letters alone: `fit` takes devices and batches from folders' names, and of random digits a "D123" is one.
    let name = UUID().uuidString.utf8.compactMap { byte -> Character? in
      byte == UInt8(ascii: "-") ? nil : Character(UnicodeScalar(97 + byte % 26))
    }
    path =
      FileManager.default.temporaryDirectory.appendingPathComponent("dendrite-\(String(name))")
      .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Everything below the folder, hidden files too.
  var entries: [String] {
    (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted()
  }
}

/// The digits example compiled once for all tests of a run.
enum Digits {
  static let compiled: Result<(folder: String, outcome: CommandLine.Outcome), any Error> = Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "dendrite-digits-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    let outcome = try CommandLine.dendrite(
      [
        "compile", CommandLine.digits, "--inputs", CommandLine.glyphs, "-o", folder, "--seed", "1",
      ])
    return (folder, outcome)
  }

  /// A copy of the compiled example.
  static func copy(into scratch: Scratch) throws -> String {
    let folder = try compiled.get().folder
    let copy = "\(scratch.path)/out"
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    return copy
  }
}
