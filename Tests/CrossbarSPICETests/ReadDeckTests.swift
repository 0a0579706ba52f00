import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarModel
import CrossbarVerify
import Foundation
import Testing

/// The decks that read programmed tiles, under ngspice and under gnucap.
@Suite(.serialized) struct ReadDeckTests {
  private static let gnucap = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { "\($0)/gnucap" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: NgspiceRun.isInstalled, "ngspice is not installed"))
  func aLayersDeckReadsTheSameAsItsTiles() throws {
    let input = try ExampleArray.input(inputs: 8, outputs: 5, limit: TileLimit(rows: 5, columns: 9))
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    let layer = try NgspiceRun.batch("layer0-read.cir", from: folder)
    let verdict = try #require(
      layer.split(separator: "\n").last { $0.hasPrefix("DENDRITE layer0-read ") })
    #expect(verdict.hasPrefix("DENDRITE layer0-read FAIL ") && verdict.hasSuffix(" of 135 bits"))
    for tile in input.design.tiles {
      let name = tile.id.name
      let own = try NgspiceRun.batch("\(name)-read.cir", from: folder)
      for what in ["bits", "codes", "amperes"] {
        let lines = [(layer, "layer0-read"), (own, "\(name)-read")].map { output, label in
          output.split(separator: "\n").filter {
            $0.hasPrefix("DENDRITE \(label)/\(name) row ") && $0.contains(" \(what) ")
          }.map { $0.drop { $0 != "/" } }
        }
        #expect(lines[0].count == tile.rows && lines[0] == lines[1], "\(name) \(what)")
      }
    }
  }

  /// Devices all alike store every bit: the words are the network's codes.
  @Test(.enabled(if: NgspiceRun.isInstalled, "ngspice is not installed"))
  func wordsAreTheNetworksCodes() throws {
    let input = try alike()
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let output = try NgspiceRun.batch("layer0-read.cir", from: root.path + "/spice/ngspice")
    #expect(output.contains("\nDENDRITE layer0-read PASS 45 bits\n"), "\(output.suffix(1000))")
    let layer = input.network.layers[0]
    for row in 0...4 {
      let codes = (0..<3).map { row < 4 ? layer.weights[row, $0] : layer.bias[$0] }
      let text = codes.map(String.init).joined(separator: " ")
      #expect(output.contains("\nDENDRITE layer0-read/t00 row \(row) codes \(text)\n"), "\(row)")
    }
  }

  @Test(
    .enabled(if: NgspiceRun.isInstalled, "ngspice is not installed"),
    arguments: TransistorRunTests.Choice.allCases)
  func everyKindOfTransistorIsReadAndVerified(_ choice: TransistorRunTests.Choice) throws {
    var input = try alike()
    choice.apply(to: &input.wiring)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    let check = DeckCheck(
      network: input.network, design: input.design, device: input.device, wiring: input.wiring,
      seed: input.seed)
    #expect(check.findings(folder: folder, name: "n") == [])
    let output = try NgspiceRun.batch("t00-read.cir", from: folder)
    #expect(output.contains("\nDENDRITE t00-read PASS 45 bits\n"), "\(output.suffix(1000))")
  }

  /// What is broken in a deck; it must not pass.
  static let faults: [(String, String, String)] = [
    ("t00-read.cir", "Vb_t00_002 ", "Vq_t00_002 "),
    ("t00-read.cir", ".include t00-programmed.cir", ""),
    ("t00-read.cir", "\nrun\n", "\nran\n"),
    ("t00-read.cir", "Vread read 0 0.1", "Vread read 0 0.0001"),
    ("t00-read.cir", "Vw_t00_001 t00_w001", "Vw_t00_001 t00_w000x"),
    ("t00-read.cir", "compose want_t00_0 values 1", "compose want_t00_0 values 0"),
    ("t00-read.cir", "set rows = ( 0", "set rows = ( "),
    ("t00-programmed.cir", "t00_w000", "0"),
  ]

  @Test(.enabled(if: NgspiceRun.isInstalled, "ngspice is not installed"), arguments: faults)
  func faultsAreNotPasses(_ fault: (file: String, old: String, new: String)) throws {
    let root = try ExampleArray.emit(try alike())
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    try change(fault, in: folder)
    let output = try NgspiceRun.batch("t00-read.cir", from: folder)
    #expect(!output.contains("DENDRITE t00-read PASS"), "\(output.suffix(1000))")
  }

  /// What is changed; verification must find it there.
  static let mutations: [(String, String, String, String)] = [
    (
      "t00-programmed.cir", "Rt00_r001_c002 t00_r001_c002_ag t00_b002_001 ",
      "Rt00_r001_c002 t00_r001_c002_ag t00_b002_001 1", "t00_r001_c002"
    ),
    (
      "t00-programmed.cir", "Rt00_r001_c002 t00_r001_c002_ag t00_b002_001",
      "Rt00_r001_c002 t00_r001_c002_ag t00_b001_001", "t00_r001_c002"
    ),
    (
      "t00-programmed.cir", "t00_w001 t00_r001_c002_ag", "t00_w000 t00_r001_c002_ag",
      "t00_r001_c002"
    ),
    (
      "t00-programmed.cir", "Rt00_b002_001 t00_b002_000 t00_b002_001 15",
      "Rt00_b002_001 t00_b002_000 t00_b002_001 15.001", "rt00_b002_001"
    ),
    ("t00-programmed.cir", "* end of", "* fin of", ""),
    ("t00-read.cir", "Vread read 0 0.1", "Vread read 0 0.2", "vread"),
    ("t00-read.cir", "vto=0.7", "vto=0.6", ".model"),
    ("t00-read.cir", "compose want_t00_1 values 1", "compose want_t00_1 values 0", "compose"),
    ("t00-read.cir", "if amps > 1e-05", "if amps > 1e-06", "if"),
    ("t00-read.cir", "quit 0", "quit 0\nr9 read 0 1", "r9"),
    ("layer0-read.cir", "pwl(0 0 0.0", "pwl(0 0 0.1", "vw"),
    ("layer0-read.cir", "Rdb_t00_001 t00_b001_driver t00_b001 10", "", ""),
  ]

  @Test(arguments: mutations)
  func everyChangeIsFound(
    _ mutation: (file: String, old: String, new: String, element: String)
  ) throws {
    let input = try alike()
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    let check = DeckCheck(
      network: input.network, design: input.design, device: input.device, wiring: input.wiring,
      seed: input.seed)
    #expect(check.findings(folder: folder, name: "n") == [])
    try change((mutation.file, mutation.old, mutation.new), in: folder)
    let findings = check.findings(folder: folder, name: "n")
    let found = findings.contains { finding in
      finding.location?.file == "n/\(mutation.file)" && finding.location?.line != nil
        && (mutation.element.isEmpty
          || finding.location?.element?.hasPrefix(mutation.element) == true
          || finding.message.hasPrefix("'\(mutation.element)"))
    }
    #expect(found, "\(findings)")
  }

  /// The plain part of the decks in a second simulator: every read current to 1e-4.
  @Test(
    .enabled(
      if: NgspiceRun.isInstalled && gnucap != nil,
      "ngspice or gnucap is not installed: static decks are read by one simulator alone"),
    arguments: ["t00-read", "layer0-read"])
  func gnucapReadsTheSame(_ label: String) throws {
    let input = try ExampleArray.input(inputs: 7, outputs: 5, limit: TileLimit(rows: 5, columns: 9))
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    let tiles = label == "t00-read" ? [input.design.tile(0)] : input.design.tiles
    let ngspice = try NgspiceRun.batch("\(label).cir", from: folder)
    let slot = input.device.operation.readPulse.value
    var compared = 0
    for tile in tiles {
      let currents = try gnucapCurrents(label, tile, slot: slot, folder: folder)
      for row in 0..<tile.rows {
        let line = try #require(
          ngspice.split(separator: "\n").first {
            $0.hasPrefix("DENDRITE \(label)/\(tile.id.name) row \(row) amperes ")
          })
        let expected = line.split(separator: " ").dropFirst(5).compactMap { Double($0) }
        try #require(expected.count == tile.columns && currents[row].count == tile.columns)
        for column in 0..<tile.columns {
          let (one, other) = (currents[row][column], expected[column])
          #expect(
            (one / other - 1).magnitude < 1e-4, "\(tile.id.name) \(row) \(column): \(one) \(other)")
          compared += 1
        }
      }
    }
    #expect(compared == tiles.reduce(0) { $0 + $1.cells } && compared > 40)
  }

  /// Currents at the middle of each row's time, by gnucap.
  private func gnucapCurrents(
    _ label: String, _ tile: Tile, slot: Double, folder: String
  ) throws -> [[Double]] {
    let deck = try String(contentsOfFile: "\(folder)/\(label).cir", encoding: .utf8)
    let plain = try #require(deck.range(of: "\n.control")).lowerBound
    var lines = deck[..<plain].split(separator: "\n").filter { !$0.hasPrefix(".tran") }.map(
      String.init)
    lines.append(".options numdgt=9")
    let columns = (0..<tile.columns).map { column in
      "i(vb_\(tile.id.name)_\(String(repeating: "0", count: 3 - String(column).count))\(column))"
    }
    lines.append(".print tran \(columns.joined(separator: " "))")
    lines.append(".tran \(slot / 2) \(slot * Double(tile.rows))")
    lines.append(".end\n")
    try lines.joined(separator: "\n").write(
      toFile: "\(folder)/gnucap.cir", atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.gnucap ?? "")
    process.arguments = ["-b", "gnucap.cir"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    var rows: [Int: [Double]] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let numbers = line.split(whereSeparator: \.isWhitespace).map { Self.number($0) }
      guard numbers.count == tile.columns + 1, let time = numbers[0],
        numbers.allSatisfy({ $0 != nil })
      else { continue }
      let place = time / slot - 0.5
      if (place - place.rounded()).magnitude < 1e-6 {
        rows[Int(place.rounded())] = numbers.dropFirst().compactMap { $0 }
      }
    }
    return (0..<tile.rows).map { rows[$0] ?? [] }
  }

  /// `14.562n`, `0.01`, `-39.55E-18`.
  private static func number(_ text: Substring) -> Double? {
    let scales: [Character: Double] = [
      "f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "K": 1e3,
    ]
    if let last = text.last, let scale = scales[last] {
      return Double(text.dropLast()).map { $0 * scale }
    }
    return Double(text.hasSuffix(".") ? text.dropLast() : text)
      ?? Double(text.replacingOccurrences(of: ".E", with: "E"))
  }

  private static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"].flatMap {
    (try? shell("'\($0)' -c 'import spicelib' 2>/dev/null && echo yes")) == "yes\n" ? $0 : nil
  }

  private static func shell(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// spicelib finds every cell of a programmed tile with its nodes and its resistance, and every driver of a deck.
  @Test(
    .enabled(
      if: python != nil,
      "DENDRITE_PYTHON names no interpreter with spicelib: the read decks are not parsed"))
  func spicelibFindsEveryCell() throws {
    let root = try ExampleArray.emit(try alike())
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    let script = """
      import sys
      from spicelib import SpiceEditor
      for name in sys.argv[1:]:
          deck = SpiceEditor(name)
          for part in deck.get_components():
              print(part, *deck.get_component_nodes(part), deck.get_component_value(part))
      """
    try script.write(toFile: folder + "/parts.py", atomically: true, encoding: .utf8)
    let text = try Self.shell(
      "cd '\(folder)' && '\(Self.python ?? "")' parts.py t00-programmed.cir t00-read.cir layer0-read.cir"
    )
    let parts = text.lowercased().split(separator: "\n").map { $0.split(separator: " ") }
    for row in 0..<5 {
      for column in 0..<9 {
        let cell = "t00_r00\(row)_c00\(column)"
        let transistor = parts.filter { $0[0] == "m\(cell)" }
        #expect(
          transistor.map { $0.dropFirst().joined(separator: " ") } == [
            "t00_s00\(column)_00\(row) t00_w00\(row) \(cell)_ag 0 enable"
          ])
        let resistor = parts.filter { $0[0] == "r\(cell)" }
        try #require(resistor.count == 1 && resistor[0].count == 4)
        #expect(resistor[0][1] == "\(cell)_ag" && resistor[0][2] == "t00_b00\(column)_00\(row)")
        #expect((Double(resistor[0][3]) ?? 0) > 100)
      }
    }
    // Both decks: 9 source-line resistors, 9 bit-line sources and resistors, 5 word lines, the read voltage.
    #expect(parts.count == 4 * 45 + 2 * (27 + 5 + 1))
  }

  private func change(_ fault: (file: String, old: String, new: String), in folder: String) throws {
    let path = "\(folder)/\(fault.file)"
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text.replaceSubrange(try #require(text.range(of: fault.old), "\(fault)"), with: fault.new)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// 5 rows of 3 words of 3 bits in devices all alike.
  private func alike() throws -> BackendInput {
    var input = try ExampleArray.input(inputs: 4, outputs: 3)
    for quantity in DeviceQuantity.allCases {
      guard
        case .lognormal(let base, let mu, _) = input.device.statistics[quantity].distribution
      else { continue }
      input.device.statistics[quantity].distribution = .lognormal(base: base, mu: mu, sigma: 0.05)
    }
    return input
  }
}
