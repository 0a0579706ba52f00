public import CrossbarCore

/// Where on a sweep the device counts as switched. Voltages are always those of a sample, never interpolated.
public enum SwitchingDefinition: String, CaseIterable, Sendable {
  /// V_SET at the maximum of dI/dV on the SET's outward branch, V_RST at its minimum on the RESET's (Marraccini et
  /// al., Nanoscale 2025). dI/dV is the difference quotient of successive samples; of the two the later one is
  /// reported: the first sample of the new state, which is the first grid voltage at or above the threshold.
  case paper
  /// V_SET as ``paper``; V_RST at the largest |I| on the RESET's outward branch before the state is lost: the last
  /// sample of the old state where the RESET is abrupt (the formula of Keithley's Clarius).
  case keithley
  /// Both at the largest step of log₁₀|I| between successive samples, at the first sample of the new state.
  case logJump = "log-jump"
}

/// Where a cycle's resistances are taken.
public enum ResistanceRule: String, CaseIterable, Sendable {
  /// At the read voltage, on the branch in question.
  case readVoltage = "read-voltage"
  /// R_LRS as V/I of the first sample of the third segment, as the paper took it. Unsafe: near zero the current is
  /// noise. R_HRS stays at the read voltage.
  case paperFirstSample = "paper-first-sample"
}

/// The sign of the voltage that sets a device.
public enum SetPolarity: String, CaseIterable, Sendable {
  /// By device: where most of its cycles jump up.
  case auto
  case positive, negative
}

/// What the user decides about the extraction of cycles.
public struct ExtractionOptions: Sendable {
  public var definition: SwitchingDefinition
  public var resistance: ResistanceRule
  /// Volts, magnitude.
  public var readVoltage: Double
  /// Amperes below which a current is the instrument's. `nil`: 1 nA, or five times the noise of the quietest device
  /// whose current does not follow its voltage, where that is more.
  public var currentFloor: Double?
  /// Decades by which a current must jump, or by which the branches out and back must differ, to be a switch.
  public var minimalJump: Double
  public var polarity: SetPolarity

  public init(
    definition: SwitchingDefinition = .paper, resistance: ResistanceRule = .readVoltage,
    readVoltage: Double = 0.1, currentFloor: Double? = nil, minimalJump: Double = 0.3,
    polarity: SetPolarity = .auto
  ) {
    self.definition = definition
    self.resistance = resistance
    self.readVoltage = readVoltage
    self.currentFloor = currentFloor
    self.minimalJump = minimalJump
    self.polarity = polarity
  }

  /// What is wrong with the numbers; ``CycleExtraction`` demands none.
  public func findings() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if !(readVoltage > 0 && readVoltage < 1e3) {
      findings.append(
        .error(
          "extract/read-voltage", "read voltage \(readVoltage) V is not above 0 and below 1000 V"))
    }
    if let currentFloor, !(currentFloor > 0 && currentFloor < 1) {
      findings.append(
        .error(
          "extract/current-floor", "current floor \(currentFloor) A is not above 0 and below 1 A"))
    }
    if !(minimalJump > 0 && minimalJump <= 10) {
      findings.append(
        .error(
          "extract/minimal-jump", "a jump of \(minimalJump) decades is not above 0 and at most 10"))
    }
    return findings
  }
}
