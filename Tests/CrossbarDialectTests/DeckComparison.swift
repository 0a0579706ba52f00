import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarModel

/// Compares what was read with the design, the device and the operating point, and lists every difference.
struct DeckComparison {
  let input: BackendInput
  let dialect: String
  var differences: [String] = []

  private mutating func equal<T: Equatable>(_ found: T, _ expected: T, _ what: String) {
    if found != expected { differences.append("\(what): \(found), expected \(expected)") }
  }

  private mutating func equal<T: Equatable>(
    _ found: [String: T], _ expected: [String: T], _ what: String
  ) {
    for name in Set(found.keys).union(expected.keys).sorted() {
      guard let value = found[name], let wanted = expected[name] else {
        differences.append("\(what) \(name): \(found[name] == nil ? "missing" : "too many")")
        continue
      }
      equal(value, wanted, "\(what) \(name)")
    }
  }

  mutating func compare(_ read: ReadDecks) {
    for (name, error) in read.worst.sorted(by: { $0.key < $1.key }) where !(error < 1e-9) {
      differences.append("\(name) differs from the model by \(error)")
    }
    equal(
      read.worst.keys.count, input.device.enduranceCycles < .max ? 12 : 5, "behavioural sources")
    library(read)
    corners(read)
    statistics(read)
    equal(read.tiles.count, input.design.tileCount, "tiles")
    for index in 0..<input.design.tileCount {
      let tile = input.design.tile(index)
      guard let found = read.tiles[tile.id.name] else { continue }
      compare(found, tile)
      if dialect != "ngspice", let bench = read.testbenches[tile.id.name] { compare(bench, tile) }
    }
    if dialect != "ngspice" {
      for (file, line) in read.first_lines
      where !line.contains("syntax only: not run when this file was written") {
        differences.append("\(file) does not say that it was not run")
      }
    }
  }

  private mutating func library(_ read: ReadDecks) {
    let c = input.device.constants
    let model = CompactModel(input.device)
    var defaults: [String: Double] = [
      "vrd": c.readReference, "vd": c.smoothing, "tth": c.thresholdTime, "tmin": c.minimumTime,
      "va": c.slopeAbove, "vbs": model.slopeBelowSet, "vbr": model.slopeBelowReset,
      "eta": c.feedback, "trel": c.relaxationTime, "ulim": c.overdriveBound, "cp": c.capacitance,
      "xc": model.unstableState, "mob": 1,
      "x0": input.device.operation.initialState == .lrs ? 1 : 0,
    ]
    var medians: [String: Double] = [:]
    for quantity in DeviceQuantity.allCases {
      medians[quantity.parameter] = input.device.statistics[quantity].median.roundedToSixDigits
    }
    defaults.merge(medians) { $1 }
    if let t = c.temperature {
      defaults.merge([
        "tdev": input.device.operation.temperature, "tnom": t.reference, "tcl": t.lowCoefficient,
        "eah": t.highActivation,
        "eas": t.switchingActivation,
      ]) { $1 }
    }
    if let noise = c.readNoise, dialect == "ngspice" {
      defaults.merge(["rn": noise.relative, "bn": noise.bandwidth, "noisy": 0]) { $1 }
    }
    equal(read.library["memristor"]?.defaults ?? [:], defaults, "memristor")
    equal(read.library["memristor"]?.ports ?? [], ["ag", "au", "x"], "memristor's ports")
    equal(read.library["memristor_wear"]?.ports ?? [], ["ag", "au", "x", "y"], "ports with wear")
    equal(
      read.library["memristor_wear"]?.defaults ?? [:],
      defaults.merging(["nend": Double(input.device.enduranceCycles)]) { $1 }, "memristor_wear")
    equal(
      read.library["cell"]?.defaults ?? [:], medians.merging(["row": 0]) { $1 }, "cell")
    equal(read.library["cell"]?.ports ?? [], ["bl", "ag", "sl", "wl"], "cell's ports")
    let memristor = (read.library["memristor"]?.elements ?? [:]).filter {
      "crv".contains($0.key.prefix(1))
    }
    var passive = ["cj": ["ag", "au"], "cx": ["x", "0"], "rx": ["x", "0"]]
    if c.readNoise != nil, dialect == "ngspice" { passive["vn"] = ["n", "0"] }
    equal(memristor, passive, "memristor's elements")
    var cell = ["m1": ["sl", "wl", "ag", "0"], "rc": ["ag", "j"], "x1": ["j", "bl", "x"]]
    if dialect == "ngspice" { cell["r1"] = ["ag", "bl"] }
    equal(read.library["cell"]?.elements ?? [:], cell, "cell's elements")
  }

