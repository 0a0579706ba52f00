internal import CrossbarMasks

/// Lines that say what circuits masks make.
enum CircuitSummary {
  static func lines(_ check: CircuitCheck) -> [String] {
    let pages = Set(check.circuits.map(\.sheet)).count
    let own = check.circuits.filter { !$0.file.hasSuffix(".gds") }
    let memristors = own.reduce(0) { $0 + $1.memristors }
    let conductors = own.reduce(0) { $0 + $1.conductors }
    var lines = [
      "masks        \(pages) pages, \(conductors) conductors, \(memristors) memristors"
    ]
    for circuit in check.circuits { lines.append(line(circuit)) }
    if !check.equalFiles.isEmpty {
      lines.append("GDSII        \(check.equalFiles.count) files hold the same shapes and labels")
    }
    return lines
  }

  private static func line(_ circuit: CircuitCheck.Circuit) -> String {
    let nets = circuit.nets.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
    var parts = [
      "\(circuit.conductors) conductors (\(nets))", "\(circuit.memristors) memristors",
    ]
    if let areas = circuit.areas {
      let (least, most) = (areas.lowerBound / 1_000_000, areas.upperBound / 1_000_000)
      parts.append(least == most ? "\(least) um² each" : "\(least) to \(most) um²")
    }
    if circuit.insulatedCrossings > 0 {
      parts.append("\(circuit.insulatedCrossings) insulated crossings")
    }
    if let netlist = circuit.netlist {
      let names = circuit.areNamesSame == true ? "same names" : "OTHER NAMES"
      let graph = circuit.isSameGraph == true ? "same graph" : "ANOTHER GRAPH"
      parts.append("\(netlist): \(names), \(graph)")
    }
    return "  \(circuit.file): " + parts.joined(separator: ", ")
  }
}
