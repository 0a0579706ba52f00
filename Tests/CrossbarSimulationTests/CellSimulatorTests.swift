import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarModel
import CrossbarSimulation
import CrossbarStatistics
import CrossbarTemplates
import Foundation
import Testing

/// Numbers made by `Fixtures/make_reference.py` with SciPy.
struct Reference: Decodable {
  struct Device: Decodable {
    var v_set: Double
    var v_reset: Double
    var r_lrs: Double
    var r_hrs: Double
    /// The state in which the device is stuck.
    var stuck: Double?
    var sample: DeviceSample {
      let device = DeviceSample(vSet: v_set, vReset: v_reset, rLRS: r_lrs, rHRS: r_hrs)
      return stuck.map { device.stuck(low: $0 == 1) } ?? device
    }
  }
  struct Circuit: Decodable {
    var bit: Double
    var source: Double
    var contact: Double
  }
  struct Cell: Decodable {
    var device: Device
    var circuit: Circuit
    var one: Bool
    var state: Double
    var current: Double
  }
  var cells: [Cell]
  var p_set: Double
  var p_low: Double
  var p_high: Double

  static func load() throws -> Reference {
    let url = try #require(
      Bundle.module.url(forResource: "reference", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }
}

/// The paper's device, and the wiring that the reference was computed with.
enum Paper {
  static func device() throws -> Device {
    try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
  }

  static let transistor = EnableTransistor(
    threshold: Volts(0.7), transconductance: 1e-4, width: 50e-6, length: 1e-6,
    wordLineVoltage: Volts(10))

  static let wiring = ArrayWiring(
    driver: Ohms(10), bitLineLead: Ohms(20), bitLineSegment: Ohms(30), sourceLineLead: Ohms(1),
    sourceLineSegment: Ohms(1), bottomContact: Ohms(9), transistor: transistor)
}

@Suite("Cells against SciPy")
struct CellSimulatorTests {
  @Test("state and read current after a row's pulses")
  func programAndRead() throws {
    let device = try Paper.device()
    let simulator = CellSimulator(device: device)
    #expect((simulator.model.unstableState - 0.439871).magnitude < 1e-6)
    for (index, cell) in try Reference.load().cells.enumerated() {
      let circuit = CellCircuit(
        bitLine: cell.circuit.bit, sourceLine: cell.circuit.source,
        bottomContact: cell.circuit.contact, transistor: Paper.transistor)
      let outcome = simulator.run(
        storing: cell.one, device: cell.device.sample, circuit: circuit)
      #expect((outcome.state - cell.state).magnitude < 2e-4, "cell \(index)")
      #expect((outcome.readCurrent / cell.current - 1).magnitude < 2e-3, "cell \(index)")
      #expect(outcome.bit == (cell.current > 1e-5), "cell \(index)")
    }
  }

  @Test("the shortcuts never decide against the integration", arguments: [0, 0.3])
  func shortcuts(_ relative: Double) throws {
    var device = try Paper.device()
    if relative > 0 {
      device.constants.readNoise = ReadNoise(relative: relative, bandwidth: 1000)
    }
    let noise = ReadNoiseSampler(device: device, seed: 99)
    let simulator = CellSimulator(device: device)
    let sampler = DeviceSampler(statistics: device.statistics, seed: 99)
    var errors = 0
    for index in 0..<3000 {
      let circuit = CellCircuit(Paper.wiring, row: index % 128)
      let sample = sampler.sample(array: 3, tile: 1, row: index / 50, column: index % 50)
      let bit = index % 2 == 0
      let score = noise.score(
        array: 3, cell: CellID(tile: 1, row: index / 50, column: index % 50))
      let outcome = simulator.run(storing: bit, device: sample, circuit: circuit, noise: score)
      let cause = simulator.cause(storing: bit, device: sample, circuit: circuit, noise: score)
      #expect((cause == nil) == (outcome.bit == bit), "cell \(index)")
      if cause != nil { errors += 1 }
    }
    #expect(errors > 50)
  }

  @Test("read noise is normal, of the stated relative size, and the cell's own")
  func readNoise() throws {
    var device = try Paper.device()
    let sample = DeviceSample(vSet: 1, vReset: 1, rLRS: 1000, rHRS: 1e6)
    let circuit = CellCircuit(Paper.wiring, row: 3)
    let quiet = CellSimulator(device: device).run(storing: true, device: sample, circuit: circuit)
    let silent = ReadNoiseSampler(device: device, seed: 4)
    #expect(silent.score(array: 0, cell: CellID(tile: 0, row: 0, column: 0)) == 0)
    device.constants.readNoise = ReadNoise(relative: 0.05, bandwidth: 1000)
    let sampler = ReadNoiseSampler(device: device, seed: 4)
    let simulator = CellSimulator(device: device)
    let scores = (0..<4000).map {
      sampler.score(array: $0 % 7, cell: CellID(tile: $0 % 3, row: $0 / 64, column: $0 % 64))
    }
    let mean = scores.reduce(0, +) / 4000
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
    // Four standard errors: 4/√4000 and 4·√(2/4000).
    #expect(mean.magnitude < 0.064 && (variance - 1).magnitude < 0.09)
    #expect(Set(scores).count == 4000)
    for score in [-2.0, 0, 1.5] {
      let noisy = simulator.run(storing: true, device: sample, circuit: circuit, noise: score)
      #expect((noisy.readCurrent / quiet.readCurrent - 1 - 0.05 * score).magnitude < 1e-12)
      #expect(noisy.state == quiet.state)
    }
  }

