internal import Synchronization

/// The elimination of a leaf's inner nodes, worked out once for a shape: which conductances are combined into which.
///
/// Eliminating a node is the star–mesh transform: its neighbours i, j gain the conductance gᵢ gⱼ / Σ g. Sums and
/// products of positive numbers only, so every conductance keeps its relative accuracy whatever their range
/// (Grassmann, Taksar and Heyman, Oper. Res. 33, 1985).
final class LeafProgram: Sendable {
  /// Positions of the conductances given, −1 where there is none: the cells by row; for every row its columns + 1
  /// segments from left to right; for every column its rows + 1 segments from top to bottom.
  let inputs: [Int32]
  /// How many neighbours each eliminated node has, in order of elimination.
  let degrees: [Int32]
  /// The nodes eliminated: rows' nodes row by row, then columns' nodes row by row.
  let nodes: [Int32]
  /// For every eliminated node, the positions of the conductances to its neighbours,
  let spokes: [Int32]
  /// the neighbours (ports follow the cells' nodes),
  let neighbours: [Int32]
  /// and where the conductances between them are: (1, 0), (2, 0), (2, 1), (3, 0) ….
  let targets: [Int32]
  /// Where the conductances between ports end up, column by column below the diagonal; −1 where there is none.
  let outputs: [Int32]
  /// Which node a port is.
  let portNodes: [Int32]
  let positions: Int
  let ports: Ports

  private static let cache = Mutex<[LeafShape: LeafProgram]>([:])

  static func program(for shape: LeafShape) -> LeafProgram {
    if let known = cache.withLock({ $0[shape] }) { return known }
    let made = LeafProgram(shape)
    cache.withLock { cache in
      // Every mixture of ends is a shape of its own; don't collect them for ever.
      if cache.count >= 512 { cache.removeAll() }
      cache[shape] = made
    }
    return made
  }

  init(_ shape: LeafShape) {
    var graph = LeafGraph(shape)
    inputs = graph.inputs
    ports = shape.ports
    var degrees: [Int32] = []
    var nodes: [Int32] = []
    var spokes: [Int32] = []
    var neighbours: [Int32] = []
    var targets: [Int32] = []
    while let node = graph.cheapestNode() {
      let around = graph.neighbours(of: node)
      nodes.append(Int32(node))
      degrees.append(Int32(around.count))
      neighbours += around.map(Int32.init)
      spokes += around.map { graph.position(node, $0) }
      for (index, a) in around.enumerated() {
        for b in around[..<index] { targets.append(graph.position(a, b)) }
      }
      graph.remove(node, around)
    }
    var outputs: [Int32] = []
    for (index, a) in graph.ports.enumerated() {
      for b in graph.ports[(index + 1)...] { outputs.append(graph.known(a, b)) }
    }
    portNodes = graph.ports.map(Int32.init)
    self.degrees = degrees
    self.nodes = nodes
    self.spokes = spokes
    self.neighbours = neighbours
    self.targets = targets
    self.outputs = outputs
    positions = graph.positions
  }
}

/// The conductances of a leaf as a graph, while nodes are being eliminated from it.
private struct LeafGraph {
  private(set) var inputs: [Int32] = []
  /// The ports' nodes in the order of ``Ports``.
  private(set) var ports: [Int] = []
  private(set) var positions = 0
  private var count: Int
  private var table: [Int32]
  private var around: [[Int]]
  private var free: [Int32] = []
  private var pending: [Int]

  init(_ shape: LeafShape) {
    let (rows, columns) = (shape.rows, shape.columns)
    let row = { (i: Int, j: Int) in i * columns + j }
    let column = { (i: Int, j: Int) in rows * columns + i * columns + j }
    let total = 2 * rows * columns
    // At most a node beyond every end, and ground.
    count = total + 2 * (rows + columns) + 1
    table = Array(repeating: -1, count: count * count)
    around = Array(repeating: [], count: count)
    pending = []
    let ground = count - 1
    let beyond = { (side: Int, line: Int) in
      total + [0, rows, 2 * rows, 2 * rows + columns][side] + line
    }
    for i in 0..<rows { for j in 0..<columns { inputs.append(position(row(i, j), column(i, j))) } }
    func end(_ end: LeafShape.End, _ side: Int, _ line: Int, _ node: Int) -> Int32 {
      switch end {
      case .open: return -1
      case .grounded: return position(node, ground)
      case .port:
        if side == 1 || side == 3 {
          ports.append(node)
          return -1
        }
        fallthrough
      case .terminal:
        ports.append(beyond(side, line))
        return position(node, beyond(side, line))
      }
    }
    // Ends first, side by side, so that ports come in order.
    let leftEnds = (0..<rows).map { end(shape.left[$0], 0, $0, row($0, 0)) }
    let rightEnds = (0..<rows).map { end(shape.right[$0], 1, $0, row($0, columns - 1)) }
    let topEnds = (0..<columns).map { end(shape.top[$0], 2, $0, column(0, $0)) }
    let bottomEnds = (0..<columns).map { end(shape.bottom[$0], 3, $0, column(rows - 1, $0)) }
    if shape.ports.reference == 1 { ports.append(ground) }
    for i in 0..<rows {
      inputs.append(leftEnds[i])
      for j in 1..<max(columns, 1) { inputs.append(position(row(i, j - 1), row(i, j))) }
      inputs.append(rightEnds[i])
    }
    for j in 0..<columns {
      inputs.append(topEnds[j])
      for i in 1..<max(rows, 1) { inputs.append(position(column(i - 1, j), column(i, j))) }
      inputs.append(bottomEnds[j])
    }
    let isPort = Set(ports)
    pending = (0..<total).filter { !isPort.contains($0) }
  }

  /// Where the conductance between two nodes is; a new place if there was none.
  mutating func position(_ a: Int, _ b: Int) -> Int32 {
    let known = table[a * count + b]
    if known >= 0 { return known }
    let new: Int32
    if let reused = free.popLast() {
      new = reused
    } else {
      new = Int32(positions)
      positions += 1
    }
    table[a * count + b] = new
    table[b * count + a] = new
    around[a].append(b)
    around[b].append(a)
    return new
  }

  func known(_ a: Int, _ b: Int) -> Int32 { table[a * count + b] }

  /// In ascending order.
  func neighbours(of node: Int) -> [Int] { around[node].sorted() }

  /// The node of least degree among those to eliminate; the first of several.
  func cheapestNode() -> Int? {
    var best: Int?
    var least = Int.max
    for node in pending where around[node].count < least {
      least = around[node].count
      best = node
    }
    return best
  }

  mutating func remove(_ node: Int, _ neighbours: [Int]) {
    for other in neighbours {
      around[other].removeAll { $0 == node }
      free.append(table[node * count + other])
      table[node * count + other] = -1
      table[other * count + node] = -1
    }
    pending.removeAll { $0 == node }
  }
}
