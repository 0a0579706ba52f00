import CrossbarCore
import CrossbarDevices
import CrossbarMeasurement
import CrossbarStatistics
import CrossbarTemplates
import Testing

@testable import CrossbarFit

/// Parts of the fit that a run of the command does not single out.
@Suite struct FitPartsTests {
  private func record(
    _ device: String, batch: String? = nil, cycle: Int = 1,
    _ values: QuantityMap<Observation> = [:], flags: [CycleFlag] = []
  ) -> CycleRecord {
    CycleRecord(
      origin: Origin(file: "a.csv", line: cycle + 1), device: device, batch: batch, cycle: cycle,
      values: values, flags: flags)
  }

  @Test(
    "numbers as people read them",
    arguments: [
      (0.0349, 3, "0.0349"), (1.22385, 3, "1.22"), (519.5691, 3, "520"), (1_099_006, 3, "1100000"),
      (-0.025, 2, "−0.025"), (9.999, 3, "10.0"), (1.5e-12, 2, "1.5e-12"), (0, 3, "0"),
      (12_345_678, 3, "1.23e7"),
    ])
  func numbers(_ value: Double, _ digits: Int, _ text: String) {
    #expect(FitText.number(value, digits) == text)
  }

  @Test("what a device's cycles make of it")
  func conditions() {
    typealias Condition = YieldFit.Condition
    let set = Observation.exact(1.2)
    let cases: [([CycleRecord], Condition)] = [
      ([record("a", [.vSet: set, .vReset: .exact(0.9)])], .working),
      // RESET was never tried.
      ([record("a", [.vSet: set], flags: [.partial])], .working),
      ([record("a", [.vSet: set, .vReset: .above(5)], flags: [.noReset])], .neverReset),
      ([record("a", [.vSet: .above(5)], flags: [.notSwitched])], .neverSwitched),
      ([record("a", flags: [.open])], .open), ([record("a", flags: [.short])], .short),
      // Worn out later, it has worked.
      (
        [record("a", [.vSet: set, .vReset: .exact(1)]), record("a", cycle: 2, flags: [.short])],
        .working
      ),
      ([record("a", [.rLRS: .exact(500), .rHRS: .exact(1e6)])], .working),
      ([record("a", [.rLRS: .exact(500)])], .unknown),
    ]
    for (records, condition) in cases { #expect(YieldFit.condition(records) == condition) }
  }

  @Test("devices of one name in two batches are two devices")
  func batches() {
    let values: QuantityMap<Observation> = [.vSet: .exact(1), .vReset: .exact(1)]
    let yield = YieldFit(
      [record("d1", batch: "A", values), record("d1", batch: "B", flags: [.open])],
      fabricated: 10, seed: 1)
    #expect(yield.devices.map(\.name) == ["A/d1", "B/d1"])
    #expect(yield.working == 1 && yield.fabricated == 10)
    #expect(yield.batches.map(\.working) == [1, 0])
  }

  @Test("opens and shorts give no observation, a device that never switched a bound")
  func sample() {
    let sample = QuantitySample(
      .vSet,
      records: [
        record("a", [.vSet: .exact(1)]), record("b", [.vSet: .above(5)], flags: [.notSwitched]),
        record("c", [.vSet: .above(5)], flags: [.open]),
        record("a", cycle: 2, [.vSet: .exact(3)]), record("a", cycle: 3, [.vSet: .exact(2)]),
      ], cycles: .all)
    #expect(sample.observations == [.exact(1), .above(5), .exact(3), .exact(2)])
    let records = [1.0, 3, 2].enumerated().map { record("a", cycle: $0 + 1, [.vSet: .exact($1)]) }
    #expect(QuantitySample(.vSet, records: records, cycles: .first).observations == [.exact(1)])
    #expect(QuantitySample(.vSet, records: records, cycles: .median).observations == [.exact(2)])
    #expect(
      QuantitySample(.vSet, records: Array(records.prefix(2)), cycles: .median).observations
        == [.exact(2)])
  }

