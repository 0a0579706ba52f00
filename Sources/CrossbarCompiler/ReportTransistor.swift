internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarLayout
internal import CrossbarSimulation

/// The section of `report.md` about the enable transistor: what was wanted of it, and what it does.
struct ReportTransistor {
  /// SET current above which the paper reports a shorter life, A.
  static let wearing = Amperes(1e-3)

  let device: Device
  let wiring: ArrayWiring
  let backplane: Backplane
  /// Word lines of the first tile; its middle row is what is studied.
  let rows: Int
  let seed: UInt64

  private var transistor: EnableTransistor { wiring.transistor }
  private var demand: TransistorDemand { backplane.demand }
  private var write: Volts { device.operation.writeVoltage }

  var lines: [String] {
    let row = rows / 2
    let passed = demand.resetCurrent(of: transistor)
    let study = EnableStudy(
      device: device, circuit: CellCircuit(wiring, row: row), nonVolatile: demand.setCurrent,
      wearing: Self.wearing, passed: passed, seed: seed)
    let reach = Self.reach(transistor, demand, device)
    var table = [
      "| | wanted | what it does |", "|---|---|---|",
    ]
    if !isSwitch {
      table.append(
        "| width ÷ length | \(widthWanted) | \(microns(transistor.width)) ÷ "
          + "\(microns(transistor.length)) µm; β \(digits(transistor.beta * 1e3)) mA/V² |")
    }
    table += [
      "| current at the end of a SET | \(milliamperes(demand.setCurrent)) | median cell "
        + "\(milliamperes(study.setCurrentMedian)), 95 % cell \(milliamperes(study.setCurrentUpper)); "
        + "\(percent(study.wornShare, 1)) of cells end above \(milliamperes(Self.wearing)), over which life is "
        + "lost, \(percent(study.volatileShare, 1)) below what is wanted |",
      "| silver in a SET at \(milliamperes(demand.setCurrent)) | \(write) | "
        + "\(digits(reach.silver.value)) V; V_SET exceeds it in \(percent(reach.lost, 2)) of devices, "
        + "the write voltage in \(percent(reach.beyond, 2)) |",
      "| RESET current at a drop of \(demand.resetDrop) | \(milliamperes(demand.resetCurrent)) | "
        + "\(milliamperes(passed)); \(bar("V_RST"))/R_LRS exceeds it in "
        + "\(percent(study.resetAbovePassed, 1)) of devices |",
      "| largest RESET current, at a drop of \(write) | | \(milliamperes(study.largestResetCurrent)); "
        + "behind transistor and wires \(bar("V_RST")) is out of reach of "
        + "\(percent(study.resetOutOfReach, 2)) of devices in LRS, \(percent(study.resetAboveWrite, 2)) "
        + "because it exceeds the write voltage |",
    ]
    return ["## Enable transistor", "", kind, ""] + table + [
      "",
      "For row \(row) of the first tile, at a word line of \(transistor.wordLineVoltage): SET currents of "
        + "\(EnableStudy.programmed) and RESET currents of \(EnableStudy.drawn) sampled devices, from the loop of "
        + "the cell. No current is clipped: " + limit, "",
    ]
  }

  private var isSwitch: Bool {
    if case .idealSwitch = transistor.kind { return true }
    return false
  }

  private var kind: String {
    let approximation =
      "the simulator's figures, those below among them, take it for a level-1 transistor of VTO "
      + "\(transistor.threshold) and KP \(transistor.transconductance.shortText) A/V², which `process.yaml` states"
    switch transistor.kind {
    case .level1:
      return "A level-1 (Shichman–Hodges) card, VTO \(transistor.threshold), KP "
        + "\(transistor.transconductance.shortText) A/V²."
    case .idealSwitch(let ideal):
      return
        "An ideal switch of \(ideal.on), \(ideal.off) when off, for quick looks: it limits no current."
    case .card, .subcircuit:
      let what = transistor.kind == .card ? "card" : "subcircuit"
      let name = wiring.transistorModel.map { "`\($0.name)` of `\($0.fileName)`" } ?? ""
      return "The \(what) \(name). The decks use it; \(approximation)."
    }
  }

