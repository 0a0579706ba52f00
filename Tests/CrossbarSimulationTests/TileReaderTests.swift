import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarSimulation
import CrossbarSolver
import Testing

@Suite("Tiles read in every mode")
struct TileReaderTests {
  private struct Example {
    var wiring: CrossbarWiring
    var states: Matrix<Double>
    var devices: Matrix<DeviceSample>

    init(_ dice: inout TileDice, _ rows: Int, _ columns: Int, isOhmic: Bool) {
      wiring = CrossbarWiring(
        driver: Ohms(10), sense: Ohms(35), rowLeads: (0..<rows).map { _ in dice.decades(0, 2) },
        columnLeads: (0..<columns).map { _ in dice.decades(0, 2) },
        rowSegments: dice.matrix(rows, columns - 1) { $0.decades(-1, 2) },
        columnSegments: dice.matrix(rows - 1, columns) { $0.decades(-1, 2) })
      let (lows, highs) = (
        dice.matrix(rows, columns) { $0.decades(2, isOhmic ? 8 : 4) },
        dice.matrix(rows, columns) { $0.decades(4.5, 7) }
      )
      states = dice.matrix(rows, columns) { isOhmic ? 1 : $0.unit() < 0.5 ? 0 : 1 }
      devices = Matrix(
        rows: rows, columns: columns,
        elements: zip(lows.elements, highs.elements).map {
          DeviceSample(vSet: 1, vReset: 1, rLRS: $0, rHRS: max($1, $0))
        })
    }

    /// What SciPy is to solve for one selection, built from the modes' definitions.
    func reference(_ mode: ReadingMode, _ row: Int, _ column: Int, _ device: Device)
      -> [String: Any]
    {
      let v = device.operation.readVoltage.value
      func end(_ volts: Double?, _ ohms: Double) -> [String: Any] {
        volts.map { ["kind": "terminal", "ohms": ohms, "volts": $0] } ?? ["kind": "open"]
      }
      let others: (Double?, Double?) =
        switch mode {
        case .floating: (nil, nil)
        case .half: (v / 2, v / 2)
        case .third: (v / 3, 2 * v / 3)
        default: (0, 0)
        }
      let allSensed = mode == .grounded || mode == .columnSum
      return [
        "law": "model", "rows": wiring.rows, "columns": wiring.columns,
        "rowSegments": wiring.rowSegments.elements,
        "columnSegments": wiring.columnSegments.elements,
        "left": wiring.rowLeads.enumerated().map {
          end($0 == row ? v : others.0, $1 + 10)
        },
        "top": wiring.columnLeads.enumerated().map {
          end($0 == column ? 0 : others.1, $1 + ($0 == column || allSensed ? 35 : 10))
        },
        "right": Array(repeating: end(nil, 0), count: wiring.rows),
        "bottom": Array(repeating: end(nil, 0), count: wiring.columns),
        "cells": zip(states.elements, devices.elements).map {
          [
            $1.rLRS, $1.rHRS, $0, device.constants.readReference, device.constants.smoothing,
          ]
        },
      ]
    }
  }

  private static let passive: [ReadingMode] = [.floating, .grounded, .half, .third]

  @Test(
    "every cell's current as SciPy has it",
    .enabled(
      if: TileReference.python != nil, TileReference.missing), arguments: ReadMethod.allCases)
  func passive(_ method: ReadMethod) throws {
    var dice = TileDice(method == .linear ? 10 : 11)
    let device = try Paper.device()
    var cases: [[String: Any]] = []
    var found: [Double] = []
    for (rows, columns) in [(1, 1), (1, 3), (4, 1), (4, 3), (3, 5)] {
      let example = Example(&dice, rows, columns, isOhmic: method == .linear)
      let reader = TileReader(.passive(example.wiring), device: device)
      for mode in Self.passive {
        let read = try reader.read(
          mode, states: example.states, devices: example.devices, method: method)
        #expect(read.findings == [])
        #expect(read.bits == read.currents.map { $0 > 0.1 / device.operation.threshold.value })
        for row in 0..<rows {
          for column in 0..<columns {
            cases.append(example.reference(mode, row, column, device))
            found.append(read.currents[row, column])
          }
        }
      }
    }
    let expected = try TileReference.solve(cases)
    var worst = 0.0
    var next = 0
    for (rows, columns) in [(1, 1), (1, 3), (4, 1), (4, 3), (3, 5)] {
      for mode in Self.passive {
        for cell in 0..<rows * columns {
          let currents = expected[next]
          // Behind the cells: the terminals, the rows' first.
          let terminals = Array(currents.dropFirst(rows * columns))
          let own = -terminals[mode == .floating ? 1 : rows + cell % columns]
          let difference = worstDifference([found[next]], [own], floor: 1e-12)
          #expect(difference < 1e-8, "\(rows) × \(columns) \(mode) cell \(cell)")
          worst = max(worst, difference)
          next += 1
        }
      }
    }
    print("passive reads, \(method): \(worst) of \(next) currents")
  }

