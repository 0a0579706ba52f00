public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
internal import CrossbarSolver

/// Reads tiles of memristors in every ``ReadingMode``: at the operating point's read voltage and temperature, through drivers'
/// and sense resistances and wires.
///
/// Matrices of states, devices, noise and currents have a row a word line (or silver row) and a column a bit line.
public struct TileReader: Sendable {
  /// What a tile's cells hang on.
  public enum Wires: Sendable, Hashable {
    /// Each behind its enable transistor.
    case enabled(ArrayWiring)
    /// Each between its row and its column, without transistors.
    case passive(CrossbarWiring)
  }

  public let wires: Wires
  public let model: CompactModel
  public let operation: OperatingPoint
  /// Names the tile in findings.
  public let tile: TileID
  public let limit: ConvergenceLimit

  /// A reader of tiles wired alike.
  public init(
    _ wires: Wires, device: Device, tile: TileID = TileID(0), limit: ConvergenceLimit = .init()
  ) {
    self.wires = wires
    self.tile = tile
    self.limit = limit
    model = CompactModel(device)
    operation = device.operation
  }

  /// Read voltage, V.
  var readVoltage: Double { operation.readVoltage.value }

  /// Reads all cells of a tile.
  ///
  /// - Parameters:
  ///   - mode: ``ReadingMode/columnSum`` reads every column once, all rows on at the whole read voltage; for other inputs see
  ///     ``columnSums(inputs:states:devices:noise:method:)``.
  ///   - states: of the filaments, 0 … 1.
  ///   - noise: standard scores of the read currents' noise, the shape of the result; nil is none. It counts where the device
  ///     has any.
  ///   - method: of a passive tile; enabled ones are always exact.
  /// - Throws: `simulate/mode` where the mode does not go with the wires; `simulate/shape`, `simulate/state`,
  ///   `simulate/device`; `solver/…` where the wires are unusable.
  public func read(
    _ mode: ReadingMode, states: Matrix<Double>, devices: Matrix<DeviceSample>,
    noise: Matrix<Double>? = nil, method: ReadMethod = .linear
  ) throws(Diagnostics) -> TileRead {
    try read(
      mode, [TileCells(states: states, devices: devices, noise: noise)], method: method)[0]
  }

  /// Reads many tiles that are wired alike, on all cores; in ``ReadMethod/linear`` eight passive ones side by side.
  ///
  /// - Throws: as ``read(_:states:devices:noise:method:)``, of all tiles at once.
  public func read(
    _ mode: ReadingMode, _ tiles: [TileCells], method: ReadMethod = .linear
  ) throws(Diagnostics) -> [TileRead] {
    try tiles.flatMap { check(mode, $0) }.throwIfErrors()
    var reads: [(currents: Matrix<Double>, findings: [Diagnostic])]
    switch wires {
    case .enabled(let wiring) where mode == .columnSum:
      reads = parallelMap(count: tiles.count) { index in
        let all = Matrix(rows: 1, columns: tiles[index].states.rows, repeating: 1.0)
        let sums = ladders(wiring, all, tiles[index].states, tiles[index].devices)
        return (sums.currents, sums.findings)
      }
    case .enabled(let wiring):
      reads = parallelMap(count: tiles.count) { index in
        (memory(wiring, tiles[index].states, tiles[index].devices), [])
      }
    case .passive(let wiring):
      let cells = try passive(wiring, tiles)
      if method == .linear {
        reads = try PassiveCells.linear(mode, cells).map { ($0, []) }
      } else {
        reads = []
        for one in cells { reads.append(try one.exact(mode)) }
      }
    }
    let threshold = operation.thresholdCurrent.value
    return try zip(tiles, reads).map { tile, read throws(Diagnostics) in
      let currents = try adding(tile.noise, to: read.currents)
      return TileRead(
        mode: mode, currents: currents,
        bits: mode == .columnSum ? nil : currents.map { $0 > threshold }, findings: read.findings)
    }
  }

  /// Every column's current for some inputs: a matrix product by the tile, wires included.
  ///
  /// - Parameters:
  ///   - inputs: inputs × rows, shares of the read voltage. Behind transistors 1 turns a row's word line on, 0 leaves it off, and
  ///     all source lines are at the read voltage; other values are refused.
  ///   - noise: standard scores, inputs × columns; see ``read(_:states:devices:noise:method:)``.
  /// - Throws: as ``read(_:states:devices:noise:method:)``; `simulate/inputs`.
  public func columnSums(
    inputs: Matrix<Double>, states: Matrix<Double>, devices: Matrix<DeviceSample>,
    noise: Matrix<Double>? = nil, method: ReadMethod = .linear
  ) throws(Diagnostics) -> ColumnSums {
    let tile = TileCells(states: states, devices: devices, noise: noise)
    try (check(.columnSum, tile) + check(inputs, states.rows)).throwIfErrors()
    var sums: ColumnSums
    switch wires {
    case .enabled(let wiring): sums = ladders(wiring, inputs, states, devices)
    case .passive(let wiring):
      let cells = try passive(wiring, [tile])
      sums =
        try method == .linear
        ? PassiveCells.linearSums(inputs, cells)[0] : cells[0].exactSums(inputs)
    }
    sums.currents = try adding(noise, to: sums.currents)
    return sums
  }

  private func passive(
    _ wiring: CrossbarWiring, _ tiles: [TileCells]
  ) throws(Diagnostics) -> [PassiveCells] {
    let cells = tiles.map { PassiveCells(self, wiring, $0) }
    try cells.first?.wire(.half).wireFindings().throwIfErrors()
    return cells
  }

  /// Multiplied by 1 + rn·score.
  private func adding(
    _ noise: Matrix<Double>?, to currents: Matrix<Double>
  ) throws(Diagnostics) -> Matrix<Double> {
    guard let noise else { return currents }
    if noise.rows != currents.rows || noise.columns != currents.columns {
      throw Diagnostics(
        .error(
          "simulate/shape",
          "\(noise.rows) × \(noise.columns) scores of noise for \(currents.rows) × "
            + "\(currents.columns) currents"))
    }
    guard let relative = model.constants.readNoise?.relative else { return currents }
    var result = currents
    for index in result.elements.indices {
      result.elements[index] *= 1 + relative * noise.elements[index]
    }
    return result
  }
}

/// The cells of one tile as they are read.
public struct TileCells: Sendable, Hashable {
  /// Of the filaments, 0 … 1.
  public var states: Matrix<Double>
  public var devices: Matrix<DeviceSample>
  /// Standard scores of the read currents' noise, the shape of the currents; nil is none.
  public var noise: Matrix<Double>?

  public init(
    states: Matrix<Double>, devices: Matrix<DeviceSample>, noise: Matrix<Double>? = nil
  ) {
    self.states = states
    self.devices = devices
    self.noise = noise
  }
}

/// The read of a tile.
public struct TileRead: Sendable, Hashable {
  public let mode: ReadingMode
  /// Amperes into the sense amplifier, a cell; one row of all columns in ``ReadingMode/columnSum``.
  public let currents: Matrix<Double>
  /// Whether a current exceeds the threshold current; nil in ``ReadingMode/columnSum``.
  public let bits: Matrix<Bool>?
  /// `simulate/convergence` where currents did not settle; the first ten.
  public let findings: [Diagnostic]
}

/// Currents of the columns for some inputs.
public struct ColumnSums: Sendable, Hashable {
  /// Amperes, inputs × columns.
  public internal(set) var currents: Matrix<Double>
  /// `simulate/convergence` where currents did not settle; the first ten.
  public let findings: [Diagnostic]
}
