import CrossbarDevices
import CrossbarCore
import CrossbarMeasurement
import CrossbarStatistics
import Testing

@Suite struct SeriesTests {
  /// Pulses of ±2 V for 20 ms with reads at 0.1 V for 20 ms between them, a sample a millisecond.
  private static func train(
    _ resistances: [Double], samples: Int = 20, rest: Int = 0, noise: Double = 0
  ) -> SweepTrace {
    var draws = Draws(seed: 3, stream: 0)
    var voltage: [Double] = []
    var current: [Double] = []
    for (number, resistance) in resistances.enumerated() {
      let write: Double = number % 2 == 0 ? 2 : -2
      for level in [write, 0, 0.1, 0] {
        for _ in 0..<(level == 0 ? rest : samples) {
          voltage.append(level * (1 + noise * draws.normal()))
          current.append(level / resistance * (1 + noise * draws.normal()))
        }
      }
    }
    return SweepTrace(
      origin: Origin(file: "p.csv", line: 2), device: "p", voltage: voltage, current: current,
      time: voltage.indices.map { Double($0) * 1e-3 })
  }

  @Test func pulsesBecomeASeries() throws {
    let resistances = (0..<40).map { $0 % 2 == 0 ? 500 + Double($0) : 1e6 }
    for (samples, rest, noise) in [(20, 0, 0.0), (20, 3, 0.01), (1, 0, 0), (1, 1, 0), (5, 1, 0.01)]
    {
      let trace = Self.train(resistances, samples: samples, rest: rest, noise: noise)
      let series = try #require(PulseTrain.series(trace, readVoltage: 0.1))
      #expect(series.axis == .cycle && series.state == .unknown)
      #expect(series.positions == (1...40).map(Double.init))
      for (found, truth) in zip(series.resistances, resistances) {
        #expect((found / truth - 1).magnitude <= 1e-9 + 5 * noise)
      }
      let found = CycleExtraction.extract([trace])
      #expect(found.records.isEmpty && found.series.count == 1)
    }
  }

  @Test func sweepsAreNoPulses() {
    for step in [0.02, 0.05, 0.1, 0.5] {
      var synthetic = SyntheticSweeps(seed: 4)
      synthetic.working = 2
      synthetic.step = step
      synthetic.cycles = 3
      synthetic.stacks = true
      for trace in synthetic.make().traces {
        #expect(PulseTrain.series(trace, readVoltage: 0.1) == nil)
      }
    }
    var device = ScriptedDevice()
    let small = ScriptedDevice.through(0, 0.3, 0, -0.3, 0, step: 0.01)
    #expect(PulseTrain.series(device.trace(small), readVoltage: 0.1) == nil)
  }

  @Test func readsOverTimeAreASeries() throws {
    let times = (0..<50).map { Double($0) * 20 }
    let trace = SweepTrace(
      origin: Origin(file: "r.csv", line: 2), device: "r",
      voltage: times.map { _ in 0.1 }, current: times.map { 0.1 / (1000 + $0) }, time: times)
    let series = try #require(PulseTrain.series(trace, readVoltage: 0.1))
    #expect(series.axis == .time && series.positions == times)
    #expect((series.resistances[49] / 1980 - 1).magnitude < 1e-12)
  }

  @Test func enduranceOfPulses() {
    // Twenty cycles, then stuck in the low-resistive state.
    let worn = (0..<60).map { $0 % 2 == 0 || $0 >= 40 ? 500.0 : 1e6 }
    let well = (0..<60).map { $0 % 2 == 1 ? 500.0 : 1e6 }
    // A single bad read is no end.
    let hiccup = (0..<60).map { $0 % 2 == 0 || $0 == 21 ? 500.0 : 1e6 }
    let series = [worn, well, hiccup].enumerated().map { number, resistances in
      ResistanceSeries(
        origin: Origin(file: "e.csv", line: 1), device: "e\(number)", axis: .cycle,
        state: .unknown, positions: resistances.indices.map { Double($0 + 1) },
        resistances: resistances)
    }
    let analysis = EnduranceAnalysis(series)
    #expect(analysis.observations == [.exact(20), .above(30), .above(30)])
    #expect(analysis.devices.map(\.device) == ["e0", "e1", "e2"])
  }

