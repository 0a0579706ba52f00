internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarSolver

extension PassiveCells {
  /// Conductances between the lines' terminals, all of them held at voltages, S: rows, then columns; zero on the diagonal.
  ///
  /// Off the diagonal the current into terminal i for 1 V at terminal j is −g_i·g_j·(G⁻¹)_ij, with G the tile with all
  /// terminals grounded. Nothing is subtracted, so every element is exact to the last digits.
  private func conductances(_ mode: ReadingMode) -> Matrix<Double> {
    let nodes = TileNodes(wire(mode))
    var network = nodes.network
    for (place, law) in zip(nodes.cellNodes, ohmic.elements) {
      network.connect(place, place + 1, law.conductance)
    }
    network.eliminate()
    let count = nodes.ends.count
    // Only rows to columns is asked for where the columns are all sensed.
    let lanes = mode == .grounded || mode == .columnSum ? Array(rows..<count) : Array(0..<count)
    var voltages = Array(repeating: 0.0, count: nodes.count * lanes.count)
    for (lane, end) in lanes.enumerated() {
      voltages[nodes.ends[end].node * lanes.count + lane] = nodes.ends[end].conductance
    }
    network.solve(&voltages, lanes: lanes.count)
    var result = Matrix(rows: count, columns: count, repeating: 0.0)
    for (lane, other) in lanes.enumerated() {
      for (index, end) in nodes.ends.enumerated() where index != other {
        result[index, other] = end.conductance * voltages[end.node * lanes.count + lane]
      }
    }
    return result
  }

  /// Every cell's current from one elimination of the tile.
  func linear(_ mode: ReadingMode) -> Matrix<Double> {
    if mode == .floating { return floating() }
    let between = conductances(mode)
    let volts = reader.readVoltage
    var currents = Matrix(rows: rows, columns: columns, repeating: 0.0)
    guard let share = mode.unselected else { return currents }
    if mode == .grounded {
      for row in 0..<rows {
        for column in 0..<columns { currents[row, column] = volts * between[row, rows + column] }
      }
      return currents
    }
    // All columns hang on drivers there; the sense amplifier's resistance is put in the place of one.
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

  /// Column sums from one elimination of the tile: inputs times conductances.
  func linearSums(_ inputs: Matrix<Double>) -> ColumnSums {
    let between = conductances(.columnSum)
    var currents = Matrix(rows: inputs.rows, columns: columns, repeating: 0.0)
    for input in 0..<inputs.rows {
      for row in 0..<rows {
        let volts = inputs[input, row] * reader.readVoltage
        for column in 0..<columns { currents[input, column] += volts * between[row, rows + column] }
      }
    }
    return ColumnSums(currents: currents, findings: [])
  }

  /// With all other lines open the tile is one resistance between two terminals: Z_rr + Z_cc − 2·Z_rc of the impedances
  /// against one terminal. Where more than five digits would cancel, the column's own terminal is taken for that.
  private func floating() -> Matrix<Double> {
    // The other modes' conductances hold the ends' resistances already; those of open ends carry no current.
    let between = conductances(.half)
    let count = rows + columns
    let strengths = (0..<count).map { line in between.row(line).reduce(0, +) }
    var reference = 0
    for line in 0..<count where strengths[line] > strengths[reference] { reference = line }
    let impedance = impedances(between, against: reference)
    // The sense amplifier's resistance is put in the place of the column's driver.
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
