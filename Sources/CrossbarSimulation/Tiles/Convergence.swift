public import CrossbarCore

/// When Newton's method may stop.
public struct ConvergenceLimit: Hashable, Sendable {
  /// Largest change of any cell's current in the last step, a share of that current. A change that 64 units in the last
  /// place of the largest terminal voltage would make counts as none.
  public var relativeChange: Double
  /// Largest sum of currents into any node, as a share of the largest current of any cell. What 64 units in the last place of
  /// the largest terminal voltage across the best conductor would make counts as none.
  public var residual: Double
  /// Steps after which it is given up.
  public var iterations: Int

  public init(relativeChange: Double = 1e-10, residual: Double = 1e-9, iterations: Int = 100) {
    self.relativeChange = relativeChange
    self.residual = residual
    self.iterations = iterations
  }

  /// 64 units in the last place.
  static let rounding = 64 * 0x1p-52
}

/// How Newton's method ended.
public struct Convergence: Hashable, Sendable {
  /// Whether both parts of the ``ConvergenceLimit`` were met.
  public var isReached: Bool
  /// Steps taken.
  public var iterations: Int
  /// Largest relative change of any cell's current in the last step.
  public var change: Double
  /// Largest sum of currents into any node, A.
  public var residual: Double
  /// Row and column of the cell whose current changed most.
  public var worstRow: Int
  public var worstColumn: Int

  public init(
    isReached: Bool, iterations: Int, change: Double, residual: Double, worstRow: Int,
    worstColumn: Int
  ) {
    self.isReached = isReached
    self.iterations = iterations
    self.change = change
    self.residual = residual
    self.worstRow = worstRow
    self.worstColumn = worstColumn
  }

  /// A loop that has a closed solution.
  static let exact = Convergence(
    isReached: true, iterations: 0, change: 0, residual: 0, worstRow: 0, worstColumn: 0)

  /// `simulate/convergence`, where it was not reached: the worst cell, the steps and the residual.
  ///
  /// - Parameters:
  ///   - what: what was solved, such as `t00`.
  ///   - cell: the name of the cell at a row and column.
  public func finding(_ what: String, cell: (_ row: Int, _ column: Int) -> String) -> Diagnostic? {
    if isReached { return nil }
    return .warning(
      "simulate/convergence",
      "currents have not settled after \(iterations) steps: the worst cell's still changes by "
        + "\(change.roundedToSixDigits) of itself, and "
        + "\(residual.roundedToSixDigits) A are left over at a node",
      at: .init(file: what, element: cell(worstRow, worstColumn)),
      help: "more steps, or a device whose current grows more gently")
  }
}
