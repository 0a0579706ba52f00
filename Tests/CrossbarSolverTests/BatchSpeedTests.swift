import CrossbarCore
import CrossbarSolver
import Foundation
import Testing

/// CPU time of many small arrays side by side against one by one; see ``SolverSpeedTests``.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil,
    "set DENDRITE_SPEED=1 and build for release to measure"), .serialized)
struct BatchSpeedTests {
  @Test(arguments: [(8, 1000), (16, 1000), (32, 1000), (64, 250), (128, 50)])
  func sampledArrays(side: Int, count: Int) throws {
    var dice = Dice(21)
    let model = SolverSpeedTests.tile(side)
    let cells = (0..<count).map { _ in
      dice.matrix(side, side) { 1 / $0.decades(2, 6) }
    }
    let tiles = cells.map { cells in
      var tile = model
      tile.cellConductance = cells
      return tile
    }
    var (alone, together, voltages) = (Double.infinity, Double.infinity, Double.infinity)
    let volts = cells.map { _ in Array(repeating: 0.1, count: 2 * side) }
    for _ in 0..<5 {
      // By turns, so that both meet the same machine.
      alone = try min(
        alone,
        SolverSpeedTests.processorTime(1) {
          for tile in tiles { _ = try EffectiveConductance(tile) }
        })
      together = try min(
        together,
        SolverSpeedTests.processorTime(1) {
          _ = try TileBatch(wires: model, cellConductances: cells).effectiveConductances()
        })
      let batch = try TileBatch(wires: model, cellConductances: cells)
      voltages = try min(
        voltages,
        SolverSpeedTests.processorTime(1) {
          _ = try batch.cellSolutions(terminalVoltages: volts, cellSources: cells)
        })
    }
    print(
      "SPEED solver: \(count) arrays of \(side) × \(side) \(together) CPU s side by side, "
        + "\(alone) one by one, ratio \(alone / together), goal 5; with voltages and sources "
        + "\(voltages)")
    if side != 32 { return }
    // Less for a busy machine, and for one without AVX-512; the figures are for the reader.
    #expect(alone / together > 1.5)
    for (peer, seconds) in try Self.peers() {
      print(
        "SPEED solver: one array of 32 × 32 by \(peer) \(seconds) CPU s, ratio \(seconds / together * Double(count))"
      )
    }
  }

  /// CPU seconds of one 32 × 32 array by each peer of `peer_speed.py`; none without an interpreter.
  static func peers() throws -> [(String, Double)] {
    guard let python = Reference.python else {
      print("SPEED solver: no DENDRITE_PYTHON, NO PEERS")
      return []
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      "-W", "ignore",
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("peer_speed.py").path,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t")
      guard parts.count == 2, let seconds = Double(parts[1]) else { return nil }
      return (String(parts[0]), seconds)
    }
  }
}
