internal import CrossbarArray
public import CrossbarCore
internal import CrossbarDevices
internal import CrossbarDigest
internal import CrossbarImport
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarVerify

/// A ladder about to be sampled: what is decided, and what does not depend on chance.
public struct Simulation: Sendable {
  /// Everything that decides the numbers.
  public let setting: SimulationSetting
  /// Warnings and notes about the inputs.
  public let notes: [Diagnostic]
  private let experiment: LadderExperiment
  private let threads: Int?
  private let shard: Shard

  /// Reads a folder and its inputs.
  ///
  /// - Throws: everything wrong with the folder, the inputs and the options.
  public init(_ options: SimulationOptions) throws(Diagnostics) {
    var findings: [Diagnostic] = []
    if let arrays = options.arrays, !(1...100_000_000).contains(arrays) {
      findings.append(
        .error(
          "options/range", "the number of arrays is \(arrays); it must lie between 1 and 100000000",
          at: .init(file: "--arrays")))
    }
    if let threads = options.threads, !(1...4096).contains(threads) {
      findings.append(
        .error(
          "options/range", "the number of threads is \(threads); it must lie between 1 and 4096",
          at: .init(file: "--threads")))
    }
    if let labels = options.labels, options.inputs == nil {
      findings.append(.error("evaluation/inputs", "labels without inputs", at: .init(file: labels)))
    }
    try findings.throwIfErrors()
    let folder = try ArrayFolder(folder: options.folder)
    var notes: [Diagnostic] = []
    let evaluation = try Self.evaluation(options, folder, &notes)
    let scaling = folder.network.inputScaling
    let file = options.inputs ?? Evaluation.fileName
    let inputs = try IntegerInputs(
      evaluation.inputs.map { $0 * scaling.scale + scaling.offset }, file: file)
    if inputs.rounded > 0 {
      notes.append(
        .warning(
          "infer/rounded",
          "\(inputs.rounded) numbers were rounded to multiples of 1/\(inputs.denominator)",
          at: .init(file: file)))
    }
    let cells = folder.design.cellCount
    let isPassive = folder.crossbarWirings != nil && options.reading != .memory
    let ladder = try options.ladder(
      folder.device, wordLine: folder.wiring.transistor.wordLineVoltage, isPassive: isPassive)
    notes += ladder.programming.notes(folder.device)
    if folder.crossbarWirings != nil && !isPassive {
      notes.append(
        .note(
          "simulate/transistors",
          "the masks print a crossbar without transistors; it is simulated as if there were one at every cell",
          at: .init(file: "--read")))
    }
    let integrated = SimulationCost.integratedShare(device: folder.device, wiring: folder.wiring)
    let arrays =
      options.arrays ?? Self.affordable(cells: cells, ladder, integrated: integrated)
    let settings = LadderSettings(
      arrays: arrays, cells: cells, inputs: evaluation.labels.count, options: ladder)
    let seed = options.seed ?? folder.seed
    experiment = try LadderExperiment(
      network: folder.network, design: folder.design, device: folder.device, wiring: folder.wiring,
      wires: isPassive
        ? .passive(folder.crossbarWirings ?? []) : .enabled(folder.wiring),
      registration: folder.registration, seed: seed, inputs: inputs, labels: evaluation.labels,
      settings: settings)
    let integers = try IntegerInference(folder.network).run(inputs).classes
    let ideal = try experiment.idealClasses()
    func correct(_ classes: [Int]) -> Int { zip(classes, evaluation.labels).count { $0 == $1 } }
    setting = SimulationSetting(
      network: folder.network.name, folder: folder.digest,
      inputs: Self.digest(evaluation), inputCount: evaluation.labels.count,
      areLabelsGiven: evaluation.areLabelsGiven, classes: experiment.classes, cells: cells,
      seed: seed, ladder: settings,
      deviceHasNoise: ladder.readNoise.map { $0 > 0 }
        ?? (folder.device.constants.readNoise != nil),
      floatCorrect: EvaluationInputs.correct(
        folder.trained, evaluation.inputs, evaluation.labels),
      quantizedCorrect: correct(integers), idealCorrect: correct(ideal))
    self.notes = notes
    threads = options.threads
    shard = options.shard ?? .whole
  }

  /// A state in which no array has been sampled.
  public var start: SimulationState {
    SimulationState(setting: setting, sampled: [], tally: LadderTally(classes: setting.classes))
  }

