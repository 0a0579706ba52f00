import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarModel
import CrossbarStatistics
import CrossbarTemplates
import Foundation
import Testing

@testable import CrossbarSimulation

@Suite("Histograms")
struct HistogramTests {
  @Test("means and intervals are SciPy's, to the last digits that it has")
  func mean() throws {
    // scipy.stats.t.interval(0.95, n - 1, np.mean(x), scipy.stats.sem(x))
    let histogram = Histogram([(3, 2), (-4, 1), (10, 5)])
    let mean = try #require(histogram.mean())
    #expect((mean.value - 6.5).magnitude < 1e-15)
    #expect((mean.low - 2.076_193_101_041_529).magnitude < 1e-12)
    #expect((mean.high - 10.923_806_898_958_471).magnitude < 1e-12)
    #expect(Histogram().mean() == nil)
    #expect(Histogram([(7, 1)]).mean(unit: 0.5)?.value == 3.5)
    #expect(Histogram([(7, 1)]).mean(unit: 0.5)?.high == .infinity)
    #expect(histogram.quantile(0.5) == 10 && histogram.quantile(0.3) == 3)
    #expect(histogram[10] == 5 && histogram[11] == 0 && histogram.total == 8)
  }

  @Test("parts add up in any order")
  func merge() {
    let parts = (0..<6).map { part in Histogram((0...part).map { ($0 * part - 5, part + 1) }) }
    func sum(_ order: [Int]) -> Histogram {
      var sum = Histogram()
      for index in order { sum.merge(parts[index]) }
      return sum
    }
    #expect(sum([0, 1, 2, 3, 4, 5]) == sum([5, 2, 0, 4, 1, 3]))
    #expect(sum([0, 1, 2, 3, 4, 5]).total == 91)
  }

  @Test("bins of currents: ten a decade")
  func bins() {
    #expect(CurrentBin.index(1.01e-5) == -50)
    #expect(CurrentBin.index(0.99e-5) == -51)
    #expect(CurrentBin.index(1.3e-5) == -49)
    #expect(CurrentBin.index(0) == CurrentBin.none && CurrentBin.index(-1) == CurrentBin.none)
    #expect((CurrentBin.lowerBound(-50) / 1e-5 - 1).magnitude < 1e-14)
  }
}

@Suite("The ladder's parts")
struct LadderPartTests {
  static let device: Device? = try? DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")

  /// A network of small random codes.
  static func network(_ shape: [Int], seed: UInt64) -> QuantizedNetwork {
    let random = Philox4x64(seed: seed, stream: 1)
    var counter: UInt64 = 0
    func code() -> Int32 {
      counter += 1
      return Int32(random.words(at: (counter, 0, 0, 0)).0 % 8) - 4
    }
    let layers = zip(shape, shape.dropFirst()).enumerated().map { index, sizes in
      QuantizedLayer(
        name: "l\(index)",
        weights: Matrix(
          rows: sizes.0, columns: sizes.1, elements: (0..<sizes.0 * sizes.1).map { _ in code() }),
        bias: (0..<sizes.1).map { _ in code() }, weightScale: CodeScale(negative: 1, positive: 1),
        biasScale: CodeScale(negative: 1, positive: 1),
        biasGain: DyadicGain(mantissa: index == 0 ? 3 : 1, exponent: 0),
        activation: index == shape.count - 2 ? .softmax : .relu)
    }
    return QuantizedNetwork(
      name: "n", scheme: .round, bits: 3, inputShape: [shape[0]], inputScaling: .identity,
      layers: layers)
  }

