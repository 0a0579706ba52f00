internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarSolver

/// The cells of a passive tile at the time of a read, and its wires.
struct PassiveCells: Sendable {
  let reader: TileReader
  let wiring: CrossbarWiring
  let conductions: Matrix<CompactModel.Conduction>

  var rows: Int { conductions.rows }
  var columns: Int { conductions.columns }

  init(_ reader: TileReader, _ wiring: CrossbarWiring, _ cells: TileCells) {
    self.reader = reader
    self.wiring = wiring
    conductions = Matrix(
      rows: cells.states.rows, columns: cells.states.columns,
      elements: zip(cells.states.elements, cells.devices.elements).map {
        reader.model.conduction(state: $0, device: $1)
      })
  }

  /// The cells as what they conduct at the read voltage.
  var ohmic: Matrix<OhmicLaw> {
    let volts = reader.readVoltage
    return conductions.map { OhmicLaw(conductance: $0.current(volts).current / volts) }
  }

  /// Wires and ends for one selection. Rows hang on their drivers, columns on theirs or on the sense amplifier.
  func wire(_ mode: ReadingMode, row: Int? = nil, column: Int? = nil) -> WireTile {
    let (driver, sense) = (wiring.driver.value, wiring.sense.value)
    return WireTile(
      cellConductance: Matrix(rows: rows, columns: columns, repeating: 1),
      rowSegments: wiring.rowSegments, columnSegments: wiring.columnSegments,
      left: wiring.rowLeads.enumerated().map { line, lead in
        mode == .floating && line != row ? .open : .driven(through: lead + driver)
      }, right: Array(repeating: .open, count: rows),
      top: wiring.columnLeads.enumerated().map { line, lead in
        switch mode {
        case .grounded, .columnSum: .sensed(through: lead + sense)
        default:
          line == column
            ? .sensed(through: lead + sense)
            : mode == .floating ? .open : .driven(through: lead + driver)
        }
      }, bottom: Array(repeating: .open, count: columns))
  }

  /// Volts of a selection's terminals that are not open: rows, then columns.
  func voltages(_ mode: ReadingMode, row: Int, column: Int) -> [Double] {
    let read = reader.readVoltage
    guard let share = mode.unselected else { return [read, 0] }
    return (0..<rows).map { $0 == row ? read : share.row * read }
      + (0..<columns).map { $0 == column ? 0 : share.column * read }
  }

  /// Every cell's current by Newton's method: one solution a cell, in `grounded` one a row.
  ///
  /// - Throws: `solver/floating`.
  func exact(_ mode: ReadingMode) throws(Diagnostics) -> (Matrix<Double>, [Diagnostic]) {
    if mode == .columnSum {
      let sums = try exactSums(Matrix(rows: 1, columns: rows, repeating: 1))
      return (sums.currents, sums.findings)
    }
    let wholeRows = mode == .grounded
    let results = parallelMap(count: rows) { row in
      Result { () throws(Diagnostics) in
        var currents: [Double] = []
        var findings: [Diagnostic] = []
        var last: NonlinearSolution?
        for column in 0..<(wholeRows ? 1 : columns) {
          let solution = try solve(
            conductions, mode, row: row, column: column, start: mode == .floating ? nil : last)
          last = solution
          if let finding = reader.finding(solution.convergence) { findings.append(finding) }
          if wholeRows {
            currents = (0..<columns).map { current(solution, mode, column: $0) }
          } else {
            currents.append(current(solution, mode, column: column))
          }
        }
        return (currents, findings)
      }
    }
    var currents: [Double] = []
    var findings: [Diagnostic] = []
    for result in results {
      let row = try result.get()
      currents += row.0
      findings += row.1
    }
    return (Matrix(rows: rows, columns: columns, elements: currents), Array(findings.prefix(10)))
  }

  /// Amperes into the sense amplifier of a column.
  func current(_ solution: NonlinearSolution, _ mode: ReadingMode, column: Int) -> Double {
    -solution.terminalCurrent[mode == .floating ? 1 : rows + column]
  }

  /// One selection.
  func solve<Law: CellLaw>(
    _ laws: Matrix<Law>, _ mode: ReadingMode, row: Int, column: Int,
    start: NonlinearSolution? = nil
  ) throws(Diagnostics) -> NonlinearSolution {
    try NonlinearTile(wires: wire(mode, row: row, column: column), laws: laws).solve(
      voltages(mode, row: row, column: column), start: start, limit: reader.limit)
  }

  /// Column sums by Newton's method, one solution an input.
  func exactSums(_ inputs: Matrix<Double>) throws(Diagnostics) -> ColumnSums {
    let tile = try NonlinearTile(wires: wire(.columnSum), laws: conductions)
    let results = parallelMap(count: inputs.rows) { input in
      Result { () throws(Diagnostics) in
        try tile.solve(
          inputs.row(input).map { $0 * reader.readVoltage }
            + Array(repeating: 0, count: columns), limit: reader.limit)
      }
    }
    var currents: [Double] = []
    var findings: [Diagnostic] = []
    for result in results {
      let solution = try result.get()
      currents += solution.terminalCurrent.suffix(columns).map { -$0 }
      if let finding = reader.finding(solution.convergence) { findings.append(finding) }
    }
    return ColumnSums(
      currents: Matrix(rows: inputs.rows, columns: columns, elements: currents),
      findings: Array(findings.prefix(10)))
  }
}
