internal import CrossbarCore

/// One device on its way through the extraction.
struct DeviceSweeps: Sendable {
  /// Indices of its traces, in the order given; of measurement once segmented.
  var order: [Int]
  var sweeps: [Int: SweepSamples] = [:]
  /// In the order of measurement.
  var halves: [HalfCycle] = []
  /// Traces without a single leg.
  var empty: [Int] = []

  init(order: [Int]) {
    self.order = order
  }

  func segmented(_ traces: [SweepTrace]) -> DeviceSweeps {
    var result = self
    result.order = CyclePairing.order(order) { traces[$0].run }
    for index in result.order {
      let sweep = SweepSamples(traces[index])
      let halves = HalfCycle.halves(of: sweep, trace: index)
      if halves.isEmpty { result.empty.append(index) }
      result.sweeps[index] = sweep
      result.halves += halves
    }
    return result
  }

  func looked(floor: Double, options: ExtractionOptions) -> DeviceSweeps {
    var result = self
    for index in result.halves.indices { result.halves[index].look(floor: floor, options: options) }
    return result
  }

  func assessed(
    _ traces: [SweepTrace], setIsPositive: Bool, floor: Double, additive: Double,
    options: ExtractionOptions
  ) -> [CycleAssessment] {
    let assessor = CycleAssessor(
      traces: traces, sweeps: sweeps, options: options, floor: floor, additive: additive,
      setIsPositive: setIsPositive)
    let pairing = CyclePairing(halves, setIsPositive: setIsPositive) { traces[$0].run }
    var result: [CycleAssessment] = []
    for (set, reset) in pairing.cycles {
      let assessment = assessor.assess(
        set: set.map { halves[$0] }, reset: reset.map { halves[$0] }, cycle: result.count + 1)
      guard let assessment else { continue }
      result.append(assessment)
    }
    var uses: [Int: Int] = [:]
    for cycle in result {
      for trace in Set([cycle.traces.set, cycle.traces.reset].compactMap { $0 }) {
        uses[trace, default: 0] += 1
      }
    }
    for index in result.indices {
      let used = [result[index].traces.set, result[index].traces.reset].compactMap { $0 }
      result[index].isWholeTrace = used.allSatisfy { uses[$0] == 1 }
    }
    // A trace in which nothing can be told still is a cycle.
    for index in empty {
      result.append(
        CycleAssessment(
          record: CycleRecord(
            origin: traces[index].origin, device: traces[index].device, batch: traces[index].batch,
            cycle: result.count + 1, isReversed: !setIsPositive, flags: [.partial])))
    }
    return result
  }
}
