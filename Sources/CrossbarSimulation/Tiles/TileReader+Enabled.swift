internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

extension TileReader {
  /// Every cell's current with its own word line on alone: the loop that it sits in.
  func memory(
    _ wiring: ArrayWiring, _ states: Matrix<Double>, _ devices: Matrix<DeviceSample>
  ) -> Matrix<Double> {
    let columns = states.columns
    let rows = parallelMap(count: states.rows) { row in
      let circuit = CellCircuit(wiring, row: row)
      return (0..<columns).map { column in
        circuit.current(
          source: operation.readVoltage, bit: Volts(0), state: states[row, column],
          device: devices[row, column], model: model
        ).value
      }
    }
    return Matrix(rows: states.rows, columns: columns, elements: rows.flatMap { $0 })
  }

  /// Every column's current with some word lines on.
  func ladders(
    _ wiring: ArrayWiring, _ inputs: Matrix<Double>, _ states: Matrix<Double>,
    _ devices: Matrix<DeviceSample>
  ) -> ColumnSums {
    let ladder = ColumnLadder(wiring: wiring, model: model)
    let columns = parallelMap(count: states.columns) { column in
      let rows = 0..<states.rows
      let (states, devices) = (rows.map { states[$0, column] }, rows.map { devices[$0, column] })
      return (0..<inputs.rows).map { input -> (Double, Diagnostic?) in
        let solution = ladder.solve(
          source: operation.readVoltage, bit: Volts(0),
          isOn: rows.map { inputs[input, $0] == 1 }, states: states, devices: devices, limit: limit)
        return (solution.current, finding(solution.convergence, column: column))
      }
    }
    var currents = Matrix(rows: inputs.rows, columns: states.columns, repeating: 0.0)
    var findings: [Diagnostic] = []
    for input in 0..<inputs.rows {
      for (column, results) in columns.enumerated() {
        currents[input, column] = results[input].0
        if let finding = results[input].1, findings.count < 10 { findings.append(finding) }
      }
    }
    return ColumnSums(currents: currents, findings: findings)
  }

  /// The finding of a solution that did not settle; of the ladder of a column, or of the whole tile.
  func finding(_ convergence: Convergence, column: Int? = nil) -> Diagnostic? {
    convergence.finding(tile.name) {
      CellID(tile: tile.index, row: $0, column: column ?? $1).name
    }
  }
}
