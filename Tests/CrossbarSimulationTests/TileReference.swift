import CrossbarCore
import CrossbarSolver
import Foundation
import Testing

/// The solvers of `tile_reference.py`.
enum TileReference {
  static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let missing: Comment =
    "DENDRITE_PYTHON names no interpreter with scipy: NON-LINEAR TILES ARE UNCHECKED"

  /// The currents of each case.
  static func solve(_ cases: [[String: Any]], script: String? = nil) throws -> [[Double]] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tiles-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("cases.json")
    try JSONSerialization.data(withJSONObject: cases).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "")
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("tile_reference.py").path
    process.arguments = ["-W", "ignore"] + (script.map { ["-c", $0] } ?? [path])
    process.standardInput = try FileHandle(forReadingFrom: file)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let results = try #require(try JSONSerialization.jsonObject(with: data) as? [[Double]])
    try #require(results.count == cases.count)
    return results
  }

  /// A tile's wires as the script wants them, with the terminals' voltages.
  static func wires(_ tile: WireTile, _ voltages: [Double]) -> [String: Any] {
    var left = voltages[...]
    func ends(_ side: WireTile.Side) -> [[String: Any]] {
      tile.ends(side).map { end in
        switch end {
        case .open: ["kind": "open"]
        case .grounded(let ohms): ["kind": "grounded", "ohms": ohms, "volts": 0]
        case .driven(let ohms), .sensed(let ohms):
          ["kind": "terminal", "ohms": ohms, "volts": left.removeFirst()]
        }
      }
    }
    return [
      "rows": tile.rows, "columns": tile.columns, "rowSegments": tile.rowSegments.elements,
      "columnSegments": tile.columnSegments.elements, "left": ends(.left), "right": ends(.right),
      "top": ends(.top), "bottom": ends(.bottom),
    ]
  }
}

/// The largest difference of two lists, relative to the second but to no less than `floor`; infinite if the counts differ.
func worstDifference(_ found: [Double], _ expected: [Double], floor: Double = 0) -> Double {
  if found.count != expected.count || found.isEmpty { return .infinity }
  var result = 0.0
  for (a, b) in zip(found, expected) {
    let difference = a == b ? 0 : abs(a - b) / max(abs(b), floor)
    // Not max: NaN must not pass.
    if !(difference <= result) { result = difference.isNaN ? .infinity : difference }
  }
  return result
}

/// Reproducible random numbers.
struct TileDice {
  private let generator: Philox4x64
  private var counter: UInt64 = 0

  init(_ stream: UInt64) { generator = Philox4x64(seed: 6, stream: stream) }

  /// In (0, 1).
  mutating func unit() -> Double {
    counter += 1
    return Philox4x64.unitInterval(generator.words(at: (counter, 0, 0, 0)).0)
  }

  mutating func below(_ count: Int) -> Int { min(Int(unit() * Double(count)), count - 1) }

  /// Spread evenly over decades.
  mutating func decades(_ low: Double, _ high: Double) -> Double {
    PortableMath.exp((low + (high - low) * unit()) * 2.302585092994046)
  }

  mutating func matrix(_ rows: Int, _ columns: Int, _ draw: (inout TileDice) -> Double)
    -> Matrix<Double>
  {
    var elements: [Double] = []
    for _ in 0..<(rows * columns) { elements.append(draw(&self)) }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }
}
