public import CrossbarCore

/// Resistances of a passive crossbar's wires, Ω: rows are driven at their left ends, columns sensed at their top ends.
///
/// Row: driver – `driver` – pad – `rowLeads` – column 0 – `rowSegments` – column 1 – … . The column runs the same way from
/// its own pad, with `sense` in the place of the driver's resistance while it is sensed.
public struct CrossbarWiring: Hashable, Sendable {
  /// Of whatever holds a line at a voltage.
  public var driver: Ohms
  /// Of whatever measures a column's current at 0 V.
  public var sense: Ohms
  /// From the pad to the first junction, one a row.
  public var rowLeads: [Double]
  /// The same, one a column.
  public var columnLeads: [Double]
  /// Between neighbouring junctions of a row, rows × (columns − 1).
  public var rowSegments: Matrix<Double>
  /// Between neighbouring junctions of a column, (rows − 1) × columns.
  public var columnSegments: Matrix<Double>

  public var rows: Int { rowLeads.count }
  public var columns: Int { columnLeads.count }

  public init(
    driver: Ohms, sense: Ohms, rowLeads: [Double], columnLeads: [Double],
    rowSegments: Matrix<Double>, columnSegments: Matrix<Double>
  ) {
    self.driver = driver
    self.sense = sense
    self.rowLeads = rowLeads
    self.columnLeads = columnLeads
    self.rowSegments = rowSegments
    self.columnSegments = columnSegments
  }

  /// A crossbar whose rows are alike and whose columns are alike.
  public init(
    rows: Int, columns: Int, driver: Ohms, sense: Ohms, rowLead: Ohms, rowSegment: Ohms,
    columnLead: Ohms, columnSegment: Ohms
  ) {
    self.init(
      driver: driver, sense: sense, rowLeads: Array(repeating: rowLead.value, count: rows),
      columnLeads: Array(repeating: columnLead.value, count: columns),
      rowSegments: Matrix(
        rows: rows, columns: max(columns - 1, 0), repeating: rowSegment.value),
      columnSegments: Matrix(
        rows: max(rows - 1, 0), columns: columns, repeating: columnSegment.value))
  }
}
