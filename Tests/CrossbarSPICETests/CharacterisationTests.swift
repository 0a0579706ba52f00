import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarVerify
import Foundation
import Testing

/// The decks of single memristors under ngspice: with the paper's device, with others, and with faults that must fail.
///
/// The decks judge themselves; what they must say is stated here, and their numbers are compared with the paper's.
@Suite(
  .serialized, .enabled(if: NgspiceRun.isInstalled, "ngspice is not installed: decks are not run"))
struct CharacterisationTests {
  static let verdicts = [
    ("iv-sweep", "PASS 6 devices"), ("dc-hysteresis", "PASS"), ("pulse-train", "PASS 6 pulses"),
    ("endurance", "PASS 20 cycles and stuck from then on"), ("compliance", "PASS 8 compliances"),
    ("switching-time", "PASS 20 times"),
  ]

  @Test func thePapersDevicePasses() throws {
    let root = try ExampleArray.emit(try ExampleArray.input())
    defer { try? FileManager.default.removeItem(at: root) }
    var lines: [String] = []
    for (deck, verdict) in Self.verdicts {
      let run = try CharacterisationRun(deck, root: root)
      #expect(run.verdict == verdict, "\(run.output.suffix(4000))")
      lines += run.lines
    }
    func number(_ prefix: String, _ word: Int) throws -> Double {
      let line = try #require(lines.first { $0.hasPrefix(prefix) }, "no line '\(prefix)'")
      return try #require(Double(line.split(separator: " ")[word]), "\(line)")
    }
    // Medians of the paper: e^0.202, e^-0.025, e^6.253, 10^6.041.
    #expect(abs(try number("median V_SET", 2) / 1.2238 - 1) < 0.05)
    #expect(abs(try number("median V_RST", 2) / -0.9753 - 1) < 0.05)
    #expect(abs(try number("median R_LRS", 2) / 519.6 - 1) < 0.02)
    #expect(abs(try number("median R_HRS", 2) / 1.099e6 - 1) < 0.02)
    #expect(abs(try number("median R_LRS", 8) - 1) < 0.02)
    #expect(abs(try number("median R_HRS", 11) - 2) < 0.02)
    // 20 ms at 2 V, milliseconds.
    #expect(try number("cycle 1 SET after", 4) < 20)
    #expect(try number("cycle 1 RESET after", 4) < 20)
    // Volatile at 10 µA, non-volatile at 100 µA.
    for (limit, word) in [("1e-05", "volatile"), ("0.0001", "non-volatile")] {
      let line = lines.first { Double($0.split(separator: " ")[0]) == Double(limit) }
      #expect(line?.contains(" A \(word) ") == true, "\(line ?? "nothing") at \(limit) A")
    }
    // The last RESET that works is the 20th.
    for cycle in 1...23 {
      let low = try number("cycle \(cycle) reads", 3)
      let high = try number("cycle \(cycle) reads", 8)
      #expect(low < 1e4 && (high > 1e4) == (cycle <= 20), "cycle \(cycle): \(low), \(high)")
    }
  }

  /// Devices of another user: thresholds and resistances shifted, five cycles.
  @Test func anotherDevicePasses() throws {
    var input = try ExampleArray.input(seed: 3)
    input.device.enduranceCycles = 5
    for (quantity, shift) in [
      (DeviceQuantity.vSet, 0.3), (.vReset, 0.2), (.rLRS, 0.5), (.rHRS, -0.3),
    ] {
      guard case .lognormal(let base, let mu, _) = input.device.statistics[quantity].distribution
      else { continue }
      input.device.statistics[quantity].distribution = .lognormal(
        base: base, mu: mu + shift, sigma: 0.3)
    }
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    for (deck, verdict) in [
      ("iv-sweep", "PASS 6 devices"), ("dc-hysteresis", "PASS"),
      ("endurance", "PASS 5 cycles and stuck from then on"),
    ] {
      let run = try CharacterisationRun(deck, root: root)
      #expect(run.verdict == verdict, "\(run.output.suffix(4000))")
    }
  }

