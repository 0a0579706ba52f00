/// Whether two graphs are the same but for the order of their nodes.
struct GraphComparison {
  enum Outcome: Equatable {
    case same
    /// Nodes of either graph whose surroundings the other does not have as often.
    case different(left: [Int], right: [Int])
    /// The search was given up.
    case undecided
  }

  private let left: BipartiteGraph
  private let right: BipartiteGraph
  /// Edges that may still be walked before the search is given up.
  private var budget = 200_000_000

  private init(_ left: BipartiteGraph, _ right: BipartiteGraph) {
    self.left = left
    self.right = right
  }

  /// Refines both graphs' colours together. Trees and components whose
  /// colours are joined all or not at all are settled; elsewhere nodes are told apart one by one and every choice tried.
  static func compare(_ left: BipartiteGraph, _ right: BipartiteGraph) -> Outcome {
    var comparison = GraphComparison(left, right)
    // A side's number of nodes says less than their memristors do.
    return comparison.match(left.refined(left.sides), right.refined(right.sides))
  }

  private mutating func match(_ first: [UInt64], _ second: [UInt64]) -> Outcome {
    var (one, other) = (first, second)
    var kinds = 0
    while true {
      budget -= left.gold.count + right.gold.count + left.count
      if budget < 0 { return .undecided }
      let (a, b) = (one.sorted(), other.sorted())
      if a != b { return difference(one, other, a, b) }
      let distinct = zip(a, a.dropFirst()).reduce(a.isEmpty ? 0 : 1) { $0 + ($1.0 == $1.1 ? 0 : 1) }
      if distinct == kinds { break }
      kinds = distinct
      one = left.refined(one)
      other = right.refined(other)
    }
    return search(one, other)
  }

  private mutating func search(_ one: [UInt64], _ other: [UInt64]) -> Outcome {
    // Colours tell every forest from every other graph.
    if left.isForest { return .same }
    let (settled, twin) = (left.settlement(one), right.settlement(other))
    budget -= 4 * (left.count + left.gold.count)
    if settled.signatures != twin.signatures { return .different(left: [], right: []) }
    var counts: [UInt64: Int] = [:]
    for colour in one { counts[colour, default: 0] += 1 }
    var chosen: (count: Int, node: Int)?
    for node in one.indices where settled.isUnsettled[node] {
      let count = counts[one[node]] ?? 1
      if count > 1 && count < chosen?.count ?? Int.max { chosen = (count, node) }
    }
    guard let chosen else { return .same }
    var marked = one
    marked[chosen.node] = BipartiteGraph.mixed(one[chosen.node] ^ 0xA5A5_A5A5_A5A5_A5A5)
    var outcome = Outcome.different(left: [chosen.node], right: [])
    for node in other.indices where other[node] == one[chosen.node] {
      var candidate = other
      candidate[node] = marked[chosen.node]
      switch match(marked, candidate) {
      case .same: return .same
      case .undecided: return .undecided
      case .different: outcome = .different(left: [chosen.node], right: [node])
      }
    }
    return outcome
  }

  /// Nodes of the colours that one side has more often.
  private func difference(
    _ one: [UInt64], _ other: [UInt64], _ a: [UInt64], _ b: [UInt64]
  ) -> Outcome {
    var balance: [UInt64: Int] = [:]
    for colour in a { balance[colour, default: 0] += 1 }
    for colour in b { balance[colour, default: 0] -= 1 }
    func nodes(_ colours: [UInt64], _ sign: Int) -> [Int] {
      colours.indices.filter { (balance[colours[$0]] ?? 0) * sign > 0 }
    }
    return .different(left: nodes(one, 1), right: nodes(other, -1))
  }
}
