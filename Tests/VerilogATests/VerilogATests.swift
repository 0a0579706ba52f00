import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarModel
import CrossbarTemplates
import Foundation
import Testing

@Suite(.serialized) struct VerilogATests {
  static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let adms = find("admsXml")

  @Test func holdsToThePortableSubset() throws {
    let module = try source()
    let code = module.split(separator: "\n").map { line in
      line.range(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line)
    }.joined(separator: "\n")
    for word in [
      "transition", "slew", "@cross", "@above", "$random", "$rdist", "genvar", "localparam",
      "initial", "idt(", "idtmod", "$abstime", "@(", "string", " if", "?",
    ] {
      #expect(!code.contains(word), "\(word)")
    }
    #expect(code.components(separatedBy: "endmodule").count == 2)
  }

  @Test func defaultsAndTableAreTheDeviceFiles() throws {
    let module = try source()
    // exp(0.202), exp(-0.025), exp(6.253) and 10^6.041 by a calculator.
    for text in [
      "vset = 1.22385 ", "vrst = 0.97531 ", "rlrs = 519.569 ", "rhrs = 1099010 ", "cp = 2.5e-13 ",
      "vset       V     1.22385     47              lognormal, base e: mu 0.202, sigma 0.776\n",
      "rhrs       Ohm   1099010     47              lognormal, base 10: mu 6.041, sigma 0.769\n",
      "drawn independently",
    ] {
      #expect(module.contains(text), "\(text)")
    }
  }

  @Test func theDeckForUsersSaysItWasNotRun() throws {
    let folder = try emit()
    defer { try? FileManager.default.removeItem(at: folder) }
    let deck = try String(
      contentsOf: folder.appendingPathComponent("verilog-a/memristor-osdi.cir"), encoding: .utf8)
    #expect(deck.contains("NOT RUN"))
    #expect(deck.contains("pre_osdi memristor.osdi"))
  }

  @Test(.enabled(if: adms != nil, "admsXml is not installed"))
  func admsReadsIt() throws {
    let folder = try emit()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("verilog-a/memristor.va").path
    let good = try run(Self.adms ?? "", ["-I/usr/include/adms", path], input: "", from: folder)
    #expect(good.status == 0 && !good.output.contains("[error"), "\(good.output)")
    // The judge must be able to say no.
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacingOccurrences(of: "endmodule", with: "endmodul")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let bad = try run(Self.adms ?? "", ["-I/usr/include/adms", path], input: "", from: folder)
    #expect(bad.status != 0 || bad.output.contains("[error"))
  }

  /// One model, three executions: 1,000 random voltages, states and parameters.
  @Test(
    .enabled(
      if: python != nil,
      "DENDRITE_PYTHON names no interpreter with openvaf-py and verilogae: the Verilog-A is unchecked"
    ))
  func openVAFAgreesWithTheSimulatorAndWithNgspice() throws {
    let folder = try emit()
    defer { try? FileManager.default.removeItem(at: folder) }
    let points = RandomPoint.points(1000)
    let judged = try residuals("memristor.va", points.map(\.line), in: folder)
    var worst = 0.0
    for (numbers, point) in zip(judged, points) {
      let model = point.model
      let current = model.current(point.voltage, state: point.state, device: point.device)
      let rate = model.stateDerivative(point.voltage, state: point.state, device: point.device)
      worst = max(
        worst, abs(numbers[0] - current) / max(abs(current), 1e-15),
        abs(numbers[2] - rate) / max(abs(rate), 1e-6))
      #expect(abs(numbers[1] / (point.capacitance * point.voltage) - 1) < 1e-9)
    }
    #expect(worst < 1e-9, "simulator against openvaf-py: largest relative difference \(worst)")
    guard let ngspice = Self.find("ngspice") else { return }
    // The subcircuit has no temperature and noise where the device file has none.
    let cool = points.map { $0.atReferenceTemperature }
    let reference = try residuals("memristor.va", cool.map(\.line), in: folder)
    let measured = try operatingPoints(cool, ngspice: ngspice, in: folder)
    worst = 0
    for (found, numbers) in zip(measured, reference) {
      worst = max(
        worst, abs(found[0] - numbers[0]) / max(abs(numbers[0]), 1e-15),
        // 1 Tohm across the state in SPICE is 1e-9/s of it.
        abs(found[1] - numbers[2]) / max(abs(numbers[2]), 1e-3))
    }
    #expect(worst < 1e-5, "ngspice against openvaf-py: largest relative difference \(worst)")
  }

