internal import Synchronization

/// The elimination of a whole tile, worked out once for a frame: nested dissection into fronts.
///
/// A region of cells is halved until it is a leaf of at most ``TileDissection/side`` × ``TileDissection/side`` cells. A leaf's inner nodes
/// are eliminated in an order of minimum degree, through lists; a halved region's are those of the cut, eliminated from a
/// dense triangle of conductances (the multifrontal method, Duff and Reid, ACM Trans. Math. Softw. 9, 1983). Both by
/// the star–mesh transform: sums and products of positive numbers only, as in ``LeafProgram``.
///
/// Nodes are numbered in the reverse of the order of elimination: sensed terminals, driven terminals, ground if
/// anything is grounded, then the inner nodes.
final class TileProgram: Sendable {
  /// What is eliminated at once. Positions count values: one double a lane.
  struct Front: Sendable {
    /// Eliminated through lists.
    var isLeaf = false
    /// The fronts below a dense one.
    var first = -1
    var second = -1
    /// Nodes in all, and how many of them are eliminated here: the last.
    var count = 0
    var eliminated = 0
    /// How many of the nodes are sensed terminals, and how many are terminals or ground: the first.
    var sensed = 0
    var outside = 0
    /// Where in the arena, and how much of it; what is left for the front above is at its beginning.
    var offset = 0
    var size = 0
    /// In ``nodes``: all nodes of a dense front, the eliminated of a leaf in their order.
    var firstNode = 0
    /// In ``maps``: the parent's number of each node that stays.
    var firstMap = 0
    /// In ``inputSources`` and ``inputPlaces``.
    var firstInput = 0
    var inputs = 0
    /// In the shares and inverses kept.
    var firstShare = 0
    var firstInverse = 0
    /// Of a leaf: in ``degrees``, in ``spokes`` and ``neighbours``, in ``targets``.
    var firstDegree = 0
    var firstSpoke = 0
    var spokes = 0
    var firstTarget = 0

    var ports: Int { count - eliminated }
  }

  let frame: TileFrame
  /// The first is the whole tile's.
  let fronts: [Front]
  /// Of elimination: those below before those above.
  let order: [Int32]
  let nodes: [Int32]
  let maps: [Int32]
  let inputSources: [Int32]
  let inputPlaces: [Int32]
  let degrees: [UInt16]
  let spokes: [UInt16]
  let neighbours: [Int32]
  let targets: [UInt16]
  /// The number of every node of the frame.
  let ranks: [Int32]
  /// The number of every terminal by side and line.
  let terminalRanks: [Int32]
  /// Terminals and ground.
  let outside: Int
  let sensed: Int
  /// Values of the arena, of the shares and the inverses, and of the largest front's nodes.
  let arena: Int
  let shares: Int
  let inverses: Int
  let widest: Int

  private static let cache = Mutex<[TileFrame: TileProgram]>([:])

  static func program(for frame: TileFrame) -> TileProgram {
    if let known = cache.withLock({ $0[frame] }) { return known }
    let made = TileProgram(frame)
    cache.withLock { cache in
      // A program of 128 × 128 cells takes some megabytes.
      if cache.count >= 16 { cache.removeAll() }
      cache[frame] = made
    }
    return made
  }

  init(_ frame: TileFrame) {
    var dissection = TileDissection(frame)
    dissection.eliminate()
    self.frame = frame
    fronts = dissection.fronts
    order = dissection.order
    nodes = dissection.nodes
    maps = dissection.maps
    inputSources = dissection.inputSources
    inputPlaces = dissection.inputPlaces
    degrees = dissection.degrees
    spokes = dissection.spokes
    neighbours = dissection.neighbours
    targets = dissection.targets
    ranks = dissection.ranks.map(Int32.init)
    terminalRanks = dissection.terminalRanks.map(Int32.init)
    outside = dissection.outside
    sensed = dissection.sensed
    arena = dissection.arena
    shares = dissection.shares
    inverses = dissection.inverses
    widest = fronts.map(\.count).max() ?? 0
  }
}
