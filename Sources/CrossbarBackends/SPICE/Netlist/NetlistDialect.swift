/// What one simulator calls the items of a netlist.
///
/// A dialect is one file in `Dialects/` and one line in ``NetlistDialects/all``. The requirements have defaults, in
/// `NetlistDialect+SPICE.swift`, that print Berkeley SPICE; a dialect states where it differs.
protocol NetlistDialect: Sendable {
  /// Name of the folder and on the command line.
  var name: String { get }
  /// The simulator as its users call it.
  var title: String { get }
  /// How it is started, `%` being the deck.
  var command: String { get }
  /// Name of a library, its ending included.
  func libraryFile(_ stem: String) -> String
  /// Name of a deck that is run or included.
  func deckFile(_ stem: String) -> String
  /// Whether some test runs its decks; the others say that they were not run.
  var isRunByTests: Bool { get }
  /// Whether a branch of a circuit may depend on parameters.
  var hasConditionals: Bool { get }
  /// Whether there is a source of noise in the time domain, `NetlistItem.noise`.
  var hasTransientNoise: Bool { get }
  /// Whether random parameters are drawn for each instance of a subcircuit, and not once for a run.
  var drawsInstances: Bool { get }
  /// Before each line of a comment.
  var commentMark: String { get }
  /// Lines at the head of every file, before anything but comments.
  var opening: String { get }
  /// The last line of a deck that is run.
  var closing: String { get }
  /// What a file that others include ends with; empty where the simulator may take `.end` there for the deck's.
  var includedClosing: String { get }
  /// How expressions are spelled.
  var words: ExpressionWords { get }

  /// A value as an element or a parameter takes it.
  func value(_ expression: NetlistExpression) -> String
  /// An expression of a behavioural source.
  func behaviour(_ expression: NetlistExpression) -> String
  /// The word between a subcircuit's nodes and its parameters, with a blank behind it; empty where there is none.
  var parameterMark: String { get }
  /// What the file has for one item: whole lines.
  func text(_ item: NetlistItem) -> String
  /// The first lines of a subcircuit.
  func head(of subcircuit: Subcircuit) -> String
  /// The last line of a subcircuit.
  func foot(of subcircuit: String) -> String
  /// Parameters of the whole netlist.
  func globals(_ parameters: [NetlistParameter]) -> String
  /// Parameters that follow from drawn ones.
  func derived(_ parameters: [NetlistParameter]) -> String
  /// An analysis, its measures and how often it is repeated.
  func analysis(
    _ analysis: Analysis, repeated: Repetition?, measures: [NetlistMeasure]
  ) -> String
  /// What an independent source does.
  func waveform(_ waveform: Waveform) -> String
  /// The model of a voltage-controlled switch.
  func switchModel(_ model: SwitchModel) -> String
  /// One measure.
  func measure(_ measure: NetlistMeasure) -> String
  /// A quantity to look at.
  func probe(_ probe: Probe) -> String
  /// Quantities to keep.
  func save(_ probes: [Probe]) -> String
  /// A single-cell Monte Carlo: a row of samples. Nil where an analysis repeated does that.
  func monteCarlo(_ run: MonteCarloRun) -> String?
  /// Parameters that the simulator draws.
  func random(_ parameters: [RandomParameter]) -> String
  /// Sets of values to pick one of.
  func sections(_ sections: [NetlistSection]) -> String
}

/// What a Monte Carlo draws, runs and prints.
struct MonteCarloRun: Sendable {
  var parameters: [RandomParameter]
  var samples: Int
  var seed: Int
  var analysis: Analysis
  /// Probes at times, under names.
  var measures: [(name: String, probe: Probe, time: Double)]
  /// Expressions of them, under names.
  var results: [(name: String, expression: NetlistExpression)]
}

/// All dialects.
enum NetlistDialects {
  static let all: [any NetlistDialect] = [
    NgspiceDialect(), XyceDialect(), LTspiceDialect(), HSPICEDialect(), SpectreDialect(),
  ]
}
