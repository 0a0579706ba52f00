/// The drops of a ``ShapeArray``: one pattern repeated by whole drops.
public struct DropArray: Hashable, Sendable {
  /// Name of the shape.
  public var name: String
  /// The drops of the shape at its first place on the page.
  public var pattern: DropPattern
  /// How often it stands along x and along y.
  public var columns: Int
  public var rows: Int
  /// Drops from one to the next.
  public var columnStride: Int
  public var rowStride: Int

  /// Drops of the array, one pass.
  public var count: Int { pattern.count * columns * rows }
}

extension PhysicalLayout {
  /// The drops of one printed layer of one page, as few arrays as the page has shapes; none for the window, which is cut.
  ///
  /// Arrays of one layer never share a drop.
  /// - Precondition: the process is in order, as ``Process/check()`` demands: pitches of shapes are whole drops.
  public func dropArrays(_ layer: MaskLayer, on sheet: Sheet) -> [DropArray] {
    guard let grid = process.ink(layer)?.dropGrid else { return [] }
    // Tiles repeat shapes: each is sampled once for every place it can take between drops.
    var patterns: [Polygon: DropPattern] = [:]
    return arrays(layer, on: sheet).map { array in
      precondition(
        array.columnPitch.isMultiple(of: grid.pitchX) && array.rowPitch.isMultiple(of: grid.pitchY),
        "shapes are not repeated by whole drops")
      let x = floorDivide(array.polygon.points[0].x, grid.pitchX)
      let y = floorDivide(array.polygon.points[0].y, grid.pitchY)
      let shape = array.polygon.moved(by: Point(x: -x * grid.pitchX, y: -y * grid.pitchY))
      let pattern = patterns[shape] ?? DropPattern(shape, on: grid)
      patterns[shape] = pattern
      return DropArray(
        name: array.name,
        pattern: pattern.moved(x: x, y: y, pitchX: grid.pitchX, pitchY: grid.pitchY),
        columns: array.columns, rows: array.rows, columnStride: array.columnPitch / grid.pitchX,
        rowStride: array.rowPitch / grid.pitchY)
    }
  }

  /// Drops of ink of one printed layer of one page, all passes: the black pixels of its raster × passes.
  public func drops(_ layer: MaskLayer, on sheet: Sheet) -> Int {
    guard let ink = process.ink(layer) else { return 0 }
    return dropArrays(layer, on: sheet).reduce(0) { $0 + $1.count } * ink.passes
  }
}