  /// Forty more cells of the paper's statistics: SET and RESET within 5 % of what was drawn, whatever was drawn.
  @Test func sampledCellsPass() throws {
    for seed in 21..<UInt64(29) {
      let root = try ExampleArray.emit(try ExampleArray.input(inputs: 1, outputs: 2, seed: seed))
      defer { try? FileManager.default.removeItem(at: root) }
      let run = try CharacterisationRun("iv-sweep", root: root)
      #expect(run.verdict == "PASS 6 devices", "seed \(seed): \(run.lines)")
    }
  }

  /// Whatever numbers a device file may hold, the decks can be written and are read back as right.
  @Test(arguments: [-1.0, 1])
  func extremeDeviceFilesAreWritten(_ sign: Double) throws {
    var input = try ExampleArray.input(inputs: 1, outputs: 2)
    for quantity in DeviceQuantity.allCases {
      input.device.statistics[quantity].distribution = .lognormal(
        base: .e, mu: sign * (quantity == .rHRS ? -30 : 30), sigma: 20)
    }
    input.device.constants.thresholdTime = sign > 0 ? 1e3 : 1e-12
    input.device.constants.minimumTime = sign > 0 ? 1e-12 : 1e3
    input.device.constants.relaxationTime = sign > 0 ? 1e6 : 1e-9
    input.device.constants.smoothing = sign > 0 ? 1 : 1e-9
    input.device.constants.readReference = sign > 0 ? 100 : 1e-6
    input.device.constants.nonVolatileCurrent = sign > 0 ? 1 : 1e-12
    input.device.operation.writeVoltage = Volts(sign > 0 ? 1000 : 1e-3)
    input.device.operation.edge = Seconds(sign > 0 ? 10 : 1e-12)
    input.device.retention = Seconds(1e12)
    input.device.enduranceCycles = sign > 0 ? .max : 1
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let check = DeckCheck(
      network: input.network, design: input.design, device: input.device, wiring: input.wiring,
      seed: input.seed)
    #expect(
      check.characterisationFindings(folder: root.path + "/spice/ngspice", name: "n") == [])
    let text = try FileManager.default.contentsOfDirectory(
      atPath: root.path + "/spice/ngspice/characterisation"
    ).map {
      try String(
        contentsOfFile: root.path + "/spice/ngspice/characterisation/" + $0, encoding: .utf8)
    }.joined()
    #expect(!text.contains("nan") && !text.contains("inf "))
  }

  /// A device file whose constants cannot do what the decks check: they say so.
  @Test func aDeviceThatDoesNotHoldFails() throws {
    var input = try ExampleArray.input(inputs: 1, outputs: 1)
    input.device.constants.slopeBelow = 0.3
    input.device.constants.thresholdTime = 5
    input.device.constants.slopeAbove = 2
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    for deck in ["iv-sweep", "dc-hysteresis", "pulse-train", "switching-time"] {
      let run = try CharacterisationRun(deck, root: root)
      #expect(
        run.verdict.hasPrefix("FAIL") || run.verdict.hasPrefix("ERROR"), "\(deck): \(run.verdict)")
    }
  }

  /// File, what is changed into what, and the decks that must notice.
  static let faults: [(file: String, from: String, to: String, decks: [String])] = [
    // A threshold that is none.
    (
      "../cell.lib", "vbs=0.0163419", "vbs=0.3",
      ["iv-sweep", "dc-hysteresis"]
    ),
    // Every device stuck in its HRS.
    (
      "../cell.lib", "mob=1", "mob=0",
      ["iv-sweep", "dc-hysteresis", "pulse-train", "endurance", "compliance", "switching-time"]
    ),
    // An LRS that is not ohmic, an HRS that is: the exponents change places.
    ("../cell.lib", "-v(w)*log({rlrs})-(1-v(w))", "-(1-v(w))*log({rlrs})-v(w)", ["iv-sweep"]),
    ("../cell.lib", "/sqrt(v(ag,au)*v(ag,au)+{vd}*{vd})", "/0.1", ["iv-sweep"]),
    // Filaments that never fade, and ones that always do.
    ("../cell.lib", "xc=0.439871", "xc=0.001", ["compliance"]),
    ("../cell.lib", "xc=0.439871", "xc=0.999", ["compliance"]),
    // Switching ten times as slow.
    ("../cell.lib", "tth=0.25", "tth=2.5", ["pulse-train", "switching-time"]),
    // A device that never tires, and one that does at once.
    ("endurance.cir", "nend=20", "nend=200", ["endurance"]),
    ("endurance.cir", "nend=20", "nend=10", ["endurance"]),
    // No compliance.
    ("compliance.cir", "M4 au4 g4", "R4 au4 0 1 ;", ["compliance"]),
    // What is measured is not there.
    ("iv-sweep.cir", "when v(x$d)=0.5 rise=1", "when v(x$d)=1.5 rise=1", ["iv-sweep"]),
    ("dc-hysteresis.cir", "when v(x)=0.5 fall=1", "when v(x)=1.5 fall=1", ["dc-hysteresis"]),
    ("pulse-train.cir", "find id at=$&t_b", "find id at=99", ["pulse-train"]),
    ("endurance.cir", "find v(y) at=$&t_b", "find v(y) at=99", ["endurance"]),
    ("compliance.cir", "x_b find v(x$d)", "x_b find v(xx$d)", ["compliance"]),
    ("switching-time.cir", "X3 a3 0 x3", "X3 0 a3 x3", ["switching-time"]),
    ("iv-sweep.cir", ".include ../cell.lib", "", ["iv-sweep"]),
  ]

  /// An analysis that does not run leaves nothing to measure: an error, not silence.
  @Test func missingAnalysesAreErrors() throws {
    let root = try ExampleArray.emit(try ExampleArray.input(inputs: 1, outputs: 1))
    defer { try? FileManager.default.removeItem(at: root) }
    for (deck, _) in Self.verdicts {
      let file = root.appendingPathComponent("spice/ngspice/characterisation/\(deck).cir")
      let text = try String(contentsOf: file, encoding: .utf8)
      let broken = text.replacingOccurrences(of: "\ntran ", with: "\ntron ")
        .replacingOccurrences(of: "\ndc ", with: "\ndd ")
      try #require(broken != text)
      try broken.write(to: file, atomically: true, encoding: .utf8)
      let run = try CharacterisationRun(deck, root: root)
      #expect(run.verdict.hasPrefix("ERROR"), "\(deck): \(run.verdict)")
    }
  }

  @Test(arguments: faults.indices)
  func faultsAreNoticed(_ index: Int) throws {
    let fault = Self.faults[index]
    let root = try ExampleArray.emit(try ExampleArray.input(inputs: 1, outputs: 1))
    defer { try? FileManager.default.removeItem(at: root) }
    let file = root.appendingPathComponent("spice/ngspice/characterisation/\(fault.file)")
    let text = try String(contentsOf: file, encoding: .utf8)
    let broken = text.replacingOccurrences(of: fault.from, with: fault.to)
    try #require(broken != text, "'\(fault.from)' is not in \(fault.file)")
    try broken.write(to: file, atomically: true, encoding: .utf8)
    for deck in fault.decks {
      let run = try CharacterisationRun(deck, root: root)
      let isSilent = run.lines.isEmpty
      #expect(
        isSilent || run.verdict.hasPrefix("FAIL") || run.verdict.hasPrefix("ERROR"),
        "\(deck) says \(run.verdict)")
      #expect(!run.lines.contains { $0 == "PASS" || $0.hasPrefix("PASS ") }, "\(deck)")
    }
  }
}

/// The marker lines of one deck.
struct CharacterisationRun {
  var output: String
  /// Behind `DENDRITE <deck> `.
  var lines: [String]
  /// The last line.
  var verdict: String { lines.last ?? "nothing printed" }

  init(_ deck: String, root: URL) throws {
    output = try NgspiceRun.batch("spice/ngspice/characterisation/\(deck).cir", from: root.path)
    lines = output.split(separator: "\n").filter { $0.hasPrefix("DENDRITE \(deck) ") }
      .map { String($0.dropFirst("DENDRITE \(deck) ".count)) }
  }
}
