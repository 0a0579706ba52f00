internal import CrossbarCore

/// The correlation matrix of a Gaussian copula.
public struct NormalScoresCorrelation: Hashable, Sendable {
  /// Symmetric, unit diagonal, positive definite.
  public var matrix: [[Double]]
  /// Lower triangle L with L Lᵀ = `matrix`: L times independent normal scores are scores so correlated.
  public var cholesky: [[Double]]
  /// Pairs behind each entry.
  public var pairs: [[Int]]
  /// Whether the pairwise estimate had to be moved to be positive definite.
  public var isRepaired: Bool
}

extension Correlation {
  /// Smallest eigenvalue of a correlation matrix that is left alone.
  private static let smallestEigenvalue = 1e-6

  /// The correlation of the van der Waerden scores Φ⁻¹(rank / (n + 1)), pairwise complete, for a Gaussian copula.
  ///
  /// Only ranks count, so that it fits any margins. Pairs of columns with fewer than three common rows, or constant over
  /// them, count as uncorrelated. Where the pairwise matrix is not positive definite its eigenvalues are raised to 10⁻⁶ and
  /// its diagonal brought back to 1 (R. Rebonato and P. Jäckel, J. Risk 2 (2000) 17).
  ///
  /// - Parameter columns: of one length; one row a device or cycle.
  public static func normalScoresCorrelation(columns: [[Double?]]) -> NormalScoresCorrelation {
    let size = columns.count
    var matrix = identity(size)
    var pairs = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    for i in 0..<size {
      for j in 0...i {
        let (a, b) = complete(columns[i], columns[j])
        pairs[i][j] = a.count
        pairs[j][i] = a.count
        if i == j || a.count < 3 { continue }
        let value = coefficient(scores(a), scores(b)) ?? 0
        matrix[i][j] = value
        matrix[j][i] = value
      }
    }
    var isRepaired = false
    var (values, vectors) = eigen(matrix)
    if values.contains(where: { $0 < smallestEigenvalue }) {
      isRepaired = true
      values = values.map { max($0, smallestEigenvalue) }
      var raised = matrix
      for i in 0..<size {
        for j in 0..<size {
          raised[i][j] = (0..<size).reduce(0) { $0 + vectors[i][$1] * values[$1] * vectors[j][$1] }
        }
      }
      for i in 0..<size {
        for j in 0..<size {
          matrix[i][j] = i == j ? 1 : raised[i][j] / (raised[i][i] * raised[j][j]).squareRoot()
        }
      }
    }
    return NormalScoresCorrelation(
      matrix: matrix, cholesky: cholesky(matrix), pairs: pairs, isRepaired: isRepaired)
  }

  static func scores(_ x: [Double]) -> [Double] {
    let n = Double(x.count + 1)
    return ranks(x).map { PortableMath.normalQuantile($0 / n) }
  }

  private static func identity(_ size: Int) -> [[Double]] {
    (0..<size).map { i in (0..<size).map { $0 == i ? 1 : 0 } }
  }

  /// Eigenvalues and eigenvectors (in columns) of a symmetric matrix by Jacobi's rotations.
  private static func eigen(_ symmetric: [[Double]]) -> ([Double], [[Double]]) {
    var a = symmetric
    let size = a.count
    var v = identity(size)
    for _ in 0..<60 {
      var rest = 0.0
      for i in 0..<size { for j in 0..<i { rest += a[i][j] * a[i][j] } }
      if rest < 1e-30 { break }
      for p in 0..<size {
        for q in 0..<p where a[p][q] != 0 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let root = theta.magnitude + (theta * theta + 1).squareRoot()
          let t = theta < 0 ? -1 / root : 1 / root
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<size {
            let (x, y) = (a[k][p], a[k][q])
            a[k][p] = c * x - s * y
            a[k][q] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (a[p][k], a[q][k])
            a[p][k] = c * x - s * y
            a[q][k] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (v[k][p], v[k][q])
            v[k][p] = c * x - s * y
            v[k][q] = s * x + c * y
          }
        }
      }
    }
    return (a.indices.map { a[$0][$0] }, v)
  }

  private static func cholesky(_ matrix: [[Double]]) -> [[Double]] {
    let size = matrix.count
    var l = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for i in 0..<size {
      for j in 0...i {
        let sum = (0..<j).reduce(matrix[i][j]) { $0 - l[i][$1] * l[j][$1] }
        l[i][j] = i == j ? max(sum, 1e-300).squareRoot() : sum / l[j][j]
      }
    }
    return l
  }
}
