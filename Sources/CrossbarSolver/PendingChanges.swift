internal import COpenBLAS
internal import CrossbarCore

/// Cells changed since the blocks were eliminated, as a change of low rank to the effective conductances (Sherman and
/// Morrison, Ann. Math. Stat. 21, 1950; Woodbury for several cells; Hager, SIAM Rev. 31, 1989).
///
/// With δ a cell's change, w the currents its ``Injection`` sends into the terminals and R the resistances between the
/// injections, −Y becomes −Y − W (1/δ + R)⁻¹ Wᵀ. What this may have lost to cancellation is estimated for every element.
struct PendingChanges: Sendable {
  private struct Cell: Sendable {
    var row: Int
    var column: Int
    var injection: Injection
    /// To every cell up to and including this one.
    var resistances: [(ohms: Double, sensitivity: Double)]
  }

  /// Relative error of what nothing has cancelled in: some ten roundings.
  private static let unit = 2e-15
  /// Relative error of an element up to which it is believed. As roundings do not all add up, what is lost is some thirty
  /// times less.
  private static let tolerance = 9e-13

  /// The cells' conductances as the blocks know them, and the matrix as they give it.
  let base: Matrix<Double>
  let matrix: Matrix<Double>
  private var cells: [Cell] = []

  init(base: Matrix<Double>, matrix: Matrix<Double>) {
    self.base = base
    self.matrix = matrix
  }

  var places: [(row: Int, column: Int)] { cells.map { ($0.row, $0.column) } }

  func contains(row: Int, column: Int) -> Bool {
    cells.contains { $0.row == row && $0.column == column }
  }

  var count: Int { cells.count }

  /// Adds a cell that is not among them yet.
  mutating func add(row: Int, column: Int, _ injection: Injection) {
    var resistances = cells.map { Injection.resistance(injection, $0.injection) }
    resistances.append(Injection.resistance(injection, injection))
    cells.append(
      Cell(row: row, column: column, injection: injection, resistances: resistances))
  }

  /// The effective conductances with the cells' values as they are now; nil where digits may have been lost.
  ///
  /// - Parameters:
  ///   - driven: Ports of the root that are the matrix's rows; `sensed` its columns.
  func changed(to conductance: Matrix<Double>, driven: [Int], sensed: [Int]) -> Matrix<Double>? {
    let changes = cells.map { conductance[$0.row, $0.column] - base[$0.row, $0.column] }
    let active = cells.indices.filter { changes[$0] != 0 }
    let rank = active.count
    if rank == 0 { return matrix }
    // 1/δ + R, and its error.
    var system = Array(repeating: 0.0, count: rank * rank)
    var error = system
    for (i, a) in active.enumerated() {
      for (j, b) in active[...i].enumerated() {
        let (ohms, sensitivity) = cells[a].resistances[b]
        let inverse = i == j ? 1 / changes[a] : 0
        let value = ohms + inverse
        let doubt = Self.unit * (sensitivity + abs(ohms) + abs(inverse))
        system[i * rank + j] = value
        system[j * rank + i] = value
        error[i * rank + j] = doubt
        error[j * rank + i] = doubt
      }
    }
    let from = Side(active.map { cells[$0].injection.terminals }, driven, Self.unit)
    let to = Side(active.map { cells[$0].injection.terminals }, sensed, Self.unit)
    guard
      let left = from.solved(system, error, Self.unit),
      let right = to.solved(system, error, Self.unit)
    else { return nil }
    return difference(left, right, to.currents)
  }

  private func difference(_ left: Side, _ right: Side, _ currents: [Double]) -> Matrix<Double>? {
    let (height, width, rank) = (left.count, right.count, left.rank)
    var result = matrix
    // Some rows at a time: no more than a stripe of the errors is ever held.
    let stripe = 64
    var change = Array(repeating: 0.0, count: stripe * width)
    var doubt = change
    let isGood = result.elements.withUnsafeMutableBufferPointer { elements in
      for start in stride(from: 0, to: height, by: stripe) {
        let rows = min(stripe, height - start)
        func multiply(
          _ a: [Double], _ b: [Double], _ beta: Double, _ target: inout [Double]
        ) {
          a.withUnsafeBufferPointer { a in
            guard let a = a.baseAddress else { return }
            cblas_dgemm(
              CblasRowMajor, CblasTrans, CblasNoTrans, Int32(rows), Int32(width), Int32(rank), 1,
              a + start, Int32(height), b, Int32(width), beta, &target, Int32(width))
          }
        }
        multiply(left.currents, currents, 0, &change)
        multiply(left.magnitudes, right.errors, 0, &doubt)
        multiply(left.errors, right.magnitudes, 1, &doubt)
        var excess = 0.0
        for index in 0..<(rows * width) {
          let old = elements[start * width + index]
          let new = old - change[index]
          let lost = doubt[index] + Self.unit * (old + abs(change[index]))
          // Above 0 where too much is lost; not a maximum, in which NaN would pass.
          if !(lost <= Self.tolerance * new) { excess += 1 }
          elements[start * width + index] = new
        }
        if excess > 0 { return false }
      }
      return true
    }
    return isGood ? result : nil
  }

  /// Currents of the active cells' injections into some terminals, rank × terminals.
  private struct Side {
    let rank: Int
    let count: Int
    var currents: [Double] = []
    /// Absolute errors of the currents; once solved, with half of what the system's own contribute.
    var errors: [Double] = []
    /// Absolute values of the currents.
    var magnitudes: [Double] { currents.map { abs($0) } }

    init(_ pairs: [Injection.Pair], _ ports: [Int], _ unit: Double) {
      rank = pairs.count
      count = ports.count
      for pair in pairs {
        for port in ports {
          currents.append(pair.difference[port])
          errors.append(unit * pair.sum[port])
        }
      }
    }

    /// The system's inverse times the currents, by elimination with the largest pivot of each column.
    func solved(_ system: [Double], _ error: [Double], _ unit: Double) -> Side? {
      var solution = self
      var system = system
      for k in 0..<rank {
        guard
          let best = (k..<rank).max(by: {
            abs(system[$0 * rank + k]) < abs(system[$1 * rank + k])
          })
        else { return nil }
        let pivot = system[best * rank + k]
        guard pivot != 0, pivot.isFinite else { return nil }
        if best != k {
          for j in 0..<rank { system.swapAt(best * rank + j, k * rank + j) }
          for j in 0..<count { solution.currents.swapAt(best * count + j, k * count + j) }
        }
        for i in (k + 1)..<max(rank, k + 1) {
          let share = system[i * rank + k] / pivot
          if share == 0 { continue }
          for j in k..<rank { system[i * rank + j] -= share * system[k * rank + j] }
          for j in 0..<count {
            solution.currents[i * count + j] -= share * solution.currents[k * count + j]
          }
        }
      }
      for k in (0..<rank).reversed() {
        for i in (k + 1)..<max(rank, k + 1) {
          let share = system[k * rank + i]
          for j in 0..<count {
            solution.currents[k * count + j] -= share * solution.currents[i * count + j]
          }
        }
        for j in 0..<count { solution.currents[k * count + j] /= system[k * rank + k] }
      }
      for i in 0..<rank {
        for k in 0..<rank {
          let doubt = error[i * rank + k] / 2
          for j in 0..<count {
            solution.errors[i * count + j] += doubt * abs(solution.currents[k * count + j])
          }
        }
      }
      return solution
    }
  }
}