  /// A state read from a file, to go on from.
  ///
  /// - Throws: `simulate/checkpoint` where it belongs to another simulation or another shard.
  public func resuming(
    _ state: SimulationState, file: String
  ) throws(Diagnostics) -> SimulationState {
    let differences = setting.differences(from: state.setting)
    let mine = shard.arrays(of: setting.ladder.arrays)
    let foreign = state.sampled.contains {
      !mine.contains($0.lowerBound) || !mine.contains($0.upperBound)
    }
    if differences.isEmpty && !foreign { return state }
    throw Diagnostics(
      .error(
        "simulate/checkpoint",
        "the file belongs to another simulation: "
          + (differences.isEmpty ? "to another shard" : differences.joined(separator: "; ")),
        at: .init(file: file), help: "name another file, or remove this one"))
  }

  /// Whether a state has every array of this run.
  public func isDone(_ state: SimulationState) -> Bool {
    state.count == shard.arrays(of: setting.ladder.arrays).count
  }

  /// Arrays sampled between two reports.
  private static let batch = 32

  /// Samples what is missing.
  ///
  /// - Parameters:
  ///   - state: what was sampled before, of the same setting.
  ///   - report: receives the state, arrays done and arrays to do after every batch; the run ends where it returns false.
  /// - Returns: the last state.
  /// - Throws: `infer/overflow`.
  public func run(
    from state: SimulationState,
    report: (_ state: SimulationState, _ done: Int, _ total: Int) throws(Diagnostics) -> Bool
  ) throws(Diagnostics) -> SimulationState {
    var state = state
    let mine = shard.arrays(of: setting.ladder.arrays)
    let missing = mine.filter { array in !state.sampled.contains { $0.contains(array) } }
    var done = mine.count - missing.count
    var next = 0
    while next < missing.count {
      let arrays = Array(missing[next..<min(next + Self.batch, missing.count)])
      let experiment = experiment
      let results = parallelMap(count: arrays.count, threads: threads) {
        index -> Result<LadderTally, Diagnostics> in
        do throws(Diagnostics) {
          return .success(try experiment.tally(array: arrays[index]))
        } catch {
          return .failure(error)
        }
      }
      for (array, result) in zip(arrays, results) {
        state.tally.merge(try result.get())
        state.add(array)
      }
      next += arrays.count
      done += arrays.count
      if try !report(state, done, mine.count) { break }
    }
    return state
  }

  /// Arrays that take seconds.
  static func affordable(cells: Int, _ options: LadderOptions, integrated: Double) -> Int {
    let cells = max(1, cells)
    switch options.reading {
    case .memory:
      let programming = options.programming
      let isPlain =
        programming.maximumPulses == 1 && programming.wordLines == nil
        && programming.previousCycles == 0 && programming.retention == Seconds(0)
      if integrated > 0.2 { return min(1000, max(5, 150_000 / cells)) }
      return min(1000, max(20, (isPlain ? 30_000_000 : 1_500_000) / cells))
    case .columnSum: return min(50, max(3, 100_000 / cells))
    case .floating, .grounded, .half, .third: return min(100, max(3, 150_000 / cells))
    }
  }

  private static func digest(_ evaluation: Evaluation) -> String {
    let sink = ByteSink()
    for value in evaluation.inputs.elements {
      withUnsafeBytes(of: value.bitPattern.littleEndian) {
        for byte in $0 { sink.append(byte: byte) }
      }
    }
    for label in evaluation.labels { sink.append(text: ",\(label)") }
    return FileDigest(bytes: sink.bytes).sha256
  }

  private static func evaluation(
    _ options: SimulationOptions, _ folder: ArrayFolder, _ notes: inout [Diagnostic]
  ) throws(Diagnostics) -> Evaluation {
    guard let path = options.inputs else {
      if !folder.evaluation.areLabelsGiven { notes.append(unlabelled(Evaluation.fileName)) }
      return folder.evaluation
    }
    let evaluation = try EvaluationInputs.read(
      inputs: path, labels: options.labels, most: nil, network: folder.trained,
      quantized: folder.network, notes: &notes)
    if !evaluation.areLabelsGiven { notes.append(unlabelled(path)) }
    return evaluation
  }

  private static func unlabelled(_ file: String) -> Diagnostic {
    .note(
      "simulate/labels",
      "there are no labels: accuracy is agreement with the integer network's classes",
      at: .init(file: file), help: "name them with --labels")
  }
}
