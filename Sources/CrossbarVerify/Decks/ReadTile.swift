public import CrossbarDevices

/// One cell as a deck has it.
public struct ReadCell: Hashable, Sendable {
  /// The cell's name: the instance without its X, in lower case.
  public var name: String
  /// The line that the gold contact's wire leads to, spelled as `TileID.bitLine`; empty where it leads to none.
  public var bitLine: String
  /// The net of the silver bottom contact.
  public var bottomNet: String
  /// The line that the transistor's far side leads to, spelled as `TileID.sourceLine`; empty where it leads to none.
  public var sourceLine: String
  /// The line at the transistor's gate, spelled as `TileID.wordLine`.
  public var wordLine: String
  /// The row that the cell says it is in; it decides when the cell is dynamic.
  public var row: Int
  /// The parameters, or nil where the instance has none and the library's defaults hold.
  public var sample: DeviceSample?
  /// Wire between the tile's port and the gold contact, ohms.
  public var bitLineResistance: Double
  /// Wire between the tile's port and the transistor, ohms.
  public var sourceLineResistance: Double
  /// Line of the file, from 1.
  public var line: Int

  /// A cell from its parts.
  public init(
    name: String, bitLine: String, bottomNet: String, sourceLine: String, wordLine: String,
    row: Int, sample: DeviceSample?, bitLineResistance: Double, sourceLineResistance: Double,
    line: Int
  ) {
    self.name = name
    self.bitLine = bitLine
    self.bottomNet = bottomNet
    self.sourceLine = sourceLine
    self.wordLine = wordLine
    self.row = row
    self.sample = sample
    self.bitLineResistance = bitLineResistance
    self.sourceLineResistance = sourceLineResistance
    self.line = line
  }
}

/// A line of a tile as a deck has it.
public struct ReadPort: Hashable, Sendable {
  /// The net, spelled as `TileID.bitLine` and its like.
  public var name: String
  /// Where the file names it first, from 1.
  public var line: Int

  /// A line from its parts.
  public init(name: String, line: Int) {
    self.name = name
    self.line = line
  }
}

/// One tile as a deck has it.
public struct ReadTile: Hashable, Sendable {
  /// The file as named in diagnostics.
  public var file: String
  /// The tile's name, with which its nets begin.
  public var name: String
  /// Whether the file sets the parameter that testbenches multiply by, such as `t00_tile=1`.
  public var isMarked: Bool
  /// Word lines, bit lines and source lines, each in the order of their numbers.
  public var ports: [ReadPort]
  /// In the order of the file.
  public var cells: [ReadCell]
}