  private mutating func corners(_ read: ReadDecks) {
    for corner in DeviceCorner.allCases {
      let device = corner.device(input.device.statistics)
      equal(
        read.corners[corner.rawValue] ?? [:],
        [
          "corner_vset": device.vSet, "corner_vrst": device.vReset, "corner_rlrs": device.rLRS,
          "corner_rhrs": device.rHRS,
        ], "corner \(corner.rawValue)")
    }
  }

  /// The reader's draws, mixed by the correlation, through the distributions; tables are within 5 %.
  private mutating func statistics(_ read: ReadDecks) {
    let draw: [String: String] = [
      "ngspice": "0", "xyce": "{agauss(0,1,1)}", "ltspice": "{gauss(1)}",
      "hspice": "agauss(0,1,1)", "spectre": "dist=gauss std=1",
    ]
    let names = ["z1", "z2", "z3", "z4"]
    equal(
      read.statistics.how,
      Dictionary(
        uniqueKeysWithValues: names.map {
          ((dialect == "hspice" ? "draw_" : "") + $0, draw[dialect] ?? "")
        }), "draw")
    let statistics = input.device.statistics
    let z = names.map { read.statistics.at[$0] ?? .nan }
    let mixed =
      (statistics.correlation?.factor).map { factor in
        factor.map { row in zip(row, z).reduce(0) { $0 + $1.0 * $1.1 } }
      } ?? z
    var values = zip(DeviceQuantity.allCases, mixed).map { quantity, score in
      statistics[quantity].distribution.value(atScore: score)
    }
    if values[2] > values[3] { values.swapAt(2, 3) }
    for (quantity, value) in zip(DeviceQuantity.allCases, values) {
      let found = read.statistics.values[quantity.parameter] ?? .nan
      let bound = statistics[quantity].distribution.family == .lognormal ? 1e-9 : 0.05
      if !(abs(found / value - 1) < bound) {
        differences.append("drawn \(quantity.parameter) is \(found), expected \(value)")
      }
    }
  }

  private func padded(_ value: Int) -> String {
    String(repeating: "0", count: max(0, 3 - String(value).count)) + String(value)
  }

  private mutating func compare(_ found: ReadDecks.Tile, _ tile: Tile) {
    let sampler = DeviceSampler(statistics: input.device.statistics, seed: input.seed)
    var cells: [String: ReadDecks.Cell] = [:]
    var resistors: [String: ReadDecks.Resistor] = [:]
    for row in 0..<tile.rows {
      for column in 0..<tile.columns {
        let (r, c) = (padded(row), padded(column))
        let device = sampler.sample(array: 0, tile: tile.id.index, row: row, column: column)
        let name = "\(tile.id.name)_r\(r)_c\(c)"
        let (bit, source) = ("\(tile.id.name)_b\(c)", "\(tile.id.name)_s\(c)")
        cells[name] = .init(
          nodes: [bit + "_" + r, "\(name)_ag", source + "_" + r, "\(tile.id.name)_w\(r)"],
          subcircuit: "cell",
          parameters: [
            "row": Double(row), "vset": device.vSet, "vrst": device.vReset, "rlrs": device.rLRS,
            "rhrs": device.rHRS,
          ])
        let before = row == 0 ? "" : "_\(padded(row - 1))"
        resistors["r\(bit)_\(r)"] = .init(
          nodes: [bit + before, bit + "_" + r], ohms: row == 0 ? 20 : 15)
        resistors["r\(source)_\(r)"] = .init(
          nodes: [source + before, source + "_" + r], ohms: row == 0 ? 2 : 1)
      }
    }
    equal(found.cells, cells, "cell")
    equal(found.resistors, resistors, "wire")
  }

