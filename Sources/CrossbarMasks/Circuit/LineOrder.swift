internal import CrossbarArray
internal import CrossbarCore

/// Whether a tile's word lines follow each other as its rows do, and its source lines as its columns.
///
/// No printed device says which row a word line is of; its place among the others does.
enum LineOrder {
  /// A line, or the cells of a row or column, and where it stands across its direction.
  private struct Entry {
    var number: Int
    var place: Int
  }

  private struct Group: Hashable {
    var tile: Int
    var number: Int
  }

  static func findings(_ comparison: CircuitComparison, near places: ExpectedCells) -> [MaskFinding]
  {
    [NetKey.Kind.wordLine, .sourceLine].flatMap { findings(comparison, places, $0) }
  }

  private static func findings(
    _ comparison: CircuitComparison, _ places: ExpectedCells, _ kind: NetKey.Kind
  ) -> [MaskFinding] {
    let circuit = comparison.circuit
    let isWord = kind == .wordLine
    func group(_ net: NetKey) -> Group {
      Group(tile: net.tile, number: isWord ? net.row : net.column)
    }
    var shapes: [Group: Int] = [:]
    for (shape, net) in circuit.nets.enumerated() where net.kind == kind {
      // The longest shape is the line; others are its pads.
      let old = shapes[group(net)]
      if old.map({ circuit.shape($0).area < circuit.shape(shape).area }) ?? true {
        shapes[group(net)] = shape
      }
    }
    if shapes.isEmpty { return [] }
    var sums: [Group: (sum: Int, count: Int)] = [:]
    for cell in places.cells {
      guard let id = cell.name.cell else { continue }
      let group = Group(tile: id.tile, number: isWord ? id.row : id.column)
      let old = sums[group] ?? (0, 0)
      sums[group] = (old.sum + (isWord ? cell.y : cell.x), old.count + 1)
    }
    return Set(shapes.keys.map(\.tile)).sorted().flatMap { tile -> [MaskFinding] in
      let known = shapes.keys.filter { $0.tile == tile && sums[$0] != nil }
      let lines = known.map { key -> Entry in
        let (x, y) = circuit.shape(shapes[key] ?? 0).extent.twiceCentre
        return Entry(number: key.number, place: isWord ? y : x)
      }
      let cells = known.map { key -> Entry in
        let (sum, count) = sums[key] ?? (0, 1)
        return Entry(number: key.number, place: sum / max(1, count))
      }
      func order(_ entries: [Entry]) -> [Int] {
        entries.sorted { ($0.place, $0.number) < ($1.place, $1.number) }.map(\.number)
      }
      let pairs = zip(order(lines), order(cells)).filter { $0 != $1 }
      let found = Dictionary(pairs.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
      return pairs.compactMap { number, wanted -> MaskFinding? in
        // Of two that stand on each other's places one speaks.
        let isExchange = found[wanted] == number
        guard !isExchange || number < wanted,
          let shape = shapes[Group(tile: tile, number: number)]
        else { return nil }
        let names = [number, wanted].map { number in
          comparison.names.name(
            isWord
              ? NetKey(.wordLine, tile: tile, row: number)
              : NetKey(.sourceLine, tile: tile, column: number))
        }
        let cells = places.cells.compactMap { cell -> CellID? in
          guard let id = cell.name.cell, id.tile == tile else { return nil }
          let own = isWord ? id.row : id.column
          return own == number || own == wanted ? id : nil
        }
        let layer = circuit.layer(of: shape)
        return MaskFinding(
          "check/labels",
          isExchange
            ? "labels \(names[0]) and \(names[1]) are swapped; \(cellList(cells))"
            : "\(names[0]) stands where \(names[1]) should; \(cellList(cells))",
          at: layer.location(shape - layer.first, isBinary: circuit.isBinary),
          sheet: circuit.sheet.number, place: circuit.shape(shape).extent, namesCell: true)
      }
    }
  }
}
