internal import CrossbarCore
public import CrossbarModel

/// Largest tile that may be made.
public struct TileLimit: Hashable, Sendable {
  public var rows: Int
  public var columns: Int

  /// - Precondition: both at least 1.
  public init(rows: Int = 128, columns: Int = 128) {
    precondition(rows >= 1 && columns >= 1, "a tile has at least one cell")
    self.rows = rows
    self.columns = columns
  }
}

/// One tile: `rows` word lines by `columns` bit lines, holding whole words.
public struct Tile: Hashable, Sendable {
  public var id: TileID
  /// Layer of the network, counted from 0.
  public var layer: Int
  /// The layer's matrix rows held here; the row after the last input is the bias row.
  public var matrixRows: Range<Int>
  /// The layer's outputs held here.
  public var outputs: Range<Int>
  /// Cells a word.
  public var bits: Int

  public var rows: Int { matrixRows.count }
  public var columns: Int { outputs.count * bits }
  public var cells: Int { rows * columns }
}

/// What a cell stores.
public struct BitAddress: Hashable, Sendable {
  public var layer: Int
  /// Row of the layer's matrix: an input, or `inputs` for the bias.
  public var input: Int
  public var output: Int
  /// 0 is the most significant bit.
  public var bit: Int

  public init(layer: Int, input: Int, output: Int, bit: Int) {
    self.layer = layer
    self.input = input
    self.output = output
    self.bit = bit
  }
}

/// The memory organisation of a network (the paper's Fig. 4c): one cell a bit, most significant first, the words of
/// one input along a row, the biases as one more row. Places are closed forms of addresses; no table is kept.
public struct CrossbarDesign: Hashable, Sendable {
  public let bits: Int
  public let limit: TileLimit
  public let layerShapes: [LayerShape]

  /// Shape of one layer's matrix, bias row included.
  public struct LayerShape: Hashable, Sendable {
    public var name: String
    public var inputs: Int
    public var outputs: Int
    public var firstTile: Int
    public var tileRows: Int
    public var tileColumns: Int
    /// Rows of the matrix: inputs and the bias row.
    public var rows: Int { inputs + 1 }
  }

  /// Maps layers of the given shapes.
  ///
  /// - Precondition: a word of `bits` bits fits the width of a tile.
  public init(layers: [(name: String, inputs: Int, outputs: Int)], bits: Int, limit: TileLimit) {
    precondition(bits >= 1 && bits <= limit.columns, "a word must fit a tile")
    self.bits = bits
    self.limit = limit
    let words = limit.columns / bits
    var first = 0
    var shapes: [LayerShape] = []
    for layer in layers {
      let rows = (layer.inputs + limit.rows) / limit.rows
      let columns = (layer.outputs + words - 1) / words
      shapes.append(
        LayerShape(
          name: layer.name, inputs: layer.inputs, outputs: layer.outputs, firstTile: first,
          tileRows: rows, tileColumns: columns))
      first += rows * columns
    }
    layerShapes = shapes
  }

  /// Maps a quantized network.
  public init(_ network: QuantizedNetwork, limit: TileLimit) {
    self.init(
      layers: network.layers.map { ($0.name, $0.inputs, $0.outputs) }, bits: network.bits,
      limit: limit)
  }

  /// Words along a full tile's row.
  public var wordsPerTile: Int { limit.columns / bits }
  public var tileCount: Int {
    layerShapes.last.map { $0.firstTile + $0.tileRows * $0.tileColumns } ?? 0
  }
  public var cellCount: Int { layerShapes.reduce(0) { $0 + $1.rows * $1.outputs * bits } }

  /// A tile by its index: layers in order, in a layer row blocks, in a row block column blocks.
  public func tile(_ index: Int) -> Tile {
    precondition((0..<tileCount).contains(index), "no such tile")
    let layer = layerShapes.lastIndex { $0.firstTile <= index } ?? 0
    let shape = layerShapes[layer]
    let (block, column) = (index - shape.firstTile).quotientAndRemainder(
      dividingBy: shape.tileColumns)
    let firstRow = block * limit.rows
    let firstWord = column * wordsPerTile
    return Tile(
      id: TileID(index), layer: layer,
      matrixRows: firstRow..<min(firstRow + limit.rows, shape.rows),
      outputs: firstWord..<min(firstWord + wordsPerTile, shape.outputs), bits: bits)
  }

  /// All tiles in order.
  public var tiles: [Tile] { (0..<tileCount).map(tile) }

  /// Where a bit is stored.
  public func cell(_ address: BitAddress) -> CellID {
    let shape = layerShapes[address.layer]
    let (block, row) = address.input.quotientAndRemainder(dividingBy: limit.rows)
    let (column, word) = address.output.quotientAndRemainder(dividingBy: wordsPerTile)
    return CellID(
      tile: shape.firstTile + block * shape.tileColumns + column, row: row,
      column: word * bits + address.bit)
  }

  /// What a cell stores.
  public func address(_ cell: CellID) -> BitAddress {
    let tile = tile(cell.tile)
    return BitAddress(
      layer: tile.layer, input: tile.matrixRows.lowerBound + cell.row,
      output: tile.outputs.lowerBound + cell.column / bits, bit: cell.column % bits)
  }
}

extension QuantizedNetwork {
  /// The bit at an address: two's complement, bit 0 the most significant.
  public func bit(_ address: BitAddress) -> Bool {
    let layer = layers[address.layer]
    let code =
      address.input == layer.inputs
      ? layer.bias[address.output] : layer.weights[address.input, address.output]
    return (code >> Int32(bits - 1 - address.bit)) & 1 == 1
  }
}
