internal import CrossbarCore

/// What an elimination will allocate, worked out from the tile's frame before anything is.
struct MemoryForecast {
  /// Bytes at the highest point, if both halves of every region are in work at once.
  let peak: Int

  private let frame: Frame
  private let keeping: BlockTree.Keeping

  init(_ tile: WireTile, keeping: BlockTree.Keeping) {
    frame = Frame(tile)
    self.keeping = keeping
    let elimination = Self.region(frame.whole, frame, keeping).peak
    let terminals = frame.kinds.joined().count { $0 == .port || $0 == .terminal }
    // The inputs' copies, and the admittance and effective matrices.
    peak =
      elimination
      + 8 * (2 * tile.rows * tile.columns + terminals * terminals + terminals * terminals / 4)
  }

  private static func region(_ region: Region, _ frame: Frame, _ keeping: BlockTree.Keeping) -> (
    peak: Int, kept: Int, ports: Int
  ) {
    let shape = frame.shape(region)
    let ports = shape.ports.count
    let block = 8 * ports * ports
    guard !region.isUnit, let halves = region.halves else {
      // Leaves, and as much again for the blocks above them.
      let leaf = 4 * LeafShape.side
      return (peak: 2 * 8 * leaf * leaf * region.leaves + block, kept: block, ports: ports)
    }
    let first = Self.region(halves.first, frame, keeping)
    let second = Self.region(halves.second, frame, keeping)
    let eliminated = halves.direction == .leftRight ? shape.rows : shape.columns
    let factor = 8 * eliminated * (eliminated + ports)
    let merging = first.kept + second.kept + factor + block
    let kept: Int
    switch keeping {
    case .nothing: kept = block
    case .blocks, .factors: kept = first.kept + second.kept + factor + block
    }
    return (max(first.peak + second.peak, merging), kept, ports)
  }

  /// - Throws: `solver/memory`.
  func check(_ limit: Int) throws(Diagnostics) {
    if peak <= limit { return }
    throw Diagnostics(
      .error(
        "solver/memory",
        "a tile of \(frame.rows) × \(frame.columns) cells takes \(peak / 1_000_000) MB, "
          + "more than the \(limit / 1_000_000) MB allowed",
        help: "raise memoryLimit, divide the tile, or leave fewer ends driven or sensed"))
  }
}
