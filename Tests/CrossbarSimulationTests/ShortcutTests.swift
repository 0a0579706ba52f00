import CrossbarArray
import CrossbarCore
import CrossbarDevices
import Foundation
import Testing

@testable import CrossbarSimulation

/// The shortcuts of sampled arrays against the whole simulation of every cell.
///
/// `DENDRITE_SHORTCUT_CELLS` sets the cells of each scenario; the default suits a debug build.
@Suite("Shortcuts of sampled arrays")
struct ShortcutTests {
  private static let cells =
    ProcessInfo.processInfo.environment["DENDRITE_SHORTCUT_CELLS"].flatMap { Int($0) } ?? 240
  private static let rows = 32

  /// What the whole simulation says.
  private func expected(
    _ simulator: CellSimulator, _ bit: Bool, _ device: DeviceSample, _ circuit: CellCircuit,
    _ noise: Double
  ) -> BitErrorCause? {
    let outcome = simulator.run(storing: bit, device: device, circuit: circuit, noise: noise)
    if outcome.bit == bit { return nil }
    return BitErrorCause.of(
      wanted: bit, isLow: outcome.state > 0.5, device: device, operation: simulator.operation)
  }

  /// Scores far into the tails: one in two of a cell's four uniform within ±4, the others as they come.
  private func words(_ index: Int) -> (words: DeviceSampler.Words, noise: UInt64) {
    let dice = Philox4x64(seed: 77, stream: 3)
    let own = dice.words(at: (UInt64(index), 0, 0, 0))
    let far = dice.words(at: (UInt64(index), 1, 0, 0))
    let choice = dice.words(at: (UInt64(index), 2, 0, 0))
    func mixed(_ own: UInt64, _ far: UInt64, _ choice: UInt64) -> UInt64 {
      if choice & 1 == 0 { return own }
      let share = PortableMath.normalProbability(8 * Philox4x64.unitInterval(far) - 4)
      return UInt64(share * 0x1p52) << 12
    }
    return (
      (
        mixed(own.0, far.0, choice.0), mixed(own.1, far.1, choice.1),
        mixed(own.2, far.2, choice.2), mixed(own.3, far.3, choice.3)
      ), mixed(far.0 ^ own.1, own.0, choice.0 >> 1)
    )
  }

  @Test("boxes and bounds against the integration", arguments: ShortcutScenario.all)
  func verdicts(_ scenario: ShortcutScenario) throws {
    let device = try scenario.device()
    let simulator = CellSimulator(device: device)
    let sampler = DeviceSampler(statistics: device.statistics, seed: 0)
    let noiseSampler = ReadNoiseSampler(device: device, seed: 0)
    let isNoisy = noiseSampler.line(array: 0, tile: 0) != nil
    let filter = QuickCircuitFilter(
      simulator: simulator, statistics: device.statistics, wiring: scenario.wiring, rows: Self.rows)
    #expect(filter != nil || !scenario.hasBoxes)
    /// By verdict: boxes, bounds that say right, bounds that say wrong, the integration; and wrong bits.
    typealias Counts = SIMD8<Int>
    let parts = 64
    let counts = parallelMap(count: parts) { part -> Counts in
      var counts = Counts()
      for index in stride(from: part, to: Self.cells, by: parts) {
        let (words, noiseWord) = words(index)
        let scores = sampler.scores(words)
        let sample = sampler.sample(scores: scores)
        let noise = isNoisy ? noiseSampler.score(noiseWord) : 0
        let bit = index / 2 % 2 == 0
        let circuit = CellCircuit(
          scenario.wiring, row: index % 2 == 0 ? Self.rows - 1 : index / 4 % Self.rows)
        let expected = expected(simulator, bit, sample, circuit, noise)
        let found = simulator.cause(storing: bit, device: sample, circuit: circuit, noise: noise)
        if found != expected {
          Issue.record(
            "cell \(index): \(String(describing: found)), not \(String(describing: expected)), of \(sample), noise \(noise)"
          )
        }
        if expected != nil { counts[4] += 1 }
        let isSure =
          filter.map {
            $0.isQuiet(isNoisy ? noiseWord : nil)
              && ($0.isCorrelated
                ? $0.isSurelyRight(storing: bit, scores) : $0.isSurelyRight(storing: bit, words))
          } ?? false
        if isSure {
          counts[0] += 1
          if expected != nil {
            Issue.record("cell \(index): boxes are sure of \(sample), noise \(noise)")
          }
        } else if simulator.isSurelyRight(
          storing: bit, device: sample, circuit: circuit, noise: noise)
        {
          counts[1] += 1
        } else if simulator.isSurelyWrong(
          storing: bit, device: sample, circuit: circuit, noise: noise)
        {
          counts[2] += 1
        } else {
          counts[3] += 1
        }
      }
      return counts
    }.reduce(Counts(), &+)
    if Self.cells > 10_000 { print("SHORTCUTS \(scenario.name): \(counts)") }
    #expect(counts[4] > 0)
    #expect(!scenario.hasBoxes || counts[0] > 0)
  }

