internal import CrossbarCore
public import CrossbarDevices

/// How the arrays of a ladder are written and read, and what is added to the device file's statistics.
public struct LadderOptions: Hashable, Sendable {
  public var reading: ReadingMode
  /// How the cells of passive tiles are taken.
  public var method: ReadMethod
  /// Pulses; and for the last rung yield, wear and retention.
  public var programming: ProgrammingOptions
  /// Standard deviation of the logarithm of the wires' resistance, drawn once an array and metal; see ``WireSpread``.
  public var wireSpread: Double
  /// Standard deviation of the logarithm of a device's quantities from one write to the next, beside the spread between devices.
  public var cycleSpread: Double
  /// Relative standard deviation of read currents; the device file's where nil.
  public var readNoise: Double?

  /// One pulse at the device's operating point, and its yield at the last rung.
  public init(_ device: Device, reading: ReadingMode = .memory) {
    self.reading = reading
    method = .linear
    programming = ProgrammingOptions(device)
    programming.yield = device.yield
    wireSpread = 0
    cycleSpread = 0
    readNoise = nil
  }

  /// Options of which nothing is known yet, to be filled in by whoever reads them from a file.
  public static let unstated = LadderOptions()

  private init() {
    reading = .memory
    method = .linear
    programming = .unstated
    wireSpread = 0
    cycleSpread = 0
  }

  /// The device with what is added to it: noise, spread from cycle to cycle, pulses.
  ///
  /// An array is written once, so that the spread from cycle to cycle adds to the variance between devices.
  func applied(to device: Device) -> Device {
    var device = device
    if let readNoise {
      device.constants.readNoise =
        readNoise > 0
        ? ReadNoise(
          relative: readNoise,
          bandwidth: device.constants.readNoise?.bandwidth
            ?? 1 / (2 * device.operation.readPulse.value)) : nil
    }
    if cycleSpread > 0 {
      for quantity in DeviceQuantity.allCases {
        if case .lognormal(let base, let mu, let sigma) = device.statistics[quantity].distribution {
          let unit = base == .e ? 1 : PortableMath.log(10)
          let cycle = cycleSpread / unit
          device.statistics[quantity].distribution = .lognormal(
            base: base, mu: mu, sigma: (sigma * sigma + cycle * cycle).squareRoot())
        }
      }
    }
    device.operation.writeVoltage = programming.writeVoltage
    device.operation.writePulse = programming.writePulse
    return device
  }

  /// Quantities whose family does not take a spread from cycle to cycle.
  public static func withoutCycleSpread(_ statistics: DeviceStatistics) -> [DeviceQuantity] {
    DeviceQuantity.allCases.filter { statistics[$0].distribution.family != .lognormal }
  }
}
