public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
public import CrossbarModel

/// The ladder from the ideal array to the real one: sampled arrays, each at every rung with the same devices.
public struct LadderExperiment: Sendable {
  /// What the cells of an array hang on.
  public enum Wires: Sendable {
    /// Each behind its enable transistor.
    case enabled(ArrayWiring)
    /// None has a transistor; one wiring a tile.
    case passive([CrossbarWiring])
  }

  public let network: QuantizedNetwork
  public let design: CrossbarDesign
  public let inputs: PreparedInputs
  /// The right class of each input.
  public let labels: [Int]
  public let settings: LadderSettings
  private let ladder: any ArrayLadder
  private let ideal: CellSimulator
  private let median: DeviceSample
  private let lossless: CellCircuit

  /// - Parameters:
  ///   - labels: one an input, below the network's classes.
  ///   - wiring: of enabled cells, also where there are none: the ideal array is one of them without resistance.
  ///   - registration: what the layers' shifts do to sampled arrays; nil where they do nothing.
  /// - Throws: `simulate/mode` where the reading mode does not go with the wires; `programming/…`.
  public init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, wiring: ArrayWiring,
    wires: Wires, registration: RegistrationSpread?, seed: UInt64, inputs: IntegerInputs,
    labels: [Int], settings: LadderSettings
  ) throws(Diagnostics) {
    precondition(labels.count == inputs.integers.rows, "one label an input")
    let options = settings.options
    try options.programming.check(device)
    self.network = network
    self.design = design
    self.inputs = PreparedInputs(inputs)
    self.labels = labels
    self.settings = settings
    var isPassive = false
    if case .passive = wires { isPassive = true }
    guard options.reading.serves(passive: isPassive) else {
      throw Diagnostics(
        .error(
          "simulate/mode",
          "reading mode \(options.reading.rawValue) is one of "
            + (isPassive
              ? "cells behind transistors; this array has none"
              : "a crossbar without transistors; this array has one at every cell"),
          help: "modes of this array: "
            + ReadingMode.allCases.filter { $0.serves(passive: isPassive) }.map(\.rawValue)
            .joined(separator: ", ")))
    }
    switch (wires, options.reading) {
    case (.enabled(let wiring), .columnSum):
      ladder = try ColumnSumLadder(
        network: network, design: design, device: device, wires: .enabled(wiring),
        registration: registration, seed: seed, options: options, inputs: self.inputs)
    case (.passive(let wirings), .columnSum):
      ladder = try ColumnSumLadder(
        network: network, design: design, device: device, wires: .passive(wirings),
        registration: registration, seed: seed, options: options, inputs: self.inputs)
    case (.enabled(let wiring), _):
      ladder = MemoryLadder(
        network: network, design: design, device: device, wiring: wiring,
        registration: registration, seed: seed, options: options)
    case (.passive(let wirings), _):
      ladder = PassiveLadder(
        network: network, design: design, device: device, wirings: wirings,
        registration: registration, seed: seed, options: options)
    }
    var still = options.applied(to: device)
    still.constants.readNoise = nil
    ideal = CellSimulator(device: still)
    median = device.statistics.medianDevice
    lossless = CellCircuit(
      bitLine: 0, sourceLine: 0, bottomContact: 0, transistor: wiring.transistor)
  }

  /// The classes that the network tells apart.
  public var classes: Int { max(2, network.outputs) }

  /// The classes that the ideal array says: every device the median one, in a loop without resistance, programmed and read.
  ///
  /// - Throws: `infer/overflow`; see ``IntegerInference``.
  public func idealClasses() throws(Diagnostics) -> [Int] {
    let causes = (
      zero: ideal.cause(storing: false, device: median, circuit: lossless),
      one: ideal.cause(storing: true, device: median, circuit: lossless)
    )
    var errors: [BitError] = []
    if causes.zero != nil || causes.one != nil {
      for tile in design.tiles {
        for row in 0..<tile.rows {
          for column in 0..<tile.columns {
            let cell = CellID(tile: tile.id.index, row: row, column: column)
            let bit = network.bit(design.address(cell))
            if let cause = bit ? causes.one : causes.zero {
              errors.append(BitError(cell: cell, wanted: bit, cause: cause))
            }
          }
        }
      }
    }
    return try classes(errors)
  }

  /// Samples one array, counted from 1, and takes it up the ladder.
  ///
  /// - Throws: `infer/overflow`; see ``IntegerInference``.
  public func tally(array: Int) throws(Diagnostics) -> LadderTally {
    var tally = LadderTally(classes: classes)
    let rungs = try ladder.rungs(array: array, countsCurrents: array <= settings.currentArrays)
    var above: Int?
    var last: [Int] = []
    for (index, rung) in rungs.enumerated() {
      if let classes = rung.classes {
        last = classes
      } else if index == 0 || rung.errors != rungs[index - 1].errors {
        last = try classes(rung.errors)
      }
      let correct = zip(last, labels).count { $0 == $1 }
      count(rung, last, correct: correct, above: above, into: &tally.stages[index])
      above = correct
      for finding in rung.findings.prefix(1) {
        tally.unsettled.append(
          UnsettledRead(array: array, stage: index, text: finding.description))
      }
    }
    if array <= settings.explainedArrays, let final = rungs.last {
      try explain(array: array, final, classes: last, into: &tally)
    }
    return tally
  }

  private func classes(_ errors: [BitError]) throws(Diagnostics) -> [Int] {
    try IntegerInference(network.flipping(errors, design: design)).classes(inputs)
  }

  private func count(
    _ rung: LadderRung, _ classes: [Int], correct: Int, above: Int?, into tally: inout StageTally
  ) {
    tally.bitErrors.add(rung.errors.count)
    tally.correct.add(correct)
    if let above { tally.change.add(correct - above) }
    var causes: [BitErrorCause: Int] = [:]
    for error in rung.errors { causes[error.cause, default: 0] += 1 }
    for cause in BitErrorCause.allCases {
      tally.causes[cause, default: Histogram()].add(causes[cause] ?? 0)
    }
    for (label, choice) in zip(labels, classes) { tally.confusion[label, choice] += 1 }
    tally.zeroCurrents = rung.zeroCurrents
    tally.oneCurrents = rung.oneCurrents
  }

  /// What would be right were one cause's bits right, and which inputs failed. A network of column sums has no such bits.
  private func explain(
    array: Int, _ rung: LadderRung, classes wrong: [Int], into tally: inout LadderTally
  ) throws(Diagnostics) {
    let correct = zip(wrong, labels).count { $0 == $1 }
    var mending: [Int: [BitErrorCause]] = [:]
    if rung.classes == nil {
      tally.mendedArrays = 1
      for cause in BitErrorCause.allCases {
        let others = rung.errors.filter { $0.cause != cause }
        if others.count == rung.errors.count {
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
    }
    for input in labels.indices where wrong[input] != labels[input] {
      if tally.failures.count == LadderTally.failureLimit { break }
      tally.failures.append(
        ClassificationFailure(
          array: array, input: input, label: labels[input], chosen: wrong[input],
          bitErrors: rung.errors.count, mendedBy: mending[input] ?? []))
    }
  }
}
