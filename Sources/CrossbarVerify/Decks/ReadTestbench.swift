/// What one port of a tile is driven by.
public struct ReadDriver: Hashable, Sendable {
  /// Name of the voltage source.
  public var source: String
  /// Series resistance between source and port, ohms; 0 where there is none.
  public var resistance: Double
  /// Corners (seconds, volts) where the column's bit is 0.
  public var zero: [SIMD2<Double>]
  /// Corners (seconds, volts) where the column's bit is 1.
  public var one: [SIMD2<Double>]
  /// Line of the source in the file, from 1.
  public var line: Int
}

/// One tile's testbench as its deck has it.
public struct ReadTestbench: Hashable, Sendable {
  /// The file as named in diagnostics.
  public var file: String
  /// Name of the tile that is driven, as the last line states it.
  public var tile: String
  /// Included files as spelled.
  public var includes: [String]
  /// Lines of the tile at which there are elements, as nets are named: word lines, bit lines, source lines.
  public var ports: [String]
  /// Rows that are run.
  public var rows: [Int]
  /// Voltage of each word line's net while the row of that place in ``rows`` is active: `[net: [volts a row]]`.
  public var wordLines: [String: [Double]]
  /// Drivers of the other nets.
  public var drivers: [String: ReadDriver]
  /// Bits that are expected of a row, column 0 first, with their line.
  public var expected: [Int: ReadBits]
  /// Labels of the columns that are measured, as in `i(vb017)`.
  public var columns: [String]
  /// Prefix of the sources whose current is measured, such as `vb`.
  public var measuredPrefix: String
  /// Time at which the current is taken, s.
  public var sampleTime: Double?
  /// Time at which a run ends, s.
  public var end: Double?
  /// Whether memristors have read noise (1) or not (0), where it is stated.
  public var readNoise: Double?
  /// Current above which a bit is a one, A.
  public var threshold: Double?

  /// Whether every row has its transistors and dynamic memristors (1) or only the active one (0).
  public var allDynamic: Double?
  /// Currents that are measured by name.
  public var measures: [ReadMeasure] = []
  /// The statements of the control section that run, decode and judge, in order.
  public var control: [ReadStatement] = []
  /// Rows in which a bit is driven as a one, by the parameter that carries it (`d017`).
  public var drivenRows: [String: ReadRows]
  /// The parameter that carries the bit of a net's driver, by net.
  public var bitParameter: [String: String]
}

/// Rows that a `.param` sums up.
public struct ReadRows: Hashable, Sendable {
  /// Counted from 0.
  public var rows: Set<Int>
  /// Line of the file, from 1.
  public var line: Int
}

/// One statement of a control section.
public struct ReadStatement: Hashable, Sendable {
  /// In lower case, with single spaces.
  public var text: String
  public var line: Int
}

extension String {
  /// In lower case, its words separated by single spaces.
  var oneSpaced: String {
    lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// One `.measure` of a current at a time.
public struct ReadMeasure: Hashable, Sendable {
  public var name: String
  /// The voltage source whose current is measured.
  public var source: String
  /// Seconds.
  public var time: Double
  public var line: Int
}

/// Expected bits of one row.
public struct ReadBits: Hashable, Sendable {
  /// Column 0 first.
  public var bits: [Bool]
  /// Line of the file, from 1.
  public var line: Int
}
