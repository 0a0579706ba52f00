/// The name of one cell, which joins every artefact: decks, masks, reports.
public struct CellID: Hashable, Sendable, Comparable {
  /// Tile, counted from 0 over the whole design.
  public var tile: Int
  /// Row in the tile (its word line), counted from 0.
  public var row: Int
  /// Column in the tile (its bit and source line), counted from 0.
  public var column: Int

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

  public static func < (left: Self, right: Self) -> Bool {
    (left.tile, left.row, left.column) < (right.tile, right.row, right.column)
  }

  /// The cell of a name as ``name`` spells it, or nil.
  public init?(name: String) {
    self.init(utf8: name.utf8)
  }

  /// See ``init(name:)``.
  public init?(name: Substring) {
    self.init(utf8: name.utf8)
  }

  @inline(__always)
  private init?(utf8: some Sequence<UInt8>) {
    var bytes = utf8.makeIterator()
    guard bytes.next() == UInt8(ascii: "t"),
      let tile = number(&bytes, until: UInt8(ascii: "_"), minimumDigits: 2),
      bytes.next() == UInt8(ascii: "r"),
      let row = number(&bytes, until: UInt8(ascii: "_"), minimumDigits: 3),
      bytes.next() == UInt8(ascii: "c"), let column = number(&bytes, until: nil, minimumDigits: 3)
    else { return nil }
    self.init(tile: tile, row: row, column: column)
  }
}

/// The names of a tile and its lines.
public struct TileID: Hashable, Sendable {
  public var index: Int

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
  /// `t00_a003`: the silver line of a row, in a crossbar without transistors.
  public func silverRow(_ row: Int) -> String { "\(name)_a\(padded(row, 3))" }
  /// A line by its letter.
  public func line(_ letter: String, _ number: Int) -> String {
    "\(name)_\(letter)\(padded(number, 3))"
  }
}

extension TileID {
  /// A row or column in at least three digits, as in the names of lines and cells.
  public static func digits(_ number: Int) -> String { padded(number, 3) }
}

/// A whole number with leading zeros.
func padded(_ value: Int, _ digits: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// A whole number below 10⁹ as ``padded(_:_:)`` spells it, and the byte after it consumed.
@inline(__always)
private func number(
  _ bytes: inout some IteratorProtocol<UInt8>, until end: UInt8?, minimumDigits: Int
) -> Int? {
  var value = 0
  var digits = 0
  var isPadded = false
  while let byte = bytes.next() {
    if byte == end {
      return digits >= minimumDigits && !(isPadded && digits > minimumDigits) ? value : nil
    }
    guard byte >= 0x30, byte <= 0x39, digits < 9 else { return nil }
    if digits == 0 { isPadded = byte == 0x30 }
    value = value * 10 + Int(byte - 0x30)
    digits += 1
  }
  return end == nil && digits >= minimumDigits && !(isPadded && digits > minimumDigits)
    ? value : nil
}