  /// What can be said without a model: at 0 V no current; an LRS of 500 ohms carries 0.2 mA at 0.1 V; a stuck device
  /// does not move, and a displaced one returns with trel; a worn one has lost its RESET and nothing else.
  @Test(.enabled(if: python != nil, "DENDRITE_PYTHON names no interpreter with openvaf-py"))
  func numbersByHand() throws {
    let folder = try emit()
    defer { try? FileManager.default.removeItem(at: folder) }
    let values = "300.15 vset=1 vrst=1 rlrs=500 rhrs=1e6 trel=0.02"
    let judged = try residuals(
      "memristor.va",
      [
        "0 0 \(values)", "0.1 1 \(values)", "5 1 \(values) mob=0 x0=1",
        "-5 0.9 \(values) mob=0 x0=1", "3 0.5 300.15 rlrs=1e12 rhrs=1e12 mob=0",
        "0.1 0 310.15 rlrs=500 rhrs=1e6 tcl=0.01", "0.1 1 310.15 rlrs=500 rhrs=1e6 tcl=0.01",
      ], in: folder)
    #expect(judged[0][0] == 0)
    #expect(abs(judged[1][0] - 2e-4) < 1e-12)
    #expect(judged[2][2] == 0)
    #expect(abs(judged[3][2] - 5) < 1e-9)  // (1 - 0.9)/0.02
    #expect(abs(judged[4][0] - 3e-12) < 1e-20)
    // 10 K at 1 % a kelvin: exp(0.1) = 1.10517.
    #expect(abs(judged[6][0] * 500 * 1.1051709180756477 / 0.1 - 1) < 1e-12)
    let worn = try residuals(
      "memristor-wear.va",
      [
        "-3 1 \(values) nend=20 y=1", "-3 1 \(values) nend=20 y=1.05",
        "3 0 \(values) nend=20 y=1.05",
      ],
      in: folder)
    // RESET at 2 V of overdrive: near -1/(tmin + tth/2 exp(-2/va)), lost half a cycle later; SET remains and is counted.
    #expect(worn[0][2] < -800 && worn[0][3].magnitude < 1e-4)
    #expect(worn[1][2] > -0.1)
    #expect(worn[2][2] > 800 && abs(worn[2][3] / (worn[2][2] / 20) - 1) < 1e-5)
  }

  private func residuals(
    _ file: String, _ lines: [String], in folder: URL
  ) throws -> [[Double]] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("residuals.py").path
    let result = try run(
      Self.python ?? "", [script, folder.appendingPathComponent("verilog-a/\(file)").path],
      input: lines.joined(separator: "\n"), from: folder)
    let output = result.output.split(separator: "\n")
    try #require(result.status == 0 && output.count == lines.count + 1, "\(result.output)")
    #expect(
      output[0]
        == "\(file == "memristor.va" ? "memristor" : "memristor_wear") 1.22385 0.97531 519.569 1099010.0"
    )
    return output.dropFirst().map { $0.split(separator: " ").compactMap { Double($0) } }
  }

  /// Current, A, and dx/dt, 1/s, of instances of the subcircuit whose voltage and state are held.
  private func operatingPoints(
    _ points: [RandomPoint], ngspice: String, in folder: URL
  ) throws -> [[Double]] {
    try SPICEBackend.emit(input(), to: OutputFolder(path: folder.path))
    var deck = "* the memristor at random points\n.include \(folder.path)/spice/ngspice/cell.lib\n"
    deck += ".param active_row=0\n.param all_dynamic=0\n.option reltol=1e-9\n"
    var control = ".control\nop\nset numdgt=12\n"
    for (index, point) in points.enumerated() {
      deck += """
        va\(index) a\(index) 0 \(point.voltage)
        vx\(index) x\(index) 0 \(point.state)
        x\(index) a\(index) 0 x\(index) memristor \(point.parameters)

        """
      control += "print i(va\(index)) i(vx\(index))\n"
    }
    let path = folder.appendingPathComponent("points.cir")
    try (deck + control + "quit\n.endc\n.end\n").write(to: path, atomically: true, encoding: .utf8)
    let output = try run(ngspice, ["-b", path.path], input: "", from: folder).output
    var found: [String: Double] = [:]
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 3, words[1] == "=" { found[String(words[0])] = Double(words[2]) }
    }
    return try points.indices.map { index in
      [
        -(try #require(found["i(va\(index))"])), try #require(found["i(vx\(index))"]) * 1e3,
      ]
    }
  }

  static func device() throws -> Device {
    try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
  }

  private func source() throws -> String {
    let folder = try emit()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try String(
      contentsOf: folder.appendingPathComponent("verilog-a/memristor.va"), encoding: .utf8)
  }

  func input() throws -> BackendInput {
    let layer = QuantizedLayer(
      name: "one", weights: Matrix(rows: 1, columns: 1, elements: [1]), bias: [0],
      weightScale: CodeScale(negative: 1, positive: 1),
      biasScale: CodeScale(negative: 1, positive: 1), biasGain: .one, activation: .linear)
    let network = QuantizedNetwork(
      name: "one", scheme: .paper, bits: 2, inputShape: [1], inputScaling: .identity,
      layers: [layer])
    let wiring = ArrayWiring(
      driver: Ohms(10), bitLineLead: Ohms(1), bitLineSegment: Ohms(1), sourceLineLead: Ohms(1),
      sourceLineSegment: Ohms(1), bottomContact: Ohms(1),
      transistor: EnableTransistor(
        threshold: Volts(0.7), transconductance: 1e-4, width: 5e-5, length: 1e-6,
        wordLineVoltage: Volts(10)))
    let design = CrossbarDesign(network, limit: TileLimit())
    let process = try ProcessFile.parse(TemplateLibrary.process, file: "process.yaml")
    return BackendInput(
      network: network, design: design, device: try Self.device(),
      layout: try PhysicalLayout(design: design, process: process), wiring: wiring, seed: 1)
  }

  func emit() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("verilog-a-\(UUID().uuidString)")
    try VerilogABackend.emit(input(), to: OutputFolder(path: folder.path))
    return folder
  }

  static func find(_ tool: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  func run(
    _ path: String, _ arguments: [String], input: String, from folder: URL
  ) throws -> (status: Int32, output: String) {
    let points = folder.appendingPathComponent("input.txt")
    try input.write(to: points, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: points)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
