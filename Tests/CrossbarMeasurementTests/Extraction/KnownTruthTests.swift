import CrossbarDevices
import CrossbarMeasurement
import CrossbarStatistics
import Testing

/// Everything is compared with what the generator put in.
@Suite struct KnownTruthTests {
  /// Fails wherever the extraction is not the truth; returns how many cycles of working devices were compared.
  @discardableResult
  static func compare(
    _ synthetic: SweepsUnderTest, options: ExtractionOptions = ExtractionOptions(),
    resistanceWithin: Double = 0.03, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Int {
    let found = CycleExtraction.extract(synthetic.traces, options: options)
    var compared = 0
    var place = 0
    for device in synthetic.devices {
      let count = device.kind == .working ? device.cycles.count : synthetic.cycles
      guard place + count <= found.records.count else {
        Issue.record("too few records", sourceLocation: sourceLocation)
        return compared
      }
      let records = found.records[place..<(place + count)]
      place += count
      for (index, record) in records.enumerated() {
        let label = "\(device.name) cycle \(index + 1): \(record.values) \(record.flags)"
        #expect(record.device == device.name, sourceLocation: sourceLocation)
        #expect(record.cycle == index + 1, sourceLocation: sourceLocation)
        let state = record.flags.filter { $0 != .plateau }
        switch device.kind {
        case .open:
          #expect(state == [.open], "\(label)", sourceLocation: sourceLocation)
        case .short:
          #expect(state == [.short], "\(label)", sourceLocation: sourceLocation)
        case .neverSwitching:
          // The generator's device of 1 MΩ at 0.1 V, I ∝ V²: what it sees of the sweep ends at the compliance.
          let limit = synthetic.visibleLimit
          #expect(state == [.notSwitched], "\(label)", sourceLocation: sourceLocation)
          #expect(
            record.values[.vSet] == .above(limit), "\(label)",
            sourceLocation: sourceLocation)
        case .working:
          let truth = device.cycles[index]
          let vReset = options.definition == .keithley ? truth.vLast : truth.vReset
          #expect(state.isEmpty, "\(label) \(truth)", sourceLocation: sourceLocation)
          #expect(
            record.values[.vSet] == .exact(truth.vSet), "\(label) \(truth)",
            sourceLocation: sourceLocation)
          #expect(
            record.values[.vReset] == .exact(vReset), "\(label) \(truth)",
            sourceLocation: sourceLocation)
          for (quantity, expected) in [
            (DeviceQuantity.rLRS, truth.rLRS), (.rHRS, truth.rHRS),
          ] {
            let value = record.values[quantity]?.exactValue ?? .nan
            #expect(
              (value / expected - 1).magnitude <= resistanceWithin,
              "\(quantity) \(value) for \(expected); \(label) \(truth)",
              sourceLocation: sourceLocation)
          }
          compared += 1
        }
      }
    }
    #expect(place == found.records.count, "records invented", sourceLocation: sourceLocation)
    return compared
  }

  struct SweepsUnderTest {
    var traces: [SweepTrace]
    var devices: [SyntheticSweeps.Device]
    var cycles: Int
    var visibleLimit: Double

    init(_ synthetic: SyntheticSweeps) {
      (traces, devices) = synthetic.make()
      cycles = synthetic.cycles
      let out = traces[traces.count - 1]
      let most = 0.96 * (synthetic.compliance ?? .infinity)
      visibleLimit =
        zip(out.voltage, out.current).first { $1.magnitude >= most }?.0.magnitude
        ?? out.voltage.reduce(0) { max($0, $1.magnitude) }
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64], [0.05, 0.02, 0.1, 0.25])
  func everySwitchOnItsGridPoint(seed: UInt64, step: Double) {
    var synthetic = SyntheticSweeps(seed: seed)
    synthetic.step = step
    // Without a sample below the read voltage the resistances are extrapolated.
    let within = step > 0.1 ? 0.06 : 0.03
    #expect(Self.compare(SweepsUnderTest(synthetic), resistanceWithin: within) == 47)
  }

  @Test(arguments: SwitchingDefinition.allCases, [1.0, 2.0])
  func byEveryDefinition(definition: SwitchingDefinition, exponent: Double) {
    for seed in 11...12 as ClosedRange<UInt64> {
      var synthetic = SyntheticSweeps(seed: seed)
      synthetic.hrsExponent = exponent
      // The largest current is not the last one if a step of 50 mV changes it by less than the noise.
      if definition == .keithley { synthetic.noise = 0.001 }
      let options = ExtractionOptions(definition: definition)
      #expect(Self.compare(SweepsUnderTest(synthetic), options: options) == 47)
    }
  }

  @Test(arguments: [21, 22, 23] as [UInt64])
  func withoutCompliance(seed: UInt64) {
    var synthetic = SyntheticSweeps(seed: seed)
    synthetic.compliance = nil
    Self.compare(SweepsUnderTest(synthetic))
    synthetic.compliance = 1e-4
    Self.compare(SweepsUnderTest(synthetic))
  }

  @Test func eitherPolarity() {
    var synthetic = SyntheticSweeps(seed: 31)
    synthetic.reversedEvery = 3
    Self.compare(SweepsUnderTest(synthetic))
    let records = CycleExtraction.extract(synthetic.make().traces).records
    #expect(records.prefix(47).filter(\.isReversed).count == 15)
    synthetic.reversedEvery = 1
    Self.compare(SweepsUnderTest(synthetic))
  }

  @Test(arguments: [41] as [UInt64])
  func everyShapeOfFile(seed: UInt64) {
    var synthetic = SyntheticSweeps(seed: seed)
    synthetic.cycles = 5
    #expect(Self.compare(SweepsUnderTest(synthetic)) == 235)
    synthetic.doublesTurns = true
    synthetic.isSingle = true
    #expect(Self.compare(SweepsUnderTest(synthetic)) == 235)
    synthetic.stacks = true
    #expect(Self.compare(SweepsUnderTest(synthetic)) == 235)
    synthetic.stacks = false
    synthetic.splits = true
    #expect(Self.compare(SweepsUnderTest(synthetic)) == 235)
    synthetic.reversedEvery = 2
    #expect(Self.compare(SweepsUnderTest(synthetic)) == 235)
  }

  @Test func unevenSteps() {
    for seed in 51...53 as ClosedRange<UInt64> {
      var synthetic = SyntheticSweeps(seed: seed)
      synthetic.isUneven = true
      Self.compare(SweepsUnderTest(synthetic))
    }
  }

  @Test func anOffsetOfTheCurrent() {
    var synthetic = SyntheticSweeps(seed: 61)
    synthetic.offset = 2e-9
    synthetic.floorNoise = 1e-11
    Self.compare(SweepsUnderTest(synthetic))
  }

  @Test func cleanSweeps() {
    var synthetic = SyntheticSweeps(seed: 71)
    synthetic.noise = 0
    synthetic.floorNoise = 0
    Self.compare(SweepsUnderTest(synthetic), resistanceWithin: 1e-6)
  }

  @Test(arguments: [1.5, 2.0])
  func statesCloseTogether(ratio: Double) {
    var synthetic = SyntheticSweeps(seed: 81)
    synthetic.leastJump = ratio
    var options = ExtractionOptions()
    options.minimalJump = 0.15
    Self.compare(SweepsUnderTest(synthetic), options: options)
  }
}
