internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel

/// The ladder of a crossbar without transistors, read cell by cell: sneak paths with the wires, half-select disturb with the faults.
struct PassiveLadder: ArrayLadder {
  private let arrays: SampledArrays
  /// One a tile.
  private let wirings: [CrossbarWiring]
  private let spread: WireSpread
  private let device: Device
  private let options: LadderOptions
  private let rule: ThresholdRule
  private let programmer: PassiveProgrammer
  private let faults: FaultSampler

  init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, wirings: [CrossbarWiring],
    registration: RegistrationSpread?, seed: UInt64, options: LadderOptions
  ) {
    let device = options.applied(to: device)
    self.device = device
    self.options = options
    self.wirings = wirings
    spread = WireSpread(sigma: options.wireSpread, seed: seed)
    arrays = SampledArrays(
      network: network, design: design, device: device, seed: seed, registration: registration)
    rule = ThresholdRule(operation: device.operation)
    programmer = PassiveProgrammer(
      device: device, options: options.programming,
      bias: options.reading == .third ? .third : .half)
    faults = FaultSampler(
      yield: options.programming.yield, shareOfShorts: options.programming.shareOfShorts,
      seed: seed)
  }

  func rungs(array: Int, countsCurrents: Bool) throws(Diagnostics) -> [LadderRung] {
    var rungs = [LadderRung](repeating: LadderRung([]), count: SampledStage.allCases.count)
    let factors = spread.factors(array: array)
    for tile in arrays.design.tiles {
      let bits = arrays.bits(tile)
      let devices = arrays.devices(tile, array: array)
      let scores = arrays.scores(tile, array: array)
      let ruled = arrays.matrix(tile) {
        rule.read(storing: bits[$0.row, $0.column], device: devices[$0.row, $0.column]).cause
      }
      let states = arrays.matrix(tile) {
        rule.isLow(storing: bits[$0.row, $0.column], device: devices[$0.row, $0.column])
          ? 1.0 : 0.0
      }
      let broken = arrays.matrix(tile) {
        faults.apply(to: devices[$0.row, $0.column], array: array, cell: $0)
      }
      let programmed = programmer.program(bits, devices: broken)
      let reader = TileReader(
        .passive(wirings[tile.id.index].scaled(factors)), device: device, tile: tile.id)
      let reads = try reader.read(
        options.reading,
        [
          TileCells(states: states, devices: devices),
          TileCells(states: states, devices: devices, noise: scores),
          TileCells(states: programmed.map(\.state), devices: broken, noise: scores),
        ], method: options.method)
      for row in 0..<tile.rows {
        for column in 0..<tile.columns {
          let cell = CellID(tile: tile.id.index, row: row, column: column)
          let bit = bits[row, column]
          func wrong(_ rung: Int, _ cause: BitErrorCause) {
            rungs[rung].errors.append(BitError(cell: cell, wanted: bit, cause: cause))
          }
          if let cause = ruled[row, column] { wrong(0, cause) }
          let isQuietRight = reads[0].bits?[row, column] == bit
          for (index, read) in reads.enumerated() where read.bits?[row, column] != bit {
            let cause = index == 2 ? programmed[row, column].cause : ruled[row, column]
            wrong(index + 1, cause ?? (index == 1 && isQuietRight ? .readNoise : .sneakPaths))
          }
          if countsCurrents {
            rungs[0].count(
              rule.readCurrent(storing: bit, device: devices[row, column]).value, storing: bit)
            for (index, read) in reads.enumerated() {
              rungs[index + 1].count(read.currents[row, column], storing: bit)
            }
          }
        }
      }
      for (index, read) in reads.enumerated() { rungs[index + 1].findings += read.findings }
    }
    return rungs
  }
}