  private var widthWanted: String {
    guard backplane.isWidthSized else { return "stated" }
    let least = demand.widths(of: transistor)
    return "RESET \(digits(least.reset * 1e6)) µm, SET \(digits(least.set * 1e6)) µm; at most "
      + "\(microns(demand.maxWidth)) µm"
  }

  private var limit: String {
    if isSwitch { return "a switch limits none." }
    let overdrive = transistor.wordLineVoltage.value - transistor.threshold.value
    return overdrive < write.value
      ? "the transistor is a source follower in a SET, so the silver stays below \(digits(overdrive)) V."
      : "the word line lies above the write voltage and VTO, so wires and cells limit a SET, not the transistor."
  }

  /// How far the silver comes in a SET at the wanted current, and the shares of V_SET above that and above the write
  /// voltage.
  private static func reach(
    _ transistor: EnableTransistor, _ demand: TransistorDemand, _ device: Device
  ) -> (silver: Volts, lost: Double, beyond: Double) {
    let write = device.operation.writeVoltage
    let silver = transistor.silverVoltage(source: write, current: demand.setCurrent)
    let distribution = device.statistics.vSet.distribution
    let lost = silver.value > 0 ? 1 - distribution.probability(below: silver.value) : 1
    return (silver, lost, 1 - distribution.probability(below: write.value))
  }

  /// Currents that a stated width does not carry as wanted, and a word line too low for the write voltage.
  static func warnings(_ process: CrossbarLayout.Process, _ device: Device) -> [Diagnostic] {
    var warnings = process.transistorWarnings()
    let transistor = process.backplane.transistor
    if case .idealSwitch = transistor.kind { return warnings }
    if let model = process.wiring().transistorModel {
      warnings.append(
        .warning(
          "process/stand-in",
          "the decks have the transistor '\(model.name)' of \(model.fileName); the figures of report and verification are those of "
            + "a level-1 stand-in of \(transistor.threshold) and "
            + "\(DeviceText.digits(transistor.transconductance * 1e6)) µA/V² in its place",
          at: .init(file: process.file, element: "backplane.transistor"),
          help: "dendrite spice --run shows how far the two are apart"))
    }
    let write = device.operation.writeVoltage
    if transistor.wordLineVoltage < write + transistor.threshold {
      let demand = process.backplane.demand
      let reach = reach(transistor, demand, device)
      warnings.append(
        .warning(
          "process/word-line",
          "a word line of \(transistor.wordLineVoltage) lets the silver reach "
            + "\(DeviceText.digits(reach.silver.value)) V of the \(write) of a SET at "
            + "\(DeviceText.digits(demand.setCurrent.value * 1e3)) mA; by the fits V_SET exceeds that in "
            + "\(ReportText.fixed(reach.lost * 100, 2)) % of devices, the write voltage in "
            + "\(ReportText.fixed(reach.beyond * 100, 2)) %",
          at: .init(file: process.file, element: "backplane.word_line_v"),
          help: "word_line_v above \(write + transistor.threshold) passes the whole write voltage"))
    }
    return warnings
  }

  private func bar(_ symbol: String) -> String { "\\|\(symbol)\\|" }
  private func digits(_ value: Double) -> String { DeviceText.digits(value) }
  private func microns(_ metres: Double) -> String { digits(metres * 1e6) }
  private func milliamperes(_ current: Amperes) -> String { "\(digits(current.value * 1e3)) mA" }
  private func percent(_ share: Double, _ decimals: Int) -> String {
    "\(ReportText.fixed(share * 100, decimals)) %"
  }
}

extension Double {
  /// As a process file may have it: `0.0001` or `1e-05`.
  fileprivate var shortText: String { "\(self)" }
}
