import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarSimulation
import Foundation
import Testing

@Suite(
  "Programming against SciPy",
  .enabled(if: ProgrammingReference.python != nil, ProgrammingReference.missing))
struct ProgrammingSciPyTests {
  private struct Train: Encodable {
    var kind = "train"
    var device: ProgrammingReference.Device
    var circuit = ProgrammingReference.Circuit()
    var one: Bool
    var x: Double
    var cycles: Double
    var endurance: Double
    var gates: [Double]
    var amplitude: Double
    var step: Double
    var width: Double
    var pulses: Int
    var retention: Double
  }

  private struct TrainAnswer: Decodable {
    var state: Double
    var pulses: Int
    var current: Double
    var largest: Double
    var read: Double
    var worn: Double
  }

  @Test("pulse trains: ramps, gates of their own, wear, retention")
  func trains() throws {
    var device = try Paper.device()
    var jobs: [Train] = []
    var outcomes: [ProgrammingOutcome] = []
    for (index, sample) in try ProgrammingReference.samples(48, seed: 3).enumerated() {
      let one = index % 2 == 0
      device.operation.initialState = one ? .hrs : .lrs
      var options = ProgrammingOptions(device)
      options.writeVoltage = Volts([1, 1.5, 2, 3][index / 2 % 4])
      options.writePulse = Seconds([0.02, 0.1][index % 3 / 2])
      options.maximumPulses = 1 + index % 4
      options.rampStep = Volts(index % 5 == 0 ? 0 : 0.25)
      options.wordLines = WordLineVoltages(
        set: Volts([1, 1.3, 2, 6][index / 3 % 4]), reset: Volts(8), read: Volts(5))
      options.previousCycles = [0, 3, 19, 20, 21][index % 5]
      options.retention = Seconds(index % 3 == 0 ? 100 : 0)
      let circuit = ProgrammingReference.Circuit()
      outcomes.append(
        CellProgrammer(device: device, options: options).run(
          storing: one, device: sample, circuit: circuit.cell))
      let isWorn = options.previousCycles > 20
      jobs.append(
        Train(
          device: .init(sample), circuit: circuit, one: one, x: one && !isWorn ? 0 : 1,
          cycles: Double(options.previousCycles), endurance: 20,
          gates: [
            options.wordLines?.set.value ?? 0, 8, 5,
          ], amplitude: options.writeVoltage.value, step: options.rampStep.value,
          width: options.writePulse.value, pulses: options.maximumPulses,
          retention: options.retention.value))
    }
    var pulses = 0
    var errors = 0
    for (index, (found, expected)) in zip(
      outcomes, try ProgrammingReference.answers(jobs, as: TrainAnswer.self)
    ).enumerated() {
      #expect((found.state - expected.state).magnitude < 1e-3, "train \(index)")
      #expect(found.pulses == expected.pulses, "train \(index)")
      #expect((found.readCurrent.value / expected.read - 1).magnitude < 1e-2, "train \(index)")
      #expect((found.currentAtEnd.value / expected.current - 1).magnitude < 1e-2, "train \(index)")
      // SciPy's own steps see the peak as well as they can: it lies within one of them.
      #expect((found.largestCurrent.value / expected.largest - 1).magnitude < 3e-2, "\(index)")
      #expect((found.cycles - expected.worn).magnitude < 5e-3, "train \(index)")
      #expect(found.bit == (expected.read > 1e-5), "train \(index)")
      pulses = max(pulses, found.pulses)
      if found.bit != jobs[index].one { errors += 1 }
    }
    // The trains are of all kinds.
    #expect(pulses == 4 && errors > 4 && errors < 40)
  }

  private struct Rest: Encodable {
    var kind = "rest"
    var device: ProgrammingReference.Device
    var x: Double
    var time: Double
  }

  private struct RestAnswer: Decodable { var state: Double }

  @Test("states at rest, from milliseconds to ten years")
  func rest() throws {
    let model = CompactModel(try Paper.device())
    var jobs: [Rest] = []
    var found: [Double] = []
    let sample = try ProgrammingReference.median()
    for x in [0, 0.05, 0.3, 0.43, 0.4398, 0.43995, 0.45, 0.7, 0.999, 1] {
      for time in [0.003, 0.05, 0.3, 1, 1000, 3.15e8] {
        jobs.append(Rest(device: .init(sample), x: x, time: time))
        found.append(model.stateAtRest(x, after: Seconds(time), device: sample))
      }
    }
    for (index, expected) in try ProgrammingReference.answers(jobs, as: RestAnswer.self)
      .enumerated()
    {
      #expect((found[index] - expected.state).magnitude < 1e-4, "\(jobs[index])")
    }
    #expect(found.contains { $0 > 0.1 && $0 < 0.4 } && found.contains { $0 > 0.5 && $0 < 0.9 })
  }

  private struct Time: Encodable {
    var kind = "time"
    var device: ProgrammingReference.Device
    var circuit = ProgrammingReference.Circuit()
    var amplitude: Double
    var limit = 2.0
  }

  private struct TimeAnswer: Decodable { var time: Double }

