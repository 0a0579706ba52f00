import CrossbarCore
import CrossbarDevices
import CrossbarTemplates
import Testing

/// Devices that the tests of this folder write, read and draw from.
enum Examples {
  static func paper() throws -> Device {
    try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
  }

  static let matrix: [[Double]] = [
    [1, 0.5, -0.3, 0.2], [0.5, 1, 0.1, -0.25], [-0.3, 0.1, 1, 0.6], [0.2, -0.25, 0.6, 1],
  ]

  static let probabilities = [0, 0.02, 0.1, 0.5, 0.77, 0.9, 1]
  static let values = [2e4, 3.1e4, 1e5, 1e5, 7.5e5, 3e6, 8e7]

  /// A family for each quantity, everything optional stated.
  static func mixed() throws -> Device {
    var device = try paper()
    device.name = "A: \"new\" device # 7\nof λ"
    device.source = ""
    device.statistics = DeviceStatistics(
      vSet: MeasuredDistribution(
        .weibull(shape: 1.7, scale: 1.4), firstInterval: 1.4...2.1, secondInterval: 1.2...1.6,
        sampleSize: 50, censored: CensoredCounts(right: 3), source: "sweeps, 0 … 5 V",
        files: ["a.csv", "b: c.xlsx"]),
      vReset: MeasuredDistribution(
        .normal(mean: 1.1, sigma: 0.6), firstInterval: 0.9...1.3, secondInterval: 0.5...0.8,
        sigmaUnbiased: 0.61, sampleSize: 47),
      rLRS: MeasuredDistribution(
        .gamma(shape: 0.9, scale: 700.25), censored: CensoredCounts(left: 1, interval: 2),
        source: "yes"),
      rHRS: MeasuredDistribution(
        .empirical(try #require(EmpiricalQuantiles(probabilities: probabilities, values: values))),
        sampleSize: 12),
      correlation: try ScoreCorrelation(matrix: matrix, sampleSize: 44))
    device.yield = 47.0 / 118
    device.yieldCount = YieldCount(
      working: 47, fabricated: 118, wilson: 0.3145...0.4885, clopperPearson: 0.3093...0.4926)
    device.enduranceCycles = Int.max
    device.retention = Seconds(0)
    device.operation.temperature = -40
    device.constants.temperature = TemperatureDependence(
      reference: 25, lowCoefficient: -0.0039, highActivation: 0.21, switchingActivation: 0.6)
    device.constants.readNoise = ReadNoise(relative: 0.015, bandwidth: 2500)
    device.measurements = [
      MeasurementFile(name: "a.csv", sha256: String(repeating: "0123456789abcdef", count: 4)),
      MeasurementFile(name: "b: c.xlsx", sha256: String(repeating: "e1", count: 32)),
    ]
    return device
  }
}