  @Test("an ohmic loop: current and drops by hand")
  func byHand() throws {
    // LRS 1000 Ω, wires 500 Ω and 500 Ω, no contact, transistor so wide that its drop is under 0.1 %.
    let device = try Paper.device()
    var transistor = Paper.transistor
    transistor.width = 1
    let circuit = CellCircuit(
      bitLine: 500, sourceLine: 500, bottomContact: 0, transistor: transistor)
    let sample = DeviceSample(vSet: 1, vReset: 1, rLRS: 1000, rHRS: 1e6)
    let outcome = CellSimulator(device: device).run(storing: true, device: sample, circuit: circuit)
    #expect(outcome.state > 0.999)
    #expect((outcome.readCurrent - 0.1 / 2000).magnitude < 5e-8)
  }
}

@Suite("Sampled arrays")
struct MonteCarloTests {
  @Test("a sampled device does not depend on the order of sampling, and its logarithms are normal")
  func sampler() throws {
    let device = try Paper.device()
    let sampler = DeviceSampler(statistics: device.statistics, seed: 1)
    let count = 40_000
    let samples = (0..<count).map {
      sampler.sample(array: 0, tile: 0, row: $0 / 200, column: $0 % 200)
    }
    #expect(sampler.sample(array: 0, tile: 0, row: 7, column: 9) == samples[7 * 200 + 9])
    func check(_ values: [Double], mu: Double, sigma: Double) {
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      // Four standard errors.
      #expect((mean - mu).magnitude < 4 * sigma / Double(count).squareRoot())
      #expect((variance.squareRoot() / sigma - 1).magnitude < 4 / Double(2 * count).squareRoot())
    }
    check(samples.map { log($0.vSet) }, mu: 0.202, sigma: 0.776)
    check(samples.map { log($0.vReset) }, mu: -0.025, sigma: 0.810)
    check(samples.map { log($0.rLRS) }, mu: 6.253, sigma: 1.041)
    check(samples.map { log10($0.rHRS) }, mu: 6.041, sigma: 0.769)
    #expect(samples.allSatisfy { $0.rLRS <= $0.rHRS })
  }

  @Test("wrong bits an array agree with SciPy's tail probabilities")
  func deviceSpread() throws {
    let reference = try Reference.load()
    let arrays = try ExampleArrays.simulator(Paper.device(), seed: 11)
    let ones = 3 * 42 * 40 * 2 / 3
    let cells = arrays.design.cellCount
    #expect(cells == 43 * 40 * 3)
    let ones1 = arrays.design.tiles.reduce(0) { sum, tile in
      sum
        + (0..<tile.rows).reduce(0) { row, r in
          row
            + (0..<tile.columns).count { c in
              arrays.network.bit(
                arrays.design.address(CellID(tile: tile.id.index, row: r, column: c)))
            }
        }
    }
    #expect(ones1 == ones)
    let p1 = 1 - (1 - reference.p_set) * (1 - reference.p_low)
    let expected = Double(ones1) * p1 + Double(cells - ones1) * reference.p_high
    let inputs = try IntegerInputs(Matrix(rows: 1, columns: 42, repeating: 1), file: "x")
    let trials = try arrays.trials(
      arrays: 400, fidelity: .deviceSpread, inputs: inputs, labels: [0])
    let mean = Estimate.mean(trials.map { Double($0.bitErrors) })
    // Five standard errors of the mean of 400 arrays.
    #expect((mean.value - expected).magnitude < 5 * (expected / 400).squareRoot())
  }

  @Test(
    "flipping the bits of an error twice gives the network back; once, the word changes as by hand")
  func flipping() throws {
    let arrays = try ExampleArrays.simulator(Paper.device(), seed: 1)
    let cell = arrays.design.cell(BitAddress(layer: 0, input: 3, output: 5, bit: 0))
    let error = BitError(cell: cell, wanted: true, cause: .disturbed)
    let once = arrays.network.flipping([error], design: arrays.design)
    // Code −2 is 110; without its sign bit it is 010, or 2.
    #expect(arrays.network.layers[0].weights[3, 5] == -2)
    #expect(once.layers[0].weights[3, 5] == 2)
    #expect(once.flipping([error], design: arrays.design) == arrays.network)
  }

  @Test(
    "intervals equal SciPy's",
    arguments: [
      (47, 118, 0.314526855599215, 0.4884958574223093), (0, 20, 0.0, 0.16112515805281935),
      (20, 20, 0.8388748419471808, 1.0), (50, 1000, 0.03813026239274881, 0.06531382024425081),
    ])
  func wilson(successes: Int, trials: Int, low: Double, high: Double) {
    let share = Estimate.share(successes, of: trials)
    #expect((share.low - low).magnitude < 1e-12 && (share.high - high).magnitude < 1e-12)
  }

  @Test func mean() {
    let mean = Estimate.mean([3, 5, 9, 2.5, 7])
    #expect((mean.value - 5.3).magnitude < 1e-12)
    #expect((mean.low - 2.9075590617876794).magnitude < 1e-12)
    #expect((mean.high - 7.69244093821232).magnitude < 1e-12)
  }
}
