internal import CrossbarCore

/// A unit current into a cell's node on its row and out of that on its column, all terminals at 0 V: L⁻¹ of it, ports in
/// order of elimination, and what reaches the terminals.
///
/// Both currents are carried apart, so that nothing cancels, and so that what has cancelled in their difference is known
/// from their sum.
struct Injection: Sendable {
  /// Row's less column's, and both together.
  struct Pair: Sendable {
    var difference: [Double]
    var sum: [Double]

    /// - Parameter both: The row's, then as many of the column's.
    init(_ both: [Double]) {
      let count = both.count / 2
      difference = (0..<count).map { both[$0] - both[count + $0] }
      sum = (0..<count).map { both[$0] + both[count + $0] }
    }
  }

  /// The regions that contain the cell, the tile first, and their eliminated ports; of the leaf its nodes.
  private(set) var steps: [(region: Region, ports: Pair)] = []
  /// Amperes into the root's ports.
  private(set) var terminals: Pair

  /// Nil if a node is connected to nothing.
  init?(row: Int, column: Int, tree: BlockTree, wires: Wires) {
    terminals = Pair([])
    var cell = Cell(row: row, column: column)
    guard let reached = cell.climb(tree, wires) else { return nil }
    terminals = Pair(reached)
    steps = cell.steps.reversed()
  }

  /// uᵀ G⁻¹ v of two cells' injections, in ohms: of a cell with itself its resistance as seen from its nodes; and
  /// the largest share of it by which an error of 1 of both factors' elements could change it.
  static func resistance(_ a: Injection, _ b: Injection) -> (ohms: Double, sensitivity: Double) {
    var ohms = 0.0
    var sensitivity = 0.0
    for (x, y) in zip(a.steps, b.steps) {
      if x.region != y.region { break }
      let (x, y) = (x.ports, y.ports)
      for index in x.sum.indices {
        let (p, q) = (x.difference[index], y.difference[index])
        ohms += p * q
        sensitivity += x.sum[index] * abs(q) + abs(p) * y.sum[index]
      }
    }
    return (ohms, sensitivity)
  }
}

/// The way of a cell's injection from its leaf to the root.
private struct Cell {
  let row: Int
  let column: Int
  /// The leaf first.
  var steps: [(region: Region, ports: Injection.Pair)] = []

  /// Amperes into the region's ports: the row's, then as many of the column's.
  mutating func climb(_ tree: BlockTree, _ wires: Wires) -> [Double]? {
    if let leaf = tree.leaf { return start(leaf, tree.region, wires.frame) }
    guard let factor = tree.factor, let parts = tree.parts, let halves = tree.region.halves else {
      // A unit, of which only the block was kept.
      guard let unit = BlockTree.unit(tree.region, of: wires, keepsFactors: true) else {
        return nil
      }
      return climb(unit, wires)
    }
    let merge = Merge(
      wires.frame.shape(halves.first).ports, wires.frame.shape(halves.second).ports,
      halves.direction)
    let isInFirst = halves.first.contains(
      leafRow: row / LeafShape.side, leafColumn: column / LeafShape.side)
    guard let part = climb(isInFirst ? parts.first : parts.second, wires) else { return nil }
    var all = merge.currents(
      isInFirst ? merge.first : merge.second, Array(part[..<(part.count / 2)]))
    all += merge.currents(
      isInFirst ? merge.first : merge.second, Array(part[(part.count / 2)...]))
    Elimination.substitute(factor, &all, vectors: 2)
    let (rank, count) = (factor.eliminated, factor.count)
    steps.append((tree.region, .init(Array(all[..<rank]) + all[count..<(count + rank)])))
    return Array(all[rank..<count]) + all[(count + rank)...]
  }

  private mutating func start(_ leaf: BlockTree.Leaf, _ region: Region, _ frame: Frame) -> [Double]
  {
    let program = leaf.batch.program
    let (rows, columns) = (frame.cellRows(region.rows), frame.cellColumns(region.columns))
    let cells = rows.count * columns.count
    let place = (row - rows.lowerBound) * columns.count + column - columns.lowerBound
    var passed: [Double] = []
    var reached: [Double] = []
    for node in [place, cells + place] {
      var nodes = Array(repeating: 0.0, count: 2 * cells + 2 * (rows.count + columns.count) + 1)
      nodes[node] = 1
      leaf.batch.currents(lane: leaf.lane, nodes: &nodes)
      for (node, pivot) in zip(program.nodes, leaf.batch.pivots) {
        passed.append(nodes[Int(node)] / pivot[leaf.lane].squareRoot())
      }
      reached += program.portNodes.map { nodes[Int($0)] }
    }
    steps.append((region, .init(passed)))
    return reached
  }
}
