internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarLayout

/// Whether word and source lines come as near to each of their cells' bottom contacts as to the others'.
///
/// Gate and source pads are part of their line and carry its name alone; a line that was cut short lies farther from its
/// cells than lines elsewhere do.
enum LineReach {
  static func findings(_ comparison: CircuitComparison, near places: ExpectedCells) -> [MaskFinding]
  {
    findings(comparison, places, .wordLine) + findings(comparison, places, .sourceLine)
  }

  private static func findings(
    _ comparison: CircuitComparison, _ places: ExpectedCells, _ kind: NetKey.Kind
  ) -> [MaskFinding] {
    let circuit = comparison.circuit
    guard circuit.nets.contains(where: { $0.kind == kind }) else { return [] }
    var wanted: [(cell: ExpectedCells.Cell, line: NetKey)] = []
    for cell in places.cells {
      guard let id = cell.name.cell else { continue }
      let line =
        kind == .wordLine
        ? NetKey(.wordLine, tile: id.tile, row: id.row)
        : NetKey(.sourceLine, tile: id.tile, column: id.column)
      wanted.append((cell, line))
    }
    guard let usual = usualDistance(circuit, wanted) else { return [] }
    return wanted.compactMap { cell, line -> MaskFinding? in
      let contact = contact(of: cell, circuit)
      let probe = OwnedRectangle(
        left: max(0, contact.left - usual), top: max(0, contact.top - usual),
        right: min(circuit.sheet.width, contact.right + usual),
        bottom: min(circuit.sheet.height, contact.bottom + usual), owner: 0)
      var isNear = false
      for layer in [circuit.silver, circuit.pad] {
        layer.index.forEachMeeting(probe) { other, _ in
          if circuit.nets[layer.first + other.owner] == line { isNear = true }
        }
      }
      if isNear { return nil }
      let name = comparison.names.name(cell.name)
      return MaskFinding(
        "check/reach",
        "cell \(name): \(comparison.names.name(line)) does not come within "
          + "\(millimetres(usual)) mm of it, as such lines do elsewhere",
        at: .init(file: circuit.isBinary ? circuit.gold.file : circuit.sheet.folder, element: name),
        sheet: circuit.sheet.number,
        place: OwnedRectangle(left: cell.x, top: cell.y, right: cell.x, bottom: cell.y, owner: 0),
        namesCell: true)
    }
  }

  /// The extent of the silver under a cell's junction, or the junction's centre where there is none.
  private static func contact(
    of cell: ExpectedCells.Cell, _ circuit: MaskCircuit
  ) -> OwnedRectangle {
    var contact = OwnedRectangle(
      left: cell.x, top: cell.y, right: cell.x, bottom: cell.y, owner: 0)
    let layer = circuit.silver
    layer.index.forEachMeeting(contact) { other, _ in
      if circuit.nets[layer.first + other.owner].kind == .bottomContact {
        contact = layer.shapes[other.owner].extent
      }
    }
    return contact
  }

  /// Three quarters of some cells are no farther from their line, and a tenth more.
  private static func usualDistance(
    _ circuit: MaskCircuit, _ wanted: [(cell: ExpectedCells.Cell, line: NetKey)]
  ) -> Int? {
    let step = max(1, wanted.count / 32)
    let sample = stride(from: 0, to: wanted.count, by: step).map { wanted[$0] }
    let contacts = sample.map { contact(of: $0.cell, circuit) }
    var nearest = [Int](repeating: .max, count: sample.count)
    for layer in [circuit.silver, circuit.pad] {
      for part in layer.rectangles {
        let net = circuit.nets[layer.first + part.owner]
        if net.kind != .wordLine && net.kind != .sourceLine { continue }
        for (index, entry) in sample.enumerated() where entry.line == net {
          let contact = contacts[index]
          let x = max(0, part.left - contact.right, contact.left - part.right)
          let y = max(0, part.top - contact.bottom, contact.top - part.bottom)
          nearest[index] = min(nearest[index], max(x, y))
        }
      }
    }
    let known = nearest.filter { $0 < .max }.sorted()
    if known.isEmpty { return nil }
    let usual = known[(known.count - 1) * 3 / 4]
    return usual + usual / 10 + 1_000
  }
}
