import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarModel
import CrossbarSimulation
import CrossbarTemplates
import CrossbarVerify
import Foundation
import Testing

/// Passive tiles: the decks of the style `crossbar` under ngspice against ``TileReader``.
@Suite(.serialized) struct CrossbarDeckTests {
  /// A tile of the style, of `inputs + 1` rows and `bits · outputs` columns.
  static func input(inputs: Int, outputs: Int, bits: Int = 3) throws -> BackendInput {
    var text = TemplateLibrary.process
    text = try ProcessFile.setting(style: .crossbar, in: text, file: "process.yaml")
    let process = try ProcessFile.parse(text, file: "process.yaml")
    var input = try ExampleArray.input(inputs: inputs, outputs: outputs, bits: bits)
    input.layout = try PhysicalLayout(design: input.design, process: process)
    input.wiring = process.wiring()
    return input
  }

  /// States and devices of tile 0 once programmed.
  static func programmed(_ input: BackendInput) -> (
    states: Matrix<Double>, devices: Matrix<DeviceSample>
  ) {
    let tile = input.design.tile(0)
    let simulator = CellSimulator(device: input.device)
    let sampler = DeviceSampler(statistics: input.device.statistics, seed: input.seed)
    let cells = (0..<tile.cells).map { index -> (Double, DeviceSample) in
      let id = CellID(tile: 0, row: index / tile.columns, column: index % tile.columns)
      let device = sampler.sample(array: 0, tile: 0, row: id.row, column: id.column)
      let outcome = simulator.run(
        storing: input.network.bit(input.design.address(id)), device: device,
        circuit: CellCircuit(input.wiring, row: id.row))
      return (outcome.state, device)
    }
    return (
      Matrix(rows: tile.rows, columns: tile.columns, elements: cells.map(\.0)),
      Matrix(rows: tile.rows, columns: tile.columns, elements: cells.map(\.1))
    )
  }

  /// Every current that ngspice printed with all its digits, by scheme, row and column; of sums by `sum`, 0 and column.
  static func currents(_ output: String) -> [(scheme: String, row: Int, column: Int, value: Double)]
  {
    output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 3, words[1] == "=", words[0].hasPrefix("dendrite_"),
        let value = Double(words[2])
      else { return nil }
      let parts = words[0].split(separator: "_")
      func number(_ letter: String) -> Int {
        parts.first { $0.hasPrefix(letter) && Int($0.dropFirst()) != nil }
          .flatMap { Int($0.dropFirst()) } ?? 0
      }
      return (String(parts[1]), number("r"), number("c"), value)
    }
  }

  private func compare(_ input: BackendInput, some: Bool) throws -> (count: Int, worst: Double) {
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    if some {
      let path = "\(folder)/t00-crossbar-read.cir"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.hasPrefix("set rows = (")
          ? "set rows = ( r002 )" : $0.hasPrefix("set columns = (") ? "set columns = ( c061 )" : $0
      }
      try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
    let output = try NgspiceRun.batch("t00-crossbar-read.cir", from: folder)
    #expect(output.contains("\nDENDRITE t00-crossbar-read FAIL "), "\(output.suffix(500))")
    let tile = input.layout.tile(0)
    let wiring = try #require(tile.crossbarWiring(input.layout.process))
    let reader = TileReader(.passive(wiring), device: input.device)
    let (states, devices) = Self.programmed(input)
    var expected: [String: Matrix<Double>] = [:]
    for mode in ReadingMode.allCases where mode != .memory {
      expected[mode == .columnSum ? "sum" : mode.rawValue] = try reader.read(
        mode, states: states, devices: devices
      ).currents
    }
    var worst = 0.0
    let found = Self.currents(output)
    for one in found {
      let ours = try #require(expected[one.scheme])[one.row, one.column]
      worst = max(worst, (one.value / ours - 1).magnitude)
    }
    return (found.count, worst)
  }

  @Test(.enabled(if: NgspiceRun.isInstalled, "ngspice is not installed"))
  func everyCellUnderEveryScheme() throws {
    let (count, worst) = try compare(Self.input(inputs: 6, outputs: 3), some: false)
    #expect(count == 4 * 63 + 9)
    #expect(worst < 1e-6)
    print("7 × 9 crossbar against ngspice: \(worst) of \(count) currents")
  }

  /// The acceptance's size; one cell under every scheme and all column sums.
  @Test(.enabled(if: NgspiceRun.isInstalled, "ngspice is not installed"))
  func largeTile() throws {
    let (count, worst) = try compare(Self.input(inputs: 63, outputs: 16, bits: 4), some: true)
    #expect(count == 4 + 64)
    #expect(worst < 1e-6)
    print("64 × 64 crossbar against ngspice: \(worst) of \(count) currents")
  }

  /// What is changed; verification must find it there.
  static let mutations: [(String, String, String, String)] = [
    (
      "t00-crossbar.cir", "Rt00_r001_c002 t00_a001_002 t00_b002_001 ",
      "Rt00_r001_c002 t00_a001_002 t00_b002_001 1", "t00_r001_c002"
    ),
    (
      "t00-crossbar.cir", "Rt00_r001_c002 t00_a001_002 t00_b002_001",
      "Rt00_r001_c002 t00_a001_001 t00_b002_001", "t00_r001_c002"
    ),
    (
      "t00-crossbar.cir", "Rt00_a001_002 t00_a001_001 t00_a001_002 ",
      "Rt00_a001_002 t00_a001_001 t00_a001_002 1", "rt00_a001_002"
    ),
    (
      "t00-crossbar.cir", "Rt00_b002_001 t00_b002_000 ", "Rt00_b002_001 t00_b001_000 ",
      "rt00_b002_001"
    ),
    ("t00-crossbar.cir", "* end of", "* fin of", ""),
    ("t00-crossbar-read.cir", "Va_t00_r001 t00_a001_driver 0 0", "", ""),
    ("t00-crossbar-read.cir", "compose want_r001 values", "compose want_r001 values 1", "compose"),
    ("t00-crossbar-read.cir", "alter va_t00_$row = 0.05", "alter va_t00_$row = 0.06", "alter"),
    ("t00-crossbar-read.cir", "quit 0", "quit 0\nr9 read 0 1", "r9"),
  ]

  @Test func everyChangeIsFound() throws {
    let input = try Self.input(inputs: 4, outputs: 3)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    let check = DeckCheck(
      network: input.network, design: input.design, device: input.device, wiring: input.wiring,
      seed: input.seed)
    #expect(check.crossbarFindings(folder: folder, name: "n", layout: input.layout) == [])
    for (file, old, new, element) in Self.mutations {
      let path = "\(folder)/\(file)"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      var changed = text
      changed.replaceSubrange(try #require(changed.range(of: old), "\(old)"), with: new)
      try changed.write(toFile: path, atomically: true, encoding: .utf8)
      let findings = check.crossbarFindings(folder: folder, name: "n", layout: input.layout)
      let isFound = findings.contains { finding in
        finding.location?.file == "n/\(file)" && finding.location?.line != nil
          && (element.isEmpty || finding.location?.element?.hasPrefix(element) == true
            || finding.message.hasPrefix("'\(element)"))
      }
      #expect(isFound, "\(new): \(findings)")
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
  }

  @Test func otherStylesHaveNoSuchDecks() throws {
    let input = try ExampleArray.input(inputs: 4, outputs: 3)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let files = try FileManager.default.contentsOfDirectory(atPath: root.path + "/spice/ngspice")
    #expect(files.contains("t00-read.cir") && !files.contains { $0.contains("crossbar") })
  }
}
