import CrossbarCore
import CrossbarSolver

/// Reproducible random numbers and tiles.
struct Dice {
  private let generator: Philox4x64
  private var counter: UInt64 = 0

  init(_ stream: UInt64) { generator = Philox4x64(seed: 20_26, stream: stream) }

  /// In (0, 1).
  mutating func unit() -> Double {
    counter += 1
    return Philox4x64.unitInterval(generator.words(at: (counter, 0, 0, 0)).0)
  }

  mutating func below(_ count: Int) -> Int { min(Int(unit() * Double(count)), count - 1) }

  /// Spread evenly over decades.
  mutating func decades(_ low: Double, _ high: Double) -> Double {
    PortableMath.exp((low + (high - low) * unit()) * 2.302585092994046)
  }

  mutating func matrix(_ rows: Int, _ columns: Int, _ draw: (inout Dice) -> Double) -> Matrix<
    Double
  > {
    var elements: [Double] = []
    for _ in 0..<(rows * columns) { elements.append(draw(&self)) }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// A tile read as usual: driven at the left, sensed at the bottom, each through one segment.
  mutating func plainTile(_ rows: Int, _ columns: Int, ohms: Double) -> WireTile {
    WireTile(
      cellConductance: matrix(rows, columns) { 1 / $0.decades(2, 9) }, rowSegment: ohms,
      columnSegment: ohms, left: .driven(through: ohms), bottom: .sensed(through: ohms))
  }

  /// A tile of any kind: mixed ends on all sides, every segment its own resistance; opens and shorts if told so.
  mutating func anyTile(_ rows: Int, _ columns: Int, hasExtremes: Bool = false) -> WireTile {
    var tile = plainTile(rows, columns, ohms: 1)
    tile.rowSegments = matrix(rows, columns - 1) { $0.decades(-1, 2) }
    tile.columnSegments = matrix(rows - 1, columns) { $0.decades(-1, 2) }
    if hasExtremes {
      tile.cellConductance = matrix(rows, columns) {
        switch $0.below(4) {
        case 0: 1e-15
        case 1: 1e3
        default: 1 / $0.decades(2, 9)
        }
      }
    }
    tile.left = ends(rows)
    tile.right = ends(rows)
    tile.top = ends(columns)
    tile.bottom = ends(columns)
    // Something to drive and to sense.
    tile.left[below(rows)] = .driven(through: 3)
    tile.bottom[below(columns)] = .sensed(through: 2)
    return tile
  }

  mutating func ends(_ count: Int) -> [WireTile.End] {
    var result: [WireTile.End] = []
    for _ in 0..<count {
      let ohms = decades(-1, 3)
      result.append(
        [.open, .open, .driven(through: ohms), .sensed(through: ohms), .grounded(through: ohms)][
          below(5)])
    }
    return result
  }
}
