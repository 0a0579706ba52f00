import Foundation
import Testing

@testable import CrossbarMasks

/// The comparison of graphs against networkx on small graphs, where colours alone are often not enough.
@Suite struct GraphTests {
  typealias Edges = [(gold: Int, silver: Int)]

  /// Numbers of a linear congruential generator (D. Knuth, MMIX).
  struct Numbers {
    var state: UInt64
    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  static func graph(_ edges: Edges) -> BipartiteGraph {
    BipartiteGraph(
      goldCount: (edges.map(\.gold).max() ?? -1) + 1,
      silverCount: (edges.map(\.silver).max() ?? -1) + 1, edges: edges)
  }

  /// The graph with its nodes numbered otherwise.
  static func shuffled(_ edges: Edges, _ numbers: inout Numbers) -> Edges {
    func order(_ count: Int) -> [Int] {
      var order = Array(0..<count)
      for index in stride(from: count - 1, to: 0, by: -1) {
        order.swapAt(index, numbers.next(below: index + 1))
      }
      return order
    }
    let golds = order((edges.map(\.gold).max() ?? -1) + 1)
    let silvers = order((edges.map(\.silver).max() ?? -1) + 1)
    return edges.map { (golds[$0.gold], silvers[$0.silver]) }
  }

  /// A ring of `count` golds and silvers.
  static func ring(_ count: Int, from first: Int = 0) -> Edges {
    (0..<count).flatMap { [(first + $0, first + $0), (first + $0, first + ($0 + 1) % count)] }
  }

  static func pairs() -> [(Edges, Edges)] {
    var numbers = Numbers(state: 7)
    var pairs: [(Edges, Edges)] = []
    // Every gold meets two silvers and so do silvers: colours cannot tell one ring of six from two of three.
    pairs.append((ring(6), ring(3) + ring(3, from: 3)))
    pairs.append((ring(6), ring(6)))
    pairs.append((ring(4) + ring(2, from: 4), ring(3) + ring(3, from: 3)))
    for _ in 0..<150 {
      let golds = 2 + numbers.next(below: 4)
      let silvers = 2 + numbers.next(below: 4)
      let count = 2 + numbers.next(below: 9)
      // Nodes that no edge meets are no part of a circuit: the least numbers all appear.
      var edges: Edges = (0..<max(golds, silvers)).map { ($0 % golds, $0 % silvers) }
      for _ in 0..<count {
        edges.append((numbers.next(below: golds), numbers.next(below: silvers)))
      }
      var other = shuffled(edges, &numbers)
      pairs.append((edges, other))
      // One edge's end moved.
      let index = numbers.next(below: other.count)
      other[index].silver = numbers.next(below: silvers)
      pairs.append((edges, other))
    }
    return pairs
  }

  @Test(
    .enabled(
      if: CircuitFixture.python != nil,
      "GRAPHS NOT CHECKED BY NETWORKX: set DENDRITE_PYTHON to a Python that has it"))
  func networkxAgrees() throws {
    let pairs = Self.pairs()
    func text(_ edges: Edges) -> String {
      edges.map { "\($0.gold),\($0.silver)" }.joined(separator: " ")
    }
    let file = NSTemporaryDirectory() + "dendrite-graphs-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try pairs.map { "\(text($0.0))|\(text($0.1))\n" }.joined()
      .write(toFile: file, atomically: false, encoding: .utf8)
    let script = try #require(Bundle.module.path(forResource: "graphs", ofType: "py"))
    let (status, output) = try Tool.run(#require(CircuitFixture.python), [script, file])
    #expect(status == 0, "\(output)")
    let answers = output.split(separator: "\n").map { $0 == "1" }
    #expect(answers.count == pairs.count)
    // Both answers come up.
    #expect(answers.contains(true) && answers.contains(false))
    for (pair, isSame) in zip(pairs, answers) {
      let outcome = GraphComparison.compare(Self.graph(pair.0), Self.graph(pair.1))
      #expect((outcome == .same) == isSame, "\(text(pair.0)) | \(text(pair.1)): \(outcome)")
    }
  }

  @Test func crossbarsAreSettledWithoutASearch() {
    // Twelve tiles of 64 × 64, one cell missing somewhere.
    var edges: Edges = []
    for tile in 0..<12 {
      for gold in 0..<64 {
        for silver in 0..<64 { edges.append((64 * tile + gold, 64 * tile + silver)) }
      }
    }
    var broken = edges
    broken.remove(at: 3 * 4_096 + 17)
    var moved = edges
    moved.remove(at: 7 * 4_096 + 1_000)
    #expect(GraphComparison.compare(Self.graph(edges), Self.graph(edges)) == .same)
    #expect(GraphComparison.compare(Self.graph(broken), Self.graph(moved)) == .same)
    guard
      case .different(let left, _) = GraphComparison.compare(
        Self.graph(broken), Self.graph(edges))
    else {
      Issue.record("a missing cell")
      return
    }
    // The row and the column of the missing cell.
    #expect(left == [3 * 64, 12 * 64 + 3 * 64 + 17])
  }
}
