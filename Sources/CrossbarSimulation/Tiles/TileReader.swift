public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

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
    if mode == .columnSum {
      let all = Matrix(rows: 1, columns: states.rows, repeating: 1.0)
      let sums = try columnSums(
        inputs: all, states: states, devices: devices, noise: noise, method: method)
      return TileRead(mode: mode, currents: sums.currents, bits: nil, findings: sums.findings)
    }
    try check(mode, states: states, devices: devices).throwIfErrors()
    var read: (currents: Matrix<Double>, findings: [Diagnostic])
    switch wires {
    case .enabled(let wiring):
      read = (memory(wiring, states, devices), [])
    case .passive(let wiring):
      let cells = try PassiveCells(self, wiring, states: states, devices: devices)
      read = try method == .linear ? (cells.linear(mode), []) : cells.exact(mode)
    }
    try add(noise, to: &read.currents)
    let threshold = operation.thresholdCurrent.value
    return TileRead(
      mode: mode, currents: read.currents, bits: read.currents.map { $0 > threshold },
      findings: read.findings)
  }

  /// Every column's current for some inputs: a matrix product by the tile, wires included.
  ///
  /// - Parameters:
  ///   - inputs: inputs × rows, shares of the read voltage. Behind transistors 1 turns a row's word line on, 0 leaves it off, and
  ///     all source lines are at the read voltage; other values are refused.
  ///   - noise: inputs × columns; see ``read(_:states:devices:noise:method:)``.
  /// - Throws: as ``read(_:states:devices:noise:method:)``; `simulate/inputs`.
  public func columnSums(
    inputs: Matrix<Double>, states: Matrix<Double>, devices: Matrix<DeviceSample>,
    noise: Matrix<Double>? = nil, method: ReadMethod = .linear
  ) throws(Diagnostics) -> ColumnSums {
    try (check(.columnSum, states: states, devices: devices) + check(inputs, states.rows))
      .throwIfErrors()
    var sums: ColumnSums
    switch wires {
    case .enabled(let wiring): sums = ladders(wiring, inputs, states, devices)
    case .passive(let wiring):
      let cells = try PassiveCells(self, wiring, states: states, devices: devices)
      sums = try method == .linear ? cells.linearSums(inputs) : cells.exactSums(inputs)
    }
    try add(noise, to: &sums.currents)
    return sums
  }

  /// Multiplies by 1 + rn·score.
  private func add(_ noise: Matrix<Double>?, to currents: inout Matrix<Double>)
    throws(Diagnostics)
  {
    guard let noise else { return }
    if noise.rows != currents.rows || noise.columns != currents.columns {
      throw Diagnostics(
        .error(
          "simulate/shape",
          "\(noise.rows) × \(noise.columns) scores of noise for \(currents.rows) × "
            + "\(currents.columns) currents"))
    }
    guard let relative = model.constants.readNoise?.relative else { return }
    for index in currents.elements.indices {
      currents.elements[index] *= 1 + relative * noise.elements[index]
    }
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
