internal import CrossbarCore

extension WireTile {
  /// Conductances outside of this range, in siemens, are refused: their products would leave the floating-point range.
  static let range = 1e-30...1e30

  /// Everything wrong with the tile; at most ten findings of a kind.
  func findings() -> [Diagnostic] {
    if rows == 0 || columns == 0 {
      return [
        .error(
          "solver/empty", "a tile of \(rows) × \(columns) cells has nothing to solve",
          at: .init(file: "tile", element: "cellConductance"))
      ]
    }
    var found = shapeFindings()
    if !found.isEmpty { return found }
    found += valueFindings()
    if !found.isEmpty { return found }
    let all = Side.allCases.flatMap(ends)
    if !all.contains(where: { if case .driven = $0 { true } else { false } }) {
      found.append(
        .error(
          "solver/no-driven", "no wire is driven",
          at: .init(file: "tile", element: "left, right, top, bottom")))
    }
    if !all.contains(where: { if case .sensed = $0 { true } else { false } }) {
      found.append(
        .error(
          "solver/no-sensed", "no wire is sensed",
          at: .init(file: "tile", element: "left, right, top, bottom")))
    }
    return found + floatingFindings()
  }

  private func shapeFindings() -> [Diagnostic] {
    var found: [Diagnostic] = []
    func expect(_ name: String, _ element: String, _ shape: (Int, Int), _ wanted: (Int, Int)) {
      if shape != wanted {
        found.append(
          .error(
            "solver/shape",
            "\(name) is \(shape.0) × \(shape.1); a tile of \(rows) × \(columns) cells has "
              + "\(wanted.0) × \(wanted.1)", at: .init(file: "tile", element: element)))
      }
    }
    expect(
      "rowSegments", "rowSegments", (rowSegments.rows, rowSegments.columns), (rows, columns - 1))
    expect(
      "columnSegments", "columnSegments", (columnSegments.rows, columnSegments.columns),
      (rows - 1, columns))
    for side in Side.allCases {
      let wanted = side == .left || side == .right ? rows : columns
      expect("ends at the \(side)", "\(side)", (ends(side).count, 1), (wanted, 1))
    }
    return found
  }

  private func valueFindings() -> [Diagnostic] {
    var found: [Diagnostic] = []
    func check(
      _ matrix: Matrix<Double>, _ name: String, _ unit: String, _ isGood: (Double) -> Bool
    ) {
      var count = 0
      for (index, value) in matrix.elements.enumerated() where !isGood(value) {
        count += 1
        if count > 10 { continue }
        found.append(
          .error(
            "solver/value", "\(value) \(unit) is not a usable value",
            at: .init(
              file: "tile",
              element: "\(name)[\(index / matrix.columns),\(index % matrix.columns)]")))
      }
      if count > 10 {
        found.append(.error("solver/value", "\(count - 10) more values of \(name) are unusable"))
      }
    }
    check(cellConductance, "cellConductance", "S") { $0 == 0 || Self.range.contains($0) }
    let isResistance = { (ohms: Double) in Self.range.contains(ohms) || ohms == .infinity }
    check(rowSegments, "rowSegments", "ohm", isResistance)
    check(columnSegments, "columnSegments", "ohm", isResistance)
    for side in Side.allCases {
      let ohms = ends(side).map { $0.resistance ?? 1 }
      check(Matrix(rows: ohms.count, columns: 1, elements: ohms), "\(side)", "ohm") {
        Self.range.contains($0)
      }
    }
    if !found.isEmpty {
      found[0].help =
        "conductances are 0 or 1e-30…1e30 S, resistances 1e-30…1e30 ohm; a segment may be infinite; "
        + "wires without resistance need no solver"
    }
    return found
  }

  /// Pieces of wire from which no current can reach a terminal or ground: their voltage is undefined.
  private func floatingFindings() -> [Diagnostic] {
    var pieces = WirePieces(self)
    return pieces.floating(self).prefix(10).map { line in
      .error(
        "solver/floating", "\(line) has no path to any terminal or ground",
        at: .init(file: "tile", element: line),
        help: "give it an end, or a cell that conducts to a wire that has one")
    }
  }
}

/// Unbroken pieces of wire, joined by the cells that conduct (union–find; 0 is what lies outside).
private struct WirePieces {
  private var parent: [Int32] = [0]
  /// The piece of every node, rows before columns; empty where nothing can float.
  private var rowPieces: [Int32] = []
  private var columnPieces: [Int32] = []

  init(_ tile: WireTile) {
    let hasEnds = { (a: [WireTile.End], b: [WireTile.End]) in
      zip(a, b).allSatisfy { $0.0 != .open || $0.1 != .open }
    }
    if hasEnds(tile.left, tile.right), hasEnds(tile.top, tile.bottom),
      !tile.rowSegments.elements.contains(.infinity),
      !tile.columnSegments.elements.contains(.infinity)
    {
      return
    }
    let (rows, columns) = (tile.rows, tile.columns)
    rowPieces = Array(repeating: 0, count: rows * columns)
    columnPieces = rowPieces
    for row in 0..<rows {
      for column in 0..<columns {
        if column == 0 || tile.rowSegments[row, column - 1] == .infinity { newPiece() }
        rowPieces[row * columns + column] = Int32(parent.count - 1)
        if column == 0, tile.left[row] != .open { join(0, parent.count - 1) }
        if column == columns - 1, tile.right[row] != .open { join(0, parent.count - 1) }
      }
    }
    for column in 0..<columns {
      for row in 0..<rows {
        if row == 0 || tile.columnSegments[row - 1, column] == .infinity { newPiece() }
        columnPieces[row * columns + column] = Int32(parent.count - 1)
        if row == 0, tile.top[column] != .open { join(0, parent.count - 1) }
        if row == rows - 1, tile.bottom[column] != .open { join(0, parent.count - 1) }
      }
    }
    for (node, conductance) in tile.cellConductance.elements.enumerated() where conductance > 0 {
      join(Int(rowPieces[node]), Int(columnPieces[node]))
    }
  }

  /// What floats, a text each.
  mutating func floating(_ tile: WireTile) -> [String] {
    var found: [String] = []
    for (pieces, name) in [(rowPieces, "row"), (columnPieces, "column")] {
      var last: Int32 = 0
      for node in pieces.indices {
        // Each piece once, at its first node.
        let index = name == "row" ? node : node % tile.rows * tile.columns + node / tile.rows
        let piece = pieces[index]
        if piece != last, root(Int(piece)) != 0 {
          let (row, column) = (index / tile.columns, index % tile.columns)
          found.append(
            name == "row"
              ? "row \(row) from column \(column)" : "column \(column) from row \(row)")
        }
        last = piece
      }
    }
    return found
  }

  private mutating func newPiece() { parent.append(Int32(parent.count)) }

  private mutating func root(_ piece: Int) -> Int {
    var piece = piece
    while parent[piece] != piece {
      parent[piece] = parent[Int(parent[piece])]
      piece = Int(parent[piece])
    }
    return piece
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    parent[max(a, b)] = Int32(min(a, b))
  }
}
