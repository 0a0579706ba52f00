import CrossbarCore
import CrossbarSolver
import Foundation
import Testing

/// The solvers of `reference.py`.
enum Reference {
  static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let missing: Comment =
    "DENDRITE_PYTHON names no interpreter with scipy and badcrossbar: THE SOLVER IS UNCHECKED"

  enum Method: String { case splu, decimal, voltages, sources, badcrossbar }

  /// What the method says of each tile.
  static func solve(_ method: Method, _ tiles: [WireTile], inputs: [Matrix<Double>] = []) throws
    -> [[Double]]
  {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("reference.py").path
    var text = ""
    for (index, tile) in tiles.enumerated() {
      text += "\(method.rawValue) \(tile.rows) \(tile.columns)\n"
      for matrix in [tile.cellConductance, tile.rowSegments, tile.columnSegments] {
        text += matrix.elements.map { "\($0)" }.joined(separator: " ") + "\n"
      }
      for side in WireTile.Side.allCases {
        text += tile.ends(side).map(word).joined(separator: " ") + "\n"
      }
      if !inputs.isEmpty {
        text += "\(inputs[index].rows)\n"
        text += inputs[index].elements.map { "\($0)" }.joined(separator: " ") + "\n"
      }
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "solver-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("tiles.txt")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "")
    process.arguments = ["-W", "ignore", script]
    process.standardInput = try FileHandle(forReadingFrom: file)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    try #require(lines.count == tiles.count)
    return lines.map { $0.split(separator: " ").compactMap { Double($0) } }
  }

  private static func word(_ end: WireTile.End) -> String {
    switch end {
    case .open: "o"
    case .driven(let ohms): "d\(ohms)"
    case .sensed(let ohms): "s\(ohms)"
    case .grounded(let ohms): "g\(ohms)"
    }
  }
}

/// The largest difference of two lists, each relative to its own element of the second; infinite if the counts differ.
func worst(_ found: [Double], _ expected: [Double]) -> Double {
  if found.count != expected.count || found.isEmpty { return .infinity }
  var result = 0.0
  for (a, b) in zip(found, expected) {
    let difference = a == b ? 0 : abs(a - b) / abs(b)
    // Not max: NaN must not pass.
    if !(difference <= result) { result = difference.isNaN ? .infinity : difference }
  }
  return result
}
