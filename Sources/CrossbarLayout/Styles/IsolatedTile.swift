internal import CrossbarArray
internal import CrossbarCore

/// The paper's own devices, one a cell. Columns come in copies mirrored about the pair's axis; outwards from it stand the
/// silver pad of the gold top contact, the MoS₂ window of the column with the device in its middle, the horizontal line of
/// the silver bottom contact, and its pad. The gold crosses the vertical part of the bottom contact.
struct IsolatedTile: TileStyle {
  let frame: TileFrame
  let i: IsolatedGeometry

  private var g: ArrayGeometry { frame.geometry }

  /// From the axis to the top contact's pad, its end, the window, the device, and the end of the silver line.
  private var topPad: Nanometres { i.pairGap / 2 }
  private var topPadEnd: Nanometres { topPad + g.bitPadWidth }
  private var windowStart: Nanometres { topPadEnd + g.windowToBitPad }
  private var device: Nanometres { windowStart + g.windowWidth / 2 }
  private var lineStart: Nanometres { device - g.fingerWidth / 2 }
  private var lineEnd: Nanometres { lineStart + i.lineLength }
  /// In reading B the pad begins with the vertical that leads to it, inside the line's length.
  private var pad: Nanometres { i.reading == .arms ? lineEnd : lineEnd - g.fingerWidth }
  private var reach: Nanometres { pad + i.padWidth }
  private var goldEnd: Nanometres { g.fingerWidth / 2 + g.neckOverhang }

  /// What a row needs above and below the centre of its devices.
  private var above: Nanometres {
    max(
      g.bitPadHeight / 2,
      i.verticalLength / 2 + (i.reading == .arms ? i.padHeight / 2 : i.padHeight))
  }
  private var below: Nanometres {
    max(
      g.bitPadHeight / 2,
      i.verticalLength / 2 + max(g.bottomLineWidth, i.reading == .arms ? i.padHeight / 2 : 0))
  }

  var width: Nanometres { (frame.pairs - 1) * i.pairPitch + 2 * reach }
  var height: Nanometres {
    max(
      windowTop + frame.windowHeight(rowPitch: i.rowPitch), rowCentre(frame.rows - 1) + below)
      - frame.origin.y
  }

  func capacity(width: Nanometres, height: Nanometres) -> (rows: Int, columns: Int) {
    let across = width - 2 * reach
    let top = windowTop - frame.origin.y
    let over = height - max(above, g.windowBeyondRow) - below
    return (
      min(
        frame.rows(in: height - top, rowPitch: i.rowPitch), over < 0 ? 0 : over / i.rowPitch + 1),
      across < 0 ? 0 : 2 * (across / i.pairPitch + 1)
    )
  }

  func arrays(_ layer: MaskLayer) -> [ShapeArray] {
    if layer == .dielectric { return [] }
    return [0, 1].compactMap { side in
      let count = frame.columns(on: side)
      if count == 0 { return nil }
      let place = side == 0 ? "left" : "right"
      func array(
        _ name: String, _ ending: String, _ corners: [(Nanometres, Nanometres)]
      ) -> ShapeArray {
        ShapeArray(
          name: "\(name)_\(place)", names: frame.cellName(ending, side: side),
          polygon: sided(corners, side: side, axis: axis(0), y: rowCentre(0)), columns: count,
          rows: frame.rows, columnPitch: i.pairPitch, rowPitch: i.rowPitch)
      }
      switch layer {
      case .agBottom: return array("ag_contact", "_ag", bottomContact)
      case .auTop: return array("au_contact", "_au", topContact)
      case .agPad:
        let half = g.bitPadHeight / 2
        return array(
          "au_pad", "_au_pad",
          [(topPad, -half), (topPadEnd, -half), (topPadEnd, half), (topPad, half)])
      case .mos2Window:
        let window = sided(
          windowStart, windowStart + g.windowWidth, top: windowTop,
          bottom: windowTop + frame.windowHeight(rowPitch: i.rowPitch), side: side, axis: axis(0))
        return ShapeArray(
          name: "window_\(frame.rows)", names: frame.columnName("m", side: side),
          polygon: window.polygon, columns: count, columnPitch: i.pairPitch)
      case .dielectric: return nil
      }
    }
  }

