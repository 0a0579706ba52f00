import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarModel
import CrossbarSimulation
import Foundation
import Testing

/// Pulses of other amplitudes, widths and word-line voltages than the device file's, under ngspice and the programmer.
@Suite(
  .serialized, .enabled(if: NgspiceRun.isInstalled, "ngspice is not installed: decks are not run"))
struct ProgrammingRunTests {
  /// A tile's own deck with pulses of 2 V or 3 V, and its word line edited.
  @Test(arguments: [(2.0, 0.02, 10.0), (3.0, 0.05, 2.6)])
  func tilesDeck(_ volts: Double, _ seconds: Double, _ gate: Double) throws {
    var input = try ExampleArray.input(inputs: 5, outputs: 6)
    let device = input.device
    input.device.operation.writeVoltage = Volts(volts)
    input.device.operation.writePulse = Seconds(seconds)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/ngspice")
    let url = folder.appendingPathComponent("t00-program-read.cir")
    var text = try String(contentsOf: url, encoding: .utf8)
    text.replaceSubrange(
      try #require(text.range(of: "\n.param word_on_v=10\n")),
      with: "\n.param word_on_v=\(gate)\n")
    try text.write(to: url, atomically: true, encoding: .utf8)
    let run = try NgspiceRun.programRead(tile: "t00", folder: folder)
    try #require(run.currents.count == 6, "\(run.output.suffix(2000))")
    var options = ProgrammingOptions(device)
    options.writeVoltage = Volts(volts)
    options.writePulse = Seconds(seconds)
    options.wordLines = WordLineVoltages(set: Volts(gate), reset: Volts(gate), read: Volts(gate))
    let programmer = CellProgrammer(device: device, options: options)
    let sampler = DeviceSampler(statistics: device.statistics, seed: input.seed)
    var ones = 0
    for row in 0..<6 {
      for column in 0..<18 {
        let wanted = input.network.bit(
          input.design.address(CellID(tile: 0, row: row, column: column)))
        let outcome = programmer.run(
          storing: wanted,
          device: sampler.sample(array: 0, tile: 0, row: row, column: column),
          circuit: CellCircuit(input.wiring, row: row))
        let measured = try #require(run.currents[row]?[column])
        #expect(
          (outcome.readCurrent.value / measured - 1).magnitude < 1e-2,
          "row \(row) column \(column): \(outcome) against \(measured)")
        #expect(run.bits[row]?[column] == outcome.bit)
        if outcome.bit { ones += 1 }
      }
    }
    #expect(ones > 10 && ones < 80)
  }

  /// A cell of the deck's library behind its transistor: pulse after pulse, each phase with a word line of its own.
  @Test func pulseTrains() throws {
    let root = try ExampleArray.emit(try ExampleArray.input(inputs: 1, outputs: 1))
    defer { try? FileManager.default.removeItem(at: root) }
    var device = try ExampleArray.device()
    let sampler = DeviceSampler(statistics: device.statistics, seed: 12)
    var pulses: Set<Int> = []
    var between = 0
    for index in 0..<10 {
      let one = index % 2 == 0
      device.operation.initialState = one ? .hrs : .lrs
      var options = ProgrammingOptions(device)
      options.writeVoltage = Volts([1.2, 0.9, 1.5, 2][index / 2 % 4])
      options.writePulse = Seconds(index % 3 == 0 ? 0.01 : 0.02)
      options.maximumPulses = 5
      options.rampStep = Volts(index % 4 < 2 ? 0.3 : 0)
      options.wordLines = WordLineVoltages(
        set: Volts([10, 3, 2.4][index / 2 % 3]), reset: Volts(8), read: Volts(6))
      let sample = sampler.sample(array: 0, tile: 0, row: 0, column: index)
      let circuit = CellCircuit(ExampleArray.wiring, row: 7)
      let outcome = CellProgrammer(device: device, options: options).run(
        storing: one, device: sample, circuit: circuit)
      let found = try Self.ngspice(
        root, one: one, pulses: outcome.pulses, options: options, device: device, sample: sample,
        circuit: circuit)
      #expect((outcome.state - found.state).magnitude < 1e-3, "train \(index): \(found)")
      #expect(
        (outcome.readCurrent.value / found.read - 1).magnitude < 1e-2, "train \(index): \(found)")
      #expect(
        (outcome.currentAtEnd.value / found.end - 1).magnitude < 1e-2, "train \(index): \(found)")
      #expect(
        (outcome.largestCurrent.value / found.largest - 1).magnitude < 1e-2,
        "train \(index): \(found)")
      pulses.insert(outcome.pulses)
      if (0.01...0.99).contains(outcome.state) { between += 1 }
    }
    #expect(pulses.count > 2, "\(pulses), \(between)")
  }

  private static func ngspice(
    _ root: URL, one: Bool, pulses: Int, options: ProgrammingOptions, device: Device,
    sample: DeviceSample, circuit: CellCircuit
  ) throws -> (state: Double, read: Double, end: Double, largest: Double) {
    let edge = device.operation.edge.value
    let width = options.writePulse.value
    let gates = try #require(options.wordLines)
    var lines = ["s": "0 0", "b": "0 0", "g": "0 \(one ? gates.set.value : gates.reset.value)"]
    var time = 0.0
    var ends: [(start: Double, fall: Double, end: Double)] = []
    var sampling = 0.0
    func pulse(_ line: String, _ level: Double, _ width: Double) -> (Double, Double, Double) {
      let start = time + 10 * edge
      let fall = start + edge + width
      lines[line, default: ""] +=
        " \(start) 0 \(start + edge) \(level) \(fall) \(level) \(fall + edge) 0"
      time = fall + edge
      return (start, fall, time)
    }
    for attempt in 0..<pulses {
      let level = options.writeVoltage.value + options.rampStep.value * Double(attempt)
      if !one { time += 12 * edge + width }
      ends.append(pulse(one ? "s" : "b", level, width))
      if one { time += 12 * edge + width }
      let gate = one ? gates.set.value : gates.reset.value
      lines["g", default: ""] += " \(time) \(gate) \(time + edge) \(gates.read.value)"
      let read = pulse("s", device.operation.readVoltage.value, device.operation.readPulse.value)
      sampling = read.0 + edge + 0.75 * device.operation.readPulse.value
      time += 10 * edge
      lines["g", default: ""] += " \(time - edge) \(gates.read.value) \(time) \(gate)"
    }
    let last = try #require(ends.last)
    let transistor = circuit.transistor
    let deck = """
      * pulse train
      .param active_row=0
      .param all_dynamic=0
      .include cell.lib
      Vs s 0 pwl(\(lines["s", default: ""]))
      Vb b 0 pwl(\(lines["b", default: ""]))
      Vg g 0 pwl(\(lines["g", default: ""]))
      Rs s d \(circuit.sourceLine)
      M1 d g ag 0 follower w=\(transistor.width) l=\(transistor.length)
      Rc ag agm \(circuit.bottomContact)
      X1 agm au x memristor vset=\(sample.vSet) vrst=\(sample.vReset) rlrs=\(sample.rLRS) rhrs=\(sample.rHRS) x0=\(one ? 0 : 1)
      Rb au b \(circuit.bitLine)
      .model follower nmos level=1 vto=\(transistor.threshold.value) kp=\(transistor.transconductance)
      .option noinit reltol=1e-5 abstol=1e-15
      .save v(x) i(vb)
      .control
      set numdgt = 12
      tran \(edge / 2) \(sampling + edge) 0 \(edge) uic
      let id = i(vb)
      let size = abs(id)
      let largest = 0
      foreach t \(ends.map { "\($0.start)" }.joined(separator: " "))
        let stop = $t + \(2 * edge + width)
        meas tran most max size from=$t to=$&stop
        if most > largest
          let largest = most
        end
      end
      meas tran state find v(x) at=\(sampling)
      meas tran read find id at=\(sampling)
      meas tran end find id at=\(last.fall - edge * 1e-3)
      echo DENDRITE $&state $&read $&end $&largest
      quit 0
      .endc
      .end
      """
    let file = root.appendingPathComponent("spice/ngspice/train.cir")
    try deck.write(to: file, atomically: true, encoding: .utf8)
    let output = try NgspiceRun.batch("spice/ngspice/train.cir", from: root.path)
    let line = try #require(
      output.split(separator: "\n").last { $0.hasPrefix("DENDRITE ") }, "\(output.suffix(3000))")
    let numbers = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    try #require(numbers.count == 4, "\(output.suffix(3000))")
    return (numbers[0], numbers[1], numbers[2], numbers[3])
  }
}
