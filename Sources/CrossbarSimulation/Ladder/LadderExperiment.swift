public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
public import CrossbarModel

/// The ladder from the ideal array to the real one: sampled arrays, each at every rung with the same devices.
public struct LadderExperiment: Sendable {
  public let network: QuantizedNetwork
  public let design: CrossbarDesign
  public let device: Device
  public let inputs: PreparedInputs
  /// The right class of each input.
  public let labels: [Int]
  public let settings: LadderSettings
  private let wiring: ArrayWiring
  private let quiet: ArraySimulator
  private let noisy: ArraySimulator?

  /// - Parameters:
  ///   - labels: one an input, below the network's classes.
  ///   - registration: what the layers' shifts do to sampled arrays; nil where they do nothing.
  public init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, wiring: ArrayWiring,
    registration: RegistrationSpread?, seed: UInt64, inputs: IntegerInputs, labels: [Int],
    settings: LadderSettings
  ) {
    precondition(labels.count == inputs.integers.rows, "one label an input")
    self.network = network
    self.design = design
    self.device = device
    self.wiring = wiring
    self.inputs = PreparedInputs(inputs)
    self.labels = labels
    self.settings = settings
    func simulator(_ device: Device) -> ArraySimulator {
      ArraySimulator(
        network: network, design: design, device: device, seed: seed, registration: registration,
        circuit: wiring)
    }
    var still = device
    still.constants.readNoise = nil
    quiet = simulator(still)
    noisy = device.constants.readNoise == nil ? nil : simulator(device)
  }

  /// The classes that the network tells apart.
  public var classes: Int { max(2, network.outputs) }

  /// The classes that the ideal array says: every device the median one, in a loop without resistance, programmed and read.
  ///
  /// - Throws: `infer/overflow`; see ``IntegerInference``.
  public func idealClasses() throws(Diagnostics) -> [Int] {
    let statistics = device.statistics
    let median = DeviceSample(
      vSet: statistics.vSet.median, vReset: statistics.vReset.median,
      rLRS: statistics.rLRS.median, rHRS: statistics.rHRS.median)
    let lossless = CellCircuit(
      bitLine: 0, sourceLine: 0, bottomContact: 0, transistor: wiring.transistor)
    var still = device
    still.constants.readNoise = nil
    let simulator = CellSimulator(device: still)
    return try classes(
      quiet.bitErrors { bit in
        simulator.cause(storing: bit, device: median, circuit: lossless)
      })
  }

  /// Samples one array, counted from 1, and takes it up the ladder.
  ///
  /// - Throws: `infer/overflow`; see ``IntegerInference``.
  public func tally(array: Int) throws(Diagnostics) -> LadderTally {
    var tally = LadderTally(classes: classes)
    let spread = quiet.bitErrors(array: array, fidelity: .deviceSpread)
    let wired = quiet.bitErrors(array: array, fidelity: .transistorAndWires(wiring))
    let read =
      noisy?.bitErrors(array: array, fidelity: .transistorAndWires(wiring)) ?? wired
    let rungs = [spread, wired, read, read]
    var above: Int?
    var last: [Int] = []
    for (index, errors) in rungs.enumerated() {
      if index == 0 || errors != rungs[index - 1] { last = try classes(errors) }
      let correct = zip(last, labels).count { $0 == $1 }
      count(errors, last, correct: correct, above: above, into: &tally.stages[index])
      above = correct
    }
    if array <= settings.currentArrays { countCurrents(array: array, into: &tally) }
    if array <= settings.explainedArrays {
      try explain(array: array, errors: rungs[rungs.count - 1], classes: last, into: &tally)
    }
    return tally
  }

  private func classes(_ errors: [BitError]) throws(Diagnostics) -> [Int] {
    try IntegerInference(network.flipping(errors, design: design)).classes(inputs)
  }

  private func count(
    _ errors: [BitError], _ classes: [Int], correct: Int, above: Int?, into tally: inout StageTally
  ) {
    tally.bitErrors.add(errors.count)
    tally.correct.add(correct)
    if let above { tally.change.add(correct - above) }
    var causes: [BitErrorCause: Int] = [:]
    for error in errors { causes[error.cause, default: 0] += 1 }
    for cause in BitErrorCause.allCases {
      tally.causes[cause, default: Histogram()].add(causes[cause] ?? 0)
    }
    for (label, choice) in zip(labels, classes) { tally.confusion[label, choice] += 1 }
  }

  /// What would be right were one cause's bits right, and which inputs failed.
  private func explain(
    array: Int, errors: [BitError], classes wrong: [Int], into tally: inout LadderTally
  ) throws(Diagnostics) {
    tally.mendedArrays = 1
    let correct = zip(wrong, labels).count { $0 == $1 }
    var mending: [Int: [BitErrorCause]] = [:]
    for cause in BitErrorCause.allCases {
      let others = errors.filter { $0.cause != cause }
      if others.count == errors.count {
        tally.mended[cause, default: Histogram()].add(0)
        continue
      }
      let classes = try classes(others)
      let mended = zip(classes, labels).count { $0 == $1 }
      tally.mended[cause, default: Histogram()].add(mended - correct)
      for input in labels.indices
      where wrong[input] != labels[input] && classes[input] == labels[input] {
        mending[input, default: []].append(cause)
      }
    }
    for input in labels.indices where wrong[input] != labels[input] {
      if tally.failures.count == LadderTally.failureLimit { break }
      tally.failures.append(
        ClassificationFailure(
          array: array, input: input, label: labels[input], chosen: wrong[input],
          bitErrors: errors.count, mendedBy: mending[input] ?? []))
    }
  }

  private func countCurrents(array: Int, into tally: inout LadderTally) {
    for (stage, simulator) in [(SampledStage.deviceSpread, nil), (.wires, quiet)]
      + (noisy.map { [(.readNoise, $0)] } ?? [])
    {
      (simulator ?? quiet).forEachReadCurrent(
        array: array, fidelity: simulator == nil ? .deviceSpread : .transistorAndWires(wiring)
      ) { bit, current in
        let bin = CurrentBin.index(current)
        if bit { tally[stage].oneCurrents.add(bin) } else { tally[stage].zeroCurrents.add(bin) }
      }
    }
  }
}
