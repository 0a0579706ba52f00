public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
public import CrossbarModel

/// How much of the physics a simulated array has.
public enum ArrayFidelity: Hashable, Sendable {
  /// Device-to-device spread only, as the paper simulates: see ``ThresholdRule``.
  case deviceSpread
  /// The compact model behind its transistor and wires, pulse by pulse: see ``CellSimulator``.
  case transistorAndWires(ArrayWiring)
}

/// What one sampled array does.
public struct ArrayTrial: Hashable, Sendable {
  public var bitErrors: Int
  public var causes: [BitErrorCause: Int]
  /// Inputs that the array classifies as their label says.
  public var correct: Int
}

/// Programs and reads whole arrays of sampled devices.
public struct ArraySimulator: Sendable {
  public let network: QuantizedNetwork
  public let design: CrossbarDesign
  public let device: Device
  public let sampler: DeviceSampler
  private let rule: ThresholdRule
  private let filter: QuickThresholdFilter
  /// Nil where nothing is to be gained.
  private let circuitFilter: QuickCircuitFilter?
  private let simulator: CellSimulator
  private let noise: ReadNoiseSampler
  /// Nil where every array is registered alike, or where it does not matter.
  private let registration: RegistrationSpread?

  /// - Parameters:
  ///   - registration: what the layers' shifts do to sampled arrays; nil where they do nothing.
  ///   - circuit: the wiring with which ``ArrayFidelity/transistorAndWires(_:)`` will be asked for; it makes that quicker and changes
  ///     nothing else.
  public init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, seed: UInt64,
    registration: RegistrationSpread? = nil, circuit: ArrayWiring? = nil
  ) {
    self.registration = registration.flatMap { $0.isFlat ? nil : $0 }
    self.network = network
    self.design = design
    self.device = device
    sampler = DeviceSampler(statistics: device.statistics, seed: seed)
    rule = ThresholdRule(operation: device.operation)
    filter = QuickThresholdFilter(device: device)
    let simulator = CellSimulator(device: device)
    self.simulator = simulator
    circuitFilter = circuit.flatMap {
      QuickCircuitFilter(
        simulator: simulator, statistics: device.statistics, wiring: $0,
        rows: design.tiles.map(\.rows).max() ?? 1)
    }
    noise = ReadNoiseSampler(device: device, seed: seed)
  }

  /// The wrong bits of sampled array `array`, in the order of tiles, rows and columns.
  ///
  /// Array 0 is the one whose devices stand in the decks; its layers lie where they are drawn.
  public func bitErrors(array: Int, fidelity: ArrayFidelity) -> [BitError] {
    var errors: [BitError] = []
    forEachCell(array: array, fidelity: fidelity) { cell, bit, area, circuit in
      if let cause = cause(cell, storing: bit, array: array, area: area, circuit: circuit) {
        errors.append(BitError(cell: cell, wanted: bit, cause: cause))
      }
    }
    return errors
  }

  /// The wrong bits of an array whose cells are all alike but for the bit they store.
  func bitErrors(_ cause: (_ bit: Bool) -> BitErrorCause?) -> [BitError] {
    let causes = (zero: cause(false), one: cause(true))
    if causes.zero == nil && causes.one == nil { return [] }
    var errors: [BitError] = []
    forEachCell(array: 0, fidelity: .deviceSpread) { cell, bit, _, _ in
      if let cause = bit ? causes.one : causes.zero {
        errors.append(BitError(cell: cell, wanted: bit, cause: cause))
      }
    }
    return errors
  }

  /// Every cell of an array in the order of tiles, rows and columns: the bit it stores, its junction's area ÷ nominal area, and
  /// the loop it sits in, if it is simulated.
  @inline(__always)
  private func forEachCell(
    array: Int, fidelity: ArrayFidelity,
    _ body: (_ cell: CellID, _ bit: Bool, _ area: Double, _ circuit: CellCircuit?) -> Void
  ) {
    let areas = array == 0 ? nil : registration?.areas(array: array, seed: sampler.seed)
    for tile in design.tiles {
      let layer = network.layers[tile.layer]
      let bits = tile.bits
      let outputs = layer.outputs
      let first = tile.outputs.lowerBound
      let words = tile.outputs.count
      for row in 0..<tile.rows {
        let circuit: CellCircuit?
        if case .transistorAndWires(let wiring) = fidelity {
          circuit = CellCircuit(wiring, row: row)
        } else {
          circuit = nil
        }
        let input = tile.matrixRows.lowerBound + row
        let isBias = input == layer.inputs
        for word in 0..<words {
          let code =
            isBias
            ? layer.bias[first + word] : layer.weights.elements[input * outputs + first + word]
          for position in 0..<bits {
            let bit = (code >> Int32(truncatingIfNeeded: bits - 1 - position)) & 1 == 1
            let cell = CellID(tile: tile.id.index, row: row, column: word * bits + position)
            let area = areas.map { cell.column.isMultiple(of: 2) ? $0.even : $0.odd } ?? 1
            body(cell, bit, area, circuit)
          }
        }
      }
    }
  }

  private func cause(
    _ cell: CellID, storing bit: Bool, array: Int, area: Double, circuit: CellCircuit?
  ) -> BitErrorCause? {
    let words = sampler.words(array: array, tile: cell.tile, row: cell.row, column: cell.column)
    guard let circuit else {
      if area == 1 && filter.isSurelyRight(storing: bit, words, sampler) { return nil }
      return rule.read(storing: bit, device: sampler.sample(words).scaled(area: area)).cause
    }
    let noise = noise.score(array: array, cell: cell)
    if area == 1, let circuitFilter,
      circuitFilter.isSurelyRight(storing: bit, words, sampler, noise: noise)
    {
      return nil
    }
    return simulator.cause(
      storing: bit, device: sampler.sample(words).scaled(area: area), circuit: circuit,
      noise: noise)
  }

  /// The read current of every cell of a sampled array with the bit that it stores, A.
  func forEachReadCurrent(
    array: Int, fidelity: ArrayFidelity, _ body: (_ bit: Bool, _ current: Double) -> Void
  ) {
    forEachCell(array: array, fidelity: fidelity) { cell, bit, area, circuit in
      let device = sampler.sample(
        array: array, tile: cell.tile, row: cell.row, column: cell.column
      ).scaled(area: area)
      guard let circuit else {
        return body(bit, rule.readCurrent(storing: bit, device: device).value)
      }
      let outcome = simulator.run(
        storing: bit, device: device, circuit: circuit,
        noise: noise.score(array: array, cell: cell))
      body(bit, outcome.readCurrent)
    }
  }

  /// Samples arrays 1 … `arrays` and runs the network that each of them holds.
  ///
  /// - Parameters:
  ///   - inputs: what to classify.
  ///   - labels: the right class of each input.
  /// - Throws: `infer/overflow`; see ``IntegerInference``.
  public func trials(
    arrays: Int, fidelity: ArrayFidelity, inputs: IntegerInputs, labels: [Int]
  ) throws(Diagnostics) -> [ArrayTrial] {
    let results = parallelMap(count: arrays) { index -> Result<ArrayTrial, Diagnostics> in
      let errors = bitErrors(array: index + 1, fidelity: fidelity)
      do throws(Diagnostics) {
        return .success(try trial(errors, inputs: inputs, labels: labels))
      } catch {
        return .failure(error)
      }
    }
    var trials: [ArrayTrial] = []
    for result in results { trials.append(try result.get()) }
    return trials
  }

  /// What an array with the given wrong bits does.
  public func trial(
    _ errors: [BitError], inputs: IntegerInputs, labels: [Int]
  ) throws(Diagnostics) -> ArrayTrial {
    let held = network.flipping(errors, design: design)
    let outputs = try IntegerInference(held).run(inputs)
    let correct = zip(outputs.classes, labels).count { $0 == $1 }
    var causes: [BitErrorCause: Int] = [:]
    for error in errors { causes[error.cause, default: 0] += 1 }
    return ArrayTrial(bitErrors: errors.count, causes: causes, correct: correct)
  }
}
