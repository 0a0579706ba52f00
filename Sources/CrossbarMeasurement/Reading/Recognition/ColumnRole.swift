/// What a column means. The raw value is its spelling in options.
public enum ColumnRole: String, CaseIterable, Hashable, Sendable {
  case voltage, current, time, compliance
  /// Resistance in whatever state the device is.
  case resistance
  case vSet = "v_set"
  case vReset = "v_reset"
  case rLRS = "r_lrs"
  case rHRS = "r_hrs"
  /// Currents at the read voltage.
  case iLRS = "i_lrs"
  case iHRS = "i_hrs"
  case vSetLimit = "v_set_limit"
  case vResetLimit = "v_reset_limit"
  case readVoltage = "read_voltage"
  case device, batch
  /// Place in an array, which together name a device where no column does.
  case row, column
  /// Number of the cycle, run or sweep.
  case cycle
  /// Number of the pulse.
  case pulse
  /// `LRS` or `HRS`, a row.
  case state
  /// Words of ``CycleFlag``, instrument states, remarks.
  case flags
  case reversed
  case lrsExponent = "lrs_exponent"
  case lrsExponentError = "lrs_exponent_error"
  case hrsExponent = "hrs_exponent"
  case hrsExponentError = "hrs_exponent_error"
  case file, sheet, line
  /// Known and of no use here, such as a running number or a forming voltage.
  case ignored

  /// What its numbers measure.
  var dimension: MeasuredDimension {
    switch self {
    case .voltage, .vSet, .vReset, .vSetLimit, .vResetLimit, .readVoltage: .volt
    case .current, .compliance, .iLRS, .iHRS: .ampere
    case .resistance, .rLRS, .rHRS: .ohm
    case .time: .second
    default: .none
    }
  }

  /// Whether a table with this column is one of extracted values or a series.
  var isValue: Bool {
    switch self {
    case .vSet, .vReset, .rLRS, .rHRS, .iLRS, .iHRS, .resistance: true
    default: false
    }
  }
}
