public import CrossbarArray
public import CrossbarDevices
public import CrossbarCore
internal import CrossbarModel
public import CrossbarSimulation
public import CrossbarStatistics

/// A cell as the decks give it: its devices and its place in its loop.
public struct DeckCell: Sendable {
  public var cell: CellID
  /// The bit that the testbench writes.
  public var written: Bool
  public var device: DeviceSample
  public var circuit: CellCircuit
  /// The line of the tile's deck that has it.
  public var line: Int

  public init(
    cell: CellID, written: Bool, device: DeviceSample, circuit: CellCircuit, line: Int
  ) {
    self.line = line
    self.cell = cell
    self.written = written
    self.device = device
    self.circuit = circuit
  }
}

/// One array programmed, read and put to work.
public struct ArrayResult: Sendable {
  public var bitErrors: [BitError]
  public var wrongWords: Int
  public var correct: Int
  /// Rows: the right class; columns: the class that the array says.
  public var confusion: Matrix<Int>

  /// How many wrong bits each cause has, the frequent ones first.
  public var causes: [(cause: BitErrorCause, count: Int)] {
    BitErrorCause.allCases.map { cause in (cause, bitErrors.count { $0.cause == cause }) }
      .filter { $0.1 > 0 }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
}

/// Many sampled arrays.
public struct SampledResult: Sendable {
  public var arrays: Int
  public var cells: Int
  public var bitErrors: Estimate
  /// Mean share of the evaluation inputs that an array classifies right.
  public var accuracy: Estimate
  /// Share of arrays that classify every evaluation input right.
  public var allRight: Estimate
  /// Mean number of wrong bits an array by cause.
  public var causes: [(cause: BitErrorCause, mean: Double)]

  init(_ trials: [ArrayTrial], cells: Int, inputs: Int) {
    arrays = trials.count
    self.cells = cells
    bitErrors = .mean(trials.map { Double($0.bitErrors) })
    accuracy = .mean(trials.map { Double($0.correct) / Double(inputs) })
    allRight = .share(trials.count { $0.correct == inputs }, of: trials.count)
    let count = Double(trials.count)
    causes = BitErrorCause.allCases.map { cause in
      (cause, Double(trials.reduce(0) { $0 + ($1.causes[cause] ?? 0) }) / count)
    }.filter { $0.1 > 0 }
  }
}

/// What the behavioural simulator says of the array in a folder.
public struct Prediction: Sendable {
  public var evaluation: Evaluation
  public var parameters: Int
  public var cells: Int
  /// Every device the median one, no wires: the words that the testbenches write, programmed, read and decoded.
  public var ideal: ArrayResult
  /// The devices of this folder's decks with their spread alone.
  public var thisArraySpread: ArrayResult
  /// The same devices behind their transistors and wires, as ngspice runs them.
  public var thisArray: ArrayResult
  public var sampledSpread: SampledResult
  /// Nil where the configuration asks for none.
  public var sampledCircuit: SampledResult?
}

/// Programs and reads the arrays of a folder and runs the network on what was read.
struct Predictor {
  let network: QuantizedNetwork
  let design: CrossbarDesign
  let device: Device
  let wiring: ArrayWiring
  let cells: [DeckCell]
  let evaluation: Evaluation
  let manifest: Manifest
  let registration: RegistrationSpread

  func run() throws(Diagnostics) -> Prediction {
    let scaling = network.inputScaling
    let inputs = try IntegerInputs(
      evaluation.inputs.map { $0 * scaling.scale + scaling.offset }, file: Evaluation.fileName)
    let simulator = CellSimulator(device: device)
    let rule = ThresholdRule(operation: device.operation)
    let bits = cells.map { network.bit(design.address($0.cell)) }
    // The median device in a loop without resistance reads what the testbench writes, or the design is at fault.
    let median = device.statistics.medianDevice
    let lossless = CellCircuit(
      bitLine: 0, sourceLine: 0, bottomContact: 0, transistor: wiring.transistor)
    let idealZero = simulator.run(storing: false, device: median, circuit: lossless).bit
    let idealOne = simulator.run(storing: true, device: median, circuit: lossless).bit
    let ideal = zip(cells, bits).compactMap { cell, wanted in
      (cell.written ? idealOne : idealZero) == wanted
        ? nil : BitError(cell: cell.cell, wanted: wanted, cause: .disturbed)
    }
    let spread = zip(cells, bits).compactMap { cell, wanted in
      rule.read(storing: wanted, device: cell.device).cause.map {
        BitError(cell: cell.cell, wanted: wanted, cause: $0)
      }
    }
    let circuit = circuitErrors()
    let arrays = ArraySimulator(
      network: network, design: design, device: device, seed: manifest.seed,
      registration: registration, circuit: manifest.circuitArrays == 0 ? nil : wiring)
    let spreadTrials = try arrays.trials(
      arrays: manifest.arrays, fidelity: .deviceSpread, inputs: inputs, labels: evaluation.labels)
    let circuitTrials =
      manifest.circuitArrays == 0
      ? []
      : try arrays.trials(
        arrays: manifest.circuitArrays, fidelity: .transistorAndWires(wiring), inputs: inputs,
        labels: evaluation.labels)
    let count = evaluation.inputs.rows
    return Prediction(
      evaluation: evaluation, parameters: network.parameters, cells: design.cellCount,
      ideal: try result(ideal, inputs), thisArraySpread: try result(spread, inputs),
      thisArray: try result(circuit, inputs),
      sampledSpread: SampledResult(spreadTrials, cells: design.cellCount, inputs: count),
      sampledCircuit: circuitTrials.isEmpty
        ? nil : SampledResult(circuitTrials, cells: design.cellCount, inputs: count))
  }

  /// The wrong bits of this folder's array, its devices behind their transistors and wires.
  func circuitErrors() -> [BitError] {
    let simulator = CellSimulator(device: device)
    let noise = ReadNoiseSampler(device: device, seed: manifest.seed)
    let chunk = 4096
    return parallelMap(count: (cells.count + chunk - 1) / chunk) { index in
      (index * chunk..<min((index + 1) * chunk, cells.count)).compactMap { position in
        let cell = cells[position]
        let wanted = network.bit(design.address(cell.cell))
        return simulator.cause(
          storing: wanted, device: cell.device, circuit: cell.circuit,
          noise: noise.score(array: 0, cell: cell.cell)
        ).map { BitError(cell: cell.cell, wanted: wanted, cause: $0) }
      }
    }.flatMap { $0 }
  }

  private func result(
    _ errors: [BitError], _ inputs: IntegerInputs
  ) throws(Diagnostics) -> ArrayResult {
    let held = network.flipping(errors, design: design)
    let outputs = try IntegerInference(held).run(inputs)
    let classes = max(2, network.outputs)
    var confusion = Matrix(rows: classes, columns: classes, repeating: 0)
    for (label, choice) in zip(evaluation.labels, outputs.classes) { confusion[label, choice] += 1 }
    let words = Set(
      errors.map { error in
        var address = design.address(error.cell)
        address.bit = 0
        return address
      })
    return ArrayResult(
      bitErrors: errors, wrongWords: words.count,
      correct: zip(evaluation.labels, outputs.classes).count { $0 == $1 }, confusion: confusion)
  }
}
