public import CrossbarCore

extension WireTile {
  /// What is wrong with wires and ends, were every cell to conduct: `solver/empty`, `solver/shape`, `solver/value`,
  /// `solver/floating`. For those who bring cells of their own and need neither driven nor sensed ends.
  public func wireFindings() -> [Diagnostic] {
    var tile = self
    tile.cellConductance = Matrix(rows: rows, columns: columns, repeating: 1)
    return tile.findings().filter { $0.id != "solver/no-driven" && $0.id != "solver/no-sensed" }
  }
}
