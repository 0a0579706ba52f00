internal import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

/// What a cell's read current may be, whatever the other cells store.
public struct ReadWindow: Sendable, Hashable {
  /// Largest current that a zero may read, A.
  public let largestZero: Double
  /// Smallest current that a one may read, A.
  public let smallestOne: Double
  /// `simulate/convergence`; the first ten.
  public let findings: [Diagnostic]

  /// Whether some threshold tells a one from a zero in every pattern.
  public var isOpen: Bool { smallestOne > largestZero }
}

extension TileReader {
  /// The pattern-independent worst case of one cell: the extremes over the patterns in which the other cells of its row, those
  /// of its column, and all the rest are each all zeros or all ones.
  ///
  /// With all other lines open these are the extremes over all patterns, as the current falls with every resistance
  /// (Rayleigh's law of monotonicity). With lines held at voltages a cell's influence has one sign wherever it lies within
  /// one of the three groups, unless wires reverse a half-selected cell's voltage.
  ///
  /// - Parameters:
  ///   - mode: not ``ReadingMode/columnSum``, whose currents are no bits.
  /// - Throws: as ``read(_:states:devices:noise:method:)``; `simulate/no-cell`.
  public func window(
    _ mode: ReadingMode, row: Int, column: Int, devices: Matrix<DeviceSample>,
    method: ReadMethod = .linear
  ) throws(Diagnostics) -> ReadWindow {
    let zeros = devices.map { _ in 0.0 }
    var found = check(mode, states: zeros, devices: devices)
    if mode == .columnSum {
      found.append(.error("simulate/mode", "a column sum is no bit and has no worst case"))
    }
    if !(0..<devices.rows).contains(row) || !(0..<devices.columns).contains(column) {
      found.append(
        .error(
          "simulate/no-cell",
          "no cell \(row), \(column) in a tile of \(devices.rows) × \(devices.columns)"))
    }
    try found.throwIfErrors()
    var findings: [Diagnostic] = []
    var extremes = (zero: 0.0, one: Double.infinity)
    let patterns = mode == .memory ? 1 : 8
    for own in [0.0, 1.0] {
      for pattern in 0..<patterns {
        var states = zeros
        for r in 0..<devices.rows {
          for c in 0..<devices.columns {
            let group = r == row ? 0 : c == column ? 1 : 2
            states[r, c] =
              r == row && c == column ? own : Double((pattern >> group) & 1)
          }
        }
        let current: Double
        switch wires {
        case .enabled(let wiring):
          current =
            CellCircuit(wiring, row: row).current(
              source: operation.readVoltage, bit: Volts(0), state: own,
              device: devices[row, column], model: model
            ).value
        case .passive(let wiring):
          let cells = try PassiveCells(self, wiring, states: states, devices: devices)
          let solution =
            try method == .linear
            ? cells.solve(cells.ohmic, mode, row: row, column: column)
            : cells.solve(cells.conductions, mode, row: row, column: column)
          current = cells.current(solution, mode, column: column)
          if let finding = finding(solution.convergence) { findings.append(finding) }
        }
        if own == 0 {
          extremes.zero = max(extremes.zero, current)
        } else {
          extremes.one = min(extremes.one, current)
        }
      }
    }
    return ReadWindow(
      largestZero: extremes.zero, smallestOne: extremes.one, findings: Array(findings.prefix(10)))
  }
}