  /// The bit of a cell: words along the rows, most significant first; the row behind the inputs holds the biases.
  private func bit(_ tile: Tile, _ row: Int, _ column: Int) -> Int {
    let layer = input.network.layers[tile.layer]
    let output = tile.outputs.lowerBound + column / 3
    let matrixRow = tile.matrixRows.lowerBound + row
    let code =
      matrixRow == layer.inputs ? layer.bias[output] : layer.weights[matrixRow, output]
    return Int(code >> Int32(2 - column % 3)) & 1
  }

  private mutating func compare(_ bench: ReadDecks.Testbench, _ tile: Tile) {
    let schedule = PulseSchedule(input.device.operation)
    let name = tile.id.name
    equal(bench.rows, [0, tile.rows - 1], "rows")
    equal(bench.stop, schedule.end.value, "end")
    equal(
      bench.wanted,
      (0..<tile.rows).map { row in (0..<tile.columns).map { bit(tile, row, $0) } }, "bits")
    let ending = dialect == "spectre" ? "scs" : dialect == "hspice" ? "sp" : "cir"
    equal(
      bench.includes,
      ["cell.\(dialect == "spectre" ? "scs" : "lib")", "\(name).\(ending)"].sorted(),
      "includes")
    var sources: [String: ReadDecks.Source] = [:]
    var resistors: [String: ReadDecks.Resistor] = [:]
    var measures: [String: ReadDecks.Find] = [:]
    let rows = 0..<tile.rows
    for row in rows {
      sources["vw\(padded(row))"] = .init(
        nodes: ["\(name)_w\(padded(row))", "0"], corners: [[rows.map { $0 == row ? 10 : 0 }]])
    }
    let bits = rows.map { row in (0..<tile.columns).map { Double(bit(tile, row, $0)) } }
    func train(_ pulses: [(PulseSchedule.Pulse, (Int) -> Double)]) -> [[[Double]]] {
      var corners = [[rows.map { _ in 0.0 }, rows.map { _ in 0.0 }]]
      for (pulse, level) in pulses {
        for (time, isTop) in zip(pulse.corners, [false, true, true, false]) {
          corners.append([rows.map { _ in time.value }, rows.map { isTop ? level($0) : 0 }])
        }
      }
      return corners
    }
    for column in 0..<tile.columns {
      let c = padded(column)
      let write = input.device.operation.writeVoltage.value
      let read = input.device.operation.readVoltage.value
      sources["vs\(c)"] = .init(
        nodes: ["vs\(c)", "0"],
        corners: train([
          (schedule.set, { write * bits[$0][column] }),
          (schedule.read, { _ in read }),
        ]))
      sources["vb\(c)"] = .init(
        nodes: ["vb\(c)", "0"],
        corners: train([(schedule.reset, { write * (1 - bits[$0][column]) })]))
      resistors["rds\(c)"] = .init(nodes: ["vs\(c)", "\(name)_s\(c)"], ohms: 10)
      resistors["rdb\(c)"] = .init(nodes: ["vb\(c)", "\(name)_b\(c)"], ohms: 10)
      measures["i\(c)"] = .init(source: "vb\(c)", time: schedule.sampleTime.value)
    }
    equal(bench.sources, sources, "source")
    equal(bench.resistors, resistors, "driver")
    equal(bench.measures, measures, "measure")
  }
}