  @Test("switching times against amplitude")
  func times() throws {
    let simulator = CellSimulator(device: try Paper.device())
    let devices =
      [try ProgrammingReference.median()] + (try ProgrammingReference.samples(5, seed: 8))
    var jobs: [Time] = []
    var found: [Double] = []
    for device in devices {
      for amplitude in [-5, -2, -1.3, -0.9, 0.9, 1.3, 2, 5] {
        let circuit = ProgrammingReference.Circuit()
        jobs.append(Time(device: .init(device), circuit: circuit, amplitude: amplitude))
        found.append(
          simulator.switchingTime(
            amplitude: Volts(amplitude), device: device, circuit: circuit.cell, limit: Seconds(2))?
            .value ?? -1)
      }
    }
    for (index, expected) in try ProgrammingReference.answers(jobs, as: TimeAnswer.self)
      .enumerated()
    {
      #expect(
        found[index] == expected.time || (found[index] / expected.time - 1).magnitude < 2e-3,
        "\(jobs[index]): \(found[index]) against \(expected.time)")
    }
    #expect(found.contains(-1) && found.count { $0 > 0 } > 20)
  }

  private struct Passive: Encodable {
    struct Cell: Encodable {
      var row: Int
      var column: Int
      var device: ProgrammingReference.Device

      func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(row)
        try container.encode(column)
        try container.encode(device)
      }
    }
    var kind = "passive"
    var bits: [[Bool]]
    var amplitude: Double
    var width: Double
    var order: String
    var bias: String
    var cells: [Cell]
  }

  private struct PassiveAnswer: Decodable {
    var written: Double
    var state: Double
    var read: Double
  }

  @Test("half-select pulses of a passive crossbar", arguments: PassiveBias.allCases)
  func passive(_ bias: PassiveBias) throws {
    let device = try Paper.device()
    var jobs: [Passive] = []
    var found: [[PassiveOutcome]] = []
    for (index, order) in WriteOrder.allCases.enumerated() {
      let rows = 5
      let columns = 4
      let bits = Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { $0 * 7 % (5 + index) < 3 })
      let devices = Matrix(
        rows: rows, columns: columns,
        elements: try ProgrammingReference.samples(rows * columns, seed: 21 + UInt64(index)))
      var options = ProgrammingOptions(device)
      options.writeVoltage = Volts(3)
      options.writePulse = Seconds(0.03)
      let outcomes = PassiveProgrammer(
        device: device, options: options, bias: bias, order: order
      ).program(bits, devices: devices)
      let places = stride(from: 0, to: rows * columns, by: 2).map { ($0 / columns, $0 % columns) }
      jobs.append(
        Passive(
          bits: (0..<rows).map { Array(bits.row($0)) }, amplitude: 3, width: 0.03,
          order: order.rawValue, bias: bias.rawValue,
          cells: places.map { .init(row: $0.0, column: $0.1, device: .init(devices[$0.0, $0.1])) }))
      found.append(places.map { outcomes[$0.0, $0.1] })
    }
    let answers = try ProgrammingReference.answers(jobs, as: [PassiveAnswer].self)
    for (job, (mine, theirs)) in zip(found, answers).enumerated() {
      for (index, (a, b)) in zip(mine, theirs).enumerated() {
        #expect((a.written - b.written).magnitude < 1e-3, "\(job) \(index)")
        #expect((a.state - b.state).magnitude < 1e-3, "\(job) \(index)")
        #expect((a.readCurrent.value / b.read - 1).magnitude < 1e-2, "\(job) \(index)")
      }
    }
    #expect(found.joined().contains { $0.cause == .halfSelected })
    #expect(found.joined().contains { $0.cause == nil })
  }

  /// Enough pulses that the map of states is used, on devices that the pulses move to and fro.
  @Test("long trains of half-select pulses", arguments: PassiveBias.allCases)
  func longPassive(_ bias: PassiveBias) throws {
    let device = try Paper.device()
    let rows = bias == .half ? 45 : 9
    let columns = bias == .half ? 2 : 9
    let bits = Matrix(
      rows: rows, columns: columns, elements: (0..<rows * columns).map { $0 * 7 % 11 < 7 })
    let level = 3 / (bias == .half ? 2.0 : 3.0)
    var devices = Matrix(
      rows: rows, columns: columns, repeating: try ProgrammingReference.median())
    let places = [(0, 0), (2, 1), (5, 0), (8, 1)]
    for (index, place) in places.enumerated() {
      devices[place.0, place.1] = DeviceSample(
        vSet: level * [1.02, 1.05, 0.97, 1.08][index],
        vReset: level * [1.05, 0.98, 1.02, 1.1][index], rLRS: 500 * Double(index + 1), rHRS: 2e6)
    }
    var options = ProgrammingOptions(device)
    options.writeVoltage = Volts(3)
    options.writePulse = Seconds(0.03)
    let outcomes = PassiveProgrammer(device: device, options: options, bias: bias).program(
      bits, devices: devices)
    let job = Passive(
      bits: (0..<rows).map { Array(bits.row($0)) }, amplitude: 3, width: 0.03, order: "rowByRow",
      bias: bias.rawValue,
      cells: places.map { .init(row: $0.0, column: $0.1, device: .init(devices[$0.0, $0.1])) })
    let answer = try ProgrammingReference.answers([job], as: [PassiveAnswer].self)[0]
    for (place, expected) in zip(places, answer) {
      let found = outcomes[place.0, place.1]
      #expect((found.written - expected.written).magnitude < 1e-3, "\(place): \(expected)")
      #expect((found.state - expected.state).magnitude < 1e-3, "\(place): \(expected)")
    }
    #expect(answer.contains { $0.written > 1e-3 && $0.written < 0.999 || $0.state > 1e-3 })
  }
}
