public import CrossbarCore

/// A switch without a channel: its word line alone decides which of two resistances it has.
public struct IdealSwitch: Hashable, Sendable {
  /// Resistance with the word line above ``threshold``.
  public var on: Ohms
  /// Resistance with the word line at or below it.
  public var off: Ohms
  /// Word-line voltage, against ground, above which the switch is on.
  public var threshold: Volts

  /// A switch between two resistances.
  public init(on: Ohms, off: Ohms, threshold: Volts) {
    self.on = on
    self.off = off
    self.threshold = threshold
  }
}

/// The enable transistor in series with every memristor: an n-channel level-1 (Shichman–Hodges) MOSFET with its bulk
/// at ground and no body effect or channel-length modulation, or what stands in its place.
///
/// There is no clip anywhere: what limits the current of a SET is the channel. The source line is its drain then and the
/// silver of the cell its source, so it is a source follower: the silver reaches at most V_G − VTO − √(2I/β). In a RESET
/// the driven bit line makes the silver the drain, the source line at 0 V is the source, and V_GS is the whole V_G.
public struct EnableTransistor: Hashable, Sendable {
  /// What stands in the decks.
  public enum Kind: Hashable, Sendable {
    /// A level-1 card with this threshold, transconductance, width and length.
    case level1
    /// A resistance that the word line switches.
    case idealSwitch(IdealSwitch)
    /// The user's `.model` card, of this width and length; see ``TransistorModel``.
    case card
    /// The user's `.subckt`, of this width and length; see ``TransistorModel``.
    case subcircuit
  }

  /// What stands in the decks. The behavioural simulator computes a card or subcircuit of the user as level 1 with the
  /// threshold and transconductance given here, which then are an approximation of it.
  public var kind: Kind
  /// Threshold voltage VTO.
  public var threshold: Volts
  /// KP, A/V².
  public var transconductance: Double
  /// Channel width, m.
  public var width: Double
  /// Channel length, m.
  public var length: Double
  /// Gate voltage of the addressed row; the other rows rest at 0 V.
  public var wordLineVoltage: Volts

  /// A transistor; a level-1 card where no other kind is given.
  public init(
    kind: Kind = .level1, threshold: Volts, transconductance: Double, width: Double,
    length: Double, wordLineVoltage: Volts
  ) {
    self.kind = kind
    self.threshold = threshold
    self.transconductance = transconductance
    self.width = width
    self.length = length
    self.wordLineVoltage = wordLineVoltage
  }

  /// β = KP·W/L, A/V².
  public var beta: Double { transconductance * width / length }

  /// Drain current, amperes, with its derivatives by the drain's and the source's voltage; odd under exchange of the two.
  public func response(
    gate: Double, drain: Double, source: Double
  ) -> (current: Double, byDrain: Double, bySource: Double) {
    if case .idealSwitch(let ideal) = kind {
      let conductance = 1 / (gate > ideal.threshold.value ? ideal.on : ideal.off).value
      return ((drain - source) * conductance, conductance, -conductance)
    }
    if drain < source {
      let swapped = channel(gate: gate, drain: source, source: drain)
      return (-swapped.current, -swapped.bySource, -swapped.byDrain)
    }
    return channel(gate: gate, drain: drain, source: source)
  }

  /// Level 1 with the drain at or above the source (H. Shichman and D. A. Hodges, IEEE J. Solid-State Circuits 3, 1968).
  private func channel(
    gate: Double, drain: Double, source: Double
  ) -> (current: Double, byDrain: Double, bySource: Double) {
    let overdrive = gate - source - threshold.value
    if overdrive <= 0 { return (0, 0, 0) }
    let vds = drain - source
    if vds < overdrive {
      let byDrain = beta * (overdrive - vds)
      return (beta * (overdrive - vds / 2) * vds, byDrain, -beta * overdrive)
    }
    return (beta / 2 * overdrive * overdrive, 0, -beta * overdrive)
  }

  /// Current that a RESET can take with `drop` between silver and source line, the source line at 0 V.
  public func resetCurrent(drop: Volts) -> Amperes {
    Amperes(response(gate: wordLineVoltage.value, drain: drop.value, source: 0).current)
  }

  /// Current that a SET can take with the source line at `source` and the silver node at `silver`.
  public func setCurrent(source: Volts, silver: Volts) -> Amperes {
    Amperes(
      response(gate: wordLineVoltage.value, drain: source.value, source: silver.value).current)
  }

  /// Highest voltage of the silver node in a SET at a current: V_G − VTO − √(2I/β) where the channel is saturated, what
  /// the triode region leaves of `source` elsewhere; never below zero.
  public func silverVoltage(source: Volts, current: Amperes) -> Volts {
    if case .idealSwitch(let ideal) = kind {
      let on = wordLineVoltage > ideal.threshold ? ideal.on : ideal.off
      return Volts(max(0, source.value - current.value * on.value))
    }
    // I = β/2·(o_s² − o_d²) with the overdrives against silver and source line, o_d not below zero.
    let drainOverdrive = max(0, wordLineVoltage.value - threshold.value - source.value)
    let silverOverdrive =
      (2 * current.value / beta + drainOverdrive * drainOverdrive).squareRoot()
    return Volts(max(0, wordLineVoltage.value - threshold.value - silverOverdrive))
  }
}

/// The user's own transistor: a file with a `.model` card or a `.subckt`, copied beside the decks and included there.
public struct TransistorModel: Hashable, Sendable {
  /// The file as the process file names it, relative to that file.
  public var path: String
  /// Name of the card or subcircuit.
  public var name: String
  /// What the file holds.
  public var text: String

  /// A model from a file's text.
  public init(path: String, name: String, text: String) {
    self.path = path
    self.name = name
    self.text = text
  }

  /// The file's name without its folders: what it is called beside the decks.
  public var fileName: String { Self.fileName(of: path) }

  /// The last component of a path.
  public static func fileName(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }
}
