internal import CrossbarCore

/// A region eliminated down to its ports, and what was kept of how.
final class BlockTree: Sendable {
  /// What is kept below the root.
  enum Keeping {
    case nothing
    /// The blocks and factors down to units, for updates.
    case blocks
    /// The factors down to units, for voltages.
    case factors
  }

  /// A leaf's part in its batch, kept for voltages.
  struct Leaf: Sendable {
    var batch: LeafBatch
    var lane: Int
  }

  let region: Region
  /// Nil once merged, if blocks aren't kept.
  let block: Block?
  let parts: (first: BlockTree, second: BlockTree)?
  let factor: Factor?
  let leaf: Leaf?
  /// Whether the factor's product is still to be subtracted from the block: at the root it is wanted only where a row
  /// is driven and a column sensed.
  let isPartial: Bool

  private init(
    region: Region, block: Block?, parts: (first: BlockTree, second: BlockTree)? = nil,
    factor: Factor? = nil, leaf: Leaf? = nil, isPartial: Bool = false
  ) {
    self.isPartial = isPartial
    self.region = region
    self.block = block
    self.parts = parts
    self.factor = factor
    self.leaf = leaf
  }

  /// Eliminates a region; nil if a node is connected to nothing.
  static func eliminate(_ region: Region, of wires: Wires, keeping: Keeping, isRoot: Bool = true)
    -> BlockTree?
  {
    guard !region.isUnit, let halves = region.halves else {
      // A tile that is one unit keeps all it has: an update would cost a solve otherwise.
      return unit(region, of: wires, keepsFactors: isRoot && keeping == .blocks)
    }
    let parts = parallelMap(count: 2) { index in
      eliminate(
        index == 0 ? halves.first : halves.second, of: wires, keeping: keeping,
        isRoot: false)
    }
    guard let first = parts[0], let second = parts[1] else { return nil }
    return merge(region, first, second, halves.direction, keeping, isRoot: isRoot)
  }

  /// Eliminates again after cells were changed: only the blocks that contain one of them.
  ///
  /// - Parameter leaves: The leaves of the changed cells.
  func updated(_ leaves: [(row: Int, column: Int)], of wires: Wires, isRoot: Bool = true)
    -> BlockTree?
  {
    let region = region
    let inside = leaves.filter { region.contains(leafRow: $0.row, leafColumn: $0.column) }
    if inside.isEmpty { return self }
    guard !region.isUnit, let parts, let direction = region.halves?.direction else {
      return Self.unit(region, of: wires, keepsFactors: isRoot)
    }
    let new = parallelMap(count: 2) { index in
      (index == 0 ? parts.first : parts.second).updated(inside, of: wires, isRoot: false)
    }
    guard let first = new[0], let second = new[1] else { return nil }
    return Self.merge(region, first, second, direction, .blocks, isRoot: isRoot)
  }

  private static func merge(
    _ region: Region, _ first: BlockTree, _ second: BlockTree, _ direction: Merge.Direction,
    _ keeping: Keeping, isRoot: Bool
  ) -> BlockTree? {
    let isPartial = isRoot && keeping != .factors
    guard let a = first.block, let b = second.block else { return nil }
    guard
      let (block, factor) = Merge(a.ports, b.ports, direction).eliminate(a, b, isPartial: isPartial)
    else {
      return nil
    }
    switch keeping {
    case .nothing:
      return BlockTree(
        region: region, block: block, factor: isPartial ? factor : nil, isPartial: isPartial)
    case .blocks:
      return BlockTree(
        region: region, block: block, parts: (first, second), factor: factor,
        isPartial: isPartial)
    case .factors:
      return BlockTree(
        region: region, block: block, parts: (first.withoutBlock, second.withoutBlock),
        factor: factor)
    }
  }

  /// The block with nothing left to be subtracted; a copy where something was.
  func completeBlock() -> Block? {
    guard let block, isPartial, let factor else { return block }
    let copy = Block(ports: block.ports)
    copy.admittance.update(from: block.admittance, count: block.ports.count * block.ports.count)
    Elimination.update(copy, factor)
    return copy
  }

  private var withoutBlock: BlockTree {
    BlockTree(region: region, block: nil, parts: parts, factor: factor, leaf: leaf)
  }

  /// Eliminates a region of few leaves on one core.
  static func unit(_ region: Region, of wires: Wires, keepsFactors: Bool) -> BlockTree? {
    // Leaves by shape, in order of appearance.
    var shapes: [(shape: LeafShape, leaves: [(row: Int, column: Int)])] = []
    var known: [LeafShape: Int] = [:]
    for row in region.rows {
      for column in region.columns {
        let shape = wires.frame.leaf(row, column)
        if let index = known[shape] {
          shapes[index].leaves.append((row, column))
        } else {
          known[shape] = shapes.count
          shapes.append((shape, [(row, column)]))
        }
      }
    }
    var leaves: [BlockTree?] = Array(repeating: nil, count: region.leaves)
    let scratch = LeafBatch.Scratch()
    for (shape, places) in shapes {
      let program = LeafProgram.program(for: shape)
      for start in stride(from: 0, to: places.count, by: LeafBatch.lanes) {
        let group = places[start..<min(start + LeafBatch.lanes, places.count)]
        let blocks = group.map { _ in Block(ports: program.ports) }
        var batch = LeafBatch(program)
        batch.eliminate(scratch: scratch, keepsShares: keepsFactors, blocks: blocks) { values in
          for lane in 0..<LeafBatch.lanes {
            // Spare lanes repeat the last leaf, so that they divide by nothing odd.
            let place = group[min(start + lane, group.endIndex - 1)]
            wires.load(
              leafRow: place.row, leafColumn: place.column, program, lane: lane, values)
          }
        }
        for (lane, place) in group.enumerated() {
          let index =
            (place.row - region.rows.lowerBound) * region.columns.count + place.column
            - region.columns.lowerBound
          leaves[index] = BlockTree(
            region: Region(
              rows: place.row..<(place.row + 1), columns: place.column..<(place.column + 1)),
            block: blocks[lane], leaf: keepsFactors ? Leaf(batch: batch, lane: lane) : nil)
        }
      }
    }
    func join(_ part: Region) -> BlockTree? {
      guard let halves = part.halves else {
        return leaves[
          (part.rows.lowerBound - region.rows.lowerBound) * region.columns.count
            + part.columns.lowerBound - region.columns.lowerBound]
      }
      guard let first = join(halves.first), let second = join(halves.second) else { return nil }
      return merge(
        part, first, second, halves.direction, keepsFactors ? .factors : .nothing,
        isRoot: false)
    }
    return join(region)
  }
}
