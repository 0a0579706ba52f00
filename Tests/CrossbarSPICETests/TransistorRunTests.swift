import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarSimulation
import CrossbarVerify
import Foundation
import Testing

/// Every kind of enable transistor: the deck's currents under ngspice are the simulator's, the tiles run, and the reader
/// finds what was changed.
@Suite(.serialized)
struct TransistorRunTests {
  static let isInstalled = NgspiceRun.isInstalled

  /// What a process file may name, all alike level 1: ngspice and the simulator must then agree.
  enum Choice: String, CaseIterable, Sendable {
    case level1, idealSwitch, card, subcircuit

    func apply(to wiring: inout ArrayWiring) {
      switch self {
      case .level1: wiring.transistor.kind = .level1
      case .idealSwitch:
        wiring.transistor.kind = .idealSwitch(
          IdealSwitch(on: Ohms(25), off: Ohms(1e12), threshold: Volts(1.5)))
      case .card:
        wiring.transistor.kind = .card
        wiring.transistorModel = TransistorModel(
          path: "own/Mine.mod", name: "NCH",
          text: "* mine\n.model nch nmos level=1\n+ vto=0.7 kp=1e-4\n")
      case .subcircuit:
        wiring.transistor.kind = .subcircuit
        wiring.transistorModel = TransistorModel(
          path: "mine.mod", name: "nch",
          text: """
            .subckt nch d g s b w=1u l=1u
            m1 d g s b core w={w} l={l}
            .model core nmos level=1 vto=0.7 kp=1e-4
            .ends nch

            """)
      }
    }
  }

  private func input(_ choice: Choice, wordLine: Double = 10) throws -> BackendInput {
    var input = try ExampleArray.input(inputs: 3, outputs: 2)
    choice.apply(to: &input.wiring)
    input.wiring.transistor.wordLineVoltage = Volts(wordLine)
    return input
  }

  /// Operating points from deep triode to saturation, both ways round: word line, source line, bit line, cell's ohms.
  private static let points: [(word: Double, source: Double, bit: Double, ohms: Double)] =
    [0.5, 1, 2, 5, 10].flatMap { word in
      [(5.0, 0.0), (0, 5), (0.1, 0), (2, 0), (0, 2), (3, 1)].flatMap { source, bit in
        [20.0, 520, 1e4, 1e6].map { (word, source, bit, $0) }
      }
    }

