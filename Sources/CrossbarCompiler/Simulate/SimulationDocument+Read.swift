public import CrossbarCore
internal import CrossbarDocuments
internal import CrossbarSimulation
internal import Foundation

extension SimulationDocument {
  /// Reads a file back.
  ///
  /// - Throws: `simulation/…`, `document/…` for whatever is not as it was written, with its line.
  public static func read(_ path: String) throws(Diagnostics) -> SimulationState {
    let text = try TextFile.read(path)
    let reader = DocumentReader(file: path)
    let root = reader.root(try DocumentValue.parse(text, file: path))
    if let found = root.string("format"), found != format {
      root.report("simulation/format", "the format is \(found), not \(format)", key: "format")
      try reader.finish()
    }
    let natural = 0...Int.max
    let inputs = root.mapping("inputs")
    let classes = root.integer("classes", in: 2...100_000) ?? 2
    var ladder = LadderSettings(
      arrays: 1, cells: 1, inputs: 1, options: readOptions(root.mapping("options")))
    ladder.arrays = root.integer("arrays", in: 1...100_000_000) ?? 1
    ladder.currentArrays = root.integer("arrays_with_currents", in: natural) ?? 0
    ladder.explainedArrays = root.integer("arrays_explained", in: natural) ?? 0
    let seed = root.string("seed").flatMap(UInt64.init)
    if seed == nil {
      root.report("simulation/seed", "the seed must be a whole number", key: "seed")
    }
    let setting = SimulationSetting(
      network: root.string("network") ?? "",
      folder: root.string("folder_manifest_sha256") ?? "",
      inputs: inputs?.string("sha256") ?? "",
      inputCount: inputs?.integer("count", in: natural) ?? 0,
      areLabelsGiven: inputs?.string("labels") == "given", classes: classes,
      cells: root.integer("cells", in: natural) ?? 0, seed: seed ?? 0, ladder: ladder,
      deviceHasNoise: root.bool("device_has_read_noise") ?? false,
      floatCorrect: root.integer("float_correct", in: natural) ?? 0,
      quantizedCorrect: root.integer("quantized_correct", in: natural) ?? 0,
      idealCorrect: root.integer("ideal_array_correct", in: natural) ?? 0)
    var state = SimulationState(
      setting: setting, sampled: [], tally: LadderTally(classes: classes))
    for (first, last) in pairs(root, "sampled") {
      if first < 1 || last < first || last > ladder.arrays {
        root.report(
          "simulation/sampled", "there are no arrays \(first) to \(last)", key: "sampled")
      } else {
        state.add(first...last)
      }
    }
    if let counts = root.mapping("counts") {
      for (index, stage) in SampledStage.allCases.enumerated() {
        if let mapping = counts.mapping(stage.rawValue) {
          state.tally.stages[index] = readStage(mapping, classes: classes)
        }
      }
      if let mapping = counts.mapping("explanation") { readExplanation(mapping, &state.tally) }
      for read in counts.mappings("unsettled_reads") {
        state.tally.unsettled.append(
          UnsettledRead(
            array: read.integer("array", in: natural) ?? 0,
            stage: read.integer("rung", in: 0...(SampledStage.allCases.count - 1)) ?? 0,
            text: read.string("warning") ?? ""))
        read.end()
      }
      counts.end()
    }
    // Worked out from the counts, and compared below.
    _ = root.value("figures")
    inputs?.end()
    root.end()
    try reader.finish()
    for stage in state.tally.stages.indices {
      complete(&state.tally.stages[stage].causes, count: state.tally.stages[stage].arrays)
    }
    if state.tally.mendedArrays > 0 {
      complete(&state.tally.mended, count: state.tally.mendedArrays)
    }
    // Whatever else was altered is found by writing what was understood.
    let count = setting.inputCount
    let isPossible =
      [setting.floatCorrect, setting.quantizedCorrect, setting.idealCorrect].allSatisfy {
        $0 <= count
      }
      && state.tally.stages.allSatisfy { stage in
        stage.correct.entries.allSatisfy { (0...count).contains($0.value) }
          && stage.bitErrors.entries.allSatisfy { (0...setting.cells).contains($0.value) }
      }
    if !isPossible || self.text(state) != text
      || state.tally.stages.contains(where: { $0.arrays != state.count })
    {
      throw Diagnostics(
        .error(
          "simulation/altered",
          "the file is not as it was written: its counts and figures do not go together",
          at: .init(file: path)))
    }
    return state
  }

