internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// `pulse-train.cir` and `endurance.cir`: the median device under SET, RESET and read pulses.
struct PulseDecks {
  /// Cycles of the pulse train.
  static let cycles = 3
  /// Cycles beyond the endurance.
  static let extra = 3
  /// Most cycles that are run; a greater endurance is scaled down to it.
  static let most = 100

  private let decks: CharacterisationDecks

  init(_ decks: CharacterisationDecks) { self.decks = decks }

  private var device: Device { decks.input.device }

  func pulseTrain() throws(Diagnostics) -> String {
    let targets = decks.targets
    let cycle = PulseCycle(write: targets.pulseTime, device: device)
    let read = device.operation.readVoltage.value
    let values: [String: TemplateValue] = [
      "cycles": .integer(Self.cycles), "pulses": .integer(2 * Self.cycles),
      "cycle_list": .text((1...Self.cycles).map(String.init).joined(separator: " ")),
      "pulse_v": .number(targets.pulseVoltage), "pulse_s": .number(targets.pulseTime),
      "pulse_source": .text("operation: 0.4 times write_voltage_v, 0.2 times write_pulse_s"),
      "resistance_percent": .number(2),
      "rhrs_there": .number(decks.highResistance(decks.median, at: read).inSixDigits),
      "set_top": cycle.time(cycle.setStart + cycle.edge), "set_end": cycle.time(cycle.setEnd),
      "rst_top": cycle.time(cycle.resetStart + cycle.edge), "rst_end": cycle.time(cycle.resetEnd),
      "step": .number((targets.pulseTime / 100).inSixDigits),
      "end": cycle.time(cycle.period * Double(Self.cycles)),
    ]
    return try TemplateRenderer.render(
      TemplateLibrary.pulseTrain, name: "pulse-train.cir", values: common(values, cycle))
  }

  /// The deck of a device whose endurance is known; one that is not wears in no subcircuit.
  func endurance() throws(Diagnostics) -> String? {
    guard device.enduranceCycles < .max else { return nil }
    let write = device.operation.writePulse.value
    let cycle = PulseCycle(write: write, device: device)
    let stated = device.enduranceCycles
    let endurance = min(max(stated, 1), Self.most)
    let cycles = endurance + Self.extra
    let note =
      stated > Self.most
      ? "The device's endurance of \(stated) cycles is run as \(endurance)."
      : "endurance_cycles of the device file is \(stated)."
    let values: [String: TemplateValue] = [
      "endurance": .integer(endurance), "endurance_note": .text(note),
      "after": .integer(endurance + 1), "cycles": .integer(cycles), "extra": .integer(Self.extra),
      "write_v": .number(device.operation.writeVoltage.value), "write_s": .number(write),
      "step": .number((write / 20).inSixDigits),
      "end": cycle.time(cycle.period * Double(cycles)),
    ]
    return try TemplateRenderer.render(
      TemplateLibrary.endurance, name: "endurance.cir", values: common(values, cycle))
  }

  private func common(
    _ values: [String: TemplateValue], _ cycle: PulseCycle
  ) -> [String: TemplateValue] {
    values.merging(cycle.values) { $1 }.merging(decks.medianValues) { $1 }.merging([
      "read_v": .number(device.operation.readVoltage.value),
      "read_s": .number(device.operation.readPulse.value),
      "threshold": .number(device.operation.threshold.value),
    ]) { $1 }
  }
}