  @Test(
    "column sums as badcrossbar has them",
    .enabled(if: TileReference.python != nil, TileReference.missing))
  func badcrossbar() throws {
    let script = """
      import json, sys
      import logging, warnings
      import numpy as np, badcrossbar
      warnings.simplefilter('ignore')
      logging.disable(logging.CRITICAL)
      def solve(case):
          g = np.array(case["ohms"]).reshape(case["rows"], -1)
          # Its bit lines leave at the bottom, ours at the top.
          v = np.array(case["volts"]).reshape(case["rows"], -1)
          s = badcrossbar.compute(v[::-1], g[::-1], r_i_word_line=case["row"], r_i_bit_line=case["column"])
          return np.array(s.currents.output).ravel().tolist()
      print(json.dumps([solve(c) for c in json.load(sys.stdin)]))
      """
    var dice = TileDice(12)
    let device = try Paper.device()
    let (rows, columns, inputs) = (12, 9, 3)
    let wiring = CrossbarWiring(
      rows: rows, columns: columns, driver: Ohms(1), sense: Ohms(0.5), rowLead: Ohms(1),
      rowSegment: Ohms(2), columnLead: Ohms(2.5), columnSegment: Ohms(3))
    let ohms = dice.matrix(rows, columns) { $0.decades(2, 8) }
    let volts = dice.matrix(inputs, rows) { $0.unit() }
    let expected = try TileReference.solve(
      [
        [
          "rows": rows, "ohms": ohms.elements, "row": 2.0, "column": 3.0,
          "volts": (0..<rows).flatMap { row in (0..<inputs).map { volts[$0, row] * 0.1 } },
        ]
      ], script: script)
    let devices = ohms.map { DeviceSample(vSet: 1, vReset: 1, rLRS: $0, rHRS: $0) }
    let reader = TileReader(.passive(wiring), device: device)
    for method in ReadMethod.allCases {
      let sums = try reader.columnSums(
        inputs: volts, states: ohms.map { _ in 1 }, devices: devices, method: method)
      let difference = worstDifference(sums.currents.elements, expected[0])
      #expect(difference < 1e-9)
      print("column sums, \(method), against badcrossbar: \(difference)")
    }
  }

  @Test("behind transistors: memory is the cells' loops, column sums the columns' ladders")
  func enabled() throws {
    var dice = TileDice(13)
    let device = try Paper.device()
    let example = Example(&dice, 6, 4, isOhmic: false)
    let reader = TileReader(.enabled(Paper.wiring), device: device)
    let read = try reader.read(.memory, states: example.states, devices: example.devices)
    let inputs = Matrix(rows: 6, columns: 6, elements: (0..<36).map { $0 % 7 == 0 ? 1.0 : 0 })
    let sums = try reader.columnSums(
      inputs: inputs, states: example.states, devices: example.devices)
    // One word line on: the two must agree.
    #expect(worstDifference(sums.currents.elements, read.currents.elements) < 1e-10)
    let all = try reader.read(.columnSum, states: example.states, devices: example.devices)
    for column in 0..<4 {
      let alone = (0..<6).reduce(0) { $0 + read.currents[$1, column] }
      // Wires in common: less than the sum, more than half of it here.
      #expect(all.currents[0, column] < alone && all.currents[0, column] > alone / 2)
    }
  }

  @Test("noise multiplies what devices that have any read")
  func noise() throws {
    var dice = TileDice(14)
    var device = try Paper.device()
    let example = Example(&dice, 3, 2, isOhmic: true)
    let scores = dice.matrix(3, 2) { 4 * $0.unit() - 2 }
    func read(_ noise: Matrix<Double>?) throws -> [Double] {
      try TileReader(.passive(example.wiring), device: device).read(
        .third, states: example.states, devices: example.devices, noise: noise
      ).currents.elements
    }
    let quiet = try read(nil)
    #expect(try read(scores) == quiet)
    device.constants.readNoise = ReadNoise(relative: 0.1, bandwidth: 1000)
    for (index, current) in try read(scores).enumerated() {
      #expect((current / quiet[index] - 1 - 0.1 * scores.elements[index]).magnitude < 1e-14)
    }
  }

