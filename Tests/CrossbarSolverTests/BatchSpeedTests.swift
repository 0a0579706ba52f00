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
    if side == 32 { #expect(alone / together > 3.5) }
  }
}
