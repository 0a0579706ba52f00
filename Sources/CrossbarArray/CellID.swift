/// The name of one cell, which joins every artefact: decks, masks, reports.
public struct CellID: Hashable, Sendable, Comparable {
  /// Tile, counted from 0 over the whole design.
  public var tile: Int
  /// Row in the tile (its word line), counted from 0.
  public var row: Int
  /// Column in the tile (its bit and source line), counted from 0.
  public var column: Int

  /// The cell at a place.
  @inlinable public init(tile: Int, row: Int, column: Int) {
    self.tile = tile
    self.row = row
    self.column = column
  }

  /// `t00_r003_c017`.
  public var name: String {
    "\(TileID(tile).name)_r\(padded(row, 3))_c\(padded(column, 3))"
  }

  /// The silver bottom contact, the net between memristor and enable transistor: `t00_r003_c017_ag`.
  public var bottomNet: String { "\(name)_ag" }

  /// Tile by tile, row by row, column by column.
  public static func < (left: Self, right: Self) -> Bool {
    (left.tile, left.row, left.column) < (right.tile, right.row, right.column)
  }

  /// The cell of a name as ``name`` spells it, or nil.
  public init?(name: some StringProtocol) {
    var rest = Substring(name).utf8
    guard let tile = takeNumber("t", digits: 2, from: &rest), rest.popFirst() == UInt8(ascii: "_"),
      let row = takeNumber("r", digits: 3, from: &rest), rest.popFirst() == UInt8(ascii: "_"),
      let column = takeNumber("c", digits: 3, from: &rest), rest.isEmpty
    else { return nil }
    self.init(tile: tile, row: row, column: column)
  }
}

/// The names of a tile and its lines.
public struct TileID: Hashable, Sendable {
  /// The tile, counted from 0 over the whole design.
  public var index: Int

  /// The tile of a number.
  public init(_ index: Int) {
    self.index = index
  }

  /// `t00`.
  public var name: String { "t\(padded(index, 2))" }
  /// `t00_w003`: the word line of a row, the gates of its transistors.
  public func wordLine(_ row: Int) -> String { "\(name)_w\(padded(row, 3))" }
  /// `t00_b017`: the gold bit line of a column.
  public func bitLine(_ column: Int) -> String { "\(name)_b\(padded(column, 3))" }
  /// `t00_b017_pad`: the silver pad of a bit line.
  public func bitLinePad(_ column: Int) -> String { "\(bitLine(column))_pad" }
  /// `t00_m008`: the MoS₂ window of a pair of columns.
  public func window(_ pair: Int) -> String { "\(name)_m\(padded(pair, 3))" }
  /// `t00_s017`: the source line of a column.
  public func sourceLine(_ column: Int) -> String { "\(name)_s\(padded(column, 3))" }
}

/// A whole number with leading zeros.
func padded(_ value: Int, _ digits: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// Takes `prefix` and a whole number, as ``padded(_:_:)`` writes it, off the front of a name.
private func takeNumber(
  _ prefix: Unicode.Scalar, digits: Int, from rest: inout Substring.UTF8View
) -> Int? {
  guard rest.popFirst() == UInt8(ascii: prefix) else { return nil }
  var value = 0
  var count = 0
  var isPadded = false
  while let byte = rest.first, (48...57).contains(byte), count < 18 {
    if count == 0 { isPadded = byte == 48 }
    value = value * 10 + Int(byte - 48)
    count += 1
    rest.removeFirst()
  }
  return count == digits || (count > digits && !isPadded) ? value : nil
}
