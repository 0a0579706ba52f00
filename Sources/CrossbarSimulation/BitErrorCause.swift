public import CrossbarCore
public import CrossbarDevices

/// Why a cell reads a bit other than the one it should store.
public enum BitErrorCause: String, Sendable, CaseIterable, Comparable {
  /// V_SET is above the write voltage: the cell stays HRS.
  case setThresholdAboveWrite = "v_set_above_write_voltage"
  /// |V_RST| is above the write voltage: the cell stays LRS.
  case resetThresholdAboveWrite = "v_reset_above_write_voltage"
  /// R_LRS is above the decision threshold.
  case lrsAboveThreshold = "r_lrs_above_threshold"
  /// R_HRS is below the decision threshold.
  case hrsBelowThreshold = "r_hrs_below_threshold"
  /// The write voltage is above V_SET, but what transistor and wires leave of it does not SET the cell in time.
  case setIncomplete = "set_incomplete_behind_transistor_and_wires"
  /// The same for RESET.
  case resetIncomplete = "reset_incomplete_behind_transistor_and_wires"
  /// R_LRS is below the threshold, R_LRS with transistor and wires is not.
  case seriesResistance = "series_resistance_of_transistor_and_wires"
  /// The cell switched although it should not have.
  case disturbed = "disturbed_by_read_or_write"
  /// The device does not switch.
  case stuck = "stuck"
  /// The transistor limited the SET to a filament too weak to last until the read.
  case volatile = "volatile_below_non_volatile_current"
  /// The cell read right once written, but no longer after the time over which it had to keep its state.
  case faded = "faded_within_retention_time"
  /// Half-select pulses, for other cells of a passive crossbar, switched the cell.
  case halfSelected = "disturbed_by_half_select"
  /// More SETs than the endurance lie behind the cell, which is in its LRS for good.
  case worn = "worn_out_stuck_in_lrs"
  /// The device alone would read right; what other cells of a passive crossbar conduct, and its wires, decide otherwise.
  case sneakPaths = "sneak_paths_and_wires"
  /// Without the noise of its current the cell would read right.
  case readNoise = "read_noise"

  public static func < (left: Self, right: Self) -> Bool {
    let order = Self.allCases
    return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
  }

  /// The cause of a wrong bit.
  ///
  /// - Parameters:
  ///   - wanted: the bit that the network stores.
  ///   - isLow: whether the cell ended in its low-resistive state.
  static func of(
    wanted: Bool, isLow: Bool, device: DeviceSample, operation: OperatingPoint
  ) -> BitErrorCause {
    if device.mobility == 0 && wanted != isLow { return .stuck }
    let write = operation.writeVoltage.value
    if wanted {
      if !isLow {
        return device.vSet >= write ? .setThresholdAboveWrite : .setIncomplete
      }
      return device.rLRS >= operation.threshold.value ? .lrsAboveThreshold : .seriesResistance
    }
    if isLow {
      if operation.initialState == .hrs { return .disturbed }
      return device.vReset >= write ? .resetThresholdAboveWrite : .resetIncomplete
    }
    return device.rHRS < operation.threshold.value ? .hrsBelowThreshold : .disturbed
  }
}

/// The paper's reading of a device: the whole write voltage reaches the cell, a pulse switches it if and only if it
/// exceeds the threshold, and the resistance read is R_LRS or R_HRS itself.
public struct ThresholdRule: Sendable {
  public let operation: OperatingPoint

  public init(operation: OperatingPoint) {
    self.operation = operation
  }

  /// Whether a device is in its low-resistive state after `bit` was written.
  func isLow(storing bit: Bool, device: DeviceSample) -> Bool {
    let write = operation.writeVoltage.value
    if bit { return write > device.vSet || operation.initialState == .lrs }
    return write <= device.vReset && operation.initialState == .lrs
  }

  /// The current read after writing `bit`.
  public func readCurrent(storing bit: Bool, device: DeviceSample) -> Amperes {
    operation.readVoltage
      / Ohms(isLow(storing: bit, device: device) ? device.rLRS : device.rHRS)
  }

  /// The bit read after writing `bit`, and the cause if it is wrong.
  public func read(storing bit: Bool, device: DeviceSample) -> (bit: Bool, cause: BitErrorCause?) {
    let isLow = isLow(storing: bit, device: device)
    let resistance = isLow ? device.rLRS : device.rHRS
    let read = resistance < operation.threshold.value
    if read == bit { return (read, nil) }
    return (
      read, BitErrorCause.of(wanted: bit, isLow: isLow, device: device, operation: operation)
    )
  }
}
