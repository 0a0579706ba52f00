import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import Foundation
import Testing

/// Where ngspice is, if anywhere.
enum Ngspice {
  static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/ngspice" }.first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// ngspice's corners and draws, run.
@Suite(
  .enabled(if: Ngspice.path != nil, "ngspice is not installed: decks are not run"))
struct MonteCarloRunTests {
  /// 200 drawn devices: their empirical distribution lies within Kolmogorov's bound of the device's, the cells that fail
  /// are about as many as the statistics say.
  @Test(arguments: DialectExample.Kind.allCases)
  func drawsFollowTheDevice(_ kind: DialectExample.Kind) throws {
    let input = try DialectExample.input(kind)
    let root = try DialectExample.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let output = try run("cell-monte-carlo.cir", root)
    var samples: [[String: Double]] = []
    var last = ""
    for line in output.split(separator: "\n") where line.hasPrefix("DENDRITE ") {
      let words = line.split(separator: " ").map(String.init)
      last = String(line)
      guard words[1] == "sample" else { continue }
      var sample: [String: Double] = [:]
      for place in stride(from: 3, to: words.count - 1, by: 2) {
        sample[words[place]] = Double(words[place + 1])
      }
      samples.append(sample)
    }
    try #require(samples.count == 200, "\(output.suffix(2000))")
    for quantity in DeviceQuantity.allCases {
      let distribution = input.device.statistics[quantity].distribution
      let values = samples.map { $0[quantity.parameter] ?? .nan }.sorted()
      var distance = 0.0
      for (place, value) in values.enumerated() {
        let probability = distribution.probability(below: value)
        distance = max(
          distance, abs(probability - Double(place) / 200),
          abs(probability - Double(place + 1) / 200))
      }
      // One in a thousand samples of 200 is farther (1.95/√200); R_LRS and R_HRS change places now and then.
      #expect(distance < 0.138, "\(quantity.symbol) \(distance)")
      #expect(Set(values).count > 190)
    }
    // Every drawn device behaves as it was drawn.
    let bad = samples.reduce(0) { $0 + ($1["bad"] ?? .nan) }
    #expect(last == "DENDRITE monte-carlo DONE 200 samples \(Int(bad)) wrong bits")
    for sample in samples {
      let one = 1 / ((sample["rlrs"] ?? 0) + 50)
      if (sample["vset"] ?? 9) < 3, kind == .paper {
        let found = (sample["i_one"] ?? 0) / 0.1
        #expect(abs(found / one - 1) < 0.3, "\(sample)")
      }
      if (sample["vset"] ?? 0) > 6, kind == .paper { #expect((sample["i_one"] ?? 1) < 1e-4) }
    }
    // The correlation of V_SET's and |V_RST|'s ranks, through 2·sin(πρ/6) the scores': ±0.2 is three deviations.
    if let matrix = input.device.statistics.correlation?.matrix {
      let pairs = samples.map { ($0["vset"] ?? 0, $0["vrst"] ?? 0) }
      let first = ranks(pairs.map(\.0))
      let second = ranks(pairs.map(\.1))
      let mean = 99.5
      let product = zip(first, second).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
      let square = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      #expect(abs(2 * sin(.pi / 6 * product / square) - matrix[0][1]) < 0.2)
    }
  }

  private func ranks(_ values: [Double]) -> [Double] {
    var ranks = [Double](repeating: 0, count: values.count)
    for (rank, place) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      ranks[place] = Double(rank)
    }
    return ranks
  }

  @Test func cornersAreSections() throws {
    let input = try DialectExample.input(.mixed)
    let root = try DialectExample.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    for corner in DeviceCorner.allCases {
      let deck = """
        * one corner
        .lib corners.lib \(corner.rawValue)
        v1 a 0 {corner_vset}
        v2 b 0 {corner_rhrs}
        r1 a 0 1
        r2 b 0 1
        .control
        op
        echo DENDRITE corner $&v(a) $&v(b)
        quit
        .endc
        .end
        """
      try deck.write(
        to: root.appendingPathComponent("spice/ngspice/one.cir"), atomically: true, encoding: .utf8)
      let output = try run("one.cir", root)
      let words = output.split(separator: "\n").first { $0.hasPrefix("DENDRITE corner") }?
        .split(separator: " ").map { Double($0) ?? .nan }
      let device = corner.device(input.device.statistics)
      #expect(abs((words?[2] ?? 0) / device.vSet - 1) < 1e-5, "\(output.suffix(500))")
      #expect(abs((words?[3] ?? 0) / device.rHRS - 1) < 1e-5)
    }
  }

  private func run(_ deck: String, _ root: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Ngspice.path ?? "")
    process.arguments = ["-b", deck]
    process.currentDirectoryURL = root.appendingPathComponent("spice/ngspice")
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
