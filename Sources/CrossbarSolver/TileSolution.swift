public import CrossbarCore

/// Voltages and currents everywhere in a tile, for one input.
public struct TileSolution: Sendable {
  /// Volts at every cell's node on its row and on its column, rows × columns.
  public let rowVoltage: Matrix<Double>
  public let columnVoltage: Matrix<Double>
  /// Volts at every terminal, and amperes into it, in the order of ``EffectiveConductance/terminals``.
  public let terminalVoltage: [Double]
  public let terminalCurrent: [Double]
  /// Watts delivered at the terminals.
  public let powerIn: Double
  /// Watts turned into heat in each cell, rows × columns.
  public let cellPower: Matrix<Double>
  /// Watts turned into heat in segments, drivers and sense resistances.
  public let wirePower: Double
  /// Volts across, and amperes through each cell from row to column, rows × columns.
  public let cellVoltage: Matrix<Double>
  public let cellCurrent: Matrix<Double>

  /// Watts turned into heat altogether.
  public var powerDissipated: Double { cellPower.elements.reduce(0, +) + wirePower }
}

extension EffectiveConductance {
  /// Everything there is to know for one input; eliminates again, keeping factors.
  ///
  /// - Parameter input: Volts of every driven terminal, in the order of ``driven``.
  /// - Throws: `solver/inputs`, `solver/memory`.
  public func solution(input: [Double]) throws(Diagnostics) -> TileSolution {
    _ = try currents(inputs: Matrix(rows: 1, columns: input.count, elements: input))
    try MemoryForecast(tile, keeping: .factors).check(memoryLimit)
    var terminal = Array(repeating: 0.0, count: terminals.count)
    for (index, volts) in zip(drivenTerminals, input) { terminal[index] = volts }
    var nodes = NodeVoltages(rows: tile.rows, columns: tile.columns)
    let root = Wires.with(tile) { wires -> Block? in
      guard
        let tree = BlockTree.eliminate(wires.frame.whole, of: wires, keeping: .factors),
        let block = tree.block
      else { return nil }
      // Ground is the last port, at 0 V.
      let volts = terminal + Array(repeating: 0, count: block.ports.reference)
      return nodes.descend(tree, volts, wires) == nil ? nil : block
    }
    guard let root else { throw Self.singular }
    return summary(nodes, terminal, Self.admittance(root, terminals.count))
  }

  private func summary(_ nodes: NodeVoltages, _ terminal: [Double], _ admittance: Matrix<Double>)
    -> TileSolution
  {
    let (rowVolts, columnVolts) = (nodes.row, nodes.column)
    var across = rowVolts
    var current = rowVolts
    var power = rowVolts
    for index in across.elements.indices {
      let volts = rowVolts.elements[index] - columnVolts.elements[index]
      across.elements[index] = volts
      current.elements[index] = volts * tile.cellConductance.elements[index]
      power.elements[index] = volts * current.elements[index]
    }
    let wirePower = tile.wirePower(rowVolts, columnVolts, terminal)
    // Σ g (V − V′), not Y V: nothing cancels where all inputs are alike.
    let count = terminals.count
    let currents = (0..<count).map { row in
      var toGround = admittance[row, row]
      var sum = 0.0
      for column in 0..<count where column != row {
        toGround += admittance[row, column]
        sum -= admittance[row, column] * (terminal[row] - terminal[column])
      }
      return sum + toGround * terminal[row]
    }
    return TileSolution(
      rowVoltage: rowVolts, columnVoltage: columnVolts, terminalVoltage: terminal,
      terminalCurrent: currents,
      powerIn: zip(terminal, currents).reduce(0) { $0 + $1.0 * $1.1 }, cellPower: power,
      wirePower: wirePower, cellVoltage: across, cellCurrent: current)
  }
}

/// Back-substitution down the tree.
private struct NodeVoltages {
  var row: Matrix<Double>
  var column: Matrix<Double>

  init(rows: Int, columns: Int) {
    row = Matrix(rows: rows, columns: columns, repeating: 0)
    column = row
  }

  /// - Parameter ports: Voltages of the block's ports.
  mutating func descend(_ tree: BlockTree, _ ports: [Double], _ wires: Wires) -> Void? {
    if let leaf = tree.leaf { return fill(leaf, tree.region, ports, wires.frame) }
    guard let factor = tree.factor, let parts = tree.parts, let halves = tree.region.halves else {
      // A unit, of which only the block was kept.
      guard let unit = BlockTree.unit(tree.region, of: wires, keepsFactors: true) else {
        return nil
      }
      return descend(unit, ports, wires)
    }
    let all = Elimination.voltages(factor, ports) + ports
    let merge = Merge(
      wires.frame.shape(halves.first).ports, wires.frame.shape(halves.second).ports,
      halves.direction)
    guard descend(parts.first, merge.voltages(merge.first, all), wires) != nil else { return nil }
    return descend(parts.second, merge.voltages(merge.second, all), wires)
  }

  private mutating func fill(
    _ leaf: BlockTree.Leaf, _ region: Region, _ ports: [Double], _ frame: Frame
  ) {
    let program = leaf.batch.program
    let (rows, columns) = (frame.cellRows(region.rows), frame.cellColumns(region.columns))
    let cells = rows.count * columns.count
    var nodes = Array(
      repeating: 0.0, count: 2 * cells + 2 * (rows.count + columns.count) + 1)
    for (node, volts) in zip(program.portNodes, ports) { nodes[Int(node)] = volts }
    leaf.batch.voltages(lane: leaf.lane, nodes: &nodes)
    for (i, r) in rows.enumerated() {
      for (j, c) in columns.enumerated() {
        row[r, c] = nodes[i * columns.count + j]
        column[r, c] = nodes[cells + i * columns.count + j]
      }
    }
  }
}
