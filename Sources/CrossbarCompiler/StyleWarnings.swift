internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarLayout

/// What the layout's style means for the circuit that decks and verification assume.
enum StyleWarnings {
  /// A crossbar prints no room for enable transistors, which decks and verification assume: what its half-selected cells
  /// would suffer.
  static func warnings(_ process: CrossbarLayout.Process, _ device: Device) -> [Diagnostic] {
    if process.geometry.style.hasTransistors { return [] }
    let half = Volts(device.operation.writeVoltage.value / 2)
    let third = Volts(device.operation.writeVoltage.value / 3)
    func share(_ voltage: Volts) -> String {
      let set = device.statistics.vSet.distribution.probability(below: voltage.value)
      let reset = device.statistics.vReset.distribution.probability(below: voltage.value)
      return "\(ReportText.fixed(100 * set, 1)) % of devices SET and "
        + "\(ReportText.fixed(100 * reset, 1)) % RESET at \(ReportText.fixed(voltage.value, 2)) V"
    }
    return [
      .warning(
        "process/passive",
        "style crossbar has no enable transistors; decks and verification hold for one at every cell. "
          + "Programmed as it is, half-selected cells would switch as well: by the fits, \(share(half)) "
          + "(V/2), \(share(third)) (V/3); sneak paths are not simulated",
        at: .init(file: process.file, element: "geometry.style"))
    ]
  }
}
