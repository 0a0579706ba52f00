internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel

/// The ladder of a memory of 1T1R cells, read row by row.
struct MemoryLadder: ArrayLadder {
  private let arrays: SampledArrays
  private let wiring: ArrayWiring
  private let spread: WireSpread
  private let programming: ProgrammingOptions
  /// By the threshold rule, with the largest pulse.
  private let rule: ArraySimulator
  private let quiet: ArraySimulator
  private let noisy: ArraySimulator?
  /// For pulses that ``ArraySimulator`` does not know; without faults, wear and retention.
  private let pulses: (quiet: ArrayProgrammer, noisy: ArrayProgrammer)?
  /// With everything.
  private let all: ArrayProgrammer
  private let simulator: CellSimulator

  init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, wiring: ArrayWiring,
    registration: RegistrationSpread?, seed: UInt64, options: LadderOptions
  ) {
    let noisyDevice = options.applied(to: device)
    var still = noisyDevice
    still.constants.readNoise = nil
    self.wiring = wiring
    programming = options.programming
    spread = WireSpread(sigma: options.wireSpread, seed: seed)
    arrays = SampledArrays(
      network: network, design: design, device: noisyDevice, seed: seed,
      registration: registration)
    let longest = wiring.scaled((spread.largest, spread.largest))
    func simulator(_ device: Device) -> ArraySimulator {
      ArraySimulator(
        network: network, design: design, device: device, seed: seed, registration: registration,
        circuit: longest)
    }
    var largest = still
    largest.operation.writeVoltage =
      programming.writeVoltage + programming.rampStep * Double(programming.maximumPulses - 1)
    rule = simulator(largest)
    quiet = simulator(still)
    noisy = noisyDevice.constants.readNoise == nil ? nil : simulator(noisyDevice)
    var healthy = programming
    healthy.yield = 1
    healthy.previousCycles = 0
    healthy.retention = Seconds(0)
    let isPlain = programming.maximumPulses == 1 && programming.wordLines == nil
    pulses =
      isPlain
      ? nil
      : (
        ArrayProgrammer(device: still, options: healthy, seed: seed),
        ArrayProgrammer(device: noisyDevice, options: healthy, seed: seed)
      )
    all = ArrayProgrammer(device: noisyDevice, options: programming, seed: seed)
    self.simulator = CellSimulator(device: noisyDevice)
  }

  func rungs(array: Int, countsCurrents: Bool) throws(Diagnostics) -> [LadderRung] {
    let wiring = wiring.scaled(spread.factors(array: array))
    let fidelity = ArrayFidelity.transistorAndWires(wiring)
    var device = LadderRung(rule.bitErrors(array: array, fidelity: .deviceSpread))
    var wired = LadderRung(
      pulses.map { errors(array, wiring, $0.quiet) }
        ?? quiet.bitErrors(array: array, fidelity: fidelity))
    var read =
      noisy.map { noisy in
        LadderRung(
          pulses.map { errors(array, wiring, $0.noisy) }
            ?? noisy.bitErrors(array: array, fidelity: fidelity))
      } ?? wired
    if noisy != nil { read.errors = blamingNoise(read.errors, quiet: wired.errors) }
    var faults = LadderRung(faultErrors(array, wiring, before: read.errors))
    if noisy != nil { faults.errors = blamingNoise(faults.errors, quiet: wired.errors) }
    if countsCurrents {
      rule.forEachReadCurrent(array: array, fidelity: .deviceSpread) {
        device.count($1, storing: $0)
      }
      if pulses == nil {
        quiet.forEachReadCurrent(array: array, fidelity: fidelity) {
          wired.count($1, storing: $0)
        }
        noisy?.forEachReadCurrent(array: array, fidelity: fidelity) {
          read.count($1, storing: $0)
        }
      }
    }
    return [device, wired, read, faults]
  }

  /// Cells that read right without noise are wrong by it, unless a fault is what is wrong with them.
  private func blamingNoise(_ errors: [BitError], quiet: [BitError]) -> [BitError] {
    let known = Set(quiet.map(\.cell))
    let faults: Set<BitErrorCause> = [.stuck, .worn, .faded, .volatile]
    return errors.map { error in
      if known.contains(error.cell) || faults.contains(error.cause) { return error }
      return BitError(cell: error.cell, wanted: error.wanted, cause: .readNoise)
    }
  }

  private func errors(
    _ array: Int, _ wiring: ArrayWiring, _ programmer: ArrayProgrammer
  ) -> [BitError] {
    let areas = arrays.areas(array: array)
    return collect(wiring) { cell, bit, circuit in
      programmer.cause(
        cell, array: array, storing: bit,
        device: arrays.device(cell, array: array, areas: areas), circuit: circuit,
        noise: arrays.noise.score(array: array, cell: cell))
    }
  }

  /// With devices that do not work, wear and retention; cells that none of them concerns stay as they are.
  private func faultErrors(
    _ array: Int, _ wiring: ArrayWiring, before: [BitError]
  ) -> [BitError] {
    if programming.previousCycles > 0 || programming.retention > Seconds(0) {
      return errors(array, wiring, all)
    }
    if programming.yield == 1 { return before }
    var next = 0
    let areas = arrays.areas(array: array)
    return collect(wiring) { cell, bit, circuit in
      var known: BitErrorCause?
      if next < before.count, before[next].cell == cell {
        known = before[next].cause
        next += 1
      }
      guard let fault = all.faults.fault(array: array, cell: cell) else { return known }
      return simulator.cause(
        storing: bit,
        device: arrays.device(cell, array: array, areas: areas).stuck(low: fault == .short),
        circuit: circuit, noise: arrays.noise.score(array: array, cell: cell))
    }
  }

  private func collect(
    _ wiring: ArrayWiring, _ cause: (CellID, Bool, CellCircuit) -> BitErrorCause?
  ) -> [BitError] {
    var errors: [BitError] = []
    for tile in arrays.design.tiles {
      let bits = arrays.bits(tile)
      for row in 0..<tile.rows {
        let circuit = CellCircuit(wiring, row: row)
        for column in 0..<tile.columns {
          let cell = CellID(tile: tile.id.index, row: row, column: column)
          let bit = bits[row, column]
          if let cause = cause(cell, bit, circuit) {
            errors.append(BitError(cell: cell, wanted: bit, cause: cause))
          }
        }
      }
    }
    return errors
  }
}
