public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

/// Programs the cells of sampled arrays: faults by yield, pulses, wear and retention in one.
public struct ArrayProgrammer: Sendable {
  public let cells: CellProgrammer
  public let faults: FaultSampler
  public var options: ProgrammingOptions { cells.options }

  /// - Precondition: ``ProgrammingOptions/check(_:)`` throws nothing.
  public init(device: Device, options: ProgrammingOptions, seed: UInt64) {
    cells = CellProgrammer(device: device, options: options)
    faults = FaultSampler(
      yield: options.yield, shareOfShorts: options.shareOfShorts, seed: seed)
  }

  /// Programs and reads one cell; nil if it reads the bit that was written, else why not.
  ///
  /// - Parameters:
  ///   - device: the cell's device were it to work.
  ///   - noise: the standard score of the read current's noise.
  ///   - previousCycles: SETs behind this device, such as ``ArrayWear`` counts; those of the options where nil.
  public func cause(
    _ cell: CellID, array: Int, storing bit: Bool, device: DeviceSample, circuit: CellCircuit,
    noise: Double = 0, previousCycles: Int? = nil
  ) -> BitErrorCause? {
    cells.cause(
      storing: bit, device: faults.apply(to: device, array: array, cell: cell), circuit: circuit,
      noise: noise, previousCycles: previousCycles)
  }

  /// The same in full.
  public func outcome(
    _ cell: CellID, array: Int, storing bit: Bool, device: DeviceSample, circuit: CellCircuit,
    noise: Double = 0, previousCycles: Int? = nil
  ) -> ProgrammingOutcome {
    cells.run(
      storing: bit, device: faults.apply(to: device, array: array, cell: cell), circuit: circuit,
      noise: noise, previousCycles: previousCycles)
  }
}

/// How often the cells of a tile were SET, which is what wears them.
public struct ArrayWear: Hashable, Sendable {
  /// SETs of each cell so far; rows by columns.
  public private(set) var sets: Matrix<Int>
  /// What the cells hold.
  public private(set) var bits: Matrix<Bool>

  /// Cells in their HRS that were never SET.
  public init(rows: Int, columns: Int) {
    sets = Matrix(rows: rows, columns: columns, repeating: 0)
    bits = Matrix(rows: rows, columns: columns, repeating: false)
  }

  /// Writes a pattern. Only a cell that turns from zero to one is SET: where there is a filament, none grows.
  ///
  /// - Precondition: the pattern has the shape of the tile.
  public mutating func write(_ pattern: Matrix<Bool>) {
    precondition(
      pattern.rows == bits.rows && pattern.columns == bits.columns, "another tile's pattern")
    for row in 0..<bits.rows {
      for column in 0..<bits.columns where pattern[row, column] && !bits[row, column] {
        sets[row, column] += 1
      }
    }
    bits = pattern
  }
}
