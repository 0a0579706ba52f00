internal import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

/// What an enable transistor really does to sampled devices: nothing here is clipped, every current is the loop's.
public struct EnableStudy: Hashable, Sendable {
  /// Devices that are programmed pulse by pulse for the currents at the end of a SET.
  public static let programmed = 500
  /// Devices that are drawn for the shares.
  public static let drawn = 20_000

  /// Current at the end of a SET, A: the value that half and 95 % of the programmed devices stay below.
  public var setCurrentMedian: Amperes
  public var setCurrentUpper: Amperes
  /// Shares of the programmed devices whose SET ends below and above the two currents given.
  public var volatileShare: Double
  public var wornShare: Double
  /// Largest RESET current with the whole write voltage across the transistor, A.
  public var largestResetCurrent: Amperes
  /// Share of drawn devices whose |V_RST|/R_LRS exceeds the current given.
  public var resetAbovePassed: Double
  /// Share of drawn devices, in LRS, whose loop leaves less than |V_RST| of the write voltage to the device.
  public var resetOutOfReach: Double
  /// Share of drawn devices whose |V_RST| alone exceeds the write voltage; part of ``resetOutOfReach``.
  public var resetAboveWrite: Double

  /// Studies one cell's loop.
  ///
  /// - Parameters:
  ///   - circuit: the loop; its transistor is what is studied.
  ///   - nonVolatile: SET current below which a filament may fade, A.
  ///   - wearing: SET current above which lifetime suffers, A.
  ///   - passed: RESET current to compare |V_RST|/R_LRS with, A.
  ///   - seed: of the sampled devices; those of arrays that no deck holds.
  public init(
    device: Device, circuit: CellCircuit, nonVolatile: Amperes, wearing: Amperes, passed: Amperes,
    seed: UInt64
  ) {
    let simulator = CellSimulator(device: device)
    let sampler = DeviceSampler(statistics: device.statistics, seed: seed)
    @Sendable func sample(_ index: Int) -> DeviceSample {
      sampler.sample(array: Self.array, tile: 0, row: index / 4096, column: index % 4096)
    }
    let currents = parallelMap(count: Self.programmed) {
      simulator.currentAtEndOfSet(device: sample($0), circuit: circuit).value
    }.sorted()
    setCurrentMedian = Amperes(Self.quantile(0.5, of: currents))
    setCurrentUpper = Amperes(Self.quantile(0.95, of: currents))
    func share(_ count: Int, of total: Int) -> Double { Double(count) / Double(total) }
    volatileShare = share(currents.count { $0 < nonVolatile.value }, of: Self.programmed)
    wornShare = share(currents.count { $0 > wearing.value }, of: Self.programmed)
    let write = device.operation.writeVoltage
    largestResetCurrent = circuit.transistor.resetCurrent(drop: write)
    let chunk = 1000
    let counts = parallelMap(count: Self.drawn / chunk) { part in
      var above = 0
      var out = 0
      var beyond = 0
      for index in part * chunk..<(part + 1) * chunk {
        let cell = sample(index)
        if cell.vReset / cell.rLRS > passed.value { above += 1 }
        if cell.vReset > write.value { beyond += 1 }
        let voltage = circuit.memristorVoltage(
          source: 0, bit: write.value, state: 1, device: cell, model: simulator.model)
        if -voltage < cell.vReset { out += 1 }
      }
      return (above, out, beyond)
    }
    resetAbovePassed = share(counts.reduce(0) { $0 + $1.0 }, of: Self.drawn)
    resetOutOfReach = share(counts.reduce(0) { $0 + $1.1 }, of: Self.drawn)
    resetAboveWrite = share(counts.reduce(0) { $0 + $1.2 }, of: Self.drawn)
  }

  /// An array of the seed that neither decks nor Monte Carlo use.
  static let array = 1 << 40

  /// Linear between the order statistics, as NumPy's default.
  static func quantile(_ probability: Double, of sorted: [Double]) -> Double {
    let place = probability * Double(sorted.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
  }
}

extension CellSimulator {
  /// Current through a cell at the end of the flat top of its SET pulse, A.
  public func currentAtEndOfSet(device: DeviceSample, circuit: CellCircuit) -> Amperes {
    var x = operation.initialState == .hrs ? 0.0 : 1.0
    let pulse = schedule.set
    for (start, end) in [(0, pulse.start.value), (pulse.start.value, pulse.top.value)] {
      integrate(&x, from: start, to: end, storing: true, device: device, circuit: circuit)
    }
    integrate(
      &x, from: pulse.top.value, to: pulse.fall.value, storing: true, device: device,
      circuit: circuit)
    return circuit.current(
      source: pulse.level, bit: Volts(0), state: x, device: device, model: model)
  }
}
