public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
internal import CrossbarTemplates

/// Writes the cells of one tile in a simulator's words, three lines a cell, as closed forms of row and column.
///
/// The text is flat: nets have the names that the masks give them, and a deck that includes it drives them by these. A
/// subcircuit would need a port for each line, and readers and simulators take no more than about a hundred of them.
///
/// The lines of one row differ in nothing but the column's digits (and the cell's parameters), so a row's text is made
/// once and only the digits are changed from cell to cell: memory stays that of one cell whatever the tile's size.
public struct ArrayDeckWriter: Sendable {
  /// The tile, whose name such as `t00` begins the names of its nets.
  public let tile: TileID
  /// Word lines.
  public let rows: Int
  /// Bit lines, and as many source lines.
  public let columns: Int
  /// Resistances of the wires.
  public let wiring: ArrayWiring
  /// Whose words.
  let dialect: any NetlistDialect

  /// A writer of the cells of one tile.
  public init(
    tile: TileID, rows: Int, columns: Int, wiring: ArrayWiring, dialect: SPICEDialect = .ngspice
  ) {
    self.tile = tile
    self.rows = rows
    self.columns = columns
    self.wiring = wiring
    self.dialect = dialect.words
  }

  /// Closes the file; a deck without the last line was cut short.
  public func writeFooter(to sink: ByteSink) {
    sink.append(text: dialect.includedClosing)
    sink.append(
      text: dialect.comment(
        "end of \(dialect.deckFile(tile.name)): \(rows * columns) cells"))
  }

  /// Writes cells of one row with the median parameters, which the cell library has as its defaults.
  public func writeCells(row: Int, columns: Range<Int>, to sink: ByteSink) {
    var lines = CellLines(writer: self, row: row, ending: "\n")
    for column in columns { lines.write(column: column, to: sink) }
  }

  /// Writes cells of one row with parameters of their own.
  ///
  /// - Parameter sample: the device in a column, its numbers of at most six significant digits.
  public func writeCells(
    row: Int, columns: Range<Int>, to sink: ByteSink, sample: (Int) -> DeviceSample
  ) {
    var lines = CellLines(writer: self, row: row, ending: "")
    for column in columns {
      let device = sample(column)
      lines.write(column: column, to: sink)
      sink.append(" vset=")
      sink.append(SixDigits(rounding: device.vSet))
      sink.append(" vrst=")
      sink.append(SixDigits(rounding: device.vReset))
      sink.append(" rlrs=")
      sink.append(SixDigits(rounding: device.rLRS))
      sink.append(" rhrs=")
      sink.append(SixDigits(rounding: device.rHRS))
      sink.endLine()
    }
  }

  /// Writes the whole tile with median parameters.
  public func writeNominal(to sink: ByteSink) {
    for row in 0..<rows { writeCells(row: row, columns: 0..<columns, to: sink) }
    writeFooter(to: sink)
  }
}

/// The three lines of the cells of one row, the column's digits to be filled in.
private struct CellLines {
  private let writer: ArrayDeckWriter
  private let row: Int
  private let ending: String
  private var bytes: [UInt8] = []
  /// Where the digits of a column begin.
  private var places: [Int] = []
  private var digits = 0
  /// Columns that have as many digits.
  private var range = 0..<0

  init(writer: ArrayDeckWriter, row: Int, ending: String) {
    self.writer = writer
    self.row = row
    self.ending = ending
  }

  mutating func write(column: Int, to sink: ByteSink) {
    if !range.contains(column) { prepare(column) }
    let digits = digits
    let places = places
    bytes.withUnsafeMutableBytes { buffer in
      var rest = column
      for digit in stride(from: digits - 1, through: 0, by: -1) {
        let byte = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
        for place in places { buffer[place &+ digit] = byte }
      }
      sink.append(bytes: UnsafeRawBufferPointer(buffer))
    }
  }

  private mutating func prepare(_ column: Int) {
    digits = 3
    var bound = 1000
    while column >= bound {
      digits += 1
      bound *= 10
    }
    range = (digits == 3 ? 0 : bound / 10)..<bound
    let wiring = writer.wiring
    let r = TileID.digits(row)
    let c = String(repeating: "#", count: digits)
    let previous = row == 0 ? "" : "_\(TileID.digits(row - 1))"
    let bit = row == 0 ? wiring.bitLineLead : wiring.bitLineSegment
    let source = row == 0 ? wiring.sourceLineLead : wiring.sourceLineSegment
    let tile = writer.tile.name
    let name = "\(tile)_r\(r)_c\(c)"
    let bitNode = "\(tile)_b\(c)_\(r)"
    let sourceNode = "\(tile)_s\(c)_\(r)"
    let cell = SubcircuitInstance(
      name: name, nodes: [bitNode, "\(name)_ag", sourceNode, writer.tile.wordLine(row)],
      subcircuit: "cell", parameters: [NetlistParameter("row", .number(Double(row)))])
    var text = [
      NetlistItem.resistor(
        "R\(bitNode)", "\(tile)_b\(c)\(previous)", bitNode, .number(bit.value)),
      .resistor(
        "R\(sourceNode)", "\(tile)_s\(c)\(previous)", sourceNode, .number(source.value)),
      .instance(cell),
    ].map(writer.dialect.text).joined()
    text.removeLast()
    text += ending
    bytes = Array(text.utf8)
    places = bytes.indices.filter {
      bytes[$0] == 0x23 && ($0 == 0 || bytes[$0 - 1] != 0x23)
    }
  }
}