  private var bottomContact: [(Nanometres, Nanometres)] {
    let v = i.verticalLength / 2
    let end = v + g.bottomLineWidth
    let (vertical, padEnd) = (lineStart + g.fingerWidth, pad + i.padWidth)
    switch i.reading {
    case .arms:
      let padTop = v + i.padHeight / 2
      return [
        (lineStart, -end), (lineEnd, -end), (lineEnd, -padTop), (padEnd, -padTop), (padEnd, -v),
        (vertical, -v), (vertical, v), (padEnd, v), (padEnd, padTop), (lineEnd, padTop),
        (lineEnd, end), (lineStart, end),
      ]
    case .base:
      return [
        (lineStart, -v), (vertical, -v), (vertical, v), (pad, v), (pad, -v - i.padHeight),
        (padEnd, -v - i.padHeight), (padEnd, -v), (lineEnd, -v), (lineEnd, end), (lineStart, end),
      ]
    }
  }

  private var topContact: [(Nanometres, Nanometres)] {
    let (line, neck) = (g.bitLineWidth / 2, g.neckWidth / 2)
    let (start, narrow, end) = (topPadEnd - g.bitPadOverlap, device - goldEnd, device + goldEnd)
    return [
      (start, -line), (narrow, -line), (narrow, -neck), (end, -neck), (end, neck), (narrow, neck),
      (narrow, line), (start, line),
    ]
  }

  func junction(row: Int, column: Int) -> Rectangle {
    let x = axis(column / 2) + (column.isMultiple(of: 2) ? -device : device)
    let y = rowCentre(row)
    return Rectangle(
      left: x - g.fingerWidth / 2, top: y - g.neckWidth / 2, right: x + g.fingerWidth / 2,
      bottom: y + g.neckWidth / 2)
  }

  private func axis(_ pair: Int) -> Nanometres { frame.origin.x + reach + pair * i.pairPitch }

  private func rowCentre(_ row: Int) -> Nanometres {
    frame.origin.y + max(above, g.windowBeyondRow) + row * i.rowPitch
  }

  private var windowTop: Nanometres { rowCentre(0) - g.windowBeyondRow }

  func nets(row: Int, column: Int) -> CellNets {
    let cell = CellID(tile: frame.index, row: row, column: column)
    return CellNets(
      top: "\(cell.name)_au", bottom: cell.bottomNet, topNode: "\(cell.name)_auj",
      bottomNode: "\(cell.bottomNet)j")
  }

  func cellWires(_ process: Process) -> CellWires {
    let contacts = contacts(process)
    let plane = process.backplane
    return CellWires(
      bitLineLead: plane.bitLineLead.value, bitLineSegment: plane.bitLinePerCell.value,
      sourceLineLead: plane.sourceLineLead.value,
      sourceLineSegment: plane.sourceLinePerCell.value, contact: contacts.top + contacts.bottom)
  }

  func forEachWire(_ process: Process, _ body: (PrintedWire) -> Void) {
    let (top, bottom) = contacts(process)
    for row in 0..<frame.rows {
      for column in 0..<frame.columns {
        let nets = nets(row: row, column: column)
        body(PrintedWire(from: nets.top, to: nets.topNode, ohms: top))
        body(PrintedWire(from: nets.bottom, to: nets.bottomNode, ohms: bottom))
      }
    }
  }

  /// Resistances of an isolated device's contacts, from the middle of the pad to the junction's centre, ohms. Of reading
  /// A's two arms one is used.
  private func contacts(_ process: Process) -> (top: Double, bottom: Double) {
    let wide = g.windowToBitPad + g.windowWidth / 2
    let narrow = g.fingerWidth / 2 + g.neckOverhang
    let gold =
      squares(wide - narrow, g.bitLineWidth) + stepSquares(g.neckWidth, g.bitLineWidth)
      + squares(narrow, g.neckWidth)
    let topPad = squares(g.bitPadWidth / 2, g.bitPadHeight)
    let turn =
      squares(i.verticalLength / 2, g.fingerWidth)
      + cornerSquares(g.fingerWidth, g.bottomLineWidth)
    let silver: Double
    switch i.reading {
    case .arms:
      silver =
        turn + squares(i.lineLength - g.fingerWidth, g.bottomLineWidth)
        + 2 * stepSquares(g.bottomLineWidth, i.padHeight / 2)
        + squares(i.padWidth / 2, i.padHeight / 2)
    case .base:
      silver =
        turn + squares(i.lineLength - 2 * g.fingerWidth, g.bottomLineWidth)
        + cornerSquares(g.fingerWidth, g.bottomLineWidth)
        + squares(i.verticalLength, g.fingerWidth) + 2 * stepSquares(g.fingerWidth, i.padWidth)
        + squares(i.padHeight / 2, i.padWidth)
    }
    return (
      (gold * process.auTop.finishedSheetResistance.value + topPad
        * process.agPad.finishedSheetResistance.value)
        .roundedToSixDigits,
      (silver * process.agBottom.finishedSheetResistance.value).roundedToSixDigits
    )
  }
}
