import Foundation
import Testing

/// Runs a piece of Python (NumPy, SciPy, lifelines) on numbers and reads numbers back.
enum Python {
  static let path = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let isMissing: Comment =
    "DENDRITE_PYTHON names no interpreter with numpy, scipy and lifelines: NOT COMPARED WITH THEM"

  /// Lines of numbers in, lines of numbers out. `rows` is bound to the input, `emit(*numbers)` writes a line.
  static func run(_ code: String, _ rows: [[Double]]) throws -> [[Double]] {
    let prelude = """
      import sys, warnings, math
      warnings.simplefilter("ignore")
      import numpy as np
      from scipy import stats, optimize, special
      rows = [[float(x) for x in line.split()] for line in sys.stdin]
      def emit(*v): print(*[repr(float(x)) for x in v])

      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = ["-c", prelude + code]
    let output = Pipe()
    process.standardOutput = output
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("statistics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("input")
    let text = rows.map { $0.map { "\($0)" }.joined(separator: " ") }.joined(separator: "\n")
    try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
    process.standardInput = try FileHandle(forReadingFrom: file)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "Python failed")
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
      line.split(separator: " ").map { Double($0) ?? .nan }
    }
  }
}

/// |value − reference| over |reference|; the difference itself where the reference is zero.
func relativeError(_ value: Double, _ reference: Double) -> Double {
  if value == reference { return 0 }
  let difference = (value - reference).magnitude
  if difference.isNaN { return .infinity }
  return reference == 0 ? difference : difference / reference.magnitude
}
