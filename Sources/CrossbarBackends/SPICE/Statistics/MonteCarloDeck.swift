internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

/// `cell-monte-carlo`: one cell behind its transistor and drivers stores a one, is read, stores a zero, is read; many
/// times, each with a device that the simulator draws.
struct MonteCarloDeck {
  private typealias E = NetlistExpression

  let input: BackendInput
  let dialect: any NetlistDialect

  var name: String { dialect.deckFile("cell-monte-carlo") }

  var text: String {
    let library = dialect.libraryFile("cell")
    let drawn = StatisticsDeck(input: input, dialect: dialect)
    var items: [NetlistItem] = [.comment(header)]
    // The library's cell asks for them.
    if dialect.hasConditionals {
      items.append(
        .parameters([NetlistParameter("active_row", 0), NetlistParameter("all_dynamic", 0)]))
    }
    items += [.include(library), .include(drawn.statisticsName)]
    items += circuit
    if let native = dialect.monteCarlo(run(drawn.draws)) {
      items.append(.native(native))
    } else {
      items += [
        .save([.current("Vb"), .voltage("x")]),
        .analysis(
          analysis, repeated: .monteCarlo(samples: StatisticsDeck.samples, seed: seed),
          measures: reads.map { .find($0.name, $0.probe, at: .number($0.time)) }
            + [.expression("bad", bad)]),
      ]
    }
    return DeckText.deck(name, items: items, dialect: dialect)
  }

  private var seed: Int { Int(truncatingIfNeeded: input.seed & 0x3FFF_FFFF) + 1 }

  private var schedule: PulseSchedule { PulseSchedule(input.device.operation) }

  private var header: String {
    let start = dialect.command.split(separator: "%", omittingEmptySubsequences: false)
      .joined(separator: name)
    return """
      Monte Carlo of one cell, \(StatisticsDeck.samples) devices: \(input.device.name.oneLine), for \(dialect.title)
      Run: \(start)
      Each device stores a one and is read (measure i_one), then a zero and is read (i_zero). A current above
      \(input.device.operation.thresholdCurrent.value.netlistText) A is a one; bad counts the bits that read otherwise, 0 to 2.
      """
  }

  private var circuit: [NetlistItem] {
    let wiring = input.wiring
    let t = wiring.transistor
    let s = schedule
    let rest = [Waveform.Corner(time: 0, value: 0)]
    func corners(_ pulse: PulseSchedule.Pulse, after delay: Double) -> [Waveform.Corner] {
      zip(pulse.corners, [0, pulse.level.value, pulse.level.value, 0]).map { time, value in
        Waveform.Corner(time: .number(Self.onGrid(delay + time.value)), value: .number(value))
      }
    }
    let second = s.end.value
    var items: [NetlistItem] = [
      .comment("word line, source line, bit line"),
      .source("Vw", "wl", "0", .dc(.number(t.wordLineVoltage.value))),
      .source(
        "Vs", "vs", "0",
        .pieces(
          rest + corners(s.set, after: 0) + corners(s.read, after: 0)
            + corners(s.read, after: second))),
      .resistor("Rds", "vs", "sl", .number(wiring.driver.value + wiring.sourceLineLead.value)),
      .source("Vb", "vb", "0", .pieces(rest + corners(s.reset, after: second))),
      .resistor("Rdb", "vb", "bl", .number(wiring.driver.value + wiring.bitLineLead.value)),
      EnableTransistorDeck(wiring: wiring).element(drain: "sl", gate: "wl", source: "ag"),
      .resistor("Rc", "ag", "j", .number(wiring.bottomContact.value)),
      .instance(
        SubcircuitInstance(
          name: "device", nodes: ["j", "bl", "x"], subcircuit: "memristor_drawn",
          parameters: [])),
    ]
    if !dialect.drawsInstances {
      items.append(.comment("the drawn values, volts for volts and ohms, to look at"))
      for quantity in DeviceQuantity.allCases {
        let name = quantity.parameter
        items.append(.source("V\(name)", "p_\(name)", "0", .dc(.parameter("drawn_\(name)"))))
      }
    }
    return items
  }

  /// Whole picoseconds, as in every schedule.
  private static func onGrid(_ time: Double) -> Double { (time * 1e12).rounded() / 1e12 }

  private var analysis: Analysis {
    let step = (input.device.operation.writePulse * 0.01).value
    return .transient(
      step: step, stop: Self.onGrid(2 * schedule.end.value), maximumStep: step,
      usesInitialConditions: true)
  }

  private var reads: [(name: String, probe: Probe, time: Double)] {
    let sample = schedule.sampleTime.value
    return [
      ("i_one", .current("Vb"), sample),
      ("i_zero", .current("Vb"), Self.onGrid(sample + schedule.end.value)),
    ]
  }

  private var bad: E {
    let threshold = E.number(input.device.operation.thresholdCurrent.value)
    func one(_ name: String) -> E { .max(0, .min(1, (.parameter(name) - threshold) * 1e15)) }
    return 1 - one("i_one") + one("i_zero")
  }

  private func run(_ draws: [RandomParameter]) -> MonteCarloRun {
    MonteCarloRun(
      parameters: draws, samples: StatisticsDeck.samples, seed: seed, analysis: analysis,
      measures: reads
        + DeviceQuantity.allCases.map {
          (name: $0.parameter, probe: .voltage("p_\($0.parameter)"), time: schedule.end.value)
        },
      results: [(name: "bad", expression: bad)])
  }
}