  @Test("the loop's current is ngspice's", .enabled(if: isInstalled), arguments: Choice.allCases)
  func staticCurrents(_ choice: Choice) throws {
    let input = try input(choice)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/ngspice")
    // The cell with a resistor of rhrs in the memristor's place.
    let library = try String(
      contentsOf: folder.appendingPathComponent("cell.lib"), encoding: .utf8)
    let memristor = "X1 j bl x memristor vset={vset} vrst={vrst} rlrs={rlrs} rhrs={rhrs}"
    try #require(library.contains(memristor))
    try library.replacingOccurrences(of: memristor, with: "r2 j bl {rhrs}").write(
      to: folder.appendingPathComponent("resistors.lib"), atomically: true, encoding: .utf8)
    var deck = "* points\n.param active_row=0\n.param all_dynamic=0\n.include resistors.lib\n"
    for (index, point) in Self.points.enumerated() {
      deck += """
        vw\(index) w\(index) 0 \(point.word)
        vs\(index) vs\(index) 0 \(point.source)
        rs\(index) vs\(index) s\(index) 12
        vb\(index) vb\(index) 0 \(point.bit)
        rb\(index) vb\(index) b\(index) 30
        x\(index) b\(index) ag\(index) s\(index) w\(index) cell row=0 rhrs=\(point.ohms)

        """
    }
    deck += ".options reltol=1e-9 abstol=1e-18 vntol=1e-12\n.control\nset numdgt=12\nop\n"
    for index in Self.points.indices { deck += "print i(vb\(index))\n" }
    deck += "quit\n.endc\n.end\n"
    try deck.write(
      to: folder.appendingPathComponent("points.cir"), atomically: true, encoding: .utf8)
    let output = try NgspiceRun.batch("points.cir", from: folder.path)
    let model = CellSimulator(device: input.device).model
    var compared = 0
    var saturated = 0
    for (index, point) in Self.points.enumerated() {
      let found = try #require(
        value("i(vb\(index))", in: output), "\(index): \(output.suffix(1000))")
      var transistor = input.wiring.transistor
      transistor.wordLineVoltage = Volts(point.word)
      let circuit = CellCircuit(
        bitLine: 30, sourceLine: 12, bottomContact: input.wiring.bottomContact.value,
        transistor: transistor)
      let current = circuit.current(
        source: Volts(point.source), bit: Volts(point.bit), state: 1,
        device: DeviceSample(vSet: 1, vReset: 1, rLRS: point.ohms, rHRS: 1e9), model: model
      ).value
      // A picosiemens that ngspice puts across every junction carries some picoamperes.
      #expect(
        (found - current).magnitude < 1e-6 * current.magnitude + 2e-11,
        "\(point): ngspice \(found), simulator \(current)")
      compared += 1
      let isSaturated = point.word > 0.7 && point.word - 0.7 < point.source - 12 * current
      if choice != .idealSwitch, point.source == 5, isSaturated {
        saturated += 1
        // A follower: the silver is V_G − VTO − √(2I/β), β = 5 mA/V².
        let silver = current * (point.ohms + 33)
        let follower = point.word - 0.7 - (2 * current / 5e-3).squareRoot()
        #expect((silver - follower).magnitude < 1e-6)
      }
    }
    #expect(compared == 120)
    #expect(choice == .idealSwitch || saturated == 12, "\(saturated)")
  }

  /// The current at the end of a SET is what the follower leaves, in the deck as in the simulator.
  @Test(
    "the compliance of a programmed cell is ngspice's", .enabled(if: isInstalled),
    arguments: [1.6, 2, 3, 5, 10])
  func compliance(_ word: Double) throws {
    let input = try input(.level1, wordLine: word)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/ngspice")
    let cells = [
      DeviceSample(vSet: 0.6, vReset: 1, rLRS: 520, rHRS: 1.1e6),
      DeviceSample(vSet: 0.5, vReset: 1, rLRS: 100, rHRS: 1e5),
      DeviceSample(vSet: 0.7, vReset: 1, rLRS: 3000, rHRS: 1e7),
    ]
    // The SET pulse of 100 ms begins at 1 ms and rises in 0.1 ms; its level is 5 V.
    var deck = """
      * compliance
      .param active_row=0
      .param all_dynamic=0
      .include cell.lib
      vw w 0 \(word)
      vs vs 0 pwl(0 0 1m 0 1.1m 5 101.1m 5 101.2m 0)

      """
    for (index, cell) in cells.enumerated() {
      deck += """
        rs\(index) vs s\(index) 12
        vb\(index) vb\(index) 0 0
        rb\(index) vb\(index) b\(index) 30
        x\(index) b\(index) ag\(index) s\(index) w cell row=0 vset=\(cell.vSet) vrst=\(cell.vReset)
        + rlrs=\(cell.rLRS) rhrs=\(cell.rHRS)

        """
    }
    deck += ".control\nset numdgt=12\ntran 0.1m 102m 0 0.1m uic\n"
    for index in cells.indices { deck += "meas tran i\(index) find i(vb\(index)) at=0.1011\n" }
    deck += "quit\n.endc\n.end\n"
    try deck.write(
      to: folder.appendingPathComponent("compliance.cir"), atomically: true, encoding: .utf8)
    let output = try NgspiceRun.batch("compliance.cir", from: folder.path)
    let simulator = CellSimulator(device: input.device)
    #expect((simulator.schedule.set.fall.value - 0.1011).magnitude < 1e-12)
    let circuit = CellCircuit(
      bitLine: 30, sourceLine: 12, bottomContact: input.wiring.bottomContact.value,
      transistor: input.wiring.transistor)
    for (index, cell) in cells.enumerated() {
      let found = try #require(value("i\(index)", in: output), "\(output.suffix(1000))")
      let current = simulator.currentAtEndOfSet(device: cell, circuit: circuit).value
      #expect(
        (found / current - 1).magnitude < 2e-3, "\(cell): ngspice \(found), simulator \(current)")
      // No clip: never more than the channel saturates at, β/2·(V_G − VTO)².
      #expect(found < 2.5e-3 * (word - 0.7) * (word - 0.7))
      #expect(found > 1e-5)
    }
  }

  /// A micrometre less would not do: ngspice's own drop at the wanted current, and its follower's loss.
  @Test(
    "the width found is the least that ngspice confirms", .enabled(if: isInstalled),
    arguments: [(10, 5e-3, 0.1), (5, 5e-3, 0.1), (3.3, 1e-3, 0.2), (10, 2e-2, 0.05)])
  func sizing(_ word: Double, _ current: Double, _ drop: Double) throws {
    var transistor = ExampleArray.wiring.transistor
    transistor.wordLineVoltage = Volts(word)
    func width(_ setCurrent: Double, _ resetCurrent: Double) -> Double {
      TransistorDemand(
        setCurrent: Amperes(setCurrent), setLoss: Volts(drop), resetCurrent: Amperes(resetCurrent),
        resetDrop: Volts(drop), maxWidth: 1
      ).width(of: transistor)
    }
    let reset = width(1e-12, current)
    let set = width(current, 1e-12)
    // RESET: the current into the drain, the source at 0 V. SET: a follower, its drain at the gate.
    var deck = "* sizing\n.model enable nmos level=1 vto=0.7 kp=1e-4\nvw w 0 \(word)\n"
    for (index, sizes) in [(reset, set), (reset - 1e-6, set - 1e-6)].enumerated() {
      deck += """
        i\(index) 0 d\(index) \(current)
        m\(index) d\(index) w 0 0 enable w=\(sizes.0) l=1u
        is\(index) s\(index) 0 \(current)
        ms\(index) w w s\(index) 0 enable w=\(sizes.1) l=1u

        """
    }
    deck += ".options reltol=1e-9 abstol=1e-15 vntol=1e-12\n"
    deck +=
      ".control\nset numdgt=12\nop\nprint v(d0)\nprint v(d1)\nprint v(s0)\nprint v(s1)\nquit\n"
    deck += ".endc\n.end\n"
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("sizing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    try deck.write(
      to: scratch.appendingPathComponent("sizing.cir"), atomically: true, encoding: .utf8)
    let output = try NgspiceRun.batch("sizing.cir", from: scratch.path)
    func volts(_ node: String) throws -> Double {
      try #require(value("v(\(node))", in: output), "\(output)")
    }
    #expect(try volts("d0") <= drop * (1 + 1e-6))
    #expect(try volts("d1") > drop)
    #expect(try word - 0.7 - volts("s0") <= drop * (1 + 1e-6))
    #expect(try word - 0.7 - volts("s1") > drop)
  }

  @Test("a tile runs behind every kind", .enabled(if: isInstalled), arguments: Choice.allCases)
  func tiles(_ choice: Choice) throws {
    var input = try input(choice)
    // Devices all alike, so that every bit is stored.
    for quantity in DeviceQuantity.allCases {
      guard
        case .lognormal(let base, let mu, _) = input.device.statistics[quantity].distribution
      else { continue }
      input.device.statistics[quantity].distribution = .lognormal(base: base, mu: mu, sigma: 0.05)
    }
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let run = try NgspiceRun.programRead(
      tile: "t00", folder: root.appendingPathComponent("spice/ngspice"))
    #expect(run.verdictLine == "DENDRITE t00 PASS 24 bits", "\(run.output.suffix(2000))")
  }

  @Test("a deck of every kind reads back clean, and as no other kind", arguments: Choice.allCases)
  func readBack(_ choice: Choice) throws {
    let root = try ExampleArray.emit(try input(choice))
    defer { try? FileManager.default.removeItem(at: root) }
    for other in Choice.allCases {
      let findings = try self.findings(root, other)
      #expect(findings.isEmpty == (other == choice), "\(other): \(findings)")
    }
  }

  static let mutations: [(Choice, String, String, String)] = [
    (.level1, "nmos level=1", "sw level=1", "deck/element"),
    (.level1, "M1 sl wl ag 0", "M1 ag wl sl 0", "deck/element"),
    (.level1, "M1 sl wl ag 0 enable", "M1 sl wl ag 0 enable m=2", "deck/element"),
    (.level1, "* One cell", ".model second nmos level=1\n* One cell", "deck/unknown-element"),
    (.level1, "* One cell", ".include other.mod\n* One cell", "deck/include"),
    (.idealSwitch, "ron=25", "ron=26", "deck/constant"),
    (.idealSwitch, "vt=1.5", "vt=15", "deck/constant"),
    (.idealSwitch, "S1 sl ag wl 0", "S1 sl ag bl 0", "deck/element"),
    (.card, ".include Mine.mod", ".include Yours.mod", "deck/include"),
    (.card, ".include Mine.mod", "", "deck/include"),
    (.card, "0 NCH w", "0 PCH w", "deck/element"),
    (.card, "l=1e-06", "l=2e-06", "deck/element"),
    (.subcircuit, "XM1 sl wl ag 0 nch", "XM1 sl wl ag nch 0", "deck/element"),
    (.subcircuit, "w=5e-05", "w=5e-05 w=1", "deck/element"),
  ]

  @Test("a changed transistor is found", arguments: mutations)
  func changes(_ mutation: (choice: Choice, old: String, new: String, id: String)) throws {
    let root = try ExampleArray.emit(try input(mutation.choice))
    defer { try? FileManager.default.removeItem(at: root) }
    let url = root.appendingPathComponent("spice/ngspice/cell.lib")
    var text = try String(contentsOf: url, encoding: .utf8)
    text.replaceSubrange(try #require(text.range(of: mutation.old)), with: mutation.new)
    try text.write(to: url, atomically: true, encoding: .utf8)
    let findings = try self.findings(root, mutation.choice)
    #expect(findings.contains { $0.id == mutation.id }, "\(findings)")
  }

  @Test("a switch that no deck can carry is refused")
  func impossibleSwitch() throws {
    var input = try input(.idealSwitch)
    input.wiring.transistor.kind = .idealSwitch(
      IdealSwitch(on: Ohms(0), off: Ohms(.infinity), threshold: Volts(1)))
    #expect(SPICEBackend.check(input).map(\.id) == ["spice/value", "spice/value"])
  }

  private func findings(_ root: URL, _ choice: Choice) throws -> [Diagnostic] {
    let input = try input(choice)
    return DeckCheck(
      network: input.network, design: input.design, device: input.device, wiring: input.wiring,
      seed: input.seed
    ).findings(folder: root.path + "/spice/ngspice", name: "n")
  }

  /// The number behind `name = ` in what ngspice printed.
  private func value(_ name: String, in output: String) -> Double? {
    for line in output.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name {
        return parts[1].split(separator: " ").first.flatMap { Double($0) }
      }
    }
    return nil
  }
}
