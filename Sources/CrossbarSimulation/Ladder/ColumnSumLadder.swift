internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel

/// The ladder of an array that computes: whole columns are read as sums of currents.
struct ColumnSumLadder: ArrayLadder {
  /// What the cells hang on.
  enum Wires: Sendable {
    case enabled(ArrayWiring)
    /// One a tile.
    case passive([CrossbarWiring])
  }

  private let arrays: SampledArrays
  private let analog: ColumnSumNetwork
  private let wires: Wires
  private let spread: WireSpread
  private let device: Device
  private let options: LadderOptions
  private let rule: ThresholdRule
  private let simulator: CellSimulator
  private let programmer: ArrayProgrammer
  /// For pulses of another kind than one at the device's operating point; without wear and retention.
  private let healthy: CellProgrammer?
  private let passive: PassiveProgrammer

  init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, wires: Wires,
    registration: RegistrationSpread?, seed: UInt64, options: LadderOptions,
    inputs: PreparedInputs
  ) throws(Diagnostics) {
    let device = options.applied(to: device)
    self.device = device
    self.options = options
    self.wires = wires
    spread = WireSpread(sigma: options.wireSpread, seed: seed)
    arrays = SampledArrays(
      network: network, design: design, device: device, seed: seed, registration: registration)
    var isSerial = false
    if case .enabled = wires { isSerial = true }
    let statistics = device.statistics
    analog = try ColumnSumNetwork(
      network: network, design: design, inputs: inputs, isSerial: isSerial,
      unit: device.operation.readVoltage.value / statistics.rLRS.median)
    rule = ThresholdRule(operation: device.operation)
    simulator = CellSimulator(device: device)
    programmer = ArrayProgrammer(device: device, options: options.programming, seed: seed)
    let programming = options.programming
    if programming.maximumPulses == 1 && programming.wordLines == nil {
      healthy = nil
    } else {
      var working = programming
      working.yield = 1
      working.previousCycles = 0
      working.retention = Seconds(0)
      healthy = CellProgrammer(device: device, options: working)
    }
    passive = PassiveProgrammer(device: device, options: options.programming, bias: .half)
  }

  func rungs(array: Int, countsCurrents: Bool) throws(Diagnostics) -> [LadderRung] {
    let factors = spread.factors(array: array)
    var tiles: [SampledTile] = []
    for tile in arrays.design.tiles { tiles.append(sample(tile, array: array, factors)) }
    let read = device.operation.readVoltage.value
    let spreadClasses = try analog.classes { index, inputs throws(Diagnostics) in
      tiles[index].idealSums(inputs, read: read)
    }
    func rung(noisy: Bool, faulty: Bool) throws(Diagnostics) -> LadderRung {
      var findings: [Diagnostic] = []
      let classes = try analog.classes { index, inputs throws(Diagnostics) in
        let tile = tiles[index]
        let sums = try tile.reader.columnSums(
          inputs: inputs, states: faulty ? tile.faultyStates : tile.states,
          devices: faulty ? tile.faultyDevices : tile.devices,
          noise: noisy ? columnNoise(tile.tile, array: array, inputs: inputs.rows) : nil,
          method: options.method)
        findings += sums.findings
        return sums.currents
      }
      var rung = LadderRung([], classes: classes)
      rung.findings = findings
      return rung
    }
    let hasNoise = device.constants.readNoise != nil
    let wired = try rung(noisy: false, faulty: false)
    return [
      LadderRung([], classes: spreadClasses), wired,
      hasNoise ? try rung(noisy: true, faulty: false) : wired,
      try rung(noisy: hasNoise, faulty: true),
    ]
  }

  /// A score a read: by the column's first cell, and the number of the input in place of the row.
  private func columnNoise(_ tile: Tile, array: Int, inputs: Int) -> Matrix<Double> {
    var scores = Matrix(rows: inputs, columns: tile.columns, repeating: 0.0)
    for input in 0..<inputs {
      for column in 0..<tile.columns {
        scores[input, column] = arrays.noise.score(
          array: array, cell: CellID(tile: tile.id.index, row: input, column: column))
      }
    }
    return scores
  }

  private func sample(
    _ tile: Tile, array: Int, _ factors: (gold: Double, silver: Double)
  ) -> SampledTile {
    let bits = arrays.bits(tile)
    let devices = arrays.devices(tile, array: array)
    func of<Value>(_ value: (CellID, Bool, DeviceSample) -> Value) -> Matrix<Value> {
      arrays.matrix(tile) { value($0, bits[$0.row, $0.column], devices[$0.row, $0.column]) }
    }
    let ideal = of { _, bit, device in rule.isLow(storing: bit, device: device) ? 1.0 : 0.0 }
    let faulty = of { cell, _, device in
      programmer.faults.apply(to: device, array: array, cell: cell)
    }
    switch wires {
    case .enabled(let nominal):
      let wiring = nominal.scaled(factors)
      let circuits = (0..<tile.rows).map { CellCircuit(wiring, row: $0) }
      let rows = parallelMap(count: tile.rows) { row in
        (0..<tile.columns).map { column in
          healthy?.run(
            storing: bits[row, column], device: devices[row, column], circuit: circuits[row]
          ).state
            ?? simulator.run(
              storing: bits[row, column], device: devices[row, column], circuit: circuits[row]
            ).state
        }
      }
      let states = Matrix(rows: tile.rows, columns: tile.columns, elements: rows.flatMap { $0 })
      let programming = options.programming
      let isPlain =
        programming.maximumPulses == 1 && programming.wordLines == nil
        && programming.previousCycles == 0 && programming.retention == Seconds(0)
      let faultyStates = of { cell, bit, device in
        if isPlain {
          return faulty[cell.row, cell.column].mobility == 0
            ? faulty[cell.row, cell.column].restState : states[cell.row, cell.column]
        }
        return programmer.outcome(
          cell, array: array, storing: bit, device: device, circuit: circuits[cell.row]
        ).state
      }
      return SampledTile(
        tile: tile, devices: devices, idealStates: ideal, states: states,
        faultyDevices: faulty, faultyStates: faultyStates,
        reader: TileReader(.enabled(wiring), device: device, tile: tile.id))
    case .passive(let wirings):
      return SampledTile(
        tile: tile, devices: devices, idealStates: ideal, states: ideal,
        faultyDevices: faulty,
        faultyStates: passive.program(bits, devices: faulty).map(\.state),
        reader: TileReader(
          .passive(wirings[tile.id.index].scaled(factors)), device: device, tile: tile.id))
    }
  }
}

/// One tile of a sampled array as it computes.
private struct SampledTile: Sendable {
  let tile: Tile
  let devices: Matrix<DeviceSample>
  /// By the threshold rule.
  let idealStates: Matrix<Double>
  let states: Matrix<Double>
  let faultyDevices: Matrix<DeviceSample>
  let faultyStates: Matrix<Double>
  let reader: TileReader

  /// Column currents without wires: read voltage ÷ resistance, summed over the rows.
  func idealSums(_ inputs: Matrix<Double>, read: Double) -> Matrix<Double> {
    var sums = Matrix(rows: inputs.rows, columns: tile.columns, repeating: 0.0)
    for row in 0..<tile.rows {
      let conductances = (0..<tile.columns).map { column in
        let device = devices[row, column]
        return read / (idealStates[row, column] == 1 ? device.rLRS : device.rHRS)
      }
      for input in 0..<inputs.rows where inputs[input, row] != 0 {
        let share = inputs[input, row]
        for column in 0..<tile.columns {
          sums[input, column] += share * conductances[column]
        }
      }
    }
    return sums
  }
}
