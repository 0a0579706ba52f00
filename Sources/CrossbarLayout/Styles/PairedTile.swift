internal import CrossbarArray

/// Columns in mirrored pairs about a shared window, with gold bit lines that run down from pads above it and a silver island
/// a cell that leaves it sideways: what `backplane` and `hybrid-1t1r` have in common.
protocol PairedTile: TileStyle {
  var rowPitch: Nanometres { get }
  var pairPitch: Nanometres { get }
  /// x of the first pair's axis on the page.
  var firstAxis: Nanometres { get }
}

extension PairedTile {
  private var g: ArrayGeometry { frame.geometry }

  func axis(_ pair: Int) -> Nanometres { firstAxis + pair * pairPitch }

  func bitLineCentre(_ column: Int) -> Nanometres {
    axis(column / 2) + (column.isMultiple(of: 2) ? -g.bitLineOffset : g.bitLineOffset)
  }

  func rowCentre(_ row: Int) -> Nanometres {
    frame.origin.y + g.windowTop + g.windowBeyondRow + row * rowPitch
  }

  func junction(row: Int, column: Int) -> Rectangle {
    g.junction(x: bitLineCentre(column), y: rowCentre(row))
  }

  func nets(row: Int, column: Int) -> CellNets { frame.sharedBitLineNets(row, column) }

  /// The windows, one a pair.
  var windows: ShapeArray {
    let half = g.windowWidth / 2
    let top = frame.origin.y + g.windowTop
    let first = Rectangle(
      left: firstAxis - half, top: top, right: firstAxis + half,
      bottom: top + frame.windowHeight(rowPitch: rowPitch))
    return ShapeArray(
      name: "window_\(frame.rows)", names: frame.columnName("m", step: 1), polygon: first.polygon,
      columns: frame.pairs, columnPitch: pairPitch)
  }

  /// The pad of a bit line.
  func bitPad(_ column: Int) -> Rectangle {
    let centre = bitLineCentre(column)
    let half = g.bitPadWidth / 2
    return Rectangle(
      left: centre - half, top: frame.origin.y, right: centre + half,
      bottom: frame.origin.y + g.bitPadHeight)
  }

  /// A bit line that ends `tail` below the last junction.
  func line(_ column: Int, tail: Nanometres) -> NeckedLine {
    NeckedLine(
      geometry: g, centre: bitLineCentre(column),
      top: frame.origin.y + g.bitPadHeight - g.bitPadOverlap, firstNeck: rowCentre(0),
      necks: frame.rows, pitch: rowPitch, bottom: rowCentre(frame.rows - 1) + tail)
  }

  /// The silver island of the first row: finger under the bit line, line, landing pad.
  func island(_ side: Int, padWidth: Nanometres, padHeight: Nanometres) -> Polygon {
    let inner = g.bitLineOffset - g.fingerReach
    let outer = g.bitLineOffset + g.fingerReach
    let (pad, end) = (g.landingPadStart, g.landingPadStart + padWidth)
    let (finger, line) = (g.fingerWidth / 2, g.bottomLineWidth / 2)
    let half = padHeight / 2
    return sided(
      [
        (inner, -finger), (outer, -finger), (outer, -line), (pad, -line), (pad, -half),
        (end, -half), (end, half), (pad, half), (pad, line), (outer, line), (outer, finger),
        (inner, finger),
      ], side: side, axis: firstAxis, y: rowCentre(0))
  }
}