  @Test("a cycle's cells are quoted where they must be, bounds are written as bounds")
  func table() {
    let text = CycleTable.csv([
      record(
        "a,\"b\"",
        [.vSet: .above(5), .vReset: .between(1, 1.5), .rLRS: .exact(500), .rHRS: .below(2e3)],
        flags: [.notSwitched])
    ])
    #expect(
      text.split(separator: "\n")[1].hasPrefix(
        "\"a,\"\"b\"\"\",,1,>5,1..1.5,500,<2000,,,,,,,,no,not-switched,a.csv"))
  }

  @Test("file names lose the folders they do not need")
  func names() {
    #expect(FileNames.shortest(["/home/x/a.csv", "data/b.csv"]) == ["a.csv", "b.csv"])
    #expect(
      FileNames.shortest(["d1/run.csv", "d2/run.csv", "x.csv"]) == [
        "d1/run.csv", "d2/run.csv", "x.csv",
      ])
  }

  @Test("the threshold that errs equally: for the paper's statistics where z says")
  func threshold() throws {
    // 519.57 Ω · e^(1.041 z) = 10^6.041 Ω · e^(−1.7707 z) at z = 2.7226 by hand: 8,841 Ω.
    func fit(_ quantity: DeviceQuantity, mu: Double, sigma: Double) throws -> QuantityFit {
      // Two values whose maximum-likelihood lognormal is the wanted one.
      let values = [-1.0, 1].map { PortableMath.exp(mu + sigma * $0) }
      let family = try MaximumLikelihood.fit(.lognormal, values.map { .exact($0) })
      let sample = QuantitySample(
        quantity, records: values.map { record("a", [quantity: .exact($0)]) }, cycles: .all)
      return QuantityFit(
        sample: sample, assessments: [], empirical: nil, model: .family(family), reason: "",
        hasPassingFamily: true, variance: nil, trend: nil, lag: nil, outliers: [])
    }
    let low = try fit(.rLRS, mu: 6.253, sigma: 1.041)
    let high = try fit(.rHRS, mu: 6.041 * 2.302585093, sigma: 0.769 * 2.302585093)
    let threshold = try #require(Threshold.balanced(low: low, high: high))
    #expect(abs(threshold - 8841) < 60, "\(threshold)")
  }

  @Test("quantiles of a censored sample end between the limit and twice the limit")
  func empirical() throws {
    let measured = try EmpiricalDistribution(
      [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5].map { .exact($0) } + [.above(5), .above(5)])
    let quantiles = try #require(EmpiricalQuantiles(measured: measured))
    #expect(quantiles.values.last == 10)
    #expect(abs(quantiles.probability(below: 5) - 0.8) < 1e-3)
  }

  @Test("a state that is lost between two reads counts as lost")
  func retention() throws {
    func series(_ state: ResistanceSeries.State, _ resistances: [Double]) -> ResistanceSeries {
      ResistanceSeries(
        origin: Origin(file: "r.csv", line: 2), device: "d", axis: .time, state: state,
        positions: [1, 10, 100, 1000], resistances: resistances)
    }
    let lost = LifetimeFit(
      series: [series(.lrs, [500, 500, 500, 1e6]), series(.hrs, [1e6, 1e6, 1e6, 1e6])], records: [])
    #expect(lost.retention == [.between(100, 1000)])
    #expect(
      lost.lines[0] == "retention: 1 of 1 series lose their state; persistence seen over 100 s")
  }

  @Test("text is escaped in pages and scripts")
  func escapes() throws {
    #expect(HTMLWriter.escaped("<a & \"b\">\u{1}") == "&lt;a &amp; &quot;b&quot;&gt;")
    #expect(HTMLWriter.address("a b'#.svg") == "a%20b%27%23.svg")
    #expect("it's\n`x`".quotedForGnuplot == "it''s `x`")
  }
}
