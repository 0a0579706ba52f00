import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarSimulation
import Foundation
import Testing

/// Five hundred 1T1R cells whose parameters lie anywhere within six standard deviations, corners included, programmed and
/// read by ngspice: every one must run, and end where the behavioural simulator ends.
@Suite(
  .serialized, .enabled(if: NgspiceRun.isInstalled, "ngspice is not installed: decks are not run"))
struct SixSigmaTests {
  private static let count = 500
  private static let cellsPerDeck = 50

  /// Scores uniform in ±6; the first sixteen are the corners.
  private func samples(_ device: Device) -> [DeviceSample] {
    let sampler = DeviceSampler(statistics: device.statistics, seed: 0)
    let random = Philox4x64(seed: 66, stream: 1)
    return (0..<Self.count).map { index in
      if index < 16 {
        let corner = (0..<4).map { index >> $0 & 1 == 1 ? 6.0 : -6.0 }
        return sampler.sample(scores: (corner[0], corner[1], corner[2], corner[3]))
      }
      let words = random.words(at: (UInt64(index), 0, 0, 0))
      func score(_ word: UInt64) -> Double { 12 * Philox4x64.unitInterval(word) - 6 }
      return sampler.sample(
        scores: (score(words.0), score(words.1), score(words.2), score(words.3)))
    }
  }

  @Test(arguments: [OperatingPoint.InitialState.hrs, .lrs])
  func everyCellRuns(_ initial: OperatingPoint.InitialState) throws {
    var input = try ExampleArray.input(inputs: 1, outputs: 1)
    input.device.operation.initialState = initial
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/ngspice")
    let samples = samples(input.device)
    let simulator = CellSimulator(device: input.device)
    let circuit = CellCircuit(input.wiring, row: 0)
    var ran = 0
    // Cells that would not have passed for the other bit: the comparison can fail.
    var told = 0
    var unlike: [String] = []
    for first in stride(from: 0, to: Self.count, by: Self.cellsPerDeck) {
      let cells = first..<min(first + Self.cellsPerDeck, Self.count)
      try deck(cells, samples, input).write(
        to: folder.appendingPathComponent("six.cir"), atomically: true, encoding: .utf8)
      let output = try NgspiceRun.batch("six.cir", from: folder.path)
      #expect(!output.contains("Timestep too small"), "cells \(cells)")
      #expect(!output.contains("singular"), "cells \(cells)")
      for line in output.split(separator: "\n") where line.hasPrefix("DENDRITE cell ") {
        let words = line.split(separator: " ")
        guard words.count == 5, let cell = Int(words[2]), let state = Double(words[3]),
          let current = Double(words[4])
        else { continue }
        ran += 1
        #expect(state > -1e-3 && state < 1.001, "cell \(cell): x = \(state)")
        let outcome = simulator.run(
          storing: Self.bit(cell), device: samples[cell], circuit: circuit)
        let other = simulator.run(
          storing: !Self.bit(cell), device: samples[cell], circuit: circuit)
        if !agree(state, current, other) { told += 1 }
        if !agree(state, current, outcome) {
          unlike.append(
            "cell \(cell): x \(state) and \(outcome.state), \(current) and \(outcome.readCurrent) A: \(samples[cell])"
          )
        }
      }
    }
    #expect(ran == Self.count)
    #expect(told > Self.count / 4, "\(told)")
    #expect(unlike.isEmpty, "\(unlike.count): \(unlike.prefix(20).joined(separator: "\n"))")
  }

  private func agree(_ state: Double, _ current: Double, _ outcome: CellOutcome) -> Bool {
    abs(state - outcome.state) < 0.02
      && abs(current - outcome.readCurrent) < 0.02 * abs(outcome.readCurrent) + 1e-11
  }

  private static func bit(_ cell: Int) -> Bool { cell / 16 % 2 == (cell < 16 ? 0 : 1) }

  /// Cells of row 0 without neighbours, each with lines of its own.
  private func deck(_ cells: Range<Int>, _ samples: [DeviceSample], _ input: BackendInput) -> String
  {
    let schedule = PulseSchedule(input.device.operation)
    let wiring = input.wiring
    func waveform(_ pulses: [PulseSchedule.Pulse]) -> String {
      "pwl(0 0 "
        + pulses.map {
          "\($0.start.value) 0 \($0.top.value) \($0.level.value) \($0.fall.value) \($0.level.value) \($0.end.value) 0"
        }.joined(separator: " ") + ")"
    }
    var text = """
      * cells within six standard deviations
      .param active_row=0
      .param all_dynamic=0
      .include cell.lib
      vw w 0 \(wiring.transistor.wordLineVoltage.value)
      vone one 0 \(waveform([schedule.set, schedule.read]))
      vzero zero 0 \(waveform([schedule.read]))
      vback back 0 \(waveform([schedule.reset]))

      """
    for cell in cells {
      let device = samples[cell]
      let isOne = Self.bit(cell)
      text += """
        rs\(cell) \(isOne ? "one" : "zero") s\(cell) \(wiring.driver.value + wiring.sourceLineLead.value)
        vb\(cell) \(isOne ? "0" : "back") m\(cell) 0
        rb\(cell) m\(cell) b\(cell) \(wiring.driver.value + wiring.bitLineLead.value)
        xc\(cell) b\(cell) a\(cell) s\(cell) w cell row=0 vset=\(device.vSet) vrst=\(device.vReset) rlrs=\(device.rLRS) rhrs=\(device.rHRS)

        """
    }
    text += """
      .option noinit
      .save \(cells.map { "v(xc\($0).x) i(vb\($0))" }.joined(separator: "\n+ "))
      .control
      set numdgt = 9
      tran \(input.device.operation.writePulse.value / 100) \(schedule.end.value) uic
      foreach c \(cells.map(String.init).joined(separator: " "))
        meas tran state find v(xc{$c}.x) at=\(schedule.sampleTime.value)
        meas tran amps find i(vb$c) at=\(schedule.sampleTime.value)
        let flow = -amps
        echo DENDRITE cell $c $&state $&flow
      end
      quit
      .endc
      .end

      """
    return text
  }
}
