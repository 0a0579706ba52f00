internal import CrossbarCore

/// Nonlinear least squares by the method of K. Levenberg (1944) and D. W. Marquardt (1963), with a weak pull of every
/// parameter towards its start, so that what the residuals do not determine stays where it was.
struct LeastSquares {
  /// Weight of the pull: the residual of one unit of distance.
  var pull = 0.003
  var iterationLimit = 60
  /// Largest change of a parameter in one iteration.
  var strideLimit = 1.0
  /// Step of the differences that make the derivatives.
  private static let difference = 1e-3

  struct Solution {
    var parameters: [Double]
    /// Without the pull.
    var residuals: [Double]
    /// Derivatives of the residuals, a row a residual.
    var jacobian: [[Double]]
    /// Sum of squared residuals, without the pull.
    var cost: Double { residuals.reduce(0) { $0 + $1 * $1 } }

    /// For each parameter, how much the residuals change with it when the others follow as well as they can: the root
    /// of their sum of squares over the parameter's change. Zero where the residuals do not determine it.
    func sensitivities(pull: Double) -> [Double] {
      let count = parameters.count
      var normal = LeastSquares.normal(jacobian, count)
      for index in 0..<count { normal[index][index] += pull * pull }
      return (0..<count).map { index in
        var unit = [Double](repeating: 0, count: count)
        unit[index] = 1
        guard let column = LeastSquares.solve(normal, unit), column[index] > 0 else { return 0 }
        return max(0, 1 / column[index] - pull * pull).squareRoot()
      }
    }
  }

  /// Parameters near `start` with the least sum of squares that the iterations find.
  func minimise(
    _ start: [Double], towards anchor: [Double], residuals: ([Double]) -> [Double]
  ) -> Solution {
    var p = start
    var r = residuals(p)
    var damping = 1e-3
    var jacobian = derivatives(p, r, residuals)
    for _ in 0..<iterationLimit {
      var normal = Self.normal(jacobian, p.count)
      var gradient = p.indices.map { column in
        -zip(jacobian, r).reduce(0) { $0 + $1.0[column] * $1.1 }
      }
      for index in p.indices {
        normal[index][index] += pull * pull
        gradient[index] -= pull * pull * (p[index] - anchor[index])
      }
      let cost = total(r, p, anchor)
      var isBetter = false
      var moved = 0.0
      while damping < 1e9 {
        var damped = normal
        for index in p.indices { damped[index][index] += damping * (normal[index][index] + 1e-6) }
        guard var step = Self.solve(damped, gradient) else { break }
        let longest = step.map(\.magnitude).max() ?? 0
        if longest > strideLimit { step = step.map { $0 * strideLimit / longest } }
        let trial = zip(p, step).map { $0 + $1 }
        let trialResiduals = residuals(trial)
        if total(trialResiduals, trial, anchor) < cost {
          isBetter = true
          moved = min(longest, strideLimit)
          p = trial
          r = trialResiduals
          damping = max(damping / 5, 1e-9)
          break
        }
        damping *= 5
      }
      if !isBetter { break }
      jacobian = derivatives(p, r, residuals)
      let gain = cost - total(r, p, anchor)
      if moved < 1e-6 || gain < 1e-10 * cost { break }
    }
    return Solution(parameters: p, residuals: r, jacobian: jacobian)
  }

  private func total(_ r: [Double], _ p: [Double], _ anchor: [Double]) -> Double {
    let sum = r.reduce(0) { $0 + $1 * $1 }
    let distance = zip(p, anchor).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return sum + pull * pull * distance
  }

  private func derivatives(
    _ p: [Double], _ r: [Double], _ residuals: ([Double]) -> [Double]
  ) -> [[Double]] {
    var rows = [[Double]](repeating: [Double](repeating: 0, count: p.count), count: r.count)
    for column in p.indices {
      var near = p
      near[column] += Self.difference
      for (row, value) in residuals(near).enumerated() {
        rows[row][column] = (value - r[row]) / Self.difference
      }
    }
    return rows
  }

  private static func normal(_ jacobian: [[Double]], _ count: Int) -> [[Double]] {
    (0..<count).map { i in
      (0..<count).map { j in jacobian.reduce(0) { $0 + $1[i] * $1[j] } }
    }
  }

  /// The solution of a symmetric positive definite system by Cholesky's factor; nil where it is not definite.
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    let count = right.count
    var factor = matrix
    for i in 0..<count {
      for j in 0...i {
        var sum = matrix[i][j]
        for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
        if i == j {
          guard sum > 0 else { return nil }
          factor[i][i] = sum.squareRoot()
        } else {
          factor[i][j] = sum / factor[j][j]
        }
      }
    }
    var x = right
    for i in 0..<count {
      for k in 0..<i { x[i] -= factor[i][k] * x[k] }
      x[i] /= factor[i][i]
    }
    for i in (0..<count).reversed() {
      for k in (i + 1)..<max(count, i + 1) { x[i] -= factor[k][i] * x[k] }
      x[i] /= factor[i][i]
    }
    return x
  }
}
