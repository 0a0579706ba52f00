internal import CrossbarArray

/// Two facing combs, one of the first ink and one of a later ink, that show how far the later layer lies aside.
///
/// The later comb's bars stand `pitch` apart, those of the first ink `pitch + step`. Where the later layer lies k steps to
/// the right (x) or down (y), its kth bar from the middle in that direction is in line with the bar that it faces. Both
/// middle bars are longer. The combs face each other across a gap that a misregistration does not close.
public struct RegistrationVernier: Hashable, Sendable {
  /// Pitch of the later ink's bars.
  public let pitch: Nanometres
  /// What the first ink's pitch is larger by: the resolution.
  public let step: Nanometres
  /// Width of a bar.
  public let bar: Nanometres
  /// Length of a bar.
  public let length: Nanometres
  /// Length of the middle bar.
  public let centreLength: Nanometres
  /// Bars on either side of the middle.
  public let reach: Int
  /// Between the two combs.
  public let gap: Nanometres

  /// A vernier; every measure is raised to a multiple of the grid.
  ///
  /// - Parameters:
  ///   - stress: registration on a bad day; the combs stay a grid apart under twice as much.
  ///   - grid: the drop spacing, or a multiple of every ink's.
  public init(
    pitch: Nanometres = 250_000, step: Nanometres = 25_000, bar: Nanometres = 100_000,
    length: Nanometres = 300_000, centreLength: Nanometres = 500_000, reach: Int = 4,
    stress: Nanometres = 50_000, grid: Nanometres = 25_000
  ) {
    self.bar = max(bar, grid).raised(to: grid)
    // Bars of one comb stay as far apart as they are wide.
    self.pitch = max(pitch, 2 * self.bar).raised(to: grid)
    self.step = max(step, grid).raised(to: grid)
    self.length = max(length, self.bar).raised(to: grid)
    self.centreLength = max(centreLength, self.length + grid).raised(to: grid)
    self.reach = max(1, reach)
    gap = (2 * stress + grid).raised(to: grid)
  }

  /// Bars of a comb.
  public var count: Int { 2 * reach + 1 }

  /// Along the direction that is read.
  public var extent: Nanometres { 2 * reach * (pitch + step) + bar }
  /// Across it.
  public var depth: Nanometres { 2 * centreLength + gap }

  /// The combs that read x, bars along y: `vernier_au-top_x_000` … the first ink's from left to right, then the later ink's.
  public func horizontal(_ first: MaskLayer, _ later: MaskLayer) -> FurnitureBlock {
    FurnitureBlock(
      shapes: shapes(first, later, axis: "x") { $0 }, width: extent, height: depth)
  }

  /// The combs that read y, bars along x: `vernier_au-top_y_000` … the first ink's from top to bottom, then the later ink's.
  public func vertical(_ first: MaskLayer, _ later: MaskLayer) -> FurnitureBlock {
    FurnitureBlock(
      shapes: shapes(first, later, axis: "y") {
        Rectangle(left: $0.top, top: $0.left, right: $0.bottom, bottom: $0.right)
      }, width: depth, height: extent)
  }

  private func shapes(
    _ first: MaskLayer, _ later: MaskLayer, axis: String, _ turned: (Rectangle) -> Rectangle
  ) -> [FurnitureShape] {
    var shapes: [FurnitureShape] = []
    for layer in [first, later] {
      for index in 0..<count {
        let long = index == reach ? centreLength : length
        let isFirst = layer == first
        let left = isFirst ? index * (pitch + step) : reach * step + index * pitch
        let top = isFirst ? centreLength - long : centreLength + gap
        let bar = Rectangle(left: left, top: top, right: left + bar, bottom: top + long)
        let number = isFirst ? index : count + index
        shapes.append(
          FurnitureShape(
            layer, "vernier_\(later.rawValue)_\(axis)_\(TileID.digits(number))", turned(bar)))
      }
    }
    return shapes
  }
}
