import CrossbarCore
import CrossbarSolver
import Foundation
import Testing

/// The solvers of `peers.py`, on tiles whose segments are all alike.
enum Peer: String {
  case cholmod, lu, badcrossbar

  struct Answer {
    var currents: [Double]
    /// CPU seconds and other figures by name.
    var figures: [String: Double]
  }

  static let missing: Comment =
    "DENDRITE_PYTHON names no interpreter with scipy, scikit-sparse and badcrossbar: NO PEER IS COMPARED"

  func solve(
    _ cells: Matrix<Double>, ohms: Double, inputs: Matrix<Double>, repetitions: Int = 1
  ) throws -> Answer {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("peers.py").path
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "peer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["cells", "voltages", "currents"].map { folder.appendingPathComponent($0) }
    for (file, matrix) in zip(files, [cells, inputs]) {
      try matrix.elements.withUnsafeBytes { Data($0) }.write(to: file)
    }
    let output = try Self.run(
      Reference.python ?? "",
      ["-W", "ignore", script, rawValue, "\(cells.rows)", "\(cells.columns)", "\(ohms)"]
        + ["\(inputs.rows)", "\(repetitions)"] + files.map(\.path))
    var answer = Answer(currents: [], figures: [:])
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, let value = Double(words[1]) {
        answer.figures[String(words[0])] = value
      }
    }
    let data = try Data(contentsOf: files[2])
    answer.currents = data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
    return answer
  }

  /// What a program prints; it must succeed.
  static func run(_ program: String, _ arguments: [String], _ environment: [String: String] = [:])
    throws -> String
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) \(arguments)")
    return String(decoding: data, as: UTF8.self)
  }
}
