internal import CrossbarArray
internal import CrossbarCore

/// Columns come in mirrored pairs, 2p to the left of the pair's axis and 2p + 1 to the right; a last column alone stands
/// to the left. A pair shares one MoS₂ window. Bit lines run down from their pads, above the window; every cell has a
/// silver island of its own that leaves the window sideways.
struct BackplaneTile: PairedTile {
  let frame: TileFrame

  private var g: ArrayGeometry { frame.geometry }
  var rowPitch: Nanometres { g.rowPitch }
  var pairPitch: Nanometres { g.pairPitch }
  var firstAxis: Nanometres { frame.origin.x + g.pairReach }
  var width: Nanometres { (frame.pairs - 1) * g.pairPitch + 2 * g.pairReach }
  var height: Nanometres { g.windowTop + frame.windowHeight(rowPitch: g.rowPitch) }

  func capacity(width: Nanometres, height: Nanometres) -> (rows: Int, columns: Int) {
    let across = width - 2 * g.pairReach
    return (
      frame.rows(in: height - g.windowTop, rowPitch: g.rowPitch),
      across < 0 ? 0 : 2 * (across / g.pairPitch + 1)
    )
  }

  func arrays(_ layer: MaskLayer) -> [ShapeArray] {
    if layer == .dielectric { return [] }
    if layer == .mos2Window { return [windows] }
    return [0, 1].compactMap { side in
      let count = frame.columns(on: side)
      if count == 0 { return nil }
      func array(
        _ name: String, _ names: ShapeName, _ polygon: Polygon, rows: Int = 1
      ) -> ShapeArray {
        ShapeArray(
          name: name, names: names, polygon: polygon, columns: count, rows: rows,
          columnPitch: g.pairPitch, rowPitch: rows == 1 ? 0 : g.rowPitch)
      }
      switch layer {
      case .agBottom:
        return array(
          "ag_island_\(side == 0 ? "left" : "right")", frame.cellName("_ag", side: side),
          island(side, padWidth: g.landingPadWidth, padHeight: g.landingPadHeight),
          rows: frame.rows)
      case .auTop:
        return array(
          "bit_line_\(frame.rows)", frame.columnName("b", side: side),
          line(side, tail: tail).polygon)
      case .agPad:
        return array(
          "bit_pad", frame.columnName("b", "_pad", side: side), bitPad(side).polygon)
      case .mos2Window, .dielectric: return nil
      }
    }
  }

  private var tail: Nanometres { g.lineTail(pitch: g.rowPitch) }

  func cellWires(_ process: Process) -> CellWires {
    CellWires(
      bitLineLead: line(0, tail: tail).lead(process),
      bitLineSegment: line(0, tail: tail).segment(process),
      sourceLineLead: process.backplane.sourceLineLead.value,
      sourceLineSegment: process.backplane.sourceLinePerCell.value,
      contact: g.islandSquares(padWidth: g.landingPadWidth, padHeight: g.landingPadHeight)
        * process.agBottom.finishedSheetResistance.value)
  }

  func forEachWire(_ process: Process, _ body: (PrintedWire) -> Void) {
    frame.forEachBitLineWire(process.wiring(), body)
    frame.forEachBottomWire(process.wiring(), body)
  }
}

extension ArrayGeometry {
  /// Squares of a silver island from the junction's centre to the middle of its landing pad.
  func islandSquares(padWidth: Nanometres, padHeight: Nanometres) -> Double {
    squares(fingerReach, fingerWidth) + stepSquares(fingerWidth, bottomLineWidth)
      + squares(landingPadStart - bitLineOffset - fingerReach, bottomLineWidth)
      + stepSquares(bottomLineWidth, padHeight) + squares(padWidth / 2, padHeight)
  }

  /// Where a neck and a finger cross.
  func junction(x: Nanometres, y: Nanometres) -> Rectangle {
    Rectangle(
      left: x - neckWidth / 2, top: y - fingerWidth / 2, right: x + neckWidth / 2,
      bottom: y + fingerWidth / 2)
  }
}

extension TileFrame {
  /// A cell between its column's bit line and a bottom contact of its own.
  func sharedBitLineNets(_ row: Int, _ column: Int) -> CellNets {
    let cell = CellID(tile: index, row: row, column: column)
    let bitLine = id.bitLine(column)
    return CellNets(
      top: bitLine, bottom: cell.bottomNet, topNode: "\(bitLine)_\(TileID.digits(row))",
      bottomNode: "\(cell.bottomNet)j")
  }

  /// The pieces of every bit line, as in the tile's decks.
  func forEachBitLineWire(_ wiring: ArrayWiring, _ body: (PrintedWire) -> Void) {
    forEachColumnWire(
      lead: wiring.bitLineLead.value, segment: wiring.bitLineSegment.value, name: id.bitLine, body)
  }

  /// The pieces of lines along y, from their pads to row after row.
  func forEachColumnWire(
    lead: Double, segment: Double, name: (Int) -> String, _ body: (PrintedWire) -> Void
  ) {
    for column in 0..<columns {
      let line = name(column)
      for row in 0..<rows {
        body(
          PrintedWire(
            from: row == 0 ? line : "\(line)_\(TileID.digits(row - 1))",
            to: "\(line)_\(TileID.digits(row))", ohms: row == 0 ? lead : segment))
      }
    }
  }

  /// From every cell's pad to its junction.
  func forEachBottomWire(_ wiring: ArrayWiring, _ body: (PrintedWire) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns {
        let net = CellID(tile: index, row: row, column: column).bottomNet
        body(PrintedWire(from: net, to: "\(net)j", ohms: wiring.bottomContact.value))
      }
    }
  }
}
