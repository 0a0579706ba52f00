public import CrossbarCore

/// Measurements as read from files, and how they were understood.
public struct ReadMeasurements: Sendable {
  /// In the order given.
  public var files: [ReadFile] = []
  /// Sweeps: files in the order given, runs of a file in ascending order.
  public var traces: [SweepTrace] = []
  /// Rows of tables of extracted values.
  public var records: [CycleRecord] = []
  public var series: [ResistanceSeries] = []
  public var warnings: [Diagnostic] = []

  public init() {}
}

/// What was found in one file.
public struct ReadFile: Sendable {
  /// As the user named it.
  public var path: String
  public var tables: [TableReading]

  public init(path: String, tables: [TableReading]) {
    self.path = path
    self.tables = tables
  }
}

/// How one table was understood.
public struct TableReading: Sendable {
  public enum Kind: String, Sendable {
    /// Current against voltage.
    case sweep
    /// Extracted values, a row a cycle or a device.
    case values
    /// Resistance against time or cycles.
    case series
    /// The instrument's settings, calculations and notes.
    case settings
    /// Not understood, beside others that were.
    case ignored
  }

  public var sheet: String?
  /// First line of the data, or row of the sheet, counted from 1.
  public var line: Int
  public var kind: Kind
  public var columns: [ColumnReading]
  /// Rows of data.
  public var rows: Int
  /// Rows among them that could not be used.
  public var skippedRows: Int
  /// Everything that was guessed or left aside, a sentence each.
  public var notes: [String]

  public init(
    sheet: String? = nil, line: Int, kind: Kind, columns: [ColumnReading] = [], rows: Int = 0,
    skippedRows: Int = 0, notes: [String] = []
  ) {
    self.sheet = sheet
    self.line = line
    self.kind = kind
    self.columns = columns
    self.rows = rows
    self.skippedRows = skippedRows
    self.notes = notes
  }
}

/// How one column was understood.
public struct ColumnReading: Sendable {
  /// Heading as the file has it, without its unit; `column 3` where it has none.
  public var name: String
  public var group: String?
  /// Nil where the column is of no use.
  public var role: ColumnRole?
  /// The unit its numbers were taken in; empty for pure numbers.
  public var unit: String
  /// Factor from that unit to SI.
  public var scale: Double
  /// Whether role or unit are a guess.
  public var isGuessed: Bool
  /// Where role and unit come from.
  public var reason: String

  public init(
    name: String, group: String? = nil, role: ColumnRole?, unit: String, scale: Double,
    isGuessed: Bool, reason: String
  ) {
    self.name = name
    self.group = group
    self.role = role
    self.unit = unit
    self.scale = scale
    self.isGuessed = isGuessed
    self.reason = reason
  }
}
