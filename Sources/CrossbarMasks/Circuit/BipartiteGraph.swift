/// Gold and silver nodes joined by memristors, without any name.
struct BipartiteGraph: Sendable {
  /// Number of gold nodes; silver nodes follow.
  private(set) var goldCount: Int
  private(set) var count: Int
  /// Ends of every memristor.
  private(set) var gold: [Int32]
  private(set) var silver: [Int32]

  /// - Parameter edges: a gold and a silver node a memristor, each side counted from zero.
  init(goldCount: Int, silverCount: Int, edges: [(gold: Int, silver: Int)]) {
    self.goldCount = goldCount
    count = goldCount + silverCount
    gold = edges.map { Int32($0.gold) }
    silver = edges.map { Int32($0.silver + goldCount) }
  }

  /// First colours: gold or silver.
  var sides: [UInt64] { (0..<count).map { $0 < goldCount ? 1 : 2 } }

  /// One round of colour refinement (B. Weisfeiler and A. Leman, 1968): a node's next colour says its own and those of
  /// all its neighbours. Colours are 64-bit hashes, equal in two graphs where the neighbourhoods are.
  func refined(_ colours: [UInt64]) -> [UInt64] {
    var sums = [UInt64](repeating: 0, count: count)
    for edge in gold.indices {
      let (one, other) = (Int(gold[edge]), Int(silver[edge]))
      sums[one] &+= Self.mixed(colours[other])
      sums[other] &+= Self.mixed(colours[one])
    }
    for node in 0..<count {
      sums[node] = Self.mixed(colours[node] &+ 0x9E37_79B9_7F4A_7C15 &* sums[node])
    }
    return sums
  }

  /// The finisher of MurmurHash3 (A. Appleby, public domain), a bijection.
  static func mixed(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 33) &* 0xFF51_AFD7_ED55_8CCD
    bits = (bits ^ bits >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return bits ^ bits >> 33
  }

  /// The component of every node, by its least node.
  var components: [Int] {
    var sets = DisjointSets(count: count)
    for edge in gold.indices { sets.join(Int(gold[edge]), Int(silver[edge])) }
    return (0..<count).map { sets.first($0) }
  }

  /// Whether no edges close a ring.
  var isForest: Bool {
    var sets = DisjointSets(count: count)
    for edge in gold.indices {
      let (one, other) = (Int(gold[edge]), Int(silver[edge]))
      if sets.first(one) == sets.first(other) { return false }
      sets.join(one, other)
    }
    return true
  }

  /// What stable colours say of every component.
  struct Settlement {
    /// Whether a node's component is not settled by its colours.
    var isUnsettled: [Bool]
    /// Sums over the settled components' colours, sorted: equal components have equal ones.
    var signatures: [UInt64]
  }

  /// A component is settled where it is a tree, or where any two of its colours' nodes are all joined or none: then its
  /// colours say it all.
  func settlement(_ colours: [UInt64]) -> Settlement {
    struct Class: Hashable {
      var component: Int
      var colour: UInt64
    }
    struct Relation: Hashable {
      var component: Int
      var gold: UInt64
      var silver: UInt64
    }
    let components = components
    var sizes: [Class: Int] = [:]
    var nodes = [Int](repeating: 0, count: count)
    var edges = nodes
    var sums = [UInt64](repeating: 0, count: count)
    for node in 0..<count {
      sizes[Class(component: components[node], colour: colours[node]), default: 0] += 1
      nodes[components[node]] += 1
      sums[components[node]] &+= Self.mixed(colours[node])
    }
    var relations: [Relation: Int] = [:]
    for edge in gold.indices {
      let (one, other) = (Int(gold[edge]), Int(silver[edge]))
      edges[components[one]] += 1
      relations[
        Relation(component: components[one], gold: colours[one], silver: colours[other]),
        default: 0] += 1
    }
    var isOpen = [Bool](repeating: hasParallelEdges, count: count)
    for (relation, number) in relations {
      let ones = sizes[Class(component: relation.component, colour: relation.gold)] ?? 0
      let others = sizes[Class(component: relation.component, colour: relation.silver)] ?? 0
      if number != ones * others { isOpen[relation.component] = true }
    }
    for component in 0..<count where edges[component] == nodes[component] - 1 {
      isOpen[component] = false
    }
    let signatures = (0..<count).filter { nodes[$0] > 0 && !isOpen[$0] }.map { sums[$0] }.sorted()
    return Settlement(isUnsettled: components.map { isOpen[$0] }, signatures: signatures)
  }

  private var hasParallelEdges: Bool {
    let edges = gold.indices.map { UInt64(gold[$0]) << 32 | UInt64(silver[$0]) }.sorted()
    return zip(edges, edges.dropFirst()).contains { $0 == $1 }
  }
}
