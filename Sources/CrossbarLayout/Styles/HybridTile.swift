internal import CrossbarArray
internal import CrossbarCore

/// As ``BackplaneTile``, and beside each window, outwards from it: the drain pad of every cell's transistor, which ends its
/// silver island, the gate pad on the row's word line, the source pad on the column's source line.
///
/// Word lines run along x below their rows, in the silver of the bottom contacts, from pads at the left. Source lines run
/// along y from pads at the top, in the silver of the pads. Dielectric lies on every word line where a bit line or a
/// source line crosses it. Lines end at their last cell, so that neither the last row's word line is crossed.
struct HybridTile: PairedTile {
  let frame: TileFrame
  let h: HybridGeometry

  private var g: ArrayGeometry { frame.geometry }
  var rowPitch: Nanometres { h.rowPitch }
  var pairPitch: Nanometres { h.pairPitch }
  var firstAxis: Nanometres { frame.origin.x + band + reach }

  /// From a pair's axis to the outer edge of a source line, and to that of the dielectric on it.
  private var lineEnd: Nanometres { g.landingPadStart + h.reach }
  private var reach: Nanometres { lineEnd + h.crossoverMargin }
  private var gate: Nanometres { g.landingPadStart + h.padWidth + h.padGap }
  private var source: Nanometres { gate + h.padWidth + h.padGap }
  /// Left of the first pair: the word lines' pads, and as much free as between windows and pads.
  private var band: Nanometres { h.wordPadWidth + g.windowToLandingPad }
  /// What a row needs below its centre.
  private var below: Nanometres {
    h.wordLineOffset + max(h.padHeight / 2, h.wordLineWidth / 2 + h.crossoverMargin)
  }

  var width: Nanometres { band + (frame.pairs - 1) * h.pairPitch + 2 * reach }
  var height: Nanometres {
    max(
      g.windowTop + frame.windowHeight(rowPitch: h.rowPitch),
      rowCentre(frame.rows - 1) - frame.origin.y + below)
  }

  func capacity(width: Nanometres, height: Nanometres) -> (rows: Int, columns: Int) {
    let across = width - band - 2 * reach
    let over = height - g.windowTop - g.windowBeyondRow - below
    return (
      min(
        frame.rows(in: height - g.windowTop, rowPitch: h.rowPitch),
        over < 0 ? 0 : over / h.rowPitch + 1),
      across < 0 ? 0 : 2 * (across / h.pairPitch + 1)
    )
  }

  func arrays(_ layer: MaskLayer) -> [ShapeArray] {
    switch layer {
    case .agBottom:
      let words = ShapeArray(
        name: "word_line_\(frame.columns)", names: frame.rowName("w"), polygon: wordLine,
        rows: frame.rows, rowPitch: h.rowPitch)
      return [words]
        + sides { side, place in
          array(
            "ag_island_\(place)", frame.cellName("_ag", side: side),
            island(side, padWidth: h.padWidth, padHeight: h.padHeight), side)
        }
    case .mos2Window: return [windows]
    case .dielectric: return crossovers
    case .auTop:
      return sides { side, _ in
        column(
          "bit_line_\(frame.rows)", frame.columnName("b", side: side),
          line(side, tail: tail).polygon, side)
      }
    case .agPad:
      return sides { side, _ in
        column("bit_pad", frame.columnName("b", "_pad", side: side), bitPad(side).polygon, side)
      }
        + sides { side, place in
          column(
            "source_line_\(place)_\(frame.rows)", frame.columnName("s", side: side),
            sourceLine(side), side)
        }
    }
  }

  private func sides(_ body: (_ side: Int, _ place: String) -> ShapeArray) -> [ShapeArray] {
    [0, 1].filter { frame.columns(on: $0) > 0 }.map { body($0, $0 == 0 ? "left" : "right") }
  }

  private func array(
    _ name: String, _ names: ShapeName, _ polygon: Polygon, _ side: Int
  ) -> ShapeArray {
    ShapeArray(
      name: name, names: names, polygon: polygon, columns: frame.columns(on: side),
      rows: frame.rows, columnPitch: h.pairPitch, rowPitch: h.rowPitch)
  }

  private func column(
    _ name: String, _ names: ShapeName, _ polygon: Polygon, _ side: Int
  ) -> ShapeArray {
    ShapeArray(
      name: name, names: names, polygon: polygon, columns: frame.columns(on: side),
      columnPitch: h.pairPitch)
  }

