internal import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
internal import CrossbarSolver

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
  /// The worst case of one cell over what all other cells may store.
  ///
  /// From eight patterns (the other cells of the row, those of the column, and the rest, each all zeros or all ones) every cell
  /// is set to what its influence ∂I/∂g = −v·w asks for, v being its voltage in the read and w that with 1 V at the sensed
  /// column alone (Tellegen's theorem), until nothing changes: the current is then one that no other state of a single cell
  /// makes worse. With the other lines open that is the worst of all patterns (Rayleigh's law of monotonicity); in the
  /// other schemes it is in the small tiles of the tests, without a proof for all.
  ///
  /// - Parameters:
  ///   - mode: not ``ReadingMode/columnSum``, whose currents are no bits.
  /// - Throws: as ``read(_:states:devices:noise:method:)``; `simulate/no-cell`.
  public func window(
    _ mode: ReadingMode, row: Int, column: Int, devices: Matrix<DeviceSample>,
    method: ReadMethod = .linear
  ) throws(Diagnostics) -> ReadWindow {
    let zeros = devices.map { _ in 0.0 }
    var found = check(mode, TileCells(states: zeros, devices: devices))
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
    switch wires {
    case .enabled(let wiring):
      let currents = [0.0, 1].map { state in
        CellCircuit(wiring, row: row).current(
          source: operation.readVoltage, bit: Volts(0), state: state,
          device: devices[row, column], model: model
        ).value
      }
      return ReadWindow(largestZero: currents[0], smallestOne: currents[1], findings: [])
    case .passive(let wiring):
      var search = WorstPattern(
        reader: self, wiring: wiring, mode: mode, row: row, column: column, devices: devices,
        method: method)
      let zero = try search.extreme(storing: 0)
      let one = try search.extreme(storing: 1)
      return ReadWindow(
        largestZero: zero, smallestOne: one, findings: Array(search.findings.prefix(10)))
    }
  }
}

/// The search for the pattern in which one cell reads worst.
private struct WorstPattern {
  let reader: TileReader
  let wiring: CrossbarWiring
  let mode: ReadingMode
  let row: Int
  let column: Int
  let devices: Matrix<DeviceSample>
  let method: ReadMethod
  var findings: [Diagnostic] = []

  /// Rounds after which a search that goes in circles ends.
  private static let rounds = 20

  /// The largest current of a zero, or the smallest of a one.
  mutating func extreme(storing own: Double) throws(Diagnostics) -> Double {
    let sign = own == 0 ? 1.0 : -1.0
    var worst = -Double.infinity
    for start in 0..<8 {
      var states = devices.map { _ in own }
      for r in 0..<devices.rows {
        for c in 0..<devices.columns where r != row || c != column {
          states[r, c] = Double((start >> (r == row ? 0 : c == column ? 1 : 2)) & 1)
        }
      }
      for _ in 0..<Self.rounds {
        let cells = PassiveCells(reader, wiring, TileCells(states: states, devices: devices))
        let ohmic = cells.ohmic
        let read =
          try method == .linear
          ? cells.solve(ohmic, mode, row: row, column: column)
          : cells.solve(cells.conductions, mode, row: row, column: column)
        if let finding = reader.finding(read.convergence) { findings.append(finding) }
        worst = max(worst, sign * cells.current(read, mode, column: column))
        let tile = try NonlinearTile(
          wires: cells.wire(mode, row: row, column: column), laws: ohmic)
        let sensed = mode == .floating ? 1 : devices.rows + column
        let influence = try tile.solve(tile.terminals.indices.map { $0 == sensed ? 1 : 0 })
        var next = states
        for index in next.elements.indices where index != row * devices.columns + column {
          let growth = -read.cellVoltage.elements[index] * influence.cellVoltage.elements[index]
          if growth != 0 { next.elements[index] = sign * growth > 0 ? 1 : 0 }
        }
        if next == states { break }
        states = next
      }
    }
    return sign * worst
  }
}
