/// The correlation of the four quantities' standard normal scores: a Gaussian copula.
///
/// With L the Cholesky factor of the matrix, L·z of independent scores z has this correlation (G. H. Golub and
/// C. F. Van Loan, Matrix Computations, 4th ed., algorithm 4.2.1).
public struct ScoreCorrelation: Hashable, Sendable {
  /// Quantities, in the order V_SET, V_RST, R_LRS, R_HRS.
  public static let count = 4

  /// Row by row; symmetric, ones on the diagonal, positive definite.
  public let matrix: [[Double]]
  /// The lower triangular factor, row by row, with zeros above the diagonal.
  public let factor: [[Double]]
  /// Devices behind the estimate, where known.
  public var sampleSize: Int?

  /// What keeps a matrix from being one of correlations.
  public enum Fault: Error, Hashable, Sendable {
    case shape
    case diagonal(Int)
    case range(Int, Int)
    case asymmetry(Int, Int)
    case notPositiveDefinite
  }

  /// - Throws: the first fault of the matrix, in the order of the cases.
  public init(matrix: [[Double]], sampleSize: Int? = nil) throws(Fault) {
    let n = Self.count
    guard matrix.count == n, matrix.allSatisfy({ $0.count == n }) else { throw .shape }
    for i in 0..<n where matrix[i][i] != 1 { throw .diagonal(i) }
    for i in 0..<n {
      for j in 0..<i {
        if !(matrix[i][j].magnitude <= 1) { throw .range(i, j) }
        if matrix[i][j] != matrix[j][i] { throw .asymmetry(i, j) }
      }
    }
    var factor = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for j in 0..<n {
      var pivot = matrix[j][j]
      for k in 0..<j { pivot -= factor[j][k] * factor[j][k] }
      // Rounding alone leaves some 1e-16 of a singular matrix.
      guard pivot > 1e-12 else { throw .notPositiveDefinite }
      factor[j][j] = pivot.squareRoot()
      for i in j + 1..<max(n, j + 1) {
        var sum = matrix[i][j]
        for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
        factor[i][j] = sum / factor[j][j]
      }
    }
    self.matrix = matrix
    self.factor = factor
    self.sampleSize = sampleSize
  }
}
