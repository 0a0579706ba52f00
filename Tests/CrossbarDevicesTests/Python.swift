import Foundation
import Testing

/// Runs Python (NumPy, SciPy, PyYAML) as the judge.
enum Python {
  static let path = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let isMissing: Comment =
    "DENDRITE_PYTHON names no interpreter with numpy, scipy and yaml: NOT COMPARED WITH THEM"

  /// What the code prints; `text` is bound to the input.
  static func run(_ code: String, _ input: String = "") throws -> String {
    let prelude = """
      import sys, warnings, math, json
      warnings.simplefilter("ignore")
      import numpy as np
      from scipy import stats, special
      text = sys.stdin.buffer.read().decode("utf-8")
      def emit(*v): print(*[repr(float(x)) for x in v])

      """
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("devices-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("input")
    try input.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = ["-c", prelude + code]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = try FileHandle(forReadingFrom: file)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "Python failed")
    return String(decoding: data, as: UTF8.self)
  }

  /// Lines of numbers in, lines of numbers out: `rows` is bound to the input, `emit(*numbers)` writes a line.
  static func numbers(_ code: String, _ rows: [[Double]] = []) throws -> [[Double]] {
    let text = rows.map { $0.map { "\($0)" }.joined(separator: " ") }.joined(separator: "\n")
    let prelude = "rows = [[float(x) for x in line.split()] for line in text.splitlines()]\n"
    return try run(prelude + code, text).split(separator: "\n").map { line in
      line.split(separator: " ").map { Double($0) ?? .nan }
    }
  }
}

/// |value − reference| over |reference|.
func relativeError(_ value: Double, _ reference: Double) -> Double {
  if value == reference { return 0 }
  let error = (value - reference).magnitude / reference.magnitude
  return error.isNaN ? .infinity : error
}
