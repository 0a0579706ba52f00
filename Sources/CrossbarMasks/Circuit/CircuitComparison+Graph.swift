internal import CrossbarArray
internal import CrossbarCore

extension CircuitComparison {
  /// What a comparison without names says.
  struct GraphResult {
    var isSame: Bool
    var findings: [MaskFinding]
  }

  /// Compares the masks' circuit with the netlist's as graphs, names ignored.
  func compareGraphs() -> GraphResult {
    let (masks, golds, silvers) = masksGraph
    switch GraphComparison.compare(masks, netlistGraph) {
    case .same: return GraphResult(isSame: true, findings: [])
    case .undecided:
      return GraphResult(
        isSame: false,
        findings: [
          MaskFinding(
            "check/graph", "names ignored, whether masks and netlist are the same was not decided",
            at: .init(file: netlist.file), sheet: circuit.sheet.number, place: nil,
            namesCell: false, severity: .warning)
        ])
    case .different(let left, _):
      let conductors = left.map { $0 < golds.count ? golds[$0] : silvers[$0 - golds.count] }
      return GraphResult(isSame: false, findings: [difference(conductors)])
    }
  }

  private func difference(_ conductors: [Int]) -> MaskFinding {
    let agreeing = findings.isEmpty && told.isEmpty ? ", although all names agree" : ""
    var place: OwnedRectangle?
    let words = conductors.prefix(4).map { conductor -> String in
      let own = circuit.memristors.filter { $0.gold == conductor || $0.silver == conductor }
      let cells = own.indices.compactMap { cell(of: own[$0]) }
      place = place ?? own.first?.bounds
      let isGold = own.first?.gold == conductor
      let net = conductorNets[conductor].first.map(names.name)
      return "\(isGold ? "gold" : "silver") \(net ?? "without a name") of \(own.count) memristors "
        + "(\(cellList(cells)))"
    }
    let rest = conductors.count > 4 ? " and \(conductors.count - 4) more" : ""
    let what =
      conductors.isEmpty
      ? "the netlist has nets without a counterpart in the masks"
      : words.joined(separator: "; ") + rest + " have no counterpart in the netlist"
    return MaskFinding(
      "check/graph", "names ignored, masks and netlist differ\(agreeing): \(what)",
      at: .init(file: circuit.isBinary ? circuit.gold.file : netlist.file),
      sheet: circuit.sheet.number, place: place, namesCell: true)
  }

  /// The cell of a memristor by its match in the netlist, its names, or its place.
  func cell(of memristor: MaskCircuit.Memristor) -> CellID? {
    if let cell = circuit.cell(of: memristor) { return cell }
    let (x, y) = (
      (memristor.left + memristor.right) / 2, (memristor.top + memristor.bottom) / 2
    )
    return places?.nearest(x: x, y: y, within: MaskCircuit.reach)?.name.cell
  }

  private var masksGraph: (graph: BipartiteGraph, golds: [Int], silvers: [Int]) {
    var golds = Array(repeating: -1, count: circuit.conductorCount)
    var silvers = golds
    var (goldNodes, silverNodes): ([Int], [Int]) = ([], [])
    let edges = circuit.memristors.map { memristor -> (gold: Int, silver: Int) in
      if golds[memristor.gold] < 0 {
        golds[memristor.gold] = goldNodes.count
        goldNodes.append(memristor.gold)
      }
      if silvers[memristor.silver] < 0 {
        silvers[memristor.silver] = silverNodes.count
        silverNodes.append(memristor.silver)
      }
      return (golds[memristor.gold], silvers[memristor.silver])
    }
    let graph = BipartiteGraph(
      goldCount: goldNodes.count, silverCount: silverNodes.count, edges: edges)
    return (graph, goldNodes, silverNodes)
  }

  private var netlistGraph: BipartiteGraph {
    var golds: [NetKey: Int] = [:]
    var silvers: [NetKey: Int] = [:]
    let edges = netlist.memristors.map { memristor -> (gold: Int, silver: Int) in
      let (goldCount, silverCount) = (golds.count, silvers.count)
      let gold = golds[memristor.gold] ?? goldCount
      let silver = silvers[memristor.silver] ?? silverCount
      golds[memristor.gold] = gold
      silvers[memristor.silver] = silver
      return (gold, silver)
    }
    return BipartiteGraph(goldCount: golds.count, silverCount: silvers.count, edges: edges)
  }
}
