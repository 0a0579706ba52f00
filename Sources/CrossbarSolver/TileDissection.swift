/// Works out a ``TileProgram``.
struct TileDissection {
  /// The longest side of a leaf, in cells: its nodes and their neighbours fit 128 bits.
  static let side = 4

  private struct Edge {
    var input: Int
    var first: Int
    var second: Int
  }

  let frame: TileFrame
  let outside: Int
  let sensed: Int
  private(set) var ranks: [Int]
  private(set) var terminalRanks: [Int] = []
  private(set) var fronts: [TileProgram.Front] = []
  private(set) var order: [Int32] = []
  private(set) var arena = 0
  private(set) var nodes: [Int32] = []
  private(set) var maps: [Int32] = []
  private(set) var inputSources: [Int32] = []
  private(set) var inputPlaces: [Int32] = []
  private(set) var degrees: [UInt16] = []
  private(set) var spokes: [UInt16] = []
  private(set) var neighbours: [Int32] = []
  private(set) var targets: [UInt16] = []
  private(set) var shares = 0
  private(set) var inverses = 0

  /// By node, the front that eliminates it.
  private var homes: [Int]
  /// By front: the inner nodes eliminated, the conductances that go there, the numbers of the nodes that stay.
  private var inner: [[Int]] = []
  private var edges: [[Edge]] = []
  private var ports: [[Int]] = []

  init(_ frame: TileFrame) {
    self.frame = frame
    let terminals = frame.terminals
    sensed = terminals.count { !$0.isDriven }
    outside = terminals.count + (frame.hasGround ? 1 : 0)
    ranks = Array(repeating: -1, count: frame.nodes)
    homes = ranks
    var (nextSensed, nextDriven) = (0, sensed)
    for (_, isDriven) in terminals {
      terminalRanks.append(isDriven ? nextDriven : nextSensed)
      if isDriven { nextDriven += 1 } else { nextSensed += 1 }
    }
    _ = divide(0..<frame.rows, 0..<frame.columns)
    // The first eliminated has the highest number.
    var next = outside + frame.nodes
    for front in order.map(Int.init) {
      next -= inner[front].count
      for (index, node) in inner[front].enumerated() { ranks[node] = next + index }
    }
    collectEdges()
  }

  /// Fronts from the whole down; each node of the frame gets its front.
  private mutating func divide(_ rows: Range<Int>, _ columns: Range<Int>) -> Int {
    let front = fronts.count
    fronts.append(TileProgram.Front())
    inner.append([])
    if rows.count <= Self.side && columns.count <= Self.side {
      for row in rows {
        for column in columns {
          take(frame.rowNode(row, column), front)
          take(frame.columnNode(row, column), front)
        }
      }
    } else if columns.count >= rows.count {
      let middle = columns.lowerBound + (columns.count + 1) / 2
      for row in rows { take(frame.rowNode(row, middle - 1), front) }
      fronts[front].first = divide(rows, columns.lowerBound..<middle)
      fronts[front].second = divide(rows, middle..<columns.upperBound)
    } else {
      let middle = rows.lowerBound + (rows.count + 1) / 2
      for column in columns { take(frame.columnNode(middle - 1, column), front) }
      fronts[front].first = divide(rows.lowerBound..<middle, columns)
      fronts[front].second = divide(middle..<rows.upperBound, columns)
    }
    order.append(Int32(front))
    return front
  }

  private mutating func take(_ node: Int, _ front: Int) {
    if homes[node] >= 0 { return }
    homes[node] = front
    inner[front].append(node)
  }

  /// Every conductance goes to the front that eliminates the first of its nodes.
  private mutating func collectEdges() {
    edges = Array(repeating: [], count: fronts.count)
    func add(_ input: Int, _ a: Int, _ b: Int) {
      let home = ranks[a] > ranks[b] ? homes[a] : homes[b]
      edges[home].append(Edge(input: input, first: ranks[a], second: ranks[b]))
    }
    let (rows, columns) = (frame.rows, frame.columns)
    for row in 0..<rows {
      for column in 0..<columns {
        let cell = row * columns + column
        add(cell, frame.rowNode(row, column), frame.columnNode(row, column))
        if column > 0 {
          add(
            frame.rowSegments + row * (columns - 1) + column - 1, frame.rowNode(row, column - 1),
            frame.rowNode(row, column))
        }
        if row > 0 {
          add(
            frame.columnSegments + cell - columns, frame.columnNode(row - 1, column),
            frame.columnNode(row, column))
        }
      }
    }
    var next = 0
    for side in WireTile.Side.allCases {
      for (line, end) in frame.ends[side.rawValue].enumerated() where end != .open {
        let node = frame.node(side, line)
        var beyond = outside - 1
        if end != .grounded {
          beyond = terminalRanks[next]
          next += 1
        }
        edges[homes[node]].append(
          Edge(input: frame.firstEnd(side) + line, first: ranks[node], second: beyond))
      }
    }
  }

