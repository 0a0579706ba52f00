import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarVerify
import Foundation
import Testing

/// Decks of devices with a temperature or read noise, and the rows that a deck is told to run, under ngspice.
@Suite(
  .serialized, .enabled(if: NgspiceRun.isInstalled, "ngspice is not installed: decks are not run"))
struct DeviceOptionTests {
  private func input(
    celsius: Double? = nil, noise: Double? = nil, seed: UInt64 = 7
  ) throws -> BackendInput {
    var input = try ExampleArray.input(inputs: 4, outputs: 3, seed: seed)
    if let celsius {
      input.device.operation.temperature = celsius
      input.device.constants.temperature = TemperatureDependence(
        reference: 27, lowCoefficient: 0.004, highActivation: 0.3, switchingActivation: 0.5)
    }
    if let noise { input.device.constants.readNoise = ReadNoise(relative: noise, bandwidth: 1000) }
    return input
  }

  private func run(
    _ deck: String, root: URL, _ change: (String) -> String = { $0 }
  ) throws -> String {
    let folder = root.path + "/spice/ngspice"
    let text = try String(contentsOfFile: "\(folder)/\(deck)", encoding: .utf8)
    try change(text).write(toFile: "\(folder)/changed.cir", atomically: true, encoding: .utf8)
    return try NgspiceRun.batch("changed.cir", from: folder)
  }

  private func currents(_ output: String, label: String) -> [Int: [Double]] {
    NgspiceRun.parse(output, tile: label).currents.mapValues { $0.compactMap { $0 } }
  }

  /// The read decks have the memristor as a resistor and the transistor at ngspice's 27 °C: where the memristors alone are
  /// hot, programming and reading gives the same currents.
  @Test func temperatureActsOnTheMemristorsAlone() throws {
    let input = try input(celsius: 85)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let check = DeckCheck(
      network: input.network, design: input.design, device: input.device, wiring: input.wiring,
      seed: input.seed)
    #expect(check.findings(folder: root.path + "/spice/ngspice", name: "n") == [])
    let programmed = currents(try run("t00-program-read.cir", root: root), label: "t00")
    let read = currents(try run("t00-read.cir", root: root), label: "t00-read/t00")
    #expect(programmed.count == 5 && read.count == 5)
    for (row, values) in programmed {
      let other = try #require(read[row])
      try #require(values.count == 9 && other.count == 9)
      for (a, b) in zip(values, other) { #expect(abs(a / b - 1) < 1e-3, "row \(row): \(a), \(b)") }
    }
    // The circuit's temperature reaches the transistor, not the memristors: they are what they were.
    let hot = try run("t00-program-read.cir", root: root) {
      $0.replacingOccurrences(of: ".option noinit", with: ".temp 85\n.option noinit")
    }
    let differences = currents(hot, label: "t00").flatMap { row, values in
      zip(values, programmed[row] ?? []).map { abs($0 / $1 - 1) }
    }
    #expect(
      differences.count == 45 && differences.allSatisfy { $0 < 0.2 }
        && differences.contains { $0 > 0.01 })
  }

  @Test(arguments: ["temperature", "noise"])
  func characterisationHoldsCorrectDevices(_ option: String) throws {
    let root = try ExampleArray.emit(
      option == "noise" ? try input(noise: 0.05) : try input(celsius: 85))
    defer { try? FileManager.default.removeItem(at: root) }
    for (deck, verdict) in CharacterisationTests.verdicts {
      let run = try CharacterisationRun(deck, root: root)
      #expect(run.verdict == verdict, "\(run.output.suffix(2000))")
    }
  }

