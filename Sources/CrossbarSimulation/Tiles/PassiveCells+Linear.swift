internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarSolver

extension PassiveCells {
  /// Every cell's current in each tile, from one elimination a tile; all wired alike, and cells taken as they conduct at the
  /// read voltage.
  ///
  /// - Throws: `solver/…` where the wires are unusable or the tile exceeds the solver's memory.
  static func linear(_ mode: ReadingMode, _ tiles: [PassiveCells]) throws(Diagnostics) -> [Matrix<
    Double
  >] {
    guard let first = tiles.first else { return [] }
    switch mode {
    case .columnSum:
      return try linearSums(Matrix(rows: 1, columns: first.rows, repeating: 1), tiles).map(
        \.currents)
    case .grounded:
      let volts = first.reader.readVoltage
      return try batch(mode, tiles).effectiveConductances().map { $0.map { $0 * volts } }
    default:
      let admittances = try batch(.half, tiles).admittances()
      return parallelMap(count: tiles.count) { tiles[$0].currents(mode, admittances[$0]) }
    }
  }

  /// Column sums from one elimination a tile: inputs times conductances.
  ///
  /// - Throws: As ``linear(_:_:)``.
  static func linearSums(
    _ inputs: Matrix<Double>, _ tiles: [PassiveCells]
  ) throws(Diagnostics) -> [ColumnSums] {
    guard let first = tiles.first else { return [] }
    return try batch(.columnSum, tiles).effectiveConductances().map { between in
      var currents = Matrix(rows: inputs.rows, columns: between.columns, repeating: 0.0)
      for input in 0..<inputs.rows {
        for row in 0..<between.rows {
          let volts = inputs[input, row] * first.reader.readVoltage
          for column in 0..<between.columns {
            currents[input, column] += volts * between[row, column]
          }
        }
      }
      return ColumnSums(currents: currents, findings: [])
    }
  }

  /// All tiles' terminals at voltages, none open.
  private static func batch(
    _ mode: ReadingMode, _ tiles: [PassiveCells]
  ) throws(Diagnostics) -> TileBatch {
    var wires = tiles[0].wire(mode)
    // Which end is sensed does not matter to admittances; some must be.
    wires.top = wires.top.map { .sensed(through: $0.ohms) }
    return try TileBatch(
      wires: wires, cellConductances: tiles.map { $0.ohmic.map(\.conductance) })
  }

  /// Every cell's current for the admittances between the terminals: rows, then columns, each through its driver. Off the
  /// diagonal they are exact to the last digits; the diagonal is not used.
  private func currents(_ mode: ReadingMode, _ admittance: Matrix<Double>) -> Matrix<Double> {
    var between = admittance.map { -$0 }
    for line in 0..<between.rows { between[line, line] = 0 }
    guard let share = mode.unselected else { return floating(between) }
    let volts = reader.readVoltage
    var currents = Matrix(rows: rows, columns: columns, repeating: 0.0)
    // The sense amplifier's resistance is put in the place of the column's driver.
    let extra = wiring.sense.value - wiring.driver.value
    for column in 0..<columns {
      let own = rows + column
      var total = 0.0
      var held = 0.0
      for line in 0..<rows + columns {
        total += between[own, line]
        held += between[own, line] * (line < rows ? share.row : share.column)
      }
      for row in 0..<rows {
        let short = held + between[own, row] * (1 - share.row)
        currents[row, column] = volts * short / (1 + extra * total)
      }
    }
    return currents
  }

  /// With all other lines open the tile is one resistance between two terminals: Z_rr + Z_cc − 2·Z_rc of the impedances
  /// against one terminal. Where more than five digits would cancel, the column's own terminal is taken for that.
  private func floating(_ between: Matrix<Double>) -> Matrix<Double> {
    let count = rows + columns
    let strengths = (0..<count).map { line in between.row(line).reduce(0, +) }
    var reference = 0
    for line in 0..<count where strengths[line] > strengths[reference] { reference = line }
    let impedance = impedances(between, against: reference)
    // Open ends carry no current, so that their resistance does not matter.
    let extra = wiring.sense.value - wiring.driver.value
    var currents = Matrix(rows: rows, columns: columns, repeating: 0.0)
    for column in 0..<columns {
      let own = rows + column
      var exact: Matrix<Double>?
      for row in 0..<rows {
        let sum = impedance[row, row] + impedance[own, own]
        var ohms = sum - 2 * impedance[row, own]
        if !(ohms > 1e-5 * sum) {
          let against = exact ?? impedances(between, against: own)
          exact = against
          ohms = against[row, row]
        }
        currents[row, column] = reader.readVoltage / (ohms + extra)
      }
    }
    return currents
  }

  /// Ω: voltage of every terminal for 1 A into every other, one terminal at 0 V, the others open.
  private func impedances(_ between: Matrix<Double>, against reference: Int) -> Matrix<Double> {
    let count = between.rows
    var network = BandedNetwork(count: count, reach: max(count - 1, 1))
    for line in 0..<count where line != reference {
      network.connectToGround(line, between[line, reference])
      for other in line + 1..<count where other != reference {
        network.connect(line, other, between[line, other])
      }
    }
    network.eliminate()
    var voltages = Array(repeating: 0.0, count: count * count)
    for line in 0..<count where line != reference { voltages[line * count + line] = 1 }
    network.solve(&voltages, lanes: count)
    return Matrix(rows: count, columns: count, elements: voltages)
  }
}

extension WireTile.End {
  /// Of an end that is not open.
  fileprivate var ohms: Double {
    switch self {
    case .open: .infinity
    case .driven(let ohms), .sensed(let ohms), .grounded(let ohms): ohms
    }
  }
}
