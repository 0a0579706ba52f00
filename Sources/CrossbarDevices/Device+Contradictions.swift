public import CrossbarCore

extension Device {
  /// Statements of a device that no model of it can meet together; it can be compiled all the same.
  ///
  /// - Parameter file: the name to use in diagnostics.
  public func contradictions(file: String) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for time in switching?.times ?? [] {
      guard let reason = time.impossibility(statistics) else { continue }
      findings.append(
        .warning(
          "device/\(reason.kind)",
          "switching.times states \(reason.message); the decks of single memristors will say that it does not hold",
          at: .init(file: file, element: "switching"), help: reason.help))
    }
    let threshold = statistics.vSet.median
    if operation.readVoltage.value >= threshold {
      findings.append(
        .warning(
          "device/read-disturb",
          "a read at \(operation.readVoltage.value) V sets every other device: the median V_SET is "
            + "\(threshold.roundedToSixDigits) V", at: .init(file: file, element: "operation")))
    }
    return findings
  }
}