  @Test func enduranceOfStatesApartAndSparse() {
    func series(_ state: ResistanceSeries.State, _ values: [Double]) -> ResistanceSeries {
      ResistanceSeries(
        origin: Origin(file: "e.csv", line: 1), device: "e", axis: .cycle, state: state,
        positions: [1, 10, 100, 1000, 10000], resistances: values)
    }
    let analysis = EnduranceAnalysis([
      series(.hrs, [1e6, 9e5, 8e5, 2e3, 1e3]), series(.lrs, [500, 510, 520, 530, 540]),
    ])
    #expect(analysis.observations == [.between(100, 1000)])
    let dead = EnduranceAnalysis([
      series(.hrs, [1e3, 1e3, 1e3, 1e3, 1e3]), series(.lrs, [500, 510, 520, 530, 540]),
    ])
    #expect(dead.observations == [.below(1)])
  }

  @Test func enduranceOfSweeps() {
    var device = ScriptedDevice()
    let whole = ScriptedDevice.through(0, 2, 0, -2, 0)
    var traces = (1...7).map { device.trace(whole, run: $0) }
    device.vReset = 9
    traces += (8...12).map { device.trace(whole, run: $0) }
    let records = CycleExtraction.extract(traces).records
    #expect(EnduranceAnalysis(records).observations == [.exact(7)])
    #expect(EnduranceAnalysis(Array(records.prefix(7))).observations == [.above(7)])
    #expect(EnduranceAnalysis(Array(records.prefix(1))).observations.isEmpty)
  }

  @Test func anOpenDeviceThatHasWorkedIsWorn() {
    func record(_ cycle: Int, isOpen: Bool) -> CycleRecord {
      CycleRecord(
        origin: Origin(file: "o.csv", line: 1), device: "o", cycle: cycle,
        values: isOpen
          ? [.rHRS: .above(1e8)]
          : [.vSet: .exact(1), .vReset: .exact(1), .rLRS: .exact(500), .rHRS: .exact(1e6)],
        flags: isOpen ? [.open] : [])
    }
    func cycles(_ isOpen: [Bool]) -> [Observation] {
      EnduranceAnalysis(isOpen.enumerated().map { record($0 + 1, isOpen: $1) }).observations
    }
    #expect(cycles([false, false, false, true, true, true]) == [.exact(3)])
    #expect(cycles([false, true]) == [.exact(1)])
    // Once open it works again: a bad contact. Open before it ever works: not yet formed.
    #expect(cycles([false, false, true, false, false]) == [.above(5)])
    #expect(cycles([true, true, true, false, false]) == [.above(5)])
  }

  @Test func retention() {
    func series(
      _ device: String, _ state: ResistanceSeries.State, _ times: [Double], _ values: [Double]
    ) -> ResistanceSeries {
      ResistanceSeries(
        origin: Origin(file: "t.csv", line: 1), device: device, axis: .time, state: state,
        positions: times, resistances: values)
    }
    let times = [1.0, 10, 100, 1000]
    let analysis = RetentionAnalysis([
      series("kept", .lrs, times, [500, 505, 510, 515]),
      series("kept", .hrs, times, [1e6, 9e5, 8e5, 7e5]),
      series("lost", .lrs, times, [500, 5e3, 5e4, 5e5]),
      series("lost", .hrs, [1, 1000], [1e6, 1e6]),
      series("one", .lrs, times, [500, 600, 900, 6000]),
      series("turns", .unknown, times, [1e6, 1e6, 1e6, 1e6]),
      series("turns", .unknown, times, [100, 100, 100, 100]),
    ])
    #expect(
      analysis.observations == [
        .above(1000), .between(100, 1000), .between(100, 1000), .above(1000),
      ])
    #expect(analysis.devices[0].low.count == 4 && analysis.devices[0].high[3].resistance == 7e5)
  }
}
