import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarSimulation
import Testing

@Suite("Columns of 1T1R cells")
struct ColumnLadderTests {
  /// Wires so poor and gates so low that transistors are cut off, saturated and in triode.
  private func wiring(_ dice: inout TileDice) -> ArrayWiring {
    var wiring = Paper.wiring
    wiring.transistor.wordLineVoltage = Volts(1 + 9 * dice.unit())
    wiring.transistor.width = 1e-6 * (1 + 50 * dice.unit())
    wiring.driver = Ohms(dice.decades(0, 2))
    wiring.bitLineLead = Ohms(dice.decades(0, 2))
    wiring.bitLineSegment = Ohms(dice.decades(-1, 2))
    wiring.sourceLineSegment = Ohms(dice.decades(-1, 1))
    wiring.bottomContact = Ohms(dice.decades(0, 2))
    return wiring
  }

  @Test(
    "the same currents as SciPy", .enabled(if: TileReference.python != nil, TileReference.missing))
  func scipy() throws {
    var dice = TileDice(2)
    let device = try Paper.device()
    let model = CompactModel(device)
    var cases: [[String: Any]] = []
    var found: [LadderSolution] = []
    for rows in [1, 2, 5, 9, 14, 14, 14, 14] {
      let wiring = wiring(&dice)
      let on = (0..<rows).map { _ in rows == 1 || dice.unit() < 0.7 }
      let cells = (0..<rows).map { _ in
        (dice.decades(2, 4), dice.decades(4.5, 7), [0, 1, 1, dice.unit()][dice.below(4)])
      }
      let volts = (0..<2).map { _ in 5 * dice.unit() }
      cases.append([
        "rows": rows, "on": on, "source": volts[0], "bit": volts[1],
        "beta": wiring.transistor.beta, "threshold": wiring.transistor.threshold.value,
        "gate": wiring.transistor.wordLineVoltage.value,
        "wires": [
          "driver": wiring.driver.value, "bitLead": wiring.bitLineLead.value,
          "bitSegment": wiring.bitLineSegment.value, "sourceLead": wiring.sourceLineLead.value,
          "sourceSegment": wiring.sourceLineSegment.value, "contact": wiring.bottomContact.value,
        ],
        "cells": cells.map {
          [$0.0, $0.1, $0.2, device.constants.readReference, device.constants.smoothing]
        },
      ])
      found.append(
        ColumnLadder(wiring: wiring, model: model).solve(
          source: Volts(volts[0]), bit: Volts(volts[1]), isOn: on, states: cells.map(\.2),
          devices: cells.map { DeviceSample(vSet: 1, vReset: 1, rLRS: $0.0, rHRS: $0.1) }))
    }
    let expected = try TileReference.solve(cases)
    var worst = 0.0
    var steps = 0
    for (index, (solution, expected)) in zip(found, expected).enumerated() {
      let largest = expected.reduce(0) { max($0, $1.magnitude) }
      let difference = worstDifference(
        solution.cellCurrent, expected, floor: max(1e-6 * largest, 1e-11))
      #expect(difference < 1e-8, "case \(index): \(solution.cellCurrent) \(expected)")
      #expect(solution.convergence.isReached, "case \(index): \(solution.convergence)")
      #expect(
        worstDifference([solution.current], [expected.reduce(0, +)], floor: 1e-11) < 1e-8,
        "case \(index)")
      worst = max(worst, difference)
      steps = max(steps, solution.convergence.iterations)
    }
    #expect(found.contains { $0.cellCurrent.contains { $0.magnitude > 1e-4 } })
    print("columns against SciPy: \(worst), at most \(steps) steps")
  }

  @Test("one word line on is the cell's own loop, whatever the rest holds")
  func oneRow() throws {
    let device = try Paper.device()
    let sampler = DeviceSampler(statistics: device.statistics, seed: 3)
    let devices = (0..<20).map { sampler.sample(array: 0, tile: 0, row: $0, column: 0) }
    let states = (0..<20).map { Double($0 % 3) / 2 }
    let model = CompactModel(device)
    let ladder = ColumnLadder(wiring: Paper.wiring, model: model)
    for row in 0..<20 {
      let solution = ladder.solve(
        source: Volts(0.1), bit: Volts(0), isOn: (0..<20).map { $0 == row }, states: states,
        devices: devices)
      let loop = CellCircuit(Paper.wiring, row: row).current(
        source: Volts(0.1), bit: Volts(0), state: states[row], device: devices[row], model: model)
      #expect(worstDifference([solution.current], [loop.value]) < 1e-10)
      #expect(solution.convergence.isReached)
    }
  }

  @Test("128 rows settle in a few steps, whatever the voltages, gates and wires")
  func settles() throws {
    var dice = TileDice(4)
    let device = try Paper.device()
    let model = CompactModel(device)
    let sampler = DeviceSampler(statistics: device.statistics, seed: 4)
    let devices = (0..<128).map { sampler.sample(array: 0, tile: 0, row: $0, column: 0) }
    var steps = 0
    for round in 0..<60 {
      let ladder = ColumnLadder(wiring: wiring(&dice), model: model)
      let solution = ladder.solve(
        source: Volts(10 * dice.unit()), bit: Volts(round % 2 == 0 ? 0 : 10 * dice.unit()),
        isOn: devices.map { _ in round % 3 == 0 || dice.unit() < 0.5 },
        states: devices.map { _ in [0, 1, dice.unit()][dice.below(3)] }, devices: devices)
      #expect(solution.convergence.isReached, "round \(round): \(solution.convergence)")
      steps = max(steps, solution.convergence.iterations)
    }
    print("128 rows settle in at most \(steps) steps")
  }
}
