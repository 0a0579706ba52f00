internal import CrossbarDevices

/// A cell's state while it is programmed, with what its history does to it.
struct ProgrammedState {
  /// Filament, 0 = HRS, 1 = LRS.
  private(set) var x: Double
  /// SETs so far, in parts: the growth of the filament summed up, as `y·nend` of ``CompactModel``'s wear.
  private(set) var cycles = 0.0
  /// Cycles that the device stands; nil where it does not wear.
  var endurance: Double?
  /// Whether ``largestCurrent`` is kept.
  var isTraced = false
  /// Largest magnitude of the current while traced, A.
  private(set) var largestCurrent = 0.0

  init(_ x: Double, cycles: Double = 0, endurance: Double? = nil) {
    self.x = x
    self.cycles = cycles
    self.endurance = endurance
  }

  /// The share of k_r that wear leaves; within one pulse it is taken as constant, since a pulse that grows the filament
  /// does not dissolve it.
  func resetShare(_ model: CompactModel) -> Double {
    endurance.map { model.resetShare(worn: cycles / $0, endurance: $0) } ?? 1
  }

  mutating func move(to next: Double) {
    if next > x { cycles += next - x }
    x = next
  }

  /// Takes note of the current at a voltage across the memristor.
  mutating func trace(_ voltage: Double, _ device: DeviceSample, _ model: CompactModel) {
    let current = model.current(voltage, state: x, device: device).magnitude
    largestCurrent = max(largestCurrent, current)
  }

  /// Takes note of the currents at both ends of a segment in which the state rests.
  mutating func trace(
    _ segment: LineSegment, in circuit: CellCircuit, _ device: DeviceSample, _ model: CompactModel
  ) {
    for (source, bit) in [segment.lines(at: 0), segment.lines(at: 1)] {
      let voltage = circuit.memristorVoltage(
        source: source, bit: bit, state: x, device: device, model: model)
      trace(voltage, device, model)
    }
  }
}
