internal import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

/// What became of one cell of a passive crossbar when all cells were written.
public struct PassiveOutcome: Hashable, Sendable {
  /// State after the cell's own pulse, 0 = HRS, 1 = LRS.
  public var written: Double
  /// State at the read, after all pulses.
  public var state: Double
  /// Read current at the read voltage, A.
  public var readCurrent: Amperes
  public var bit: Bool
  /// Why the bit is not the wanted one; nil where it is. ``BitErrorCause/halfSelected`` where the cell alone would be right.
  public var cause: BitErrorCause?
}

/// Writes a passive crossbar, without transistors, cell by cell, and counts what the pulses for each cell do to the others.
///
/// Lines are taken as ideal: every cell sees the nominal voltage, which is the worst case for the disturbed ones. One pulse a
/// cell, unverified, of the options' amplitude and width; word lines, number of pulses, ramp and yield do not apply, the read
/// is free of noise. Wear is that of the previous cycles alone. A slot is an idle gap, an edge, the flat top and an edge as in
/// ``PulseSchedule``; a cell that no slot drives rests at 0 V.
public struct PassiveProgrammer: Sendable {
  public let options: ProgrammingOptions
  public let bias: PassiveBias
  public let order: WriteOrder
  private let model: CompactModel
  private let operation: OperatingPoint
  private let endurance: Double?

  /// - Precondition: ``ProgrammingOptions/check(_:)`` throws nothing.
  public init(
    device: Device, options: ProgrammingOptions, bias: PassiveBias, order: WriteOrder = .rowByRow
  ) {
    precondition(options.isPossible(device), "options that the check refuses")
    self.options = options
    self.bias = bias
    self.order = order
    model = CompactModel(device)
    operation = options.operation(0, of: device)
    endurance =
      device.enduranceCycles == .max ? nil : min(max(Double(device.enduranceCycles), 1), 1e9)
  }

  /// Writes a pattern and reads it.
  ///
  /// - Parameters:
  ///   - bits: what is written; rows by columns.
  ///   - devices: of the same shape, with their faults where there are any; see ``FaultSampler/apply(to:array:cell:)``.
  /// - Precondition: the shapes are the same.
  public func program(
    _ bits: Matrix<Bool>, devices: Matrix<DeviceSample>
  ) -> Matrix<PassiveOutcome> {
    precondition(
      bits.rows == devices.rows && bits.columns == devices.columns, "devices of another shape")
    let outcomes = parallelMap(count: bits.rows) { row in
      (0..<bits.columns).map { column in
        outcome(row: row, column: column, of: bits, device: devices[row, column])
      }
    }
    return Matrix(rows: bits.rows, columns: bits.columns, elements: outcomes.flatMap { $0 })
  }

  private func outcome(
    row: Int, column: Int, of bits: Matrix<Bool>, device: DeviceSample
  ) -> PassiveOutcome {
    let wanted = bits[row, column]
    let isWorn = endurance.map { Double(options.previousCycles) > $0 } ?? false
    let share =
      endurance.map { model.resetShare(worn: Double(options.previousCycles) / $0, endurance: $0) }
      ?? 1
    let slots = PassiveSlots(
      model: model, device: device, resetShare: share,
      gap: operation.edge.value * PulseSchedule.edgesPerGap, edge: operation.edge.value,
      top: operation.writePulse.value)
    let write = operation.writeVoltage.value
    let start =
      device.mobility == 0
      ? device.restState : isWorn || operation.initialState == .lrs ? 1.0 : 0.0
    let outer = order == .rowByRow ? bits.rows : bits.columns
    let inner = order == .rowByRow ? bits.columns : bits.rows
    var events = PassiveEvents(
      slots: slots, level: write / bias.divisor, period: inner - 1, state: start)
    let line = order == .rowByRow ? row : column
    let place = order == .rowByRow ? column : row
    func sees(_ r: Int, _ c: Int) {
      let bit = order == .rowByRow ? bits[r, c] : bits[c, r]
      if r == line && c == place {
        events.write(bit ? write : -write)
      } else if r == line || c == place {
        events.disturb(positive: bit)
      } else if bias == .third {
        events.disturb(positive: !bit)
      } else {
        events.idle()
      }
    }
    for r in 0..<outer {
      if bias == .third || r == line {
        for c in 0..<inner { sees(r, c) }
      } else {
        events.idle(place)
        sees(r, place)
        events.idle(inner - 1 - place)
      }
    }
    var outcome = read(events.finish(after: options.retention.value), slots)
    outcome.written = events.written
    if outcome.bit == wanted { return outcome }
    let alone = slots.pulse(start, wanted ? write : -write)
    if device.mobility != 0 && isWorn && !wanted {
      outcome.cause = .worn
    } else if read(slots.rest(alone, for: slots.gap), slots).bit == wanted {
      outcome.cause =
        options.retention.value > 0 && read(events.state, slots).bit == wanted
        ? .faded : .halfSelected
    } else {
      outcome.cause = BitErrorCause.of(
        wanted: wanted, isLow: outcome.state > 0.5, device: device, operation: operation)
    }
    return outcome
  }

  /// The state at the sampling of a read pulse with ideal lines, and its current.
  private func read(_ state: Double, _ slots: PassiveSlots) -> PassiveOutcome {
    let level = operation.readVoltage.value
    let sampling = operation.readPulse.value * 0.75
    var x = slots.rest(state, for: slots.gap)
    if !slots.isStill(x, for: sampling + slots.edge, level) {
      slots.ramp(&x, from: 0, to: level, over: slots.edge)
      slots.ramp(&x, from: level, to: level, over: sampling)
    }
    let current = model.current(level, state: x, device: slots.device)
    return PassiveOutcome(
      written: x, state: x, readCurrent: Amperes(current),
      bit: current > operation.thresholdCurrent.value, cause: nil)
  }
}
