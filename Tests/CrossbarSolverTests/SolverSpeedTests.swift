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

  @Test func update() throws {
    let side = 512
    let tile = Self.tile(side)
    var effective = try EffectiveConductance(tile, keepsBlocks: true)
    var first = Double.infinity
    for _ in 0..<3 {
      first = try min(first, Self.processorTime(1) { _ = try EffectiveConductance(tile) })
    }
    var worst = 0.0
    var sum = 0.0
    // The four quadrants, whose paths to the root cost differently.
    for (row, column) in [(0, 0), (511, 511), (0, 511), (511, 0)] {
      var best = Double.infinity
      for value in [1e-3, 1e-6, 2e-3] {
        best = try min(
          best,
          Self.processorTime(1) {
            try effective.update(row: row, column: column, conductance: value)
          })
      }
      worst = max(worst, best)
      sum += best
    }
    let mean = sum / 4
    print(
      "SPEED solver: one cell of 512 × 512 \(mean) CPU s, share of a solve \(mean / first), goal "
        + "0.25; in the worst quadrant \(worst / first)")
    #expect(mean / first < 0.4)
  }

  @Test func inputs() throws {
    let effective = try EffectiveConductance(Self.tile(1024))
    let inputs = Matrix(rows: 10_000, columns: 1024, repeating: 0.1)
    let time = try Self.processorTime(1) { _ = try effective.currents(inputs: inputs) }
    let solution = try Self.processorTime(1) {
      _ = try effective.solution(input: Array(repeating: 0.1, count: 1024))
    }
    print(
      "SPEED solver 1024 × 1024: 10,000 inputs \(time) CPU s; voltages everywhere \(solution) CPU s"
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
