import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarModel
import CrossbarSimulation
import CrossbarStatistics
import Foundation
import Testing

/// Arrays of one layer that the tests of this folder sample.
enum ExampleArrays {
  /// One layer, of 42 × 40 if not told otherwise, every code −2, that is two ones in three bits.
  static func simulator(
    _ device: Device, seed: UInt64, inputs: Int = 42, outputs: Int = 40
  ) -> ArraySimulator {
    let network = QuantizedNetwork(
      name: "n", scheme: .paper, bits: 3, inputShape: [inputs], inputScaling: .identity,
      layers: [
        QuantizedLayer(
          name: "l", weights: Matrix(rows: inputs, columns: outputs, repeating: -2),
          bias: Array(repeating: 0, count: outputs),
          weightScale: CodeScale(negative: 1, positive: 1),
          biasScale: CodeScale(negative: 1, positive: 1), biasGain: .one, activation: .linear)
      ])
    let design = CrossbarDesign(network, limit: TileLimit(rows: 16, columns: 50))
    return ArraySimulator(network: network, design: design, device: device, seed: seed)
  }
}

@Suite("Sampled arrays of other families, correlated or not")
struct FamilyTests {
  /// The statistics of Fixtures/make_correlated.py.
  static func device(isCorrelated: Bool) throws -> Device {
    var device = try Paper.device()
    let quantiles = try #require(
      EmpiricalQuantiles(probabilities: [0, 0.1, 0.5, 1], values: [2e3, 1.5e4, 1e6, 8e7]))
    device.statistics = DeviceStatistics(
      vSet: MeasuredDistribution(.weibull(shape: 1.4, scale: 2.2)),
      vReset: MeasuredDistribution(.normal(mean: 1, sigma: 0.9)),
      rLRS: MeasuredDistribution(.gamma(shape: 0.8, scale: 3000)),
      rHRS: MeasuredDistribution(.empirical(quantiles)))
    if isCorrelated {
      device.statistics.correlation = try ScoreCorrelation(matrix: [
        [1, 0.5, -0.3, 0.2], [0.5, 1, 0.1, -0.25], [-0.3, 0.1, 1, 0.6], [0.2, -0.25, 0.6, 1],
      ])
    }
    return device
  }

  /// The default, other families, correlated ones, values on the very limits, and fresh cells that are on.
  static let devices: [(String, @Sendable () throws -> Device)] = [
    ("paper", { try Paper.device() }),
    ("families", { try device(isCorrelated: false) }),
    ("correlated", { try device(isCorrelated: true) }),
    (
      "atoms",
      {
        var device = try Self.device(isCorrelated: true)
        for (quantity, values) in [
          (DeviceQuantity.vSet, [4, 5, 5, 6.0]), (.rLRS, [100, 1e4, 1e4, 2e4]),
          (.rHRS, [5e3, 1e4, 1e4, 1e7]),
        ] {
          let quantiles = try #require(
            EmpiricalQuantiles(probabilities: [0, 0.4, 0.7, 1], values: values))
          device.statistics[quantity] = MeasuredDistribution(.empirical(quantiles))
        }
        return device
      }
    ),
    (
      "narrow",
      {
        // All values round to the limits or to their neighbours of six digits.
        var device = try Self.device(isCorrelated: false)
        device.statistics.vSet = MeasuredDistribution(.normal(mean: 4.99999, sigma: 1e-5))
        device.statistics.rHRS = MeasuredDistribution(.normal(mean: 10000.05, sigma: 0.05))
        return device
      }
    ),
    (
      "lrs",
      {
        var device = try Self.device(isCorrelated: true)
        device.operation.initialState = .lrs
        return device
      }
    ),
  ]

  @Test("the quick filter changes no result", arguments: devices.indices)
  func filter(index: Int) throws {
    let (name, make) = Self.devices[index]
    let arrays = ExampleArrays.simulator(try make(), seed: 5)
    let rule = ThresholdRule(operation: arrays.device.operation)
    for array in 1...5 {
      var expected: [CellID] = []
      for tile in arrays.design.tiles {
        for row in 0..<tile.rows {
          for column in 0..<tile.columns {
            let cell = CellID(tile: tile.id.index, row: row, column: column)
            let bit = arrays.network.bit(arrays.design.address(cell))
            let sample = arrays.sampler.sample(
              array: array, tile: cell.tile, row: row, column: column)
            if rule.read(storing: bit, device: sample).bit != bit { expected.append(cell) }
          }
        }
      }
      #expect(
        arrays.bitErrors(array: array, fidelity: .deviceSpread).map(\.cell) == expected, "\(name)")
      #expect(expected.count > 20)
    }
  }

  private struct Expected: Decodable {
    var p_one: Double
    var p_zero: Double
  }

  @Test("wrong bits of correlated devices agree with SciPy's multivariate normal")
  func correlated() throws {
    let url = try #require(
      Bundle.module.url(forResource: "correlated", withExtension: "json", subdirectory: "Fixtures"))
    let expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
    let arrays = ExampleArrays.simulator(try Self.device(isCorrelated: true), seed: 21)
    let ones = 42 * 40 * 2
    let zeros = 43 * 40 * 3 - ones
    let inputs = try IntegerInputs(Matrix(rows: 1, columns: 42, repeating: 1), file: "x")
    let trials = try arrays.trials(
      arrays: 100, fidelity: .deviceSpread, inputs: inputs, labels: [0])
    let mean = Estimate.mean(trials.map { Double($0.bitErrors) })
    let wanted = Double(ones) * expected.p_one + Double(zeros) * expected.p_zero
    let variance =
      Double(ones) * expected.p_one * (1 - expected.p_one)
      + Double(zeros) * expected.p_zero * (1 - expected.p_zero)
    // Five standard errors of the mean of 100 arrays.
    #expect((mean.value - wanted).magnitude < 5 * (variance / 100).squareRoot())
    // The comparison tells independent devices apart.
    let independent = ExampleArrays.simulator(try Self.device(isCorrelated: false), seed: 21)
    let others = try independent.trials(
      arrays: 100, fidelity: .deviceSpread, inputs: inputs, labels: [0])
    let other = Estimate.mean(others.map { Double($0.bitErrors) })
    #expect((other.value - wanted).magnitude > 10 * (variance / 100).squareRoot())
  }
}
