internal import CrossbarArray
internal import CrossbarCore

/// Two labels that stand on each other's conductors: the circuit is the same, its names are not.
struct ExchangedNames {
  private(set) var findings: [MaskFinding] = []
  private var exchanged: [NetKey: NetKey] = [:]

  /// Names as they stand and as they should, and how often.
  private struct Change: Hashable {
    var from: NetKey
    var to: NetKey
  }

  /// - Parameter isShifted: a layer is off its place, so that places say nothing about names.
  init(
    _ comparison: CircuitComparison, _ mismatches: [CircuitComparison.Mismatch], isShifted: Bool
  ) {
    if isShifted { return }
    let circuit = comparison.circuit
    var counts: [Change: [Int]] = [:]
    for (number, mismatch) in mismatches.enumerated() where mismatch.expected >= 0 {
      let wanted = comparison.netlist.memristors[mismatch.expected]
      for (from, to) in [(mismatch.gold, wanted.gold), (mismatch.silver, wanted.silver)]
      where from != to && from.isNet {
        counts[Change(from: from, to: to), default: []].append(number)
      }
    }
    if counts.isEmpty { return }
    var totals: [NetKey: Int] = [:]
    for memristor in circuit.memristors {
      totals[circuit.nets[memristor.goldShape], default: 0] += 1
      totals[circuit.nets[memristor.silverShape], default: 0] += 1
    }
    for change in counts.keys.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
      guard change.from < change.to, let one = counts[change],
        let other = counts[Change(from: change.to, to: change.from)],
        one.count == totals[change.from], other.count == totals[change.to]
      else { continue }
      exchanged[change.from] = change.to
      exchanged[change.to] = change.from
      let places = [one[0], other[0]].map { circuit.memristors[mismatches[$0].memristor] }
      let cells = (one + other).compactMap {
        comparison.netlist.memristors[mismatches[$0].expected].name.cell
      }
      let names = comparison.names
      findings.append(
        MaskFinding(
          "check/labels",
          "labels \(names.name(change.from)) and \(names.name(change.to)) are swapped: what lies at "
            + "\(places[0].bounds.placeText) should be \(names.name(change.to)), what lies at "
            + "\(places[1].bounds.placeText) \(names.name(change.from)); \(cellList(cells))",
          at: Self.location(circuit, places[0], change.from), sheet: circuit.sheet.number,
          place: places[0].bounds, namesCell: true))
    }
  }

  private static func location(
    _ circuit: MaskCircuit, _ memristor: MaskCircuit.Memristor, _ net: NetKey
  ) -> Diagnostic.Location {
    let isGold = circuit.nets[memristor.goldShape] == net
    let shape = isGold ? memristor.goldShape : memristor.silverShape
    let layer = circuit.layer(of: shape)
    return layer.location(shape - layer.first, isBinary: circuit.isBinary)
  }

  /// Whether swapped labels are all that is wrong with a memristor.
  func explains(_ mismatch: CircuitComparison.Mismatch) -> Bool {
    mismatch.expected >= 0 && (exchanged[mismatch.gold] != nil || exchanged[mismatch.silver] != nil)
  }
}
