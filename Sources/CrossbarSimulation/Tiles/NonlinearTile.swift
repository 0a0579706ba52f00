public import CrossbarCore
public import CrossbarSolver

/// A passive crossbar with its wires whose cells obey any law of current and voltage, solved by Newton's method.
///
/// Kirchhoff's law at all nodes is the gradient of a convex function, the co-content Σ∫I dV of wires and cells (W. Millar,
/// Phil. Mag. 42, 1951). A step solves the tile with every cell's dI/dV exactly; a step that overshoots, so that the
/// co-content grows at its end more than half as steeply as it fell at its start, is shortened to where it does not. On
/// a convex function that converges from anywhere. The start is the tile with each cell's conductance at the largest
/// difference of terminal voltages.
public struct NonlinearTile<Law: CellLaw>: Sendable {
  /// Wires and ends; its cells' conductances take no part.
  public let wires: WireTile
  /// One a cell, rows × columns.
  public let laws: Matrix<Law>
  let nodes: TileNodes

  /// Driven and sensed ends by side and line: left, right, top, bottom.
  public var terminals: [Terminal] { nodes.terminals }

  /// A tile of wires and laws.
  ///
  /// - Throws: `solver/empty`, `solver/shape`, `solver/value`, `solver/floating`; `simulate/shape` where there is not one law
  ///   a cell.
  public init(wires: WireTile, laws: Matrix<Law>) throws(Diagnostics) {
    try wires.wireFindings().throwIfErrors()
    if laws.rows != wires.rows || laws.columns != wires.columns {
      throw Diagnostics(
        .error(
          "simulate/shape",
          "\(laws.rows) × \(laws.columns) laws for a tile of \(wires.rows) × \(wires.columns) cells"
        ))
    }
    self.wires = wires
    self.laws = laws
    nodes = TileNodes(wires)
  }

  /// Voltages and currents for given terminal voltages.
  ///
  /// - Parameters:
  ///   - voltages: Volts of every terminal, in the order of ``terminals``.
  ///   - start: where to start, such as the solution for other voltages.
  /// - Throws: `simulate/inputs` where the voltages are not one finite number a terminal.
  public func solve(
    _ voltages: [Double], start: NonlinearSolution? = nil, limit: ConvergenceLimit = .init()
  ) throws(Diagnostics) -> NonlinearSolution {
    if voltages.count != terminals.count || !voltages.allSatisfy(\.isFinite) {
      throw Diagnostics(
        .error(
          "simulate/inputs",
          "\(voltages.count) voltages for \(terminals.count) terminals, or one is not finite"))
    }
    var newton = TileNewton(nodes: nodes, laws: laws.elements, voltages: voltages, limit: limit)
    newton.run(from: start)
    return newton.solution
  }
}

/// Voltages and currents of a tile with non-linear cells.
public struct NonlinearSolution: Hashable, Sendable {
  /// Volts at every cell's node on its row and on its column, rows × columns.
  public let rowVoltage: Matrix<Double>
  public let columnVoltage: Matrix<Double>
  /// Volts across, and amperes through each cell from row to column.
  public let cellVoltage: Matrix<Double>
  public let cellCurrent: Matrix<Double>
  /// Amperes into the tile at every terminal, in the order of the tile's terminals.
  public let terminalCurrent: [Double]
  public let convergence: Convergence
}
