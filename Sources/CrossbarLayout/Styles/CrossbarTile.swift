internal import CrossbarArray
internal import CrossbarCore

/// Silver rows along x, gold columns along y, one MoS₂ window over all of them; no transistors.
///
/// Rows leave to the left and run apart to pads a connector's pitch apart, row 0 straight and the others downwards, each
/// turning on a track of its own. Columns end above the window on silver of the pads' layer, which runs apart to the right
/// in the same way, to pads at the top.
struct CrossbarTile: TileStyle {
  var frame: TileFrame
  let c: CrossbarGeometry

  private var g: ArrayGeometry { frame.geometry }

  private var trackPitch: Nanometres { c.traceWidth + c.traceGap }
  private var rowBand: Nanometres { Self.band(frame.rows, c.rowPitch, c) }
  private var columnBand: Nanometres { Self.band(frame.columns, c.columnPitch, c) }
  /// From an edge to where lines come straight out of the array: pads, a gap, a track a line that turns, a gap.
  private static func band(
    _ lines: Int, _ pitch: Nanometres, _ c: CrossbarGeometry
  ) -> Nanometres {
    let tracks = c.padPitch == pitch ? 0 : lines - 1
    return c.padLength + 2 * c.traceGap + tracks * (c.traceWidth + c.traceGap)
  }
  /// Where the gold lies on silver, from the top.
  private var landing: Nanometres { columnBand }
  private var landingWidth: Nanometres { g.bitLineWidth + 2 * (g.bitLineWidth / 2) }
  private var windowTop: Nanometres {
    frame.origin.y + landing + g.bitPadOverlap + g.windowToBitPad
  }
  private var windowLeft: Nanometres { frame.origin.x + rowBand + g.windowToLandingPad }
  private var windowSize: (width: Nanometres, height: Nanometres) {
    (
      max(frame.windowMin, (frame.columns - 1) * c.columnPitch + 2 * g.windowBeyondRow),
      frame.windowHeight(rowPitch: c.rowPitch)
    )
  }

  var width: Nanometres {
    max(
      windowLeft - frame.origin.x + windowSize.width,
      columnCentre(0) - frame.origin.x + (frame.columns - 1) * c.padPitch + c.padWidth / 2)
  }
  var height: Nanometres {
    max(
      windowTop - frame.origin.y + windowSize.height,
      rowCentre(0) - frame.origin.y + (frame.rows - 1) * c.padPitch + c.padWidth / 2)
  }

  func capacity(width: Nanometres, height: Nanometres) -> (rows: Int, columns: Int) {
    // Both extents grow with rows and with columns; the largest square is found, then its longer side.
    func fits(_ rows: Int, _ columns: Int) -> Bool {
      var tile = self
      (tile.frame.rows, tile.frame.columns) = (rows, columns)
      return tile.width <= width && tile.height <= height
    }
    if !fits(1, 1) { return (0, 0) }
    var side = 1
    while fits(side + 1, side + 1) { side += 1 }
    var (rows, columns) = (side, side)
    while fits(rows + 1, columns) { rows += 1 }
    while fits(rows, columns + 1) { columns += 1 }
    return (rows, columns)
  }

  func arrays(_ layer: MaskLayer) -> [ShapeArray] {
    switch layer {
    case .dielectric: return []
    case .mos2Window:
      return [
        ShapeArray(
          name: "window_\(frame.rows)_\(frame.columns)", names: frame.columnName("m"),
          polygon: window.polygon)
      ]
    case .auTop:
      return [
        ShapeArray(
          name: "column_\(frame.rows)", names: frame.columnName("b", step: 1),
          polygon: line(0).polygon, columns: frame.columns, columnPitch: c.columnPitch)
      ]
    case .agBottom:
      return (0..<frame.rows).map { row in
        var name = frame.rowName("a")
        name.row = row
        return ShapeArray(
          name: "row_\(frame.rows)_\(frame.columns)_\(row)", names: name, polygon: rowLine(row))
      }
    case .agPad:
      return (0..<frame.columns).map { column in
        var name = frame.columnName("b", "_pad")
        name.column = column
        return ShapeArray(
          name: "column_fan_\(frame.columns)_\(column)", names: name, polygon: fan(column))
      }
    }
  }

  private var window: Rectangle {
    let size = windowSize
    return Rectangle(
      left: windowLeft, top: windowTop, right: windowLeft + size.width,
      bottom: windowTop + size.height)
  }

  private func line(_ column: Int) -> NeckedLine {
    NeckedLine(
      geometry: g, centre: columnCentre(column), top: frame.origin.y + landing,
      firstNeck: rowCentre(0), necks: frame.rows, pitch: c.rowPitch,
      bottom: rowCentre(frame.rows - 1) + g.lineTail(pitch: c.rowPitch))
  }

  /// A line's way from its pad to the array, in coordinates along and across it; the part that leaves the array is left out.
  ///
  /// `along` runs from the edge into the array, `across` from line 0 onwards.
  private func turn(
    _ line: Int, pitch: Nanometres
  ) -> (track: Nanometres, from: Nanometres, to: Nanometres)? {
    let (from, to) = (line * c.padPitch, line * pitch)
    if from == to { return nil }
    // The last line turns nearest the array, so that none crosses another.
    let track = c.padLength + c.traceGap + (line - 1) * trackPitch
    return (track, from, to)
  }

