public import CrossbarCore

extension EffectiveConductance {
  /// Changes one cell.
  ///
  /// With blocks kept, the effective conductances change by a matrix of as many ranks as cells have changed since the
  /// blocks were eliminated (Sherman, Morrison, Woodbury): O(N²) for N × N cells. Where that would lose digits, or after
  /// N/8 cells (16 at least), the blocks that contain changed cells are eliminated again. Agrees with a new solve to 1e-12,
  /// though its last bits depend on which cells were changed before. Without blocks everything is eliminated again.
  ///
  /// - Parameter conductance: Siemens; 0 takes the cell out.
  /// - Throws: `solver/no-cell` and all that ``init(_:keepsBlocks:memoryLimit:)`` does; the old values then stay.
  public mutating func update(row: Int, column: Int, conductance: Double) throws(Diagnostics) {
    guard (0..<tile.rows).contains(row), (0..<tile.columns).contains(column) else {
      throw Diagnostics(
        .error(
          "solver/no-cell",
          "no cell \(row), \(column) in a tile of \(tile.rows) × \(tile.columns)",
          at: .init(file: "tile", element: "cellConductance[\(row),\(column)]")))
    }
    let old = tile.cellConductance[row, column]
    if conductance == old { return }
    // A cell that conducts cannot make a wire float, nor can an unusable value elsewhere appear.
    if !WireTile.range.contains(conductance) {
      var changed = tile
      changed.cellConductance[row, column] = conductance
      try changed.findings().throwIfErrors()
    }
    if keepsBlocks, pending == nil {
      pending = PendingChanges(base: tile.cellConductance, matrix: matrix)
    }
    tile.cellConductance[row, column] = conductance
    if changeByRank(row, column) { return }
    guard let new = settledTree(and: (row, column)),
      let matrix = Self.matrix(new, drivenTerminals, sensedTerminals)
    else {
      tile.cellConductance[row, column] = old
      throw Self.singular
    }
    tree = new
    pending = nil
    self.matrix = matrix
  }

  /// False if blocks have to be eliminated again.
  private mutating func changeByRank(_ row: Int, _ column: Int) -> Bool {
    guard var changes = pending else { return false }
    if !changes.contains(row: row, column: column) {
      if changes.count >= max(16, min(tile.rows, tile.columns) / 8) { return false }
      // The blocks' own values: those of the tile without the changes.
      var base = tile
      base.cellConductance = changes.base
      let tree = tree
      let injection = Wires.with(base) { wires in
        Injection(row: row, column: column, tree: tree, wires: wires)
      }
      guard let injection else { return false }
      changes.add(row: row, column: column, injection)
    }
    guard
      let changed = changes.changed(
        to: tile.cellConductance, driven: drivenTerminals, sensed: sensedTerminals)
    else { return false }
    matrix = changed
    pending = changes
    return true
  }

  /// The tree with every pending change, and one more, eliminated into its blocks; nil if a node is connected to nothing.
  func settledTree(and cell: (row: Int, column: Int)? = nil) -> BlockTree? {
    let cells = (pending?.places ?? []) + (cell.map { [$0] } ?? [])
    if cells.isEmpty { return tree }
    let leaves = cells.map { (row: $0.row / LeafShape.side, column: $0.column / LeafShape.side) }
    let (tree, keepsBlocks) = (tree, keepsBlocks)
    return Wires.with(tile) { wires in
      keepsBlocks
        ? tree.updated(leaves, of: wires)
        : BlockTree.eliminate(wires.frame.whole, of: wires, keeping: .nothing)
    }
  }
}