  /// Works out every front, those below before those above.
  mutating func eliminate() {
    ports = Array(repeating: [], count: fronts.count)
    for front in order.map(Int.init) {
      let below = [fronts[front].first, fronts[front].second].filter { $0 >= 0 }
      let first = inner[front].map { ranks[$0] }.min() ?? Int.max
      // What stays was numbered before what is eliminated here.
      var stay = Set<Int>()
      for edge in edges[front] { stay.formUnion([edge.first, edge.second]) }
      for child in below { stay.formUnion(ports[child]) }
      ports[front] = stay.filter { $0 < first }.sorted()
      let all = ports[front] + inner[front].map { ranks[$0] }.sorted()
      fronts[front].count = all.count
      fronts[front].eliminated = inner[front].count
      fronts[front].sensed = ports[front].count { $0 < sensed }
      fronts[front].outside = ports[front].count { $0 < outside }
      fronts[front].firstInput = inputSources.count
      fronts[front].inputs = edges[front].count
      fronts[front].firstNode = nodes.count
      fronts[front].firstInverse = inverses
      fronts[front].firstShare = shares
      inverses += inner[front].count
      var local: [Int: Int] = [:]
      for (index, rank) in all.enumerated() { local[rank] = index }
      let here = edges[front].map { edge in
        (edge.input, local[edge.first] ?? 0, local[edge.second] ?? 0)
      }
      inputSources += here.map { Int32($0.0) }
      fronts[front].isLeaf = below.isEmpty
      if below.isEmpty {
        eliminateLeaf(front, all, here)
      } else {
        inputPlaces += here.map { Int32(Self.place($0.1, $0.2)) }
        nodes += all.map(Int32.init)
        fronts[front].size = all.count * (all.count - 1) / 2
        shares += fronts[front].size - ports[front].count * (ports[front].count - 1) / 2
        for child in below {
          fronts[child].firstMap = maps.count
          maps += ports[child].map { Int32(local[$0] ?? 0) }
        }
      }
    }
    placeFronts()
  }

  /// Two stacks, of fronts at an even and at an odd depth: a front is worked out on one while what is left of those
  /// below it lies on top of the other.
  private mutating func placeFronts() {
    var depths = Array(repeating: 0, count: fronts.count)
    for front in fronts.indices where !fronts[front].isLeaf {
      depths[fronts[front].first] = depths[front] + 1
      depths[fronts[front].second] = depths[front] + 1
    }
    var top = [0, 0]
    var highest = [0, 0]
    for front in order.map(Int.init) {
      let parity = depths[front] % 2
      let ports = fronts[front].ports
      fronts[front].offset = top[parity]
      highest[parity] = max(highest[parity], top[parity] + fronts[front].size)
      top[parity] += ports * (ports - 1) / 2
      if !fronts[front].isLeaf { top[1 - parity] = fronts[fronts[front].first].offset }
    }
    for front in fronts.indices where depths[front] % 2 == 1 { fronts[front].offset += highest[0] }
    arena = highest[0] + highest[1]
  }

  /// Lists of a leaf: always a node of least degree next; of several that which has been left alone for longest, so
  /// that the processor need not wait for the one before.
  private mutating func eliminateLeaf(_ front: Int, _ all: [Int], _ edges: [(Int, Int, Int)]) {
    let (count, stay) = (all.count, fronts[front].ports)
    var places = Array(repeating: -1, count: count * count)
    var around = Array(repeating: UInt128(0), count: count)
    var size = 0
    func place(_ a: Int, _ b: Int) -> Int {
      let (low, high) = (min(a, b), max(a, b))
      if places[high * count + low] < 0 {
        places[high * count + low] = size
        size += 1
        around[a] |= 1 << UInt128(b)
        around[b] |= 1 << UInt128(a)
      }
      return places[high * count + low]
    }
    // Conductances between nodes that stay come first, as in a dense front.
    for a in 0..<stay {
      for b in 0..<a {
        places[a * count + b] = size
        size += 1
      }
    }
    for (_, a, b) in edges { inputPlaces.append(Int32(place(a, b))) }
    fronts[front].firstDegree = degrees.count
    fronts[front].firstSpoke = spokes.count
    fronts[front].firstTarget = targets.count
    var pending = Array(stay..<max(count, stay))
    var touched = Array(repeating: 0, count: count)
    var step = 0
    while let node = pending.min(by: {
      (around[$0].nonzeroBitCount, touched[$0], $0) < (around[$1].nonzeroBitCount, touched[$1], $1)
    }) {
      step += 1
      pending.removeAll { $0 == node }
      let others = (0..<count).filter { around[node] >> UInt128($0) & 1 == 1 }
      nodes.append(Int32(all[node]))
      degrees.append(UInt16(others.count))
      for (index, a) in others.enumerated() {
        spokes.append(UInt16(place(node, a)))
        neighbours.append(Int32(all[a]))
        for b in others[..<index] { targets.append(UInt16(place(a, b))) }
        around[a] &= ~(1 << UInt128(node))
        touched[a] = step
      }
    }
    fronts[front].size = size
    fronts[front].spokes = spokes.count - fronts[front].firstSpoke
    shares += fronts[front].spokes
  }

  /// Of the conductance between two nodes in a triangle.
  static func place(_ a: Int, _ b: Int) -> Int { max(a, b) * (max(a, b) - 1) / 2 + min(a, b) }
}
