/// A named value: of a subcircuit, of an instance, or of the whole netlist.
struct NetlistParameter: Hashable, Sendable {
  var name: String
  var value: NetlistExpression
  /// Unit, range and source, for the comment above a subcircuit.
  var comment: String?

  init(_ name: String, _ value: NetlistExpression, _ comment: String? = nil) {
    self.name = name
    self.value = value
    self.comment = comment
  }
}

/// A subcircuit's definition.
struct Subcircuit: Hashable, Sendable {
  var name: String
  var ports: [String]
  /// Their values are the defaults.
  var parameters: [NetlistParameter]
  var body: [NetlistItem]
}

/// One use of a subcircuit.
struct SubcircuitInstance: Hashable, Sendable {
  /// Without the X that SPICE puts before it.
  var name: String
  var nodes: [String]
  var subcircuit: String
  var parameters: [NetlistParameter]
}

/// A four-terminal MOSFET.
struct NetlistTransistor: Hashable, Sendable {
  var name: String
  var drain: String
  var gate: String
  var source: String
  var bulk: String
  var model: String
  /// `w`, `l` and what else the model knows.
  var parameters: [NetlistParameter]
}

/// A resistor that a voltage turns on.
struct NetlistSwitch: Hashable, Sendable {
  var name: String
  var positive: String
  var negative: String
  var controlPositive: String
  var controlNegative: String
  var model: SwitchModel
}

/// Values of a voltage-controlled switch.
struct SwitchModel: Hashable, Sendable {
  var name: String
  /// Control voltage at which it turns, V.
  var threshold: Double
  /// Half the width of the turn, V.
  var hysteresis: Double
  /// The same for dialects that need a width.
  var halfWidth: Double { max(hysteresis, 1e-3) }
  /// Ohms.
  var on: Double
  /// Ohms.
  var off: Double
}

/// What an independent voltage source does.
enum Waveform: Hashable, Sendable {
  case dc(NetlistExpression)
  /// Corners joined by straight lines.
  case pieces([Corner])
  case pulse(Pulse)

  struct Corner: Hashable, Sendable {
    var time: NetlistExpression
    var value: NetlistExpression
  }

  struct Pulse: Hashable, Sendable {
    var low: NetlistExpression
    var high: NetlistExpression
    var delay: NetlistExpression
    var rise: NetlistExpression
    var fall: NetlistExpression
    var width: NetlistExpression
    var period: NetlistExpression
  }
}

/// Something that can be looked at.
enum Probe: Hashable, Sendable {
  /// Current into the positive terminal of a voltage source.
  case current(String)
  case voltage(String)
  /// Voltage of a node inside instances, outermost first.
  case inner([String], String)
}

/// What is worked out from an analysis.
enum NetlistMeasure: Hashable, Sendable {
  /// A probe at a time of the transient analysis.
  case find(String, Probe, at: NetlistExpression)
  /// An expression of parameters and earlier measures.
  case expression(String, NetlistExpression)

  var name: String {
    switch self {
    case .find(let name, _, _), .expression(let name, _): name
    }
  }
}

/// What is run.
enum Analysis: Hashable, Sendable {
  case operatingPoint
  /// A voltage source swept from … to … by steps.
  case dc(source: String, from: Double, to: Double, step: Double)
  case transient(step: Double, stop: Double, maximumStep: Double, usesInitialConditions: Bool)
}

/// How often the analysis is repeated, and what is different each time.
enum Repetition: Hashable, Sendable {
  /// A parameter from … to … in whole steps.
  case sweep(String, from: Int, to: Int)
  /// Random draws.
  case monteCarlo(samples: Int, seed: Int)
}

/// A number that the simulator draws.
struct RandomParameter: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// Mean 0, standard deviation 1.
    case normal
    /// 0 to 1.
    case uniform
  }

  var name: String
  var kind: Kind
}

/// A set of values under a name, of which a user picks one.
struct NetlistSection: Hashable, Sendable {
  var name: String
  var comment: String
  var parameters: [NetlistParameter]
}

/// One statement of a netlist.
///
/// The name of an element begins with the letter that Berkeley SPICE has for its kind.
indirect enum NetlistItem: Hashable, Sendable {
  /// Lines of a comment.
  case comment(String)
  case blank
  case subcircuit(Subcircuit)
  case instance(SubcircuitInstance)
  case resistor(String, String, String, NetlistExpression)
  case capacitor(String, String, String, NetlistExpression, initial: NetlistExpression?)
  case transistor(NetlistTransistor)
  /// An n-channel level-1 (Shichman–Hodges) model.
  case transistorModel(String, [NetlistParameter])
  case controlledSwitch(NetlistSwitch)
  case switchModel(SwitchModel)
  /// A behavioural current from the first node through the source to the second.
  case current(String, String, String, NetlistExpression)
  /// A behavioural voltage of the first node against the second.
  case voltage(String, String, String, NetlistExpression)
  /// An independent voltage source.
  case source(String, String, String, Waveform)
  /// A voltage against ground of Gaussian noise: its rms, and the interval at which a new value is drawn; only where
  /// the dialect has such a source.
  case noise(String, String, NetlistExpression, NetlistExpression)
  /// Parameters of the whole netlist.
  case parameters([NetlistParameter])
  case include(String)
  /// A file in SPICE's language, whatever the dialect's.
  case includeSPICE(String)
  /// One section of a library of sections.
  case includeSection(String, String)
  case sections([NetlistSection])
  case analysis(Analysis, repeated: Repetition?, measures: [NetlistMeasure])
  case save([Probe])
  case options([NetlistParameter])
  /// Parameters that are drawn: once for each instance where a dialect can, else once for each run.
  case random([RandomParameter])
  /// Parameters of the whole netlist that follow from drawn ones.
  case derived([NetlistParameter])
  /// Items that are there only where two parameters are equal or a third is 1, and those that are there otherwise. A
  /// dialect without conditionals has the first.
  case whereEqual(
    String, String, orSet: String, then: [NetlistItem], otherwise: [NetlistItem])
  /// Text of one simulator: the last resort.
  case native(String)
}
