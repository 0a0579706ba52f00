/// What the user states about the files where they do not say it themselves.
public struct ReadingOptions: Sendable {
  /// Volts at which currents in tables and series were read, so that they become resistances.
  public var readVoltage = 0.1
  /// Whether the user stated it; a table of currents is else warned of.
  public var isReadVoltageStated = false
  /// Roles of columns, by heading (case aside), number counted from 1 or, where a column has no heading, `column 3`;
  /// they win over what is recognised.
  public var columns: [(role: ColumnRole, column: String)] = []
  /// Units of columns, by heading, number or role; they win over what the file states.
  public var units: [(column: String, unit: String)] = []
  /// Volts at which the SET and RESET sweeps behind a table of values ended: devices that a table says did not switch are
  /// right-censored there.
  public var sweepLimit: Double?
  /// Compliance current of every sweep, amperes; wins over settings and file names.
  public var compliance: Double?
  /// Ohms across which an oscilloscope read the current as a voltage: the column named as the current is divided by it,
  /// unless its heading states amperes.
  public var shunt: Double?
  /// Batch of every device without a column that says it.
  public var batch: String?
  /// How file names are built, such as `{batch}_{device}_{}_run{run}`: `{}` is any text, the others are taken from the
  /// name without its ending. `{compliance}` is in amperes unless it has a unit.
  public var namePattern: String?
  /// Lines at the start of text files that are left out.
  public var skippedLines = 0

  public init() {}
}
