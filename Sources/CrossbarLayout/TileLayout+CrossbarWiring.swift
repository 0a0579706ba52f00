public import CrossbarArray
internal import CrossbarCore

extension TileLayout {
  /// The resistances of a crossbar's wires, every piece's own, from its geometry; drivers and sense amplifiers are the
  /// process's drivers. Nil in styles whose cells have enable transistors.
  public func crossbarWiring(_ process: Process) -> CrossbarWiring? {
    guard case .crossbar = geometry.measures else { return nil }
    var wiring = CrossbarWiring(
      rows: rows, columns: columns, driver: process.backplane.driver,
      sense: process.backplane.driver, rowLead: Ohms(0), rowSegment: Ohms(0), columnLead: Ohms(0),
      columnSegment: Ohms(0))
    // Columns come first, each from its pad on, then the rows.
    var next = 0
    forEachWire(process) { wire in
      if next < rows * columns {
        let (column, row) = next.quotientAndRemainder(dividingBy: rows)
        if row == 0 {
          wiring.columnLeads[column] = wire.ohms
        } else {
          wiring.columnSegments[row - 1, column] = wire.ohms
        }
      } else {
        let (row, column) = (next - rows * columns).quotientAndRemainder(dividingBy: columns)
        if column == 0 {
          wiring.rowLeads[row] = wire.ohms
        } else {
          wiring.rowSegments[row, column - 1] = wire.ohms
        }
      }
      next += 1
    }
    return wiring
  }
}
