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
  public init?(name: some StringProtocol) {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, let tile = number(parts[0], "t"), let row = number(parts[1], "r"),
      let column = number(parts[2], "c")
    else { return nil }
    self.init(tile: tile, row: row, column: column)
    guard self.name == name else { return nil }
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
}

/// A whole number with leading zeros.
func padded(_ value: Int, _ digits: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

private func number(_ text: some StringProtocol, _ prefix: Character) -> Int? {
  guard text.first == prefix, text.dropFirst().allSatisfy(\.isASCII) else { return nil }
  return Int(text.dropFirst())
}
