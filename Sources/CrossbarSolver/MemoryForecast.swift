internal import CrossbarCore
internal import Glibc

/// What an elimination will allocate, worked out from the tile's frame and the number of cores before anything is.
struct MemoryForecast {
  /// Bytes at the highest point.
  let peak: Int

  private let frame: Frame

  init(_ tile: WireTile, keeping: BlockTree.Keeping) {
    frame = Frame(tile)
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let elimination = Part(frame.whole, frame, keeping, cores).peaks.max() ?? 0
    let driven = tile.terminals(where: { if case .driven = $0 { true } else { false } })
    let sensed = tile.terminals(where: { if case .sensed = $0 { true } else { false } })
    // The effective matrix and the copies of terminals' rows that are multiplied to form it; buffers kept for use again;
    // threads' own.
    let lines = max(tile.rows, tile.columns)
    var other = 8 * (driven * sensed + lines * (driven + sensed))
    let isKept = if case .blocks = keeping { true } else { false }
    other += min(elimination / (isKept ? 16 : 2), 64_000_000) + 8_000_000 + cores * 4_000_000
    switch keeping {
    case .nothing: break
    // The cells and the matrix as they were, and some injections.
    case .blocks: other += 8 * (tile.rows * tile.columns + 2 * driven * sensed) * 3 / 2
    // Two voltages, and voltage, current and power of each cell, the admittance matrix.
    case .factors:
      other += 8 * (5 * tile.rows * tile.columns + (driven + sensed) * (driven + sensed))
    }
    peak = elimination + other
  }

  /// A region's share.
  private struct Part {
    /// Bytes at the highest point with as many cores at work in it as the index says; with none, what stays.
    var peaks: [Int]
    var ports: Int

    init(_ region: Region, _ frame: Frame, _ keeping: BlockTree.Keeping, _ cores: Int) {
      let shape = frame.shape(region)
      ports = shape.ports.count
      let block = 8 * ports * ports
      guard !region.isUnit, let halves = region.halves else {
        // Leaves, and as much again for the blocks above them.
        let leaf = 4 * LeafShape.side
        peaks = [block, 2 * 8 * leaf * leaf * region.leaves + block]
        return
      }
      let first = Part(halves.first, frame, keeping, cores)
      let second = Part(halves.second, frame, keeping, cores)
      let eliminated = halves.direction == .leftRight ? shape.rows : shape.columns
      let factor = 8 * eliminated * (eliminated + ports)
      let parts = first.peaks[0] + second.peaks[0]
      let kept =
        switch keeping {
        case .nothing: block
        case .blocks, .factors: parts + factor + block
        }
      let most = min(cores, first.peaks.count + second.peaks.count - 2)
      peaks = Array(repeating: parts + factor + block, count: most + 1)
      peaks[0] = kept
      for (a, x) in first.peaks.enumerated() {
        for (b, y) in second.peaks.enumerated() where a + b > 0 && a + b <= most {
          peaks[a + b] = max(peaks[a + b], x + y)
        }
      }
    }
  }

  /// - Throws: `solver/memory`.
  func check(_ limit: Int) throws(Diagnostics) {
    if peak <= limit { return }
    throw Diagnostics(
      .error(
        "solver/memory",
        "a tile of \(frame.rows) × \(frame.columns) cells takes \(peak / 1_000_000) MB, "
          + "more than the \(limit / 1_000_000) MB allowed",
        at: .init(file: "tile"),
        help: "raise memoryLimit, divide the tile, or leave fewer ends driven or sensed"))
  }
}

extension WireTile {
  fileprivate func terminals(where isWanted: (End) -> Bool) -> Int {
    Side.allCases.reduce(0) { $0 + ends($1).count(where: isWanted) }
  }
}
