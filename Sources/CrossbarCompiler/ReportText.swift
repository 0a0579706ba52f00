internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarStatistics
internal import CrossbarVerify
internal import Foundation

/// Sentences and tables about a verification, for `report.md` and for the terminal.
enum ReportText {
  /// A few lines that say what was found.
  static func summary(_ result: VerificationResult, seed: UInt64) -> [String] {
    guard let prediction = result.prediction, let device = result.device else { return [] }
    let count = prediction.evaluation.inputs.rows
    let spread = prediction.sampledSpread
    var lines = DeviceText.summary(device)
    lines += [
      "design       \(prediction.cells) cells for \(prediction.parameters) parameters; "
        + "\(result.deckCells) read from the decks, \(result.maskCells) from the masks, "
        + (result.holdsNetwork ? "all where they should be" : "NOT all where they should be"),
      "ideal array  \(right(prediction.ideal.correct, count, prediction.evaluation))",
      "this array   seed \(seed), behind transistors and wires: "
        + "\(prediction.thisArray.bitErrors.count) wrong bits"
        + causes(prediction.thisArray, device: device)
        + "; \(right(prediction.thisArray.correct, count, prediction.evaluation))",
      "\(spread.arrays) sampled arrays, device spread only: "
        + "\(number(spread.bitErrors, 1)) wrong bits an array; "
        + "\(percent(spread.accuracy)) of inputs right; "
        + "every input right in \(percent(spread.allRight)) of arrays",
    ]
    if let circuit = prediction.sampledCircuit {
      lines.append(
        "\(circuit.arrays) sampled arrays, behind transistors and wires: "
          + "\(number(circuit.bitErrors, 1)) wrong bits an array; "
          + "\(percent(circuit.accuracy)) of inputs right; "
          + "every input right in \(percent(circuit.allRight)) of arrays")
    }
    return lines + confusion(prediction.thisArray.confusion)
  }

  /// The confusion matrix as text, zeros as dots; of more than 26 classes only where to find it.
  private static func confusion(_ matrix: Matrix<Int>) -> [String] {
    let title = "confusion of this array (rows: right class, columns: the array's)"
    if matrix.rows > 26 { return ["\(title): \(matrix.rows) classes, see verify.json"] }
    let width = max(3, (matrix.elements.max().map { "\($0)".count } ?? 1) + 1)
    func cell(_ text: String) -> String {
      String(repeating: " ", count: width - text.count) + text
    }
    let classes = (0..<matrix.rows).map { cell("\($0)") }.joined()
    let rows = (0..<matrix.rows).map { row in
      cell("\(row)") + " |"
        + matrix.row(row).map { cell($0 == 0 ? "·" : "\($0)") }.joined()
    }
    return [title, cell("") + "  " + classes] + rows
  }

  private static func right(_ correct: Int, _ count: Int, _ evaluation: Evaluation) -> String {
    evaluation.areLabelsGiven
      ? "\(correct) of \(count) inputs right"
      : "\(correct) of \(count) inputs as the integer network says"
  }

  private static func causes(_ result: ArrayResult, device: Device) -> String {
    if result.causes.isEmpty { return "" }
    let parts = result.causes.map { "\($0.count) \(words($0.cause, device))" }
    return " (\(parts.joined(separator: ", ")))"
  }

  /// A cause in words.
  static func words(_ cause: BitErrorCause, _ device: Device) -> String {
    let write = device.operation.writeVoltage
    let threshold = device.operation.threshold
    switch cause {
    case .setThresholdAboveWrite: return "V_SET above \(write)"
    case .resetThresholdAboveWrite: return "|V_RST| above \(write)"
    case .lrsAboveThreshold: return "R_LRS above \(threshold)"
    case .hrsBelowThreshold: return "R_HRS below \(threshold)"
    case .setIncomplete: return "SET incomplete behind transistor and wires"
    case .resetIncomplete: return "RESET incomplete behind transistor and wires"
    case .seriesResistance: return "R_LRS with transistor and wires above \(threshold)"
    case .disturbed: return "disturbed by a pulse or the read"
    case .stuck: return "stuck device"
    case .sneakPaths: return "sneak paths and wires"
    case .readNoise: return "read noise"
    case .volatile: return "SET too weak to last until the read"
    case .faded: return "faded within the retention time"
    case .halfSelected: return "disturbed by half-select pulses"
    case .worn: return "worn out, stuck in LRS"
    }
  }

  static func percent(_ estimate: Estimate) -> String {
    number(
      Estimate(
        value: estimate.value * 100, low: estimate.low * 100, high: estimate.high * 100), 1, " %")
  }

  static func number(_ estimate: Estimate, _ digits: Int, _ unit: String = "") -> String {
    "\(fixed(estimate.value, digits))\(unit) (\(fixed(estimate.low, digits))–\(fixed(estimate.high, digits)))"
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
