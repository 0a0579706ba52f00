public import CrossbarCore

/// What one array of a batch does at its terminals' voltages and its cells' sources.
public struct CellSolution: Sendable {
  /// Volts across each cell from its node on the row to that on the column, rows × columns.
  public let cellVoltage: Matrix<Double>
  /// Amperes into every terminal, in the order of ``TileBatch/terminals``.
  public let terminalCurrent: [Double]
}

extension TileBatch {
  /// Voltages across all cells, and currents at all terminals: what Newton's method on non-linear cells needs.
  ///
  /// A cell is its conductance with a current source in parallel (Norton). The current through it is their sum.
  ///
  /// - Parameters:
  ///   - terminalVoltages: Volts of every terminal in the order of ``terminals``, one list an array.
  ///   - cellSources: Amperes of the source in every cell, from its node on the row to that on the column, rows ×
  ///     columns, one matrix an array; empty if no array has any.
  /// - Throws: `solver/inputs`, `solver/sources`, `solver/singular`, `solver/memory`.
  public func cellSolutions(
    terminalVoltages: [[Double]], cellSources: [Matrix<Double>] = []
  ) throws(Diagnostics) -> [CellSolution] {
    try solve(terminalVoltages, cellSources) { nodes, array in
      CellSolution(
        cellVoltage: nodes.cellVoltage,
        terminalCurrent: nodes.terminalCurrents(terminalVoltages[array]))
    }
  }

  /// Everything there is to know about every array at its terminals' voltages and its cells' sources.
  ///
  /// ``TileSolution/cellCurrent`` and ``TileSolution/cellPower`` are those of conductance and source together: what the
  /// terminals deliver is what cells and wires take up, negative where a source delivers.
  ///
  /// - Parameters: As of ``cellSolutions(terminalVoltages:cellSources:)``.
  /// - Throws: `solver/inputs`, `solver/sources`, `solver/singular`, `solver/memory`.
  public func solutions(
    terminalVoltages: [[Double]], cellSources: [Matrix<Double>] = []
  ) throws(Diagnostics) -> [TileSolution] {
    try solve(terminalVoltages, cellSources) { nodes, array in
      solution(
        nodes, array, terminalVoltages[array], cellSources.isEmpty ? nil : cellSources[array])
    }
  }

  private func solve<Result: Sendable>(
    _ volts: [[Double]], _ sources: [Matrix<Double>],
    _ body: @Sendable (ArrayNodes, Int) -> Result
  ) throws(Diagnostics) -> [Result] {
    try checkInputs(volts, sources)
    try BatchForecast(frame).check(memoryLimit, .solution)
    return try eachEight(.solution) { lanes, arrays in
      let conductances = (0..<arrays.count).map { TerminalConductances(lanes, $0) }
      for lane in 0..<TileLanes.lanes {
        // Lanes without an array do what the first does.
        let array = lane < arrays.count ? arrays.lowerBound + lane : arrays.lowerBound
        lanes.setTerminals(volts[array], lane)
      }
      if !sources.isEmpty {
        lanes.clearCurrents()
        for (lane, array) in arrays.enumerated() { lanes.inject(sources[array], lane) }
        lanes.forward()
      }
      lanes.backward(hasCurrents: !sources.isEmpty)
      return arrays.enumerated().map { lane, array in
        if !conductances[lane].isFinite { return nil }
        return body(
          ArrayNodes(lanes, lane, conductances[lane], hasCurrents: !sources.isEmpty), array)
      }
    }
  }

  private func checkInputs(_ volts: [[Double]], _ sources: [Matrix<Double>]) throws(Diagnostics) {
    if volts.count != count {
      throw Diagnostics(
        .error("solver/inputs", "voltages of \(volts.count) arrays; the batch has \(count)"))
    }
    if !sources.isEmpty, sources.count != count {
      throw Diagnostics(
        .error("solver/sources", "sources of \(sources.count) arrays; the batch has \(count)"))
    }
    var found: [Diagnostic] = []
    for (array, list) in volts.enumerated() where found.count < 10 {
      if list.count != terminals.count {
        found.append(
          .error(
            "solver/inputs", "\(list.count) voltages for \(terminals.count) terminals",
            at: .init(file: "array \(array)")))
      } else if let bad = list.firstIndex(where: { !$0.isFinite }) {
        found.append(
          .error(
            "solver/inputs", "\(list[bad]) V is not a usable voltage",
            at: .init(file: "array \(array)", element: "terminal \(bad)")))
      }
    }
    for (array, matrix) in sources.enumerated() where found.count < 10 {
      if (matrix.rows, matrix.columns) != (frame.rows, frame.columns) {
        found.append(
          .error(
            "solver/sources",
            "\(matrix.rows) × \(matrix.columns) sources for \(frame.rows) × \(frame.columns) cells",
            at: .init(file: "array \(array)")))
      } else if let bad = matrix.elements.firstIndex(where: { !$0.isFinite }) {
        found.append(
          .error(
            "solver/sources", "\(matrix.elements[bad]) A is not a usable current",
            at: .init(
              file: "array \(array)",
              element: "cell [\(bad / frame.columns),\(bad % frame.columns)]")))
      }
    }
    try found.throwIfErrors()
  }