  @Test(
    "a network of ideal column sums is the integer network where activations are small, in tiles of any size",
    arguments: [false, true])
  func columnSums(isSerial: Bool) throws {
    for (shape, limit) in [
      ([6, 5, 3], TileLimit()), ([9, 7, 4], TileLimit(rows: 4, columns: 7)),
      ([5, 3], TileLimit(rows: 3, columns: 3)),
    ] {
      let network = Self.network(shape, seed: UInt64(shape[0]))
      let design = CrossbarDesign(network, limit: limit)
      let random = Philox4x64(seed: 5, stream: 2)
      let raw = (0..<40).map { image in
        (0..<shape[0]).map { Double(random.words(at: (UInt64($0), UInt64(image), 0, 0)).0 % 3) - 1 }
      }
      let inputs = PreparedInputs(
        try IntegerInputs(
          Matrix(rows: 40, columns: shape[0], elements: raw.flatMap { $0 }), file: "x"))
      let sums = try ColumnSumNetwork(
        network: network, design: design, inputs: inputs, isSerial: isSerial, unit: 2e-6)
      let classes = try sums.classes { tile, drives throws(Diagnostics) in
        // A one conducts 2 µA at a whole drive, a zero nothing: sums in whole numbers.
        let tile = design.tile(tile)
        var currents = Matrix(rows: drives.rows, columns: tile.columns, repeating: 0.0)
        for pass in 0..<drives.rows {
          for row in 0..<tile.rows {
            let drive = drives[pass, row]
            #expect(isSerial ? drive == 0 || drive == 1 : (0...1).contains(drive))
            for column in 0..<tile.columns {
              let address = design.address(CellID(tile: tile.id.index, row: row, column: column))
              if network.bit(address) { currents[pass, column] += drive * 2e-6 }
            }
          }
        }
        return currents
      }
      let outputs = try IntegerInference(network).run(inputs.integers)
      let ties = Set(outputs.ties)
      for index in classes.indices where !ties.contains(index) {
        #expect(classes[index] == outputs.classes[index], "\(shape) \(index)")
      }
      #expect(ties.count < 20 && Set(outputs.classes).count > 1)
    }
  }

  @Test("wires spread as drawn: a factor an array and metal, cut off, nothing without spread")
  func wires() {
    let spread = WireSpread(sigma: 0.1, seed: 3)
    let gold = (1...4000).map { PortableMath.log(spread.factors(array: $0).gold) }
    let mean = gold.reduce(0, +) / 4000
    let deviation = (gold.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999).squareRoot()
    // Four standard errors.
    #expect(mean.magnitude < 4 * 0.1 / 4000.0.squareRoot())
    #expect((deviation - 0.1).magnitude < 4 * 0.1 / 8000.0.squareRoot())
    #expect(gold.allSatisfy { $0.magnitude <= 0.4 + 1e-12 })
    #expect(spread.factors(array: 1).gold != spread.factors(array: 1).silver)
    #expect(WireSpread(sigma: 0, seed: 3).factors(array: 1) == (1, 1))
    let wiring = ArrayWiring(
      driver: Ohms(1), bitLineLead: Ohms(2), bitLineSegment: Ohms(3), sourceLineLead: Ohms(4),
      sourceLineSegment: Ohms(5), bottomContact: Ohms(6),
      transistor: EnableTransistor(
        threshold: Volts(1), transconductance: 1e-4, width: 1e-5, length: 1e-6,
        wordLineVoltage: Volts(5)))
    let scaled = wiring.scaled((gold: 2, silver: 3))
    #expect(
      [
        scaled.driver, scaled.bitLineLead, scaled.bitLineSegment, scaled.sourceLineLead,
        scaled.sourceLineSegment, scaled.bottomContact,
      ].map(\.value) == [1, 4, 6, 4, 5, 18])
  }

  @Test("a spread from cycle to cycle adds its variance")
  func cycles() throws {
    let device = try #require(Self.device)
    var options = LadderOptions(device)
    options.cycleSpread = 0.5
    let applied = options.applied(to: device)
    guard case .lognormal(.e, 0.202, let sigma) = applied.statistics.vSet.distribution,
      case .lognormal(.ten, 6.041, let decadic) = applied.statistics.rHRS.distribution
    else { throw CocoaError(.featureUnsupported) }
    #expect((sigma - (0.776 * 0.776 + 0.25).squareRoot()).magnitude < 1e-12)
    let cycle = 0.5 / 2.302_585_092_994_046
    #expect((decadic - (0.769 * 0.769 + cycle * cycle).squareRoot()).magnitude < 1e-12)
  }
}
