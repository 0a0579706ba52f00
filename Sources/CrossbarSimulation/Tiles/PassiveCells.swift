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
  ///
  /// - Parameter closesOpen: gives open lines' ends 10³⁰ Ω instead, so that all selections have the same kinds of ends.
  func wire(
    _ mode: ReadingMode, row: Int? = nil, column: Int? = nil, closesOpen: Bool = false
  ) -> WireTile {
    let (driver, sense) = (wiring.driver.value, wiring.sense.value)
    return WireTile(
      cellConductance: Matrix(rows: rows, columns: columns, repeating: 1),
      rowSegments: wiring.rowSegments, columnSegments: wiring.columnSegments,
      left: wiring.rowLeads.enumerated().map { line, lead in
        mode == .floating && line != row
          ? closesOpen ? .driven(through: 1e30) : .open : .driven(through: lead + driver)
      }, right: Array(repeating: .open, count: rows),
      top: wiring.columnLeads.enumerated().map { line, lead in
        switch mode {
        case .grounded, .columnSum: return .sensed(through: lead + sense)
        default:
          if line == column { return .sensed(through: lead + sense) }
          if mode == .floating { return closesOpen ? .sensed(through: 1e30) : .open }
          // Which end is called sensed matters to nobody but those that must be alike.
          return closesOpen ? .sensed(through: lead + driver) : .driven(through: lead + driver)
        }
      }, bottom: Array(repeating: .open, count: columns))
  }

  /// Volts of a selection's terminals that are not open: rows, then columns.
  func voltages(
    _ mode: ReadingMode, row: Int, column: Int, closesOpen: Bool = false
  ) -> [Double] {
    let read = reader.readVoltage
    if mode == .floating && !closesOpen { return [read, 0] }
    let share = mode.unselected ?? (0, 0)
    return (0..<rows).map { $0 == row ? read : share.row * read }
      + (0..<columns).map { $0 == column ? 0 : share.column * read }
  }

  /// Every cell's current by Newton's method: one solution a cell, in `grounded` one a row; eight side by side.
  ///
  /// - Throws: `solver/…` where the wires are unusable.
  func exact(_ mode: ReadingMode) throws(Diagnostics) -> (Matrix<Double>, [Diagnostic]) {
    if mode == .columnSum {
      let sums = try exactSums(Matrix(rows: 1, columns: rows, repeating: 1))
      return (sums.currents, sums.findings)
    }
    let wholeRows = mode == .grounded
    let count = wholeRows ? rows : rows * columns
    var currents: [Double] = []
    let findings = try solveSideBySide(count: count) { index in
      let (row, column) = wholeRows ? (index, 0) : index.quotientAndRemainder(dividingBy: columns)
      return (
        wire(mode, row: row, column: column, closesOpen: true),
        voltages(mode, row: row, column: column, closesOpen: true)
      )
    } take: { index, solution in
      if wholeRows {
        currents += solution.terminalCurrent.suffix(columns).map { -$0 }
      } else {
        currents.append(-solution.terminalCurrent[rows + index % columns])
      }
    }
    return (Matrix(rows: rows, columns: columns, elements: currents), findings)
  }

  /// Column sums by Newton's method, one solution an input; eight side by side.
  func exactSums(_ inputs: Matrix<Double>) throws(Diagnostics) -> ColumnSums {
    let wires = wire(.columnSum)
    var currents: [Double] = []
    let findings = try solveSideBySide(count: inputs.rows) { input in
      (
        wires,
        inputs.row(input).map { $0 * reader.readVoltage } + Array(repeating: 0, count: columns)
      )
    } take: { _, solution in
      currents += solution.terminalCurrent.suffix(columns).map { -$0 }
    }
    return ColumnSums(
      currents: Matrix(rows: inputs.rows, columns: columns, elements: currents),
      findings: findings)
  }

  /// Solutions that are under way at the same time: eight vector lanes on each of a few cores.
  private static let atOnce = 64

  /// Newton's method on many selections of these cells; every step solves those that still want one by one ``TileBatch``.
  ///
  /// - Returns: the findings, the first ten.
  private func solveSideBySide(
    count: Int, selection: (Int) -> (WireTile, [Double]), take: (Int, NonlinearSolution) -> Void
  ) throws(Diagnostics) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for first in stride(from: 0, to: count, by: Self.atOnce) {
      let chosen = (first..<min(first + Self.atOnce, count)).map(selection)
      var newtons = parallelMap(count: chosen.count) { index in
        TileNewton(
          nodes: TileNodes(chosen[index].0), laws: conductions.elements,
          voltages: chosen[index].1, limit: reader.limit)
      }
      while case let open = newtons.indices.filter({ newtons[$0].wantsStep }), !open.isEmpty {
        let cells = open.map { newtons[$0].linearCells }
        let tiles = zip(open, cells).map { index, cells in
          var tile = chosen[index].0
          tile.cellConductance = cells.conductance
          return tile
        }
        let solutions = try TileBatch(tiles).solutions(
          terminalVoltages: open.map { chosen[$0].1 }, cellSources: cells.map(\.source))
        let before = newtons
        let after = parallelMap(count: open.count) { place in
          var newton = before[open[place]]
          newton.take(
            rowVoltage: solutions[place].rowVoltage, columnVoltage: solutions[place].columnVoltage)
          return newton
        }
        for (place, index) in open.enumerated() { newtons[index] = after[place] }
      }
      for (place, newton) in newtons.enumerated() {
        take(first + place, newton.solution)
        if let finding = reader.finding(newton.convergence) { findings.append(finding) }
      }
    }
    return Array(findings.prefix(10))
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
}