  private static func readOptions(_ mapping: DocumentMapping?) -> LadderOptions {
    var options = LadderOptions.unstated
    guard let mapping else { return options }
    options.reading = mapping.word("read", as: ReadingMode.self) ?? .memory
    options.method = mapping.word("method", as: ReadMethod.self) ?? .linear
    func number(_ key: String) -> Double { mapping.double(key, in: 0...1e30) ?? 0 }
    options.programming.writeVoltage = Volts(number("write_voltage_v"))
    options.programming.writePulse = Seconds(number("write_pulse_s"))
    options.programming.maximumPulses = mapping.integer("pulses_at_most", in: 1...Int.max) ?? 1
    options.programming.rampStep = Volts(mapping.double("ramp_v") ?? 0)
    if mapping.contains("word_lines_v"), let list = mapping.value("word_lines_v"),
      let volts = mapping.numbers(list, path: "options.word_lines_v", count: 3, in: 0...1e30)
    {
      options.programming.wordLines = WordLineVoltages(
        set: Volts(volts[0]), reset: Volts(volts[1]), read: Volts(volts[2]))
    }
    options.programming.previousCycles = mapping.integer("previous_cycles", in: 0...Int.max) ?? 0
    options.programming.retention = Seconds(number("retention_s"))
    options.programming.yield = number("yield")
    options.programming.shareOfShorts = number("share_of_shorts")
    options.wireSpread = number("wire_spread")
    options.cycleSpread = number("cycle_spread")
    if mapping.contains("read_noise") { options.readNoise = number("read_noise") }
    mapping.end()
    return options
  }

  /// A cause that no array has is left out of the file.
  private static func complete(_ causes: inout [BitErrorCause: Histogram], count: Int) {
    for cause in BitErrorCause.allCases where causes[cause] == nil {
      causes[cause] = Histogram([(0, count)])
    }
  }

  private static func readStage(_ mapping: DocumentMapping, classes: Int) -> StageTally {
    var stage = StageTally(classes: classes)
    stage.bitErrors = histogram(mapping, "wrong_bits")
    stage.correct = histogram(mapping, "correct_inputs")
    stage.change = histogram(mapping, "change_of_correct_inputs")
    stage.causes = causes(mapping, "wrong_bits_by_cause")
    let rows = (mapping.sequence("confusion_rows_are_labels") ?? []).enumerated().map {
      mapping.integers(
        $1, path: "\(mapping.path).confusion_rows_are_labels[\($0)]", in: 0...Int.max) ?? []
    }
    if rows.count == classes, rows.allSatisfy({ $0.count == classes }) {
      stage.confusion.elements = rows.flatMap { $0 }
    } else {
      mapping.report(
        "simulation/confusion", "the confusion matrix is not \(classes) × \(classes)",
        key: "confusion_rows_are_labels")
    }
    stage.zeroCurrents = histogram(mapping, "current_bins_of_zeros")
    stage.oneCurrents = histogram(mapping, "current_bins_of_ones")
    mapping.end()
    return stage
  }

  private static func readExplanation(_ mapping: DocumentMapping, _ tally: inout LadderTally) {
    tally.mendedArrays = mapping.integer("arrays", in: 0...Int.max) ?? 0
    tally.mended = causes(mapping, "more_correct_inputs_were_the_cause_mended")
    for failure in mapping.mappings("failures") {
      let natural = 0...Int.max
      var mendedBy: [BitErrorCause] = []
      for value in failure.sequence("mended_by") ?? [] {
        if case .scalar(let name, _) = value.content, let cause = BitErrorCause(rawValue: name) {
          mendedBy.append(cause)
        } else {
          failure.report("simulation/cause", "this is no cause of a wrong bit", line: value.line)
        }
      }
      tally.failures.append(
        ClassificationFailure(
          array: failure.integer("array", in: natural) ?? 0,
          input: failure.integer("input", in: natural) ?? 0,
          label: failure.integer("label", in: natural) ?? 0,
          chosen: failure.integer("chosen", in: natural) ?? 0,
          bitErrors: failure.integer("wrong_bits", in: natural) ?? 0, mendedBy: mendedBy))
      failure.end()
    }
    mapping.end()
  }

  private static func causes(
    _ mapping: DocumentMapping, _ key: String
  ) -> [BitErrorCause: Histogram] {
    var result: [BitErrorCause: Histogram] = [:]
    guard let part = mapping.mapping(key) else { return result }
    for cause in BitErrorCause.allCases where part.contains(cause.rawValue) {
      result[cause] = histogram(part, cause.rawValue)
    }
    part.end()
    return result
  }

  private static func histogram(_ mapping: DocumentMapping, _ key: String) -> Histogram {
    Histogram(pairs(mapping, key).map { (value: $0.0, count: max(0, $0.1)) })
  }

  private static func pairs(_ mapping: DocumentMapping, _ key: String) -> [(Int, Int)] {
    (mapping.sequence(key) ?? []).enumerated().compactMap { index, value in
      // Far below what a sum of products of them could not hold.
      let pair =
        mapping.integers(
          value, path: "\(mapping.path).\(key)[\(index)]", in: -(1 << 40)...(1 << 40)) ?? []
      if pair.count == 2 { return (pair[0], pair[1]) }
      mapping.report("simulation/pair", "\(key)[\(index)] must hold two numbers", line: value.line)
      return nil
    }
  }
}
