import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarImport
import CrossbarModel
import Foundation
import Testing

@testable import CrossbarSimulation

/// Sampled arrays a second. Prints its figures; meant for release builds:
///
///     DENDRITE_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter MonteCarloSpeedTests
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil,
    "set DENDRITE_SPEED=1 and build for release to measure"), .serialized)
struct MonteCarloSpeedTests {
  /// 10⁶ cells on one thread against NumPy on one thread, by turns.
  @Test func paperMemory() throws {
    let arrays = try Self.millionCells()
    let cells = Double(arrays.design.cellCount)
    #expect(cells == 1e6)
    var ours = Double.infinity
    var wrong = 0
    func measure() {
      for array in 1...7 {
        ours = min(
          ours,
          Self.threadTime { wrong = arrays.bitErrors(array: array, fidelity: .deviceSpread).count })
      }
    }
    measure()
    let peers = try Self.peers()
    measure()
    print("SPEED Monte Carlo: 10^6 cells, device spread \(ours) CPU s, \(wrong) wrong bits")
    for peer in peers {
      let ratio = peer.seconds / ours
      print(
        "SPEED Monte Carlo: the same by \(peer.name) \(peer.seconds) CPU s, \(peer.wrong) wrong "
          + "bits, ratio \((ratio * 10).rounded() / 10), goal 5")
      // Less for a busy machine; the figures are for the reader.
      #expect(ratio > 3)
      // Six standard deviations of two such counts.
      #expect(
        (Double(peer.wrong) - Double(wrong)).magnitude < 6 * (2 * Double(wrong)).squareRoot())
    }
  }

  /// 1,000 arrays of the digits example, its ten glyphs classified by each, on all cores.
  @Test func digits() throws {
    let (simulator, inputs, labels) = try Self.digits()
    #expect(simulator.design.cellCount == 3150)
    let clock = ContinuousClock()
    var setUp = Duration.seconds(1000)
    for (name, fidelity) in [
      ("device spread", ArrayFidelity.deviceSpread),
      ("transistor and wires", .transistorAndWires(Paper.wiring)),
    ] {
      var elapsed = Duration.seconds(1000)
      var time = Double.infinity
      var errors = 0
      for _ in 0..<3 {
        var process = 0.0
        elapsed = try min(
          elapsed,
          clock.measure {
            process = try Self.processorTime {
              errors = try simulator.trials(
                arrays: 1000, fidelity: fidelity, inputs: inputs, labels: labels
              ).reduce(0) { $0 + $1.bitErrors }
            }
          })
        time = min(time, process)
      }
      setUp = try min(setUp, clock.measure { _ = try Self.digits() })
      print(
        "SPEED Monte Carlo: 1,000 arrays of digits, \(name): \(elapsed) elapsed, \(time) CPU s, "
          + "\(errors) wrong bits; ready after \(setUp)")
      if name == "device spread" { #expect(elapsed < .seconds(1)) }
    }
  }

  /// Which cells behind transistor and wires are decided by what, and at what cost.
  @Test func shares() throws {
    let (arrays, _, _) = try Self.digits()
    let filter = try #require(arrays.circuitFilter)
    var counts = SIMD4<Int>()
    var times = SIMD4<Double>()
    for array in 1...60 {
      for pattern in arrays.patterns {
        pattern.forEachCell { row, column, bit in
          let words = arrays.sampler.words(
            array: array, tile: pattern.tile, row: row, column: column)
          if filter.isSurelyRight(storing: bit, words) {
            counts[0] += 1
            return
          }
          let device = arrays.sampler.sample(words)
          let circuit = CellCircuit(Paper.wiring, row: row)
          var decision = 3
          times[1] += Self.threadTime {
            if arrays.simulator.isSurelyRight(
              storing: bit, device: device, circuit: circuit, noise: 0)
            {
              decision = 1
            }
          }
          times[2] += Self.threadTime {
            if arrays.simulator.isSurelyWrong(
              storing: bit, device: device, circuit: circuit, noise: 0)
            {
              decision = 2
            }
          }
          counts[decision] += 1
          if decision == 3 {
            times[3] += Self.threadTime {
              _ = arrays.simulator.run(storing: bit, device: device, circuit: circuit)
            }
          }
        }
      }
    }
    let open = Double(counts[1] + counts[2] + counts[3])
    let cells = open + Double(counts[0])
    let shares = (0..<4).map { Double(counts[$0]) / cells * 100 }
    print(
      "SPEED Monte Carlo: of cells behind transistor and wires \(shares[0]) % are decided by their "
        + "words, \(shares[1]) % by bounds as right in \(times[1] / open * 1e6) us each, "
        + "\(shares[2]) % as wrong in \(times[2] / open * 1e6) us, \(shares[3]) % by integration in "
        + "\(times[3] / Double(counts[3]) * 1e6) us")
    #expect(shares[3] < 2)
  }

  /// A layer of 1,000 rows by 250 words of four bits, codes at random.
  private static func millionCells() throws -> ArraySimulator {
    let words = Philox4x64(seed: 3, stream: 3)
    let codes = (0..<1000 * 250).map {
      Int32(words.words(at: (UInt64($0), 0, 0, 0)).0 & 15) - 8
    }
    let network = QuantizedNetwork(
      name: "n", scheme: .paper, bits: 4, inputShape: [999], inputScaling: .identity,
      layers: [
        QuantizedLayer(
          name: "l",
          weights: Matrix(rows: 999, columns: 250, elements: Array(codes[..<(999 * 250)])),
          bias: Array(codes[(999 * 250)...]), weightScale: CodeScale(negative: 1, positive: 1),
          biasScale: CodeScale(negative: 1, positive: 1), biasGain: .one, activation: .linear)
      ])
    return ArraySimulator(
      network: network, design: CrossbarDesign(network, limit: TileLimit()),
      device: try Paper.device(), seed: 17)
  }

  /// The digits example at three bits.
  static func digits() throws -> (ArraySimulator, IntegerInputs, [Int]) {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../examples/digits").standardized.path
    var warnings: [Diagnostic] = []
    let network = try Quantizer.quantize(
      ModelFile.read("\(folder)/digits.keras").requireNetwork(), scheme: .paper, bits: 3,
      warnings: &warnings)
    let glyphs = try InputFile.read("\(folder)/glyphs.csv")
    let scaling = network.inputScaling
    let inputs = try IntegerInputs(
      glyphs.values.map { $0 * scaling.scale + scaling.offset }, file: "glyphs.csv")
    let simulator = ArraySimulator(
      network: network, design: CrossbarDesign(network, limit: TileLimit()),
      device: try Paper.device(), seed: 1, circuit: Paper.wiring)
    return (simulator, inputs, try #require(glyphs.labels))
  }

  private static func peers() throws -> [(name: String, seconds: Double, wrong: Int)] {
    guard let python = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"] else {
      print("SPEED Monte Carlo: no DENDRITE_PYTHON, NO PEERS")
      return []
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "monte_carlo_peer.py").path, "3",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let peers = String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap {
      line -> (String, Double, Int)? in
      let parts = line.split(separator: "\t")
      guard parts.count == 3, let seconds = Double(parts[1]), let wrong = Int(parts[2]) else {
        return nil
      }
      return (String(parts[0]), seconds, wrong)
    }
    try #require(peers.count == 4)
    return peers
  }

  private static func time(_ id: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(id, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func threadTime(_ body: () throws -> Void) rethrows -> Double {
    let start = time(CLOCK_THREAD_CPUTIME_ID)
    try body()
    return time(CLOCK_THREAD_CPUTIME_ID) - start
  }

  private static func processorTime(_ body: () throws -> Void) rethrows -> Double {
    let start = time(CLOCK_PROCESS_CPUTIME_ID)
    try body()
    return time(CLOCK_PROCESS_CPUTIME_ID) - start
  }
}
