/// One shape of what stands beside the array, in one layer of the masks.
public struct FurnitureShape: Hashable, Sendable {
  /// The layer that it is printed or cut in.
  public var layer: MaskLayer
  /// Its id, unique on a page.
  public var name: String
  /// Its outline.
  public var polygon: Polygon

  /// A shape of a layer.
  public init(layer: MaskLayer, name: String, polygon: Polygon) {
    self.layer = layer
    self.name = name
    self.polygon = polygon
  }

  /// A rectangle of a layer.
  init(_ layer: MaskLayer, _ name: String, _ rectangle: Rectangle) {
    self.init(layer: layer, name: name, polygon: rectangle.polygon)
  }

  /// The shape moved.
  public func moved(by offset: Point) -> FurnitureShape {
    FurnitureShape(layer: layer, name: name, polygon: polygon.moved(by: offset))
  }
}

/// Shapes that stand together in `0 … width` by `0 … height`; nothing else may come into that rectangle.
public struct FurnitureBlock: Hashable, Sendable {
  /// The shapes in a fixed order.
  public var shapes: [FurnitureShape]
  /// Extent along x.
  public var width: Nanometres
  /// Extent along y.
  public var height: Nanometres

  /// A block of the given extent.
  public init(shapes: [FurnitureShape], width: Nanometres, height: Nanometres) {
    self.shapes = shapes
    self.width = width
    self.height = height
  }

  /// Blocks from left to right, in a new row wherever the next one would pass `maxWidth`; a block wider than that has a
  /// row of its own. Also the upper left corner of each block.
  static func flow(
    _ blocks: [FurnitureBlock], spacing: Nanometres, maxWidth: Nanometres = .max
  ) -> (block: FurnitureBlock, origins: [Point]) {
    var whole = FurnitureBlock(shapes: [], width: 0, height: 0)
    var origins: [Point] = []
    var corner = Point(x: 0, y: 0)
    for block in blocks where block.width > 0 {
      if corner.x > 0 && block.width > maxWidth - corner.x {
        corner = Point(x: 0, y: whole.height + spacing)
      }
      origins.append(corner)
      whole.shapes += block.shapes.map { $0.moved(by: corner) }
      whole.width = max(whole.width, corner.x + block.width)
      whole.height = max(whole.height, corner.y + block.height)
      corner.x += block.width + spacing
    }
    return (whole, origins)
  }

  /// Blocks below each other.
  static func stack(_ blocks: [FurnitureBlock], spacing: Nanometres) -> FurnitureBlock {
    flow(blocks, spacing: spacing, maxWidth: 0).block
  }
}

extension Nanometres {
  /// The least multiple of `grid` that is no less.
  func raised(to grid: Nanometres) -> Nanometres { -floorDivide(-self, grid) * grid }

  /// The largest multiple of `grid` that is no more.
  func lowered(to grid: Nanometres) -> Nanometres { floorDivide(self, grid) * grid }
}