  /// Dielectric where a word line is crossed: by every bit line but a last one to the left of its axis, by every source
  /// line but a last one to the right; word lines end before those. The last row's is not crossed.
  private var crossovers: [ShapeArray] {
    if frame.rows == 1 { return [] }
    var arrays: [ShapeArray] = []
    let (top, bottom) = (
      rowCentre(0) + h.wordLineOffset - h.wordLineWidth / 2 - h.crossoverMargin,
      rowCentre(0) + h.wordLineOffset + h.wordLineWidth / 2 + h.crossoverMargin
    )
    for side in [0, 1] {
      let crossings: [(ending: String, from: Nanometres, to: Nanometres, loses: Int)] = [
        (
          "_xb", g.bitLineOffset - g.bitLineWidth / 2, g.bitLineOffset + g.bitLineWidth / 2, 0
        ),
        ("_xs", lineEnd - h.sourceLineWidth, lineEnd, 1),
      ]
      for crossing in crossings {
        let last = (frame.columns - 1) % 2
        let count =
          frame.columns(on: side) - (last == side && crossing.loses == side ? 1 : 0)
        if count == 0 { continue }
        arrays.append(
          ShapeArray(
            name: crossing.ending == "_xb" ? "bit_crossover" : "source_crossover",
            names: frame.cellName(crossing.ending, side: side),
            polygon: sided(
              crossing.from - h.crossoverMargin, crossing.to + h.crossoverMargin, top: top,
              bottom: bottom, side: side, axis: axis(0)
            ).polygon, columns: count, rows: frame.rows - 1, columnPitch: h.pairPitch,
            rowPitch: h.rowPitch))
      }
    }
    return arrays
  }

  /// The word line of the first row with the gate pads above it.
  private var wordLine: Polygon {
    let left = frame.origin.x
    let y = rowCentre(0)
    let half = h.padHeight / 2
    let (top, bottom) = (
      y + h.wordLineOffset - h.wordLineWidth / 2, y + h.wordLineOffset + h.wordLineWidth / 2
    )
    let (padTop, padBottom) = (y + h.wordLineOffset - half, y + h.wordLineOffset + half)
    let padRight = left + h.wordPadWidth
    var points = [
      Point(x: left, y: padTop), Point(x: padRight, y: padTop), Point(x: padRight, y: top),
    ]
    var end = padRight
    for column in 0..<frame.columns {
      let pad = sided(
        gate, gate + h.padWidth, top: y - half, bottom: y + half, side: column % 2,
        axis: axis(column / 2))
      let centre = (pad.left + pad.right) / 2
      let (stubLeft, stubRight) = (
        centre - h.wordLineWidth / 2, centre + h.wordLineWidth / 2
      )
      points += [
        Point(x: stubLeft, y: top), Point(x: stubLeft, y: pad.bottom),
        Point(x: pad.left, y: pad.bottom), Point(x: pad.left, y: pad.top),
        Point(x: pad.right, y: pad.top), Point(x: pad.right, y: pad.bottom),
        Point(x: stubRight, y: pad.bottom), Point(x: stubRight, y: top),
      ]
      end = stubRight
    }
    points += [
      Point(x: end, y: bottom), Point(x: padRight, y: bottom), Point(x: padRight, y: padBottom),
      Point(x: left, y: padBottom),
    ]
    return Polygon(removingEmptyEdges: points)
  }

  /// The source line of the first column of a side with its pad at the top and the source pads inside.
  private func sourceLine(_ side: Int) -> Polygon {
    let top = frame.origin.y
    let (inner, outer) = (lineEnd - h.sourceLineWidth, lineEnd)
    let half = h.padHeight / 2
    let stub = h.sourceLineWidth / 2
    let padEnd = source + h.padWidth
    let bottom = rowCentre(frame.rows - 1) + stub
    var points: [(Nanometres, Nanometres)] = [
      (outer - h.sourcePadWidth, top), (outer, top), (outer, bottom),
    ]
    for row in (0..<frame.rows).reversed() {
      let y = rowCentre(row)
      points += [
        (inner, y + stub), (padEnd, y + stub), (padEnd, y + half), (source, y + half),
        (source, y - half), (padEnd, y - half), (padEnd, y - stub), (inner, y - stub),
      ]
    }
    points += [(inner, top + g.bitPadHeight), (outer - h.sourcePadWidth, top + g.bitPadHeight)]
    return sided(points, side: side, axis: axis(0), y: 0)
  }

  /// Bit lines end with their last neck, so that the last row's word line is not crossed.
  private var tail: Nanometres { g.neckLength / 2 }

  func cellWires(_ process: Process) -> CellWires {
    let silver = process.agPad.finishedSheetResistance.value
    // Every source pad is a blind branch of the line.
    let segment = squares(h.rowPitch, h.sourceLineWidth) - branchSquares
    let first = rowCentre(0) - frame.origin.y - g.bitPadHeight
    let lead =
      squares(g.bitPadHeight / 2, h.sourcePadWidth)
      + 2 * stepSquares(h.sourceLineWidth, h.sourcePadWidth)
      + squares(first, h.sourceLineWidth) - branchSquares / 2
    return CellWires(
      bitLineLead: line(0, tail: tail).lead(process),
      bitLineSegment: line(0, tail: tail).segment(process),
      sourceLineLead: lead * silver, sourceLineSegment: segment * silver,
      contact: g.islandSquares(padWidth: h.padWidth, padHeight: h.padHeight)
        * process.agBottom.finishedSheetResistance.value)
  }

  func forEachWire(_ process: Process, _ body: (PrintedWire) -> Void) {
    let wiring = process.wiring()
    frame.forEachBitLineWire(wiring, body)
    frame.forEachColumnWire(
      lead: wiring.sourceLineLead.value, segment: wiring.sourceLineSegment.value,
      name: frame.id.sourceLine, body)
    frame.forEachBottomWire(wiring, body)
  }
}
