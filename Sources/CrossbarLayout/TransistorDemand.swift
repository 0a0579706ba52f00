public import CrossbarArray
public import CrossbarCore

/// What an enable transistor is to carry, and how wide it may be for that.
///
/// A RESET finds the channel in the triode region, its V_GS the whole word-line voltage:
/// I = β·(V_G − VTO − d/2)·d at a drop d. A SET finds a source follower that loses √(2I/β) between V_G − VTO and the
/// silver. Either wants a least β = KP·W/L; the larger one gives the width.
public struct TransistorDemand: Hashable, Sendable {
  /// Current wanted at the end of a SET: the compliance.
  public var setCurrent: Amperes
  /// Most that the silver may stay below V_G − VTO at ``setCurrent``.
  public var setLoss: Volts
  /// Current wanted for a RESET.
  public var resetCurrent: Amperes
  /// Most that the transistor may drop at ``resetCurrent``.
  public var resetDrop: Volts
  /// Widest transistor, m.
  public var maxWidth: Double

  /// A demand; see the properties.
  public init(
    setCurrent: Amperes, setLoss: Volts, resetCurrent: Amperes, resetDrop: Volts, maxWidth: Double
  ) {
    self.setCurrent = setCurrent
    self.setLoss = setLoss
    self.resetCurrent = resetCurrent
    self.resetDrop = resetDrop
    self.maxWidth = maxWidth
  }

  /// Widths are whole micrometres.
  public static let widthGrid = 1e-6

  /// Current that a transistor passes in a RESET at the wanted drop.
  public func resetCurrent(of transistor: EnableTransistor) -> Amperes {
    transistor.resetCurrent(drop: resetDrop)
  }

  /// Current that a transistor passes in a SET with the silver at the wanted loss below V_G − VTO, or all of it where
  /// that is less.
  public func setCurrent(of transistor: EnableTransistor) -> Amperes {
    let overdrive = min(setLoss.value, Self.overdrive(transistor))
    return Amperes(overdrive <= 0 ? 0 : transistor.beta / 2 * overdrive * overdrive)
  }

  /// Least width of a level-1 transistor for each of the two currents, m, on no grid; infinite where none will do.
  public func widths(
    of transistor: EnableTransistor
  ) -> (set: Double, reset: Double) {
    func width(_ wanted: Amperes, _ passed: Amperes) -> Double {
      passed.value > 0 ? transistor.width * wanted.value / passed.value : .infinity
    }
    return (
      width(setCurrent, setCurrent(of: transistor)),
      width(resetCurrent, resetCurrent(of: transistor))
    )
  }

  /// The least width that carries both currents, on the grid, m; infinite where none will do.
  public func width(of transistor: EnableTransistor) -> Double {
    let widths = widths(of: transistor)
    let steps = max(widths.set, widths.reset) / Self.widthGrid
    // What is a whole number but for rounding stays that number.
    return max(1, (steps * (1 - 1e-12)).rounded(.up)) / 1e6
  }

  static func overdrive(_ transistor: EnableTransistor) -> Double {
    transistor.wordLineVoltage.value - transistor.threshold.value
  }
}

/// One current that a transistor does not carry as wanted, in words.
struct TransistorShortage {
  let demand: TransistorDemand
  let transistor: EnableTransistor

  /// A sentence for each of the two currents that `transistor` does not pass, RESET first.
  var sentences: [String] {
    var sentences: [String] = []
    let word = transistor.wordLineVoltage
    let width = "\(text(transistor.width * 1e6)) µm"
    let least = demand.widths(of: transistor)
    func remedy(_ least: Double, _ wordLine: Double) -> String {
      let wider =
        least.isFinite ? "\(text((least * 1e6 * (1 - 1e-12)).rounded(.up))) µm of width, or " : ""
      return
        "\(wider)\(text((wordLine * 100).rounded(.up) / 100)) V on the word line, would pass it"
    }
    let reset = demand.resetCurrent(of: transistor)
    if reset.value < demand.resetCurrent.value * (1 - 1e-9) {
      let drop = demand.resetDrop.value
      sentences.append(
        "a word line of \(word) passes at most \(milliamperes(reset)) of the "
          + "\(milliamperes(demand.resetCurrent)) wanted for RESET at a width of \(width) "
          + "(VTO \(transistor.threshold), β \(text(transistor.beta * 1e3)) mA/V², "
          + "\(demand.resetDrop) dropped); "
          + remedy(
            least.reset,
            transistor.threshold.value + drop / 2
              + max(drop / 2, demand.resetCurrent.value / transistor.beta / drop)))
    }
    let set = demand.setCurrent(of: transistor)
    if set.value < demand.setCurrent.value * (1 - 1e-9) {
      let loss = (2 * demand.setCurrent.value / transistor.beta).squareRoot()
      sentences.append(
        "a word line of \(word) passes at most \(milliamperes(set)) of the "
          + "\(milliamperes(demand.setCurrent)) wanted at the end of a SET at a width of \(width), "
          + "the silver \(demand.setLoss) below the \(text(TransistorDemand.overdrive(transistor))) V "
          + "that the word line leaves above VTO; it stays \(text(loss)) V below at that width, and "
          + "\(text((least.set * 1e6 * (1 - 1e-12)).rounded(.up))) µm would pass it"
      )
    }
    return sentences
  }

  private func milliamperes(_ current: Amperes) -> String { "\(text(current.value * 1e3)) mA" }

  /// A number to three significant digits.
  func text(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var scale = 1.0
    while value.magnitude * scale < 100 && scale < 1e15 { scale *= 10 }
    return ((value * scale).rounded() / scale).shortText
  }
}

extension Process {
  /// What a transistor whose width the process file states does not carry as wanted: warnings.
  public func transistorWarnings() -> [Diagnostic] {
    if backplane.isWidthSized { return [] }
    if case .idealSwitch = backplane.transistor.kind { return [] }
    return TransistorShortage(demand: backplane.demand, transistor: backplane.transistor).sentences
      .map {
        .warning(
          "process/transistor-width", $0, at: .init(file: file, element: "backplane.width_um"))
      }
  }
}

extension Double {
  /// Whole numbers without a fraction.
  fileprivate var shortText: String {
    self == rounded() && magnitude < 1e15 ? "\(Int(self))" : "\(self)"
  }
}
