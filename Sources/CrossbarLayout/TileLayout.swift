public import CrossbarArray

/// The shapes of one tile as closed forms of row and column: no table is kept.
///
/// Columns come in mirrored pairs, 2p to the left of the pair's axis and 2p + 1 to the right; a last column alone
/// stands to the left. A pair shares one MoS₂ window. Bit lines run down from their pads, above the window; every cell
/// has a silver island of its own that leaves the window sideways.
public struct TileLayout: Hashable, Sendable {
  public let geometry: ArrayGeometry
  /// Smallest side of a window.
  public let windowMin: Nanometres
  public let index: Int
  public let rows: Int
  public let columns: Int
  /// Upper left corner of the tile on its page.
  public let origin: Point

  public init(
    geometry: ArrayGeometry, windowMin: Nanometres, index: Int, rows: Int, columns: Int,
    origin: Point
  ) {
    precondition(rows >= 1 && columns >= 1, "a tile has at least one cell")
    self.geometry = geometry
    self.windowMin = windowMin
    self.index = index
    self.rows = rows
    self.columns = columns
    self.origin = origin
  }

  public var id: TileID { TileID(index) }
  /// Column pairs; the last may hold one column.
  public var pairs: Int { (columns + 1) / 2 }
  public var width: Nanometres { (pairs - 1) * geometry.pairPitch + 2 * geometry.pairReach }
  public var height: Nanometres { geometry.windowTop + windowHeight }
  /// Height of the windows: the rows and what surrounds them, and no less than can be cut.
  public var windowHeight: Nanometres {
    max(windowMin, (rows - 1) * geometry.rowPitch + 2 * geometry.windowBeyondRow)
  }

  /// The silver island of a cell: finger under the bit line, line, landing pad of the enable transistor.
  public func bottomContact(row: Int, column: Int) -> Polygon {
    let g = geometry
    let inner = g.bitLineOffset - g.fingerReach
    let outer = g.bitLineOffset + g.fingerReach
    let pad = g.landingPadStart
    let end = g.pairReach
    let finger = g.fingerWidth / 2
    let line = g.bottomLineWidth / 2
    let half = g.landingPadHeight / 2
    let sign = column.isMultiple(of: 2) ? -1 : 1
    let axis = axis(of: column / 2)
    let centre = rowCentre(row)
    return rectilinear(
      [
        (inner, -finger), (outer, -finger), (outer, -line), (pad, -line), (pad, -half),
        (end, -half),
        (end, half), (pad, half), (pad, line), (outer, line), (outer, finger), (inner, finger),
      ].map { Point(x: axis + sign * $0.0, y: centre + $0.1) })
  }

  /// The gold line of a column, from its pad to half a pitch below the last row, necked at every row.
  public func bitLine(_ column: Int) -> Polygon {
    let g = geometry
    let centre = bitLineCentre(column)
    let (left, right) = (centre - g.bitLineWidth / 2, centre + g.bitLineWidth / 2)
    let (neckLeft, neckRight) = (centre - g.neckWidth / 2, centre + g.neckWidth / 2)
    let top = origin.y + g.bitPadHeight - g.bitPadOverlap
    let bottom = rowCentre(rows - 1) + g.rowPitch / 2
    var points = [Point(x: left, y: top), Point(x: right, y: top)]
    points.reserveCapacity(8 * rows + 4)
    for row in 0..<rows {
      let neckTop = rowCentre(row) - g.neckLength / 2
      let neckBottom = neckTop + g.neckLength
      points.append(Point(x: right, y: neckTop))
      points.append(Point(x: neckRight, y: neckTop))
      points.append(Point(x: neckRight, y: neckBottom))
      points.append(Point(x: right, y: neckBottom))
    }
    points.append(Point(x: right, y: bottom))
    points.append(Point(x: left, y: bottom))
    for row in (0..<rows).reversed() {
      let neckTop = rowCentre(row) - g.neckLength / 2
      let neckBottom = neckTop + g.neckLength
      points.append(Point(x: left, y: neckBottom))
      points.append(Point(x: neckLeft, y: neckBottom))
      points.append(Point(x: neckLeft, y: neckTop))
      points.append(Point(x: left, y: neckTop))
    }
    return rectilinear(points)
  }

  /// The silver pad under the upper end of a bit line.
  public func bitPad(_ column: Int) -> Rectangle {
    let centre = bitLineCentre(column)
    let half = geometry.bitPadWidth / 2
    return Rectangle(
      left: centre - half, top: origin.y, right: centre + half,
      bottom: origin.y + geometry.bitPadHeight)
  }

  /// The MoS₂ window of a column pair.
  public func window(_ pair: Int) -> Rectangle {
    let axis = axis(of: pair)
    let half = geometry.windowWidth / 2
    let top = origin.y + geometry.windowTop
    return Rectangle(left: axis - half, top: top, right: axis + half, bottom: top + windowHeight)
  }

  /// Where a cell's finger and bit line cross, as drawn.
  public func junction(row: Int, column: Int) -> Rectangle {
    let x = bitLineCentre(column)
    let y = rowCentre(row)
    let (width, height) = (geometry.neckWidth / 2, geometry.fingerWidth / 2)
    return Rectangle(left: x - width, top: y - height, right: x + width, bottom: y + height)
  }

  /// x of a pair's axis on the page.
  func axis(of pair: Int) -> Nanometres {
    origin.x + geometry.pairReach + pair * geometry.pairPitch
  }

  /// x of a bit line's centre on the page.
  func bitLineCentre(_ column: Int) -> Nanometres {
    axis(of: column / 2)
      + (column.isMultiple(of: 2) ? -geometry.bitLineOffset : geometry.bitLineOffset)
  }

  /// y of a row's junctions on the page.
  func rowCentre(_ row: Int) -> Nanometres {
    origin.y + geometry.windowTop + geometry.windowBeyondRow + row * geometry.rowPitch
  }

  /// A polygon without the edges that a geometry of equal widths leaves empty.
  private func rectilinear(_ points: [Point]) -> Polygon {
    let g = geometry
    let isRegular =
      g.neckWidth < g.bitLineWidth && g.fingerWidth != g.bottomLineWidth
      && g.bottomLineWidth != g.landingPadHeight
      && g.landingPadStart > g.bitLineOffset + g.fingerReach
    return isRegular ? Polygon(points) : Polygon(removingEmptyEdges: points)
  }
}

extension Polygon {
  /// The corners among `points`: neither repeated nor on a straight run.
  init(removingEmptyEdges points: [Point]) {
    var corners: [Point] = []
    for point in points {
      while let last = corners.last, corners.count >= 2 || last == point {
        let before = corners.count >= 2 ? corners[corners.count - 2] : last
        let isStraight =
          last == point || (before.x == last.x && last.x == point.x)
          || (before.y == last.y && last.y == point.y)
        guard isStraight else { break }
        corners.removeLast()
      }
      corners.append(point)
    }
    self.init(corners)
  }
}
