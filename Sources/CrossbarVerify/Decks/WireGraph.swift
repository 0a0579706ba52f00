/// The resistors of a tile as a graph, traced from its ports outward.
struct WireGraph {
  private var a: ContiguousArray<Int32> = []
  private var b: ContiguousArray<Int32> = []
  private var ohms: ContiguousArray<Double> = []
  private var lines: ContiguousArray<Int32> = []

  enum Finding {
    case loop(line: Int)
    case short(line: Int, Int, Int)
    case floating(line: Int)
  }

  /// For every node the port that its wire leads to (−1 where none) and the resistance up to there, ohms.
  struct Traced {
    var port: [Int32]
    var ohms: [Double]
    var findings: [Finding] = []
  }

  mutating func append(_ first: Int, _ second: Int, ohms value: Double, line: Int) {
    a.append(Int32(first))
    b.append(Int32(second))
    ohms.append(value)
    lines.append(Int32(line))
  }

  /// Follows the wires from the ports, which are some of the nodes; a port's number is its place among them.
  func trace(nodeCount: Int, ports: [Int]) -> Traced {
    var first = [Int32](repeating: 0, count: nodeCount + 1)
    for index in a.indices {
      first[Int(a[index]) + 1] += 1
      first[Int(b[index]) + 1] += 1
    }
    for node in 0..<nodeCount { first[node + 1] += first[node] }
    var next = first
    var edges = [Int32](repeating: 0, count: 2 * a.count)
    for index in a.indices {
      for node in [Int(a[index]), Int(b[index])] {
        edges[Int(next[node])] = Int32(index)
        next[node] += 1
      }
    }
    var traced = Traced(
      port: Array(repeating: -1, count: nodeCount), ohms: Array(repeating: 0, count: nodeCount))
    for (port, node) in ports.enumerated() { traced.port[node] = Int32(port) }
    var used = [Bool](repeating: false, count: a.count)
    var queue: [Int32] = []
    for (port, start) in ports.enumerated() {
      queue.append(Int32(start))
      while let current = queue.popLast() {
        let node = Int(current)
        for slot in Int(first[node])..<Int(first[node + 1]) {
          let edge = Int(edges[slot])
          if used[edge] { continue }
          used[edge] = true
          let other = Int(a[edge]) == node ? Int(b[edge]) : Int(a[edge])
          if traced.port[other] >= 0 {
            let line = Int(lines[edge])
            let reached = Int(traced.port[other])
            traced.findings.append(
              reached == port ? .loop(line: line) : .short(line: line, port, reached))
            continue
          }
          traced.port[other] = Int32(port)
          traced.ohms[other] = traced.ohms[node] + ohms[edge]
          queue.append(Int32(other))
        }
      }
    }
    for edge in a.indices where !used[edge] {
      traced.findings.append(.floating(line: Int(lines[edge])))
    }
    return traced
  }
}
