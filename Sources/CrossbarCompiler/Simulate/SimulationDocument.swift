internal import CrossbarCore
internal import CrossbarDocuments
internal import CrossbarSimulation
internal import CrossbarStatistics

/// A simulation's state as a JSON file: counts, from which everything else is worked out, and the figures for people.
public enum SimulationDocument {
  static let format = "dendrite-simulation-1"

  /// The file's text.
  public static func text(_ state: SimulationState) -> String {
    let setting = state.setting
    var members: [(String, JSONValue)] = [
      ("format", .string(format)),
      ("network", .string(setting.network)),
      ("folder_manifest_sha256", .string(setting.folder)),
      (
        "inputs",
        .object([
          ("count", .integer(setting.inputCount)),
          ("sha256", .string(setting.inputs)),
          ("labels", .string(setting.areLabelsGiven ? "given" : "integer network's classes")),
        ])
      ),
      ("classes", .integer(setting.classes)),
      ("cells", .integer(setting.cells)),
      ("seed", .unsigned(setting.seed)),
      ("arrays", .integer(setting.ladder.arrays)),
      ("arrays_with_currents", .integer(setting.ladder.currentArrays)),
      ("arrays_explained", .integer(setting.ladder.explainedArrays)),
      ("options", options(setting.ladder.options)),
      ("device_has_read_noise", .bool(setting.deviceHasNoise)),
      ("float_correct", .integer(setting.floatCorrect)),
      ("quantized_correct", .integer(setting.quantizedCorrect)),
      ("ideal_array_correct", .integer(setting.idealCorrect)),
      (
        "sampled",
        .row(state.sampled.map { .row([.integer($0.lowerBound), .integer($0.upperBound)]) })
      ),
      (
        "counts",
        .object(
          zip(SampledStage.allCases, state.tally.stages).map { ($0.rawValue, counts($1)) }
            + [
              ("explanation", explanation(state.tally)),
              (
                "unsettled_reads",
                .array(
                  state.tally.unsettled.map { read in
                    .inlineObject([
                      ("array", .integer(read.array)), ("rung", .integer(read.stage)),
                      ("warning", .string(read.text)),
                    ])
                  })
              ),
            ])
      ),
    ]
    if state.isComplete { members.append(("figures", figures(state))) }
    return JSONValue.object(members).text
  }

  private static func options(_ options: LadderOptions) -> JSONValue {
    let programming = options.programming
    var members: [(String, JSONValue)] = [
      ("read", .string(options.reading.rawValue)),
      ("method", .string(options.method.rawValue)),
      ("write_voltage_v", .number(programming.writeVoltage.value)),
      ("write_pulse_s", .number(programming.writePulse.value)),
      ("pulses_at_most", .integer(programming.maximumPulses)),
      ("ramp_v", .number(programming.rampStep.value)),
    ]
    if let lines = programming.wordLines {
      members.append(
        (
          "word_lines_v",
          .row([lines.set, lines.reset, lines.read].map { .number($0.value) })
        ))
    }
    members += [
      ("previous_cycles", .integer(programming.previousCycles)),
      ("retention_s", .number(programming.retention.value)),
      ("yield", .number(programming.yield)),
      ("share_of_shorts", .number(programming.shareOfShorts)),
      ("wire_spread", .number(options.wireSpread)),
      ("cycle_spread", .number(options.cycleSpread)),
    ]
    if let noise = options.readNoise { members.append(("read_noise", .number(noise))) }
    return .object(members)
  }

  // MARK: counts

  private static func counts(_ stage: StageTally) -> JSONValue {
    .object([
      ("wrong_bits", histogram(stage.bitErrors)),
      ("correct_inputs", histogram(stage.correct)),
      ("change_of_correct_inputs", histogram(stage.change)),
      (
        "wrong_bits_by_cause",
        .object(
          BitErrorCause.allCases.compactMap { cause in
            stage.causes[cause].flatMap { counted in
              counted[0] == counted.total ? nil : (cause.rawValue, histogram(counted))
            }
          })
      ),
      (
        "confusion_rows_are_labels",
        .array(
          (0..<stage.confusion.rows).map { .row(stage.confusion.row($0).map(JSONValue.integer)) })
      ),
      ("current_bins_of_zeros", histogram(stage.zeroCurrents)),
      ("current_bins_of_ones", histogram(stage.oneCurrents)),
    ])
  }

  private static func explanation(_ tally: LadderTally) -> JSONValue {
    .object([
      ("arrays", .integer(tally.mendedArrays)),
      (
        "more_correct_inputs_were_the_cause_mended",
        .object(
          BitErrorCause.allCases.compactMap { cause in
            tally.mended[cause].flatMap { counted in
              counted[0] == counted.total ? nil : (cause.rawValue, histogram(counted))
            }
          })
      ),
      (
        "failures",
        .array(
          tally.failures.map { failure in
            .inlineObject([
              ("array", .integer(failure.array)), ("input", .integer(failure.input)),
              ("label", .integer(failure.label)), ("chosen", .integer(failure.chosen)),
              ("wrong_bits", .integer(failure.bitErrors)),
              ("mended_by", .row(failure.mendedBy.map { .string($0.rawValue) })),
            ])
          })
      ),
    ])
  }

  /// Pairs of a number and how often it was seen.
  private static func histogram(_ histogram: Histogram) -> JSONValue {
    .row(histogram.entries.map { .row([.integer($0.value), .integer($0.count)]) })
  }

  // MARK: figures

  private static func figures(_ state: SimulationState) -> JSONValue {
    .array(
      LadderRung.all(state).map { rung in
        var members: [(String, JSONValue)] = [
          ("rung", .string(rung.name)), ("accuracy", rung.accuracy.json),
        ]
        if let change = rung.change { members.append(("change", change.json)) }
        if let bits = rung.bitErrors { members.append(("wrong_bits_per_array", bits.json)) }
        if let all = rung.allRight {
          members.append(("arrays_with_every_input_right", all.json))
        }
        return .object(members)
      })
  }
}