  /// Pad and trace up to `end` along the line, as (along, across) with line 0 at zero.
  private func path(
    _ line: Int, pitch: Nanometres, end: [(Nanometres, Nanometres)]
  ) -> [(Nanometres, Nanometres)] {
    let (half, pad) = (c.traceWidth / 2, c.padWidth / 2)
    let at = line * c.padPitch
    var before: [(Nanometres, Nanometres)] = [
      (0, at - pad), (c.padLength, at - pad), (c.padLength, at - half),
    ]
    var after: [(Nanometres, Nanometres)] = [
      (c.padLength, at + half), (c.padLength, at + pad), (0, at + pad),
    ]
    if let turn = turn(line, pitch: pitch) {
      // Pads lie at or beyond their lines: the way in turns back towards line 0.
      before += [(turn.track, turn.from - half), (turn.track, turn.to - half)]
      after =
        [
          (turn.track + c.traceWidth, turn.to + half),
          (turn.track + c.traceWidth, turn.from + half),
        ]
        + after
    }
    return before + end + after
  }

  private func rowLine(_ row: Int) -> Polygon {
    let y = row * c.rowPitch
    let (half, finger) = (c.traceWidth / 2, g.fingerWidth / 2)
    let narrow = windowLeft - frame.origin.x
    let end =
      columnCentre(frame.columns - 1) - frame.origin.x + g.neckWidth / 2 + g.fingerOverhang
    let corners = path(
      row, pitch: c.rowPitch,
      end: [
        (narrow, y - half), (narrow, y - finger), (end, y - finger), (end, y + finger),
        (narrow, y + finger), (narrow, y + half),
      ])
    return Polygon(
      removingEmptyEdges: corners.map {
        Point(x: frame.origin.x + $0.0, y: rowCentre(0) + $0.1)
      })
  }

  private func fan(_ column: Int) -> Polygon {
    let x = column * c.columnPitch
    let (half, wide) = (c.traceWidth / 2, landingWidth / 2)
    let corners = path(
      column, pitch: c.columnPitch,
      end: [
        (landing, x - half), (landing, x - wide), (landing + g.bitPadOverlap, x - wide),
        (landing + g.bitPadOverlap, x + wide), (landing, x + wide), (landing, x + half),
      ])
    // The first edge runs along y here; polygons begin along x.
    let points = corners.map { Point(x: columnCentre(0) + $0.1, y: frame.origin.y + $0.0) }
    return Polygon(removingEmptyEdges: Array(points.suffix(1) + points.dropLast()))
  }

  func junction(row: Int, column: Int) -> Rectangle {
    g.junction(x: columnCentre(column), y: rowCentre(row))
  }

  private func columnCentre(_ column: Int) -> Nanometres {
    windowLeft + g.windowBeyondRow + column * c.columnPitch
  }

  private func rowCentre(_ row: Int) -> Nanometres {
    windowTop + g.windowBeyondRow + row * c.rowPitch
  }

  func nets(row: Int, column: Int) -> CellNets {
    let (top, bottom) = (frame.id.bitLine(column), frame.id.silverRow(row))
    return CellNets(
      top: top, bottom: bottom, topNode: "\(top)_\(TileID.digits(row))",
      bottomNode: "\(bottom)_\(TileID.digits(column))")
  }

  /// Those of the first row and the first column.
  func cellWires(_ process: Process) -> CellWires {
    CellWires(
      bitLineLead: columnLead(0, process), bitLineSegment: line(0).segment(process),
      sourceLineLead: process.backplane.sourceLineLead.value,
      sourceLineSegment: process.backplane.sourceLinePerCell.value, contact: rowLead(0, process))
  }

  func forEachWire(_ process: Process, _ body: (PrintedWire) -> Void) {
    let silver = process.agBottom.finishedSheetResistance.value
    let segment = line(0).segment(process)
    for column in 0..<frame.columns {
      wires(
        frame.id.bitLine(column), count: frame.rows, lead: columnLead(column, process),
        segment: segment, body)
    }
    for row in 0..<frame.rows {
      wires(
        frame.id.silverRow(row), count: frame.columns, lead: rowLead(row, process),
        segment: squares(c.columnPitch, g.fingerWidth) * silver, body)
    }
  }

  private func wires(
    _ name: String, count: Int, lead: Double, segment: Double, _ body: (PrintedWire) -> Void
  ) {
    for place in 0..<count {
      body(
        PrintedWire(
          from: place == 0 ? name : "\(name)_\(TileID.digits(place - 1))",
          to: "\(name)_\(TileID.digits(place))",
          ohms: (place == 0 ? lead : segment).roundedToSixDigits))
    }
  }

  /// From the middle of a column's pad to its first junction, ohms.
  private func columnLead(_ column: Int, _ process: Process) -> Double {
    let silver =
      traceSquares(column, pitch: c.columnPitch, to: landing)
      + squares(g.bitPadOverlap / 2, landingWidth)
    let gold = line(0).squaresBeforeFirst(from: frame.origin.y + landing + g.bitPadOverlap)
    return silver * process.agPad.finishedSheetResistance.value
      + gold * process.auTop.finishedSheetResistance.value
  }

  /// From the middle of a row's pad to its first junction, ohms.
  private func rowLead(_ row: Int, _ process: Process) -> Double {
    let traced =
      traceSquares(row, pitch: c.rowPitch, to: windowLeft - frame.origin.x)
      + stepSquares(g.fingerWidth, c.traceWidth) + squares(g.windowBeyondRow, g.fingerWidth)
    return traced * process.agBottom.finishedSheetResistance.value
  }

  /// Squares from the middle of a pad to `end` along the line.
  private func traceSquares(
    _ line: Int, pitch: Nanometres, to end: Nanometres
  ) -> Double {
    let w = c.traceWidth
    let pad = squares(c.padLength / 2, c.padWidth) + stepSquares(w, c.padWidth)
    let straight = end - c.padLength
    guard let turn = turn(line, pitch: pitch) else { return pad + squares(straight, w) }
    return pad + squares(straight - w, w) + squares(max(0, turn.from - turn.to - w), w)
      + 2 * cornerSquares(w, w)
  }
}
