import CrossbarDevices
import CrossbarMeasurement
import CrossbarStatistics
import Foundation
import Testing

/// Only in release: `DENDRITE_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter ExtractionSpeedTests`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil))
struct ExtractionSpeedTests {
  @Test func manySweeps() {
    var synthetic = SyntheticSweeps(seed: 1)
    synthetic.working = 455
    synthetic.step = 0.039
    let traces = synthetic.make().traces
    let points = traces.reduce(0) { $0 + $1.voltage.count }
    let duration = ContinuousClock().measure {
      #expect(CycleExtraction.extract(traces).records.count == 458)
    }
    print("SPEED \(points) points in \(traces.count) sweeps: \(duration)")
    #expect(points > 230_000 && duration < .milliseconds(300))
  }

  @Test func oneLongTrace() {
    var synthetic = SyntheticSweeps(seed: 2)
    synthetic.working = 1
    synthetic.hasFailures = false
    synthetic.step = 0.00002
    let (traces, devices) = synthetic.make()
    let points = traces[0].voltage.count
    let duration = ContinuousClock().measure {
      let records = CycleExtraction.extract(traces).records
      #expect(records.first?.values[.vSet] == .exact(devices[0].cycles[0].vSet))
    }
    print("SPEED \(points) points in one trace: \(duration)")
    #expect(points >= 1_000_000 && duration < .seconds(1))
  }
}