  private func solution(
    _ nodes: ArrayNodes, _ array: Int, _ terminal: [Double], _ sources: Matrix<Double>?
  ) -> TileSolution {
    let (row, column) = (nodes.rowVoltage, nodes.columnVoltage)
    let cells = cellConductances[array].elements
    let across = nodes.cellVoltage
    var current = across
    var power = across
    for index in cells.indices {
      let volts = across.elements[index]
      current.elements[index] = volts * cells[index] + (sources?.elements[index] ?? 0)
      power.elements[index] = volts * current.elements[index]
    }
    let currents = nodes.terminalCurrents(terminal)
    let own = wires[wires.count == 1 ? 0 : array]
    return TileSolution(
      rowVoltage: row, columnVoltage: column, terminalVoltage: terminal,
      terminalCurrent: currents,
      powerIn: zip(terminal, currents).reduce(0) { $0 + $1.0 * $1.1 }, cellPower: power,
      wirePower: own.wirePower(row, column, terminal), cellVoltage: across, cellCurrent: current)
  }
}

/// What one lane's substitution has found.
private struct ArrayNodes {
  let rowVoltage: Matrix<Double>
  let columnVoltage: Matrix<Double>
  private let conductances: TerminalConductances
  /// Amperes that sources send into each terminal.
  private let injected: [Double]

  init(
    _ lanes: TileLanes, _ lane: Int, _ conductances: TerminalConductances, hasCurrents: Bool
  ) {
    let frame = lanes.program.frame
    var volts = Array(repeating: 0.0, count: frame.nodes)
    for (node, rank) in lanes.program.ranks.enumerated() {
      volts[node] = lanes.voltages.base[Int(rank) * TileLanes.lanes + lane]
    }
    let cells = frame.rows * frame.columns
    rowVoltage = Matrix(
      rows: frame.rows, columns: frame.columns, elements: Array(volts[..<cells]))
    columnVoltage = Matrix(
      rows: frame.rows, columns: frame.columns, elements: Array(volts[cells...]))
    self.conductances = conductances
    injected = lanes.program.terminalRanks.map {
      hasCurrents ? lanes.currents.base[Int($0) * TileLanes.lanes + lane] : 0
    }
  }

  var cellVoltage: Matrix<Double> {
    var result = rowVoltage
    for index in result.elements.indices { result.elements[index] -= columnVoltage.elements[index] }
    return result
  }

  func terminalCurrents(_ volts: [Double]) -> [Double] {
    zip(conductances.currents(volts), injected).map { $0 - $1 }
  }
}

extension TileLanes {
  fileprivate func setTerminals(_ volts: [Double], _ lane: Int) {
    if program.frame.hasGround { voltages.base[(program.outside - 1) * Self.lanes + lane] = 0 }
    for (rank, value) in zip(program.terminalRanks, volts) {
      voltages.base[Int(rank) * Self.lanes + lane] = value
    }
  }

  fileprivate func clearCurrents() {
    currents.base.update(
      repeating: 0, count: (program.outside + program.frame.nodes) * Self.lanes)
  }

  /// Out of the row's node, into the column's.
  fileprivate func inject(_ sources: Matrix<Double>, _ lane: Int) {
    let cells = sources.elements.count
    for (cell, amperes) in sources.elements.enumerated() {
      currents.base[Int(program.ranks[cell]) * Self.lanes + lane] -= amperes
      currents.base[Int(program.ranks[cells + cell]) * Self.lanes + lane] += amperes
    }
  }
}
