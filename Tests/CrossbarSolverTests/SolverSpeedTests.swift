import COpenBLAS
import CrossbarCore
import CrossbarSolver
import Foundation
import Testing

/// CPU time of effective matrices, each against one product of matrices of the same size by the same BLAS in the same
/// run. Prints its figures; meant for release builds:
///
///     DENDRITE_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter SolverSpeedTests
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil,
    "set DENDRITE_SPEED=1 and build for release to measure"), .serialized)
struct SolverSpeedTests {
  @Test(arguments: [(64, 100.0, 300), (256, 45, 20), (512, 40, 5), (1024, 35, 2)])
  func effectiveMatrix(side: Int, goal: Double, repetitions: Int) throws {
    let tile = Self.tile(side)
    _ = try EffectiveConductance(Self.tile(min(side, 256)))
    var solve = Double.infinity
    var product = Double.infinity
    let clock = ContinuousClock()
    var elapsed = Duration.seconds(1000)
    for _ in 0..<3 {
      // By turns, so that both meet the same machine.
      product = min(product, Self.product(side))
      elapsed = try min(
        elapsed,
        clock.measure {
          solve = try min(
            solve,
            Self.processorTime(repetitions) { _ = try EffectiveConductance(tile) })
        } / repetitions)
    }
    print(
      "SPEED solver \(side) × \(side): \(solve) CPU s, \(elapsed) elapsed, one product "
        + "\(product) s, ratio \((solve / product).rounded()), goal \(goal); "
        + "peak \(Self.peakMemory() / 1_000_000) MB")
    // Half as much again for a busy machine; the figures are for the reader.
    #expect(solve / product < 1.5 * goal)
    #expect(Self.peakMemory() < 600_000_000)
  }

  /// One cell, wherever it is, against the first solve.
  @Test func update() throws {
    let side = 512
    let tile = Self.tile(side)
    let effective = try EffectiveConductance(tile, keepsBlocks: true)
    var first = Double.infinity
    for _ in 0..<3 {
      first = try min(first, Self.processorTime(1) { _ = try EffectiveConductance(tile) })
    }
    /// The least of some turns, each from the same blocks.
    func cost(_ row: Int, _ column: Int, _ value: Double, _ from: EffectiveConductance) throws
      -> Double
    {
      var best = Double.infinity
      for _ in 0..<3 {
        var copy = from
        best = try min(
          best,
          Self.processorTime(1) { try copy.update(row: row, column: column, conductance: value) })
      }
      return best
    }
    let lines = (0..<8).map { $0 * (side - 1) / 7 }
    var costs: [Double] = []
    for row in lines {
      for column in lines {
        let value = tile.cellConductance[row, column] == 1e-6 ? 1.0 / 520 : 1e-6
        costs.append(try cost(row, column, value, effective))
      }
    }
    let (mean, worst) = (costs.reduce(0, +) / Double(costs.count), costs.max() ?? .infinity)
    // A short taken out cancels: the blocks on the way are eliminated again.
    var paths: [Double] = []
    for (row, column) in [(0, 0), (511, 511), (0, 511), (511, 0)] {
      var shorted = tile
      shorted.cellConductance[row, column] = 1e9
      let from = try EffectiveConductance(shorted, keepsBlocks: true)
      paths.append(try cost(row, column, 1e-6, from))
    }
    // One after another, until the blocks are eliminated anew.
    var many = effective
    var dice = Dice(31)
    var sequence: [Double] = []
    for _ in 0..<130 {
      let (row, column) = (dice.below(side), dice.below(side))
      sequence.append(
        try Self.processorTime(1) {
          try many.update(row: row, column: column, conductance: 1 / dice.decades(2, 9))
        })
    }
    let average = sequence.reduce(0, +) / Double(sequence.count)
    print(
      "SPEED solver: one cell of 512 × 512, 64 places: mean \(mean) CPU s, shares of a solve mean "
        + "\(mean / first), worst \(worst / first), goal 0.25; of 130 one after another mean "
        + "\(average / first), 64th \(sequence[62] / first), largest "
        + "\((sequence.max() ?? .infinity) / first); a short taken out, worst quadrant "
        + "\((paths.max() ?? .infinity) / first)")
    #expect(worst / first < 0.25)
    #expect(average / first < 0.25)
    #expect((paths.max() ?? .infinity) / first < 0.45)
  }

  @Test func inputs() throws {
    let tile = Self.tile(1024)
    let inputs = Matrix(rows: 10_000, columns: 1024, repeating: 0.1)
    var time = Double.infinity
    var effective = try EffectiveConductance(tile)
    for _ in 0..<2 {
      time = try min(
        time,
        Self.processorTime(1) {
          effective = try EffectiveConductance(tile)
          _ = try effective.currents(inputs: inputs)
        })
    }
    let solution = try Self.processorTime(1) {
      _ = try effective.solution(input: Array(repeating: 0.1, count: 1024))
    }
    print(
      "SPEED solver 1024 × 1024: matrix and 10,000 inputs \(time) CPU s, goal 5; voltages everywhere \(solution) CPU s"
    )
    #expect(time < 5)
  }

  /// Half the cells conduct, the paper's medians.
  static func tile(_ side: Int) -> WireTile {
    var dice = Dice(9)
    return WireTile(
      cellConductance: dice.matrix(side, side) { $0.unit() < 0.5 ? 1 / 520 : 1e-6 },
      rowSegment: 1, columnSegment: 1, left: .driven(through: 1), bottom: .sensed(through: 1))
  }

  static func product(_ side: Int) -> Double {
    openblas_set_num_threads(1)
    let a = Array(repeating: 1.5, count: side * side)
    var c = a
    let repetitions = max(1, (1 << 30) / (side * side * side))
    return processorTime(repetitions) {
      let n = Int32(side)
      cblas_dgemm(
        CblasColMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, a, n, 0, &c, n)
    }
  }

  static func processorTime(_ repetitions: Int, _ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    for _ in 0..<repetitions { try body() }
    return (now() - start) / Double(repetitions)
  }

  /// Largest resident size so far, in bytes.
  static func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
