internal import CrossbarDevices

/// The slots of a passive crossbar's programming as one cell sees them, in order.
struct PassiveEvents {
  private(set) var state: Double
  /// State after the cell's own pulse.
  private(set) var written = 0.0
  private let slots: PassiveSlots
  private var positive: PulseMap
  private var negative: PulseMap
  private var resting: PulseMap
  /// Idle slots that come again and again.
  private let period: Int
  private let level: Double
  /// Slots at 0 V that are not yet in the state.
  private var waiting = 0
  /// Whether the level cannot move a device that is wholly dissolved or wholly formed in any number of slots.
  private let isStillLow: Bool
  private let isStillHigh: Bool

  /// Slots that stillness is proved for: those of a tile of a thousand by a thousand.
  private static let most = 1e6

  /// - Parameters:
  ///   - level: magnitude of the voltage that cells not addressed see.
  ///   - period: idle slots that come again and again.
  init(slots: PassiveSlots, level: Double, period: Int, state: Double) {
    self.slots = slots
    self.level = level
    self.state = state
    positive = PulseMap { slots.pulse($0, level) }
    negative = PulseMap { slots.pulse($0, -level) }
    let idle = Double(period) * slots.length
    resting = PulseMap { slots.rest($0, for: idle) }
    self.period = period
    isStillLow = slots.isStill(0, for: slots.length * Self.most, level)
    isStillHigh = slots.isStill(1, for: slots.length * Self.most, -level)
  }

  /// The cell's own pulse.
  mutating func write(_ voltage: Double) {
    settle()
    state = slots.pulse(state, voltage)
    written = state
  }

  /// A pulse for another cell.
  mutating func disturb(positive isPositive: Bool) {
    if state <= 1e-12 && isStillLow || state >= 1 - 1e-9 && isStillHigh { return }
    settle()
    state = isPositive ? positive(state) : negative(state)
  }

  /// Slots in which nothing drives the cell.
  mutating func idle(_ count: Int = 1) { waiting += count }

  /// The state after the last slot and a time at 0 V.
  mutating func finish(after time: Double) -> Double {
    settle()
    return slots.rest(state, for: time)
  }

  private mutating func settle() {
    if waiting > 0 {
      state =
        waiting == period
        ? resting(state) : slots.rest(state, for: Double(waiting) * slots.length)
    }
    waiting = 0
  }
}
