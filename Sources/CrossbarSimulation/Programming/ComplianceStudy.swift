internal import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

/// What the saturation current of the enable transistor leaves of a SET, word-line voltage by word-line voltage.
///
/// The transistor is a source follower in a SET: it gives at most β/2·(V_G − VTO − V_silver)². Below some current the
/// filament that it lets grow is too weak to persist.
public struct ComplianceStudy: Hashable, Sendable {
  /// One SET of one device.
  public struct Cell: Hashable, Sendable {
    /// Current at the end of the SET pulse's flat top, A.
    public var current: Amperes
    /// State at the same time, 0 = HRS, 1 = LRS.
    public var state: Double
    /// State after the relaxation.
    public var relaxed: Double
    /// Whether a read sees a one after the relaxation.
    public var isKept: Bool
    /// A filament had formed (state above 0.05) and is gone: neither kept nor above the unstable state.
    public var isVolatile: Bool
  }

  /// One word-line voltage.
  public struct Row: Hashable, Sendable {
    public var wordLine: Volts
    public var median: Cell
    /// Currents that 5, 50 and 95 % of the sampled devices stay below.
    public var currents: (lower: Amperes, median: Amperes, upper: Amperes) {
      (quantiles[0], quantiles[1], quantiles[2])
    }
    let quantiles: [Amperes]
    /// Shares of the sampled devices.
    public var keptShare: Double
    public var volatileShare: Double
  }

  public let rows: [Row]
  /// Time at 0 V between SET and read.
  public let relaxation: Seconds

  /// Sets the median device and sampled ones once at each word-line voltage; the read has `circuit`'s own.
  ///
  /// - Parameters:
  ///   - devices: how many are sampled; at least 1.
  ///   - seed: of the sampled devices, those of ``EnableStudy``.
  public init(
    device: Device, circuit: CellCircuit, wordLines: [Volts], relaxation: Seconds = Seconds(1),
    devices: Int = 500, seed: UInt64 = 1
  ) {
    precondition(devices >= 1, "nothing to sample")
    self.relaxation = relaxation
    let simulator = CellSimulator(device: device)
    let sampler = DeviceSampler(statistics: device.statistics, seed: seed)
    let median = device.statistics.medianDevice
    rows = wordLines.map { wordLine in
      var set = circuit
      set.transistor.wordLineVoltage = wordLine
      let limited = set
      @Sendable func cell(_ sample: DeviceSample) -> Cell {
        simulator.limitedSet(
          device: sample, circuit: limited, readCircuit: circuit, relaxation: relaxation)
      }
      let cells = parallelMap(count: devices) { index in
        cell(
          sampler.sample(
            array: EnableStudy.array, tile: 0, row: index / 4096, column: index % 4096))
      }
      let currents = cells.map(\.current.value).sorted()
      func share(_ count: Int) -> Double { Double(count) / Double(devices) }
      return Row(
        wordLine: wordLine, median: cell(median),
        quantiles: [0.05, 0.5, 0.95].map { Amperes(EnableStudy.quantile($0, of: currents)) },
        keptShare: share(cells.count { $0.isKept }),
        volatileShare: share(cells.count { $0.isVolatile }))
    }
  }
}

extension CellSimulator {
  /// One SET pulse from the HRS, a rest at 0 V and a read.
  func limitedSet(
    device: DeviceSample, circuit: CellCircuit, readCircuit: CellCircuit, relaxation: Seconds
  ) -> ComplianceStudy.Cell {
    var cell = ProgrammedState(device.mobility == 0 ? device.restState : 0)
    let pulse = schedule.set
    var start = 0.0
    func advance(to end: Seconds) {
      let segment = LineSegment(schedule, storing: true, from: start, to: end.value)
      integrate(&cell, over: segment, device: device, circuit: circuit)
      start = end.value
    }
    advance(to: pulse.start)
    advance(to: pulse.top)
    advance(to: pulse.fall)
    let state = cell.x
    let current = circuit.current(
      source: pulse.level, bit: Volts(0), state: state, device: device, model: model)
    advance(to: pulse.end)
    let relaxed = model.stateAtRest(cell.x, after: relaxation, device: device)
    let isKept = read(relaxed, device: device, circuit: readCircuit, noise: 0).bit
    return ComplianceStudy.Cell(
      current: current, state: state, relaxed: relaxed, isKept: isKept,
      isVolatile: state > CellProgrammer.formed && !isKept && relaxed < model.unstableState)
  }
}
