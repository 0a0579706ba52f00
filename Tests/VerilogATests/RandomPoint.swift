import CrossbarCore
import CrossbarDevices

/// A voltage, a state, a temperature, and every parameter of the memristor, at random.
struct RandomPoint {
  var voltage = 0.0
  var state = 0.0
  var celsius = 27.0
  var device = DeviceSample(vSet: 1, vReset: 1, rLRS: 1, rHRS: 1)
  var capacitance = 0.0
  private var constants: CompactModelConstants
  private var statistics: DeviceStatistics

  /// The parameters as an instance of the subcircuit states them.
  var parameters: String {
    let model = model
    let c = constants
    return """
      vset=\(device.vSet) vrst=\(device.vReset) rlrs=\(device.rLRS) rhrs=\(device.rHRS) \
      vrd=\(c.readReference) vd=\(c.smoothing) tth=\(c.thresholdTime) tmin=\(c.minimumTime) \
      va=\(c.slopeAbove) vbs=\(model.slopeBelowSet) vbr=\(model.slopeBelowReset) eta=\(c.feedback) \
      trel=\(c.relaxationTime) ulim=\(c.overdriveBound) cp=\(c.capacitance) xc=\(model.unstableState) \
      mob=\(device.mobility) x0=\(device.restState)
      """
  }

  /// The line of `residuals.py`.
  var line: String {
    let kelvin = celsius + 273.15
    guard let temperature = constants.temperature else {
      return "\(voltage) \(state) \(kelvin) \(parameters)"
    }
    return """
      \(voltage) \(state) \(kelvin) \(parameters) tnom=\(temperature.reference) \
      tcl=\(temperature.lowCoefficient) eah=\(temperature.highActivation) \
      eas=\(temperature.switchingActivation)
      """
  }

  var model: CompactModel {
    CompactModel(constants: constants, statistics: statistics, celsius: celsius)
  }

  var atReferenceTemperature: Self {
    var point = self
    point.constants.temperature = nil
    return point
  }

  static func points(_ count: Int) -> [Self] {
    let generator = Philox4x64(seed: 1, stream: 2)
    return (0..<count).map { Self(generator, UInt64($0)) }
  }

  private init(_ generator: Philox4x64, _ index: UInt64) {
    var drawn: [Double] = []
    for block in 0..<7 {
      let words = generator.words(at: (index, UInt64(block), 0, 0))
      drawn += [words.0, words.1, words.2, words.3].map(Philox4x64.unitInterval)
    }
    func uniform(_ lower: Double, _ upper: Double) -> Double {
      lower + (upper - lower) * drawn.removeLast()
    }
    func decades(_ lower: Double, _ upper: Double) -> Double {
      PortableMath.exp(uniform(lower, upper) * PortableMath.log(10))
    }
    let low = decades(1, 4)
    device = DeviceSample(
      vSet: decades(-1, 0.9), vReset: decades(-1, 0.9), rLRS: low, rHRS: low * decades(0, 5))
    // One in four is stuck, or slow.
    let kind = uniform(0, 1)
    device.mobility = kind < 0.125 ? 0 : kind < 0.25 ? uniform(0, 1) : 1
    device.restState = uniform(0, 1) < 0.5 ? 0 : 1
    voltage = uniform(-6, 6)
    state = uniform(-0.05, 1.05)
    celsius = uniform(-40, 150)
    capacitance = decades(-15, -11)
    constants = CompactModelConstants(
      readReference: decades(-2, 0), smoothing: decades(-4, -2), thresholdTime: decades(-3, 0),
      minimumTime: decades(-6, -2), slopeAbove: decades(-1, 0), slopeBelow: decades(-2, -1),
      feedback: uniform(0, 0.95), relaxationTime: decades(-3, 0), overdriveBound: uniform(3, 30),
      capacitance: capacitance, nonVolatileCurrent: decades(-6, -3),
      temperature: TemperatureDependence(
        reference: uniform(0, 40), lowCoefficient: uniform(-0.005, 0.005),
        highActivation: uniform(0, 0.5), switchingActivation: uniform(0, 0.8)))
    func lognormal(_ median: Double) -> MeasuredDistribution {
      MeasuredDistribution(
        .lognormal(base: .e, mu: PortableMath.log(median), sigma: 0.5), source: "a test")
    }
    statistics = DeviceStatistics(
      vSet: lognormal(1.2), vReset: lognormal(1), rLRS: lognormal(500), rHRS: lognormal(1e6))
  }
}
