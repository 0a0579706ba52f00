internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDocuments
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarStatistics
internal import CrossbarVerify

/// `verify.json`: the verification as data.
enum VerificationJSON {
  /// Wrong cells that are named one by one.
  private static let listed = 200

  static func document(_ result: VerificationResult) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("format", .string("dendrite-verification-1")),
      ("holds_network", .bool(result.holdsNetwork)),
      ("cells_in_decks", .integer(result.deckCells)),
      ("cells_in_masks", .integer(result.maskCells)),
      ("findings", .array(result.findings.map { .string($0.description) })),
    ]
    if let device = result.device { members.append(("device", DeviceJSON.document(device))) }
    if let prediction = result.prediction { members += Self.members(of: prediction) }
    return .object(members)
  }

  private static func members(of prediction: Prediction) -> [(String, JSONValue)] {
    let count = prediction.evaluation.inputs.rows
    return [
      ("parameters", .integer(prediction.parameters)),
      ("cells", .integer(prediction.cells)),
      (
        "evaluation",
        .object([
          ("inputs", .integer(count)),
          (
            "labels",
            .string(prediction.evaluation.areLabelsGiven ? "given" : "integer network's classes")
          ),
        ])
      ),
      ("ideal_array", array(prediction.ideal, of: count)),
      (
        "this_array",
        .object([
          ("device_spread", array(prediction.thisArraySpread, of: count)),
          ("transistor_and_wires", array(prediction.thisArray, of: count)),
        ])
      ),
      (
        "sampled_arrays",
        .object(
          [("device_spread", sampled(prediction.sampledSpread))]
            + (prediction.sampledCircuit.map { [("transistor_and_wires", sampled($0))] } ?? []))
      ),
    ]
  }

  private static func array(_ result: ArrayResult, of count: Int) -> JSONValue {
    .object([
      ("bit_errors", .integer(result.bitErrors.count)),
      ("wrong_words", .integer(result.wrongWords)),
      ("causes", .object(result.causes.map { ($0.cause.rawValue, .integer($0.count)) })),
      ("correct", .integer(result.correct)),
      ("accuracy", .number(Double(result.correct) / Double(count))),
      (
        "confusion_rows_are_labels",
        .codes(
          result.confusion.elements.map { Int32(clamping: $0) }, columns: result.confusion.columns)
      ),
      (
        "wrong_cells",
        .array(
          result.bitErrors.prefix(listed).map { error in
            .inlineObject([
              ("cell", .string(error.cell.name)), ("stores", .integer(error.wanted ? 1 : 0)),
              ("cause", .string(error.cause.rawValue)),
            ])
          })
      ),
    ])
  }

  private static func sampled(_ result: SampledResult) -> JSONValue {
    .object([
      ("arrays", .integer(result.arrays)),
      ("bit_errors_per_array", result.bitErrors.json),
      ("accuracy", result.accuracy.json),
      ("arrays_with_every_input_right", result.allRight.json),
      (
        "mean_bit_errors_by_cause",
        .object(result.causes.map { ($0.cause.rawValue, .number($0.mean)) })
      ),
    ])
  }
}
