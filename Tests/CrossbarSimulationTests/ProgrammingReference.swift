import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarSimulation
import Foundation
import Testing

/// SciPy's answers to the jobs of `Fixtures/programming.py`.
enum ProgrammingReference {
  static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let missing: Comment =
    "DENDRITE_PYTHON names no interpreter with scipy: PROGRAMMING IS UNCHECKED"

  /// Gates of SET, RESET and read; resistances of the loop.
  struct Circuit: Encodable {
    var bit = 250.0
    var source = 31.0
    var contact = 9.0

    var cell: CellCircuit {
      CellCircuit(
        bitLine: bit, sourceLine: source, bottomContact: contact, transistor: Paper.transistor)
    }
  }

  struct Device: Encodable {
    var v_set: Double
    var v_reset: Double
    var r_lrs: Double
    var r_hrs: Double
    var stuck: Double?

    init(_ sample: DeviceSample) {
      v_set = sample.vSet
      v_reset = sample.vReset
      r_lrs = sample.rLRS
      r_hrs = sample.rHRS
      stuck = sample.mobility == 0 ? sample.restState : nil
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(v_set, forKey: .v_set)
      try container.encode(v_reset, forKey: .v_reset)
      try container.encode(r_lrs, forKey: .r_lrs)
      try container.encode(r_hrs, forKey: .r_hrs)
      try container.encode(stuck, forKey: .stuck)
    }

    enum Key: CodingKey { case v_set, v_reset, r_lrs, r_hrs, stuck }
  }

  /// One answer a job.
  static func answers<Answer: Decodable>(_ jobs: [some Encodable], as: Answer.Type) throws
    -> [Answer]
  {
    let script = try #require(
      Bundle.module.url(forResource: "programming", withExtension: "py", subdirectory: "Fixtures"))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "programming-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let encoder = JSONEncoder()
    let lines = try jobs.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    let file = folder.appendingPathComponent("jobs.txt")
    try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "")
    process.arguments = ["-W", "ignore", script.path]
    process.standardInput = try FileHandle(forReadingFrom: file)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let answers = String(decoding: data, as: UTF8.self).split(separator: "\n")
    try #require(answers.count == jobs.count)
    return try answers.map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
  }

  /// Devices of the paper's statistics.
  static func samples(_ count: Int, seed: UInt64) throws -> [DeviceSample] {
    let sampler = DeviceSampler(statistics: try Paper.device().statistics, seed: seed)
    return (0..<count).map { sampler.sample(array: 0, tile: 0, row: 0, column: $0) }
  }

  static func median() throws -> DeviceSample {
    let statistics = try Paper.device().statistics
    return DeviceSample(
      vSet: statistics.vSet.median, vReset: statistics.vReset.median,
      rLRS: statistics.rLRS.median, rHRS: statistics.rHRS.median)
  }
}