  @Test func noiseIsSeededAndCanBeTurnedOff() throws {
    let noisy = try input(noise: 0.05)
    let root = try ExampleArray.emit(noisy)
    let quiet = try ExampleArray.emit(try input())
    defer { for folder in [root, quiet] { try? FileManager.default.removeItem(at: folder) } }
    let check = DeckCheck(
      network: noisy.network, design: noisy.design, device: noisy.device, wiring: noisy.wiring,
      seed: noisy.seed)
    #expect(check.findings(folder: root.path + "/spice/ngspice", name: "n") == [])
    let first = currents(try run("t00-program-read.cir", root: root), label: "t00")
    let second = currents(try run("t00-program-read.cir", root: root), label: "t00")
    #expect(first == second && first.count == 5)
    let other = try run("t00-program-read.cir", root: root) {
      $0.replacingOccurrences(of: "setseed 8", with: "setseed 9")
    }
    #expect(currents(other, label: "t00") != first)
    let off = try run("t00-program-read.cir", root: root) {
      $0.replacingOccurrences(of: ".param read_noise=1", with: ".param read_noise=0")
    }
    let expected = currents(try run("t00-program-read.cir", root: quiet), label: "t00")
    var squares: [Double] = []
    for (row, values) in currents(off, label: "t00") {
      let (wanted, noisy) = (expected[row] ?? [], first[row] ?? [])
      try #require(values.count == 9 && wanted.count == 9 && noisy.count == 9)
      for place in 0..<9 {
        #expect(abs(values[place] / wanted[place] - 1) < 1e-3)
        let difference = noisy[place] / wanted[place] - 1
        squares.append(difference * difference)
      }
    }
    // 45 draws of 5 %: their rms within four standard errors of it.
    let rms = (squares.reduce(0, +) / 45).squareRoot()
    #expect(squares.count == 45 && abs(rms / 0.05 - 1) < 0.42, "\(rms)")
  }

  @Test(arguments: ["t00-program-read", "t00-read", "layer0-read"])
  func rowsAreRunOnceAndMustExist(_ deck: String) throws {
    let root = try ExampleArray.emit(try input())
    defer { try? FileManager.default.removeItem(at: root) }
    func last(_ rows: String) throws -> String {
      let output = try run("\(deck).cir", root: root) {
        $0.replacingOccurrences(of: "set rows = ( 0 1 2 3 4 )", with: "set rows = ( \(rows) )")
      }
      let label = deck == "t00-program-read" ? "t00" : deck
      return String(
        output.split(separator: "\n").last { $0.hasPrefix("DENDRITE \(label) ") }?.dropFirst(
          "DENDRITE \(label) ".count) ?? "nothing")
    }
    let once = try last("2")
    #expect(once.hasPrefix("PARTIAL ") && once.hasSuffix(" of 9 bits"), "\(once)")
    #expect(try last("2 2 2 2 2") == once)
    #expect(try last("4 3 2 1 0 0") == last("0 1 2 3 4"))
    #expect(try last("0 99") == "ERROR there is no row 99")
    #expect(try last("-1") == "ERROR there is no row -1")
    #expect(try last("0 five") == "ERROR there is no row five")
  }

  /// One row and three columns: vectors of one number are no vectors to ngspice.
  @Test func aTileOfOneRowRuns() throws {
    var input = try ExampleArray.input(
      inputs: 1, outputs: 1, limit: TileLimit(rows: 1, columns: 3))
    for quantity in DeviceQuantity.allCases {
      guard
        case .lognormal(let base, let mu, _) = input.device.statistics[quantity].distribution
      else { continue }
      input.device.statistics[quantity].distribution = .lognormal(base: base, mu: mu, sigma: 0.01)
    }
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    for (deck, label) in [("t00-program-read", "t00"), ("t00-read", "t00-read")] {
      let output = try run("\(deck).cir", root: root)
      #expect(output.contains("\nDENDRITE \(label) PASS 3 bits\n"), "\(output.suffix(1000))")
      #expect(!output.contains("Error"), "\(output.suffix(1000))")
    }
  }

  /// A sample whose second read is missing is no wrong bit, and a loop that ends early is no Monte Carlo.
  @Test func monteCarloCountsWhatWasMeasured() throws {
    let root = try ExampleArray.emit(try input())
    defer { try? FileManager.default.removeItem(at: root) }
    func last(_ old: String, _ new: String) throws -> Substring? {
      let output = try run("cell-monte-carlo.cir", root: root) { text in
        text.split(separator: "\n").map { line in
          line.contains(old) ? Substring(new) : line == "repeat 200" ? "repeat 7" : line
        }.joined(separator: "\n")
      }
      return output.split(separator: "\n").last { $0.hasPrefix("DENDRITE monte-carlo") }
    }
    #expect(
      try last("meas tran i_zero", "meas tran i_zero find i(Vb) at=99")
        == "DENDRITE monte-carlo ERROR 7 of 7 samples could not be measured")
    #expect(
      try last("nothing", "") == "DENDRITE monte-carlo ERROR 7 of 200 samples were run")
  }
}
