/// Corner brackets round the fiducial crosses: every later ink has its own, at a distance of its own, so that each layer's
/// registration can be seen at the crosses and no bracket of one layer reaches one of another.
///
/// Four L-shaped polygons a cross and layer, as a closed frame would have a hole. The window layer has none: what is cut
/// out of the tape there would be covered with MoS₂.
public struct FiducialFrames: Hashable, Sendable {
  /// Arm to arm of a cross.
  public let size: Nanometres
  /// Width of a bracket's arms.
  public let bar: Nanometres
  /// Length of a bracket's arms, from its corner.
  public let arm: Nanometres
  /// From the ends of the cross to the innermost bracket.
  public let clear: Nanometres
  /// From the brackets of one layer to those of the next.
  public let gap: Nanometres

  /// Brackets for crosses of a size; `clear` and `gap` where they are not stated are twice the stress and a grid more.
  ///
  /// - Parameters:
  ///   - stress: registration on a bad day; `clear` is no less.
  ///   - grid: coordinates become multiples of it where the crosses' centres and half their size are.
  public init(
    size: Nanometres = 1_000_000, bar: Nanometres = 100_000, arm: Nanometres = 300_000,
    clear: Nanometres? = nil, gap: Nanometres? = nil, stress: Nanometres = 50_000,
    grid: Nanometres = 25_000
  ) {
    self.size = size
    self.bar = max(bar, grid).raised(to: grid)
    // Two brackets along one side of the innermost frame stay apart.
    self.arm = max(arm, 2 * self.bar).raised(to: grid)
    let least = 2 * stress + grid
    self.clear = max(clear ?? least, stress, grid).raised(to: grid)
    self.gap = max(gap ?? least, stress, grid).raised(to: grid)
  }

  /// From a cross's centre to the inner edges of the brackets of the `index`th later ink, counted from 0.
  public func inset(_ index: Int) -> Nanometres { size / 2 + clear + index * (bar + gap) }

  /// From a cross's centre to the outermost edges of the brackets of `count` later inks.
  public func reach(_ count: Int) -> Nanometres {
    count == 0 ? size / 2 : inset(count - 1) + bar
  }

  /// The brackets of all later inks round one cross: `frame_au-top_0_a` at the upper left, then b, c, d clockwise.
  ///
  /// - Parameters:
  ///   - layers: the inks after the first, in the order in which they are printed.
  ///   - fiducial: number of the cross.
  public func shapes(
    layers: [MaskLayer], fiducial: Int, centre: Point
  ) -> [FurnitureShape] {
    layers.enumerated().flatMap { index, layer in
      let inner = inset(index)
      return [("a", -1, -1), ("b", 1, -1), ("c", 1, 1), ("d", -1, 1)].map { letter, x, y in
        FurnitureShape(
          layer: layer, name: "frame_\(layer.rawValue)_\(fiducial)_\(letter)",
          polygon: bracket(inner: inner, x: x, y: y).moved(by: centre))
      }
    }
  }

  /// The corner in the direction of the signs `x` and `y`.
  private func bracket(inner: Nanometres, x: Int, y: Int) -> Polygon {
    let outer = inner + bar
    let length = min(arm, inner - bar)
    let end = outer - length
    let corners = [
      (end, outer), (outer, outer), (outer, end), (inner, end), (inner, inner), (end, inner),
    ]
    return Polygon(corners.map { Point(x: x * $0.0, y: y * $0.1) })
  }
}