  @Test("what cannot be read is said, all at once")
  func findings() throws {
    var dice = TileDice(15)
    let device = try Paper.device()
    var example = Example(&dice, 3, 2, isOhmic: true)
    let passive = TileReader(.passive(example.wiring), device: device)
    let enabled = TileReader(.enabled(Paper.wiring), device: device)
    func ids(_ body: () throws -> some Any) -> [String] {
      do {
        _ = try body()
        return []
      } catch let error as Diagnostics {
        return error.all.map(\.id)
      } catch {
        return ["other"]
      }
    }
    let (states, devices) = (example.states, example.devices)
    #expect(
      ids { try passive.read(.memory, states: states, devices: devices) } == ["simulate/mode"])
    for mode in Self.passive {
      #expect(ids { try enabled.read(mode, states: states, devices: devices) } == ["simulate/mode"])
    }
    let none = Matrix<Double>(rows: 0, columns: 0, elements: [])
    let nobody = Matrix<DeviceSample>(rows: 0, columns: 0, elements: [])
    #expect(ids { try passive.read(.half, states: none, devices: nobody) } == ["simulate/shape"])
    #expect(
      ids { try passive.read(.columnSum, states: none, devices: nobody) } == ["simulate/shape"])
    example.states[1, 1] = .nan
    example.devices[2, 0].rLRS = -3
    #expect(
      ids { try passive.read(.half, states: example.states, devices: example.devices) }
        == ["simulate/state", "simulate/device"])
    #expect(
      ids {
        try enabled.columnSums(
          inputs: Matrix(rows: 1, columns: 3, elements: [1, 0.5, 0]), states: states,
          devices: devices)
      } == ["simulate/inputs"])
    #expect(
      ids {
        try passive.columnSums(
          inputs: Matrix(rows: 1, columns: 4, repeating: 1), states: states, devices: devices)
      } == ["simulate/inputs"])
    #expect(
      ids {
        try passive.read(
          .half, states: states, devices: devices,
          noise: Matrix(rows: 2, columns: 2, repeating: 0))
      } == ["simulate/shape"])
    example.wiring.rowSegments[0, 0] = -1
    example.wiring.rowLeads[1] = 0
    #expect(
      ids {
        try TileReader(.passive(example.wiring), device: device).read(
          .half, states: states, devices: devices)
      } == ["solver/value"])
  }

  @Test("too few steps are said, with the worst cell")
  func convergence() throws {
    var dice = TileDice(16)
    let device = try Paper.device()
    let example = Example(&dice, 4, 4, isOhmic: false)
    let reader = TileReader(
      .passive(example.wiring), device: device, tile: TileID(3), limit: .init(iterations: 1))
    let read = try reader.read(
      .half, states: example.states, devices: example.devices, method: .exact)
    #expect(read.findings.count == 10)
    #expect(read.findings.allSatisfy { $0.id == "simulate/convergence" && $0.severity == .warning })
    #expect(read.findings[0].location?.element?.hasPrefix("t03_r00") == true)
  }

  @Test("the worst case bounds every pattern of a small tile, and some pattern reaches it")
  func window() throws {
    var dice = TileDice(17)
    let device = try Paper.device()
    for (rows, columns, method) in [(3, 3, ReadMethod.linear), (2, 2, .exact)] {
      let example = Example(&dice, rows, columns, isOhmic: false)
      let reader = TileReader(.passive(example.wiring), device: device)
      let count = rows * columns
      let tiles = (0..<1 << count).map { pattern in
        TileCells(
          states: Matrix(
            rows: rows, columns: columns,
            elements: (0..<count).map { Double((pattern >> $0) & 1) }), devices: example.devices)
      }
      for mode in Self.passive {
        let window = try reader.window(
          mode, row: 1, column: 1, devices: example.devices, method: method)
        var (zero, one) = (0.0, Double.infinity)
        for (tile, read) in zip(tiles, try reader.read(mode, tiles, method: method)) {
          let current = read.currents[1, 1]
          if tile.states[1, 1] == 0 { zero = max(zero, current) } else { one = min(one, current) }
        }
        #expect((window.largestZero / zero - 1).magnitude < 1e-9, "\(mode)")
        #expect((window.smallestOne / one - 1).magnitude < 1e-9, "\(mode)")
        #expect(window.isOpen == (one > zero))
      }
      #expect(throws: Diagnostics.self) {
        try reader.window(.half, row: rows, column: 0, devices: example.devices)
      }
    }
  }

  @Test("tiles read together are read as alone, bit for bit")
  func together() throws {
    var dice = TileDice(18)
    let device = try Paper.device()
    let wiring = Example(&dice, 4, 5, isOhmic: false).wiring
    let tiles = (0..<11).map { _ in
      let example = Example(&dice, 4, 5, isOhmic: false)
      return TileCells(states: example.states, devices: example.devices)
    }
    for (wires, modes) in [
      (TileReader.Wires.passive(wiring), Self.passive + [.columnSum]),
      (.enabled(Paper.wiring), [.memory, .columnSum]),
    ] {
      let reader = TileReader(wires, device: device)
      for mode in modes {
        let all = try reader.read(mode, tiles)
        for (tile, read) in zip(tiles, all) {
          #expect(try reader.read(mode, states: tile.states, devices: tile.devices) == read)
        }
      }
    }
  }
}
