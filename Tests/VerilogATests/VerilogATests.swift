import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarLayout
import CrossbarModel
import CrossbarTemplates
import Foundation
import Testing

@Suite struct VerilogATests {
  static let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
  static let adms = find("admsXml")

  @Test func holdsToThePortableSubset() throws {
    let module = try source()
    let code = module.split(separator: "\n").map { line in
      line.range(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line)
    }.joined(separator: "\n")
    for word in [
      "transition", "slew", "@cross", "@above", "$random", "$rdist", "genvar", "localparam",
      "initial", "idt", "$abstime", "@(", "string", " if", "?",
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

  @Test(
    .enabled(
      if: python != nil,
      "DENDRITE_PYTHON names no interpreter with openvaf-py and verilogae: the Verilog-A is unchecked"
    ))
  func openVAFAgreesWithTheCompactModel() throws {
    let folder = try emit()
    defer { try? FileManager.default.removeItem(at: folder) }
    let device = try Self.device()
    let model = CompactModel(constants: device.constants, statistics: device.statistics)
    var state: UInt64 = 1
    func uniform(_ lower: Double, _ upper: Double) -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return lower + (upper - lower) * Double(state >> 11) * 0x1p-53
    }
    var points: [(DeviceSample, Double, Double)] = [
      (DeviceSample(vSet: 1, vReset: 1, rLRS: 500, rHRS: 1e6), 0, 0),
      (DeviceSample(vSet: 1, vReset: 1, rLRS: 500, rHRS: 1e6), 0.1, 1),
    ]
    for _ in 0..<400 {
      let low = exp(uniform(3, 9))
      let sample = DeviceSample(
        vSet: uniform(0.2, 6), vReset: uniform(0.2, 6), rLRS: low, rHRS: low * exp(uniform(0, 12)))
      points.append((sample, uniform(-6, 6), uniform(-0.05, 1.05)))
    }
    let input = points.map { sample, voltage, x in
      "\(sample.vSet) \(sample.vReset) \(sample.rLRS) \(sample.rHRS) \(voltage) \(x)"
    }.joined(separator: "\n")
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("residuals.py").path
    let result = try run(
      Self.python ?? "", [script, folder.appendingPathComponent("verilog-a/memristor.va").path],
      input: input, from: folder)
    let lines = result.output.split(separator: "\n")
    try #require(result.status == 0 && lines.count == points.count + 1, "\(result.output)")
    #expect(lines[0] == "memristor 1.22385 0.97531 519.569 1099010.0")
    var worst = 0.0
    for (line, (sample, voltage, x)) in zip(lines.dropFirst(), points) {
      let numbers = line.split(separator: " ").compactMap { Double($0) }
      try #require(numbers.count == 3)
      let current = model.current(voltage, state: x, device: sample)
      let rate = model.stateDerivative(voltage, state: x, device: sample)
      worst = max(
        worst, abs(numbers[0] - current) / max(abs(current), 1e-15),
        abs(numbers[2] - rate) / max(abs(rate), 1e-6))
    }
    #expect(worst < 1e-5, "largest relative difference \(worst)")
    // By hand: 0 V gives no current, the LRS of 500 ohms 0.2 mA at 0.1 V.
    #expect(Double(lines[1].split(separator: " ")[0]) == 0)
    let ohmic = Double(lines[2].split(separator: " ")[0]) ?? 0
    #expect(abs(ohmic - 2e-4) < 1e-12)
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

  private func emit() throws -> URL {
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
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("verilog-a-\(UUID().uuidString)")
    let design = CrossbarDesign(network, limit: TileLimit())
    let process = try ProcessFile.parse(TemplateLibrary.process, file: "process.yaml")
    try VerilogABackend.emit(
      BackendInput(
        network: network, design: design, device: try Self.device(),
        layout: try PhysicalLayout(design: design, process: process), wiring: wiring, seed: 1),
      to: OutputFolder(path: folder.path))
    return folder
  }

  private static func find(_ tool: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private func run(
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
