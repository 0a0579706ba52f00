public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

/// A column of 1T1R cells with any word lines on: bit line and source line side by side, and between them, as rungs, memristor
/// and enable transistor in series.
///
/// Newton's method with the exact Jacobian, block-tridiagonal with two nodes a row, in time linear in the rows. Inside a step
/// each rung's own voltage is solved to the end (``CellCircuit``), triode or saturated, so that a rung is one current with
/// two slopes. A step is halved until the currents left over at the nodes have become less altogether.
public struct ColumnLadder: Sendable {
  public let wiring: ArrayWiring
  public let model: CompactModel

  public init(wiring: ArrayWiring, model: CompactModel) {
    self.wiring = wiring
    self.model = model
  }

  /// Voltages and currents of a column.
  ///
  /// - Parameters:
  ///   - source: behind the driver of the source line.
  ///   - bit: behind the driver of the bit line.
  ///   - isOn: whether a row's word line is on; the others are at 0 V and do not conduct (an ideal switch has its
  ///     off-resistance).
  /// - Precondition: as many states and devices as word lines, and at least one.
  public func solve(
    source: Volts, bit: Volts, isOn: [Bool], states: [Double], devices: [DeviceSample],
    limit: ConvergenceLimit = .init()
  ) -> LadderSolution {
    precondition(
      !isOn.isEmpty && isOn.count == states.count && isOn.count == devices.count,
      "a column has a state, a device and a word line a row")
    var newton = LadderNewton(
      wiring: wiring, source: source.value, bit: bit.value, isOn: isOn,
      conductions: zip(states, devices).map { model.conduction(state: $0, device: $1) },
      limit: limit)
    newton.run()
    return newton.solution
  }
}

/// Voltages and currents of a column.
public struct LadderSolution: Hashable, Sendable {
  /// Volts of the bit line and of the source line at every row.
  public let bitLine: [Double]
  public let sourceLine: [Double]
  /// Volts across every memristor, silver against gold.
  public let memristor: [Double]
  /// Amperes through every cell, from source line to bit line.
  public let cellCurrent: [Double]
  /// Amperes out of the bit line: their sum.
  public let current: Double
  public let convergence: Convergence
}