  @Test(
    "an array's wrong bits with boxes, without, and by the integration alone",
    arguments: ShortcutScenario.all)
  func arrays(_ scenario: ShortcutScenario) throws {
    let device = try scenario.device()
    let plain = ExampleArrays.simulator(device, seed: 8, inputs: 20, outputs: 18)
    let registration = RegistrationSpread(sigma: 10, limit: 30) { x, y in
      (1 + Double(x) / 60, 1 - Double(y) / 90)
    }
    let fidelity = ArrayFidelity.transistorAndWires(scenario.wiring)
    let simulator = CellSimulator(device: device)
    for spread in [nil, registration] {
      func arrays(_ circuit: ArrayWiring?) -> ArraySimulator {
        ArraySimulator(
          network: plain.network, design: plain.design, device: device, seed: 8,
          registration: spread, circuit: circuit)
      }
      let quick = arrays(scenario.wiring).bitErrors(array: 2, fidelity: fidelity)
      if scenario.hasBoxes {
        #expect(quick == arrays(nil).bitErrors(array: 2, fidelity: fidelity))
      }
      if scenario.name == "paper" {
        // A filter made for other wires is not used.
        var other = scenario.wiring
        other.driver = Ohms(1e-3)
        #expect(quick == arrays(other).bitErrors(array: 2, fidelity: fidelity))
      }
      let areas = spread?.areas(array: 2, seed: 8) ?? (even: 1, odd: 1)
      if spread != nil { #expect(areas.even != 1 && areas.odd != 1 && areas.even != areas.odd) }
      let step = max(1, plain.design.cellCount / Self.cells)
      var index = 0
      for tile in plain.design.tiles {
        for row in 0..<tile.rows {
          for column in 0..<tile.columns {
            index += 1
            guard index % step == 0 else { continue }
            let cell = CellID(tile: tile.id.index, row: row, column: column)
            let sample = plain.sampler.sample(
              array: 2, tile: cell.tile, row: row, column: column
            ).scaled(area: column % 2 == 0 ? areas.even : areas.odd)
            let expected = expected(
              simulator, plain.network.bit(plain.design.address(cell)), sample,
              CellCircuit(scenario.wiring, row: row), plain.noise.score(array: 2, cell: cell))
            #expect(quick.first { $0.cell == cell }?.cause == expected, "\(cell.name)")
          }
        }
      }
    }
  }

  @Test(
    "device spread alone, junctions of other areas", arguments: FamilyTests.devices.indices,
    [(1.3, 0.8), (0.9, 0.7), (0, 1.2)])
  func areas(index: Int, areas: (even: Double, odd: Double)) throws {
    let device = try FamilyTests.devices[index].1()
    let plain = ExampleArrays.simulator(device, seed: 6)
    let arrays = ArraySimulator(
      network: plain.network, design: plain.design, device: device, seed: 6,
      registration: RegistrationSpread(sigma: 10, limit: 30) { _, _ in areas })
    let rule = ThresholdRule(operation: device.operation)
    var expected: [BitError] = []
    for tile in plain.design.tiles {
      for row in 0..<tile.rows {
        for column in 0..<tile.columns {
          let cell = CellID(tile: tile.id.index, row: row, column: column)
          let bit = plain.network.bit(plain.design.address(cell))
          let sample = plain.sampler.sample(array: 1, tile: cell.tile, row: row, column: column)
            .scaled(area: column % 2 == 0 ? areas.even : areas.odd)
          if let cause = rule.read(storing: bit, device: sample).cause {
            expected.append(BitError(cell: cell, wanted: bit, cause: cause))
          }
        }
      }
    }
    #expect(expected.count > 20)
    #expect(arrays.bitErrors(array: 1, fidelity: .deviceSpread) == expected)
  }

  @Test("limits on raw words are the bounds of their numbers")
  func wordLimits() {
    let dice = Philox4x64(seed: 7, stream: 7)
    var bounds: [Double] = [
      -1, 0, 0x1p-1074, 0x1p-53, 0x1p-52, 0x3p-53, 0.5, 0.5 + 0x1p-53, 1 - 0x1p-53, 1, 1.5, .nan,
      .infinity, -.infinity,
    ]
    for index in 0..<200 {
      let words = dice.words(at: (UInt64(index), 0, 0, 0))
      bounds.append(Philox4x64.unitInterval(words.0))
      bounds.append(Philox4x64.unitInterval(words.1) * PortableMath.exp(-Double(index) / 4))
      bounds.append(bounds[bounds.count - 1].nextUp)
    }
    for bound in bounds {
      let near = UInt64(bound.isNaN ? 0 : min(max(bound, 0), 1) * 0x1p52)
      let places: [UInt64] = [
        0, 1, near &- 2, near &- 1, near, near + 1, 1 << 51, (1 << 52) - 1,
      ]
      for place in places {
        let word = min(place, (1 << 52) - 1) << 12 | 0xFFF
        let number = Philox4x64.unitInterval(word)
        #expect(WordLimit(below: bound).isBelow(word) == (number < bound), "\(bound) \(word)")
        #expect(!WordLimit(above: bound).isBelow(word) == (number > bound), "\(bound) \(word)")
      }
    }
  }

  @Test("64 cells' words at once are the words of each, with vector instructions and without")
  func wordBlocks() {
    let dice = Philox4x64(seed: 9, stream: 7)
    for index in 0..<200 {
      let r = dice.words(at: (UInt64(index), 0, 0, 0))
      let key = dice.words(at: (UInt64(index), 1, 0, 0))
      let generator = Philox4x64(seed: key.0, stream: key.1)
      let first = index == 0 ? UInt64.max - 20 : r.0
      for usesVectors in [true, false] {
        let block = WordBlock(usesVectors: usesVectors)
        block.draw(generator.line((r.1, r.2, r.3)), at: first)
        let limit = WordLimit(below: Philox4x64.unitInterval(key.2))
        let below = (0..<4).map { block.below(limit, word: $0) }
        for cell in 0..<64 {
          let words = generator.words(at: (first &+ UInt64(cell), r.1, r.2, r.3))
          #expect(block[cell] == words)
          let expected = [words.0, words.1, words.2, words.3].map(limit.isBelow)
          #expect(below.map { $0 >> UInt64(cell) & 1 == 1 } == expected)
        }
      }
    }
  }

  @Test("a box is where its scores say")
  func boxes() {
    let boxes = QuantileBoxes(middle: 4)
    #expect(boxes.count == 24)
    let dice = Philox4x64(seed: 8, stream: 7)
    var seen = Set<Int>()
    for index in 0..<20_000 {
      let word = dice.words(at: (UInt64(index), 0, 0, 0)).0
      let score = PortableMath.normalQuantile(Philox4x64.unitInterval(word))
      let box = boxes.box(word)
      seen.insert(box)
      #expect(boxes.scores(box).contains(score) && boxes.box(score: score) == box)
    }
    #expect(seen.count == 24)
  }
}
