internal import CrossbarCore
internal import CrossbarLayout

/// Writes one layer of one page as a drawing of AutoCAD R12: closed polylines in millimetres, the page's lower left
/// corner at the origin, y up.
///
/// After Autodesk, DXF Reference for release 12 (AC1009). R12 has no header variable for the unit.
struct DXFWriter {
  let sink: ByteSink
  /// The layer that all polylines lie on.
  let layer: String

  func write(_ mask: MaskLayer, of sheet: Sheet, _ layout: PhysicalLayout) {
    group(
      999,
      "\(mask.title), page \(sheet.number) of \(layout.sheets.count); millimetres, "
        + "origin in the page's lower left corner")
    writeHeader(sheet)
    writeTables()
    group(0, "SECTION")
    group(2, "ENTITIES")
    layout.forEachShape(mask, on: sheet) { _, polygon in
      polyline(polygon, height: sheet.height)
    }
    group(0, "ENDSEC")
    group(0, "EOF")
  }

  private func writeHeader(_ sheet: Sheet) {
    group(0, "SECTION")
    group(2, "HEADER")
    group(9, "$ACADVER")
    group(1, "AC1009")
    group(9, "$EXTMIN")
    point(0, 0, withZ: true)
    group(9, "$EXTMAX")
    point(sheet.width, sheet.height, withZ: true)
    group(9, "$LIMMIN")
    point(0, 0)
    group(9, "$LIMMAX")
    point(sheet.width, sheet.height)
    group(9, "$LUNITS")
    group(70, "2")
    group(0, "ENDSEC")
  }

  private func writeTables() {
    group(0, "SECTION")
    group(2, "TABLES")
    group(0, "TABLE")
    group(2, "LTYPE")
    group(70, "1")
    group(0, "LTYPE")
    group(2, "CONTINUOUS")
    group(70, "0")
    group(3, "Solid line")
    group(72, "65")
    group(73, "0")
    group(40, "0.0")
    group(0, "ENDTAB")
    group(0, "TABLE")
    group(2, "LAYER")
    group(70, "1")
    group(0, "LAYER")
    group(2, layer)
    group(70, "0")
    group(62, "1")
    group(6, "CONTINUOUS")
    group(0, "ENDTAB")
    group(0, "ENDSEC")
  }

  private func polyline(_ polygon: Polygon, height: Nanometres) {
    group(0, "POLYLINE")
    group(8, layer)
    group(66, "1")
    point(0, 0, withZ: true)
    group(70, "1")
    for corner in polygon.points {
      group(0, "VERTEX")
      group(8, layer)
      point(corner.x, height - corner.y, withZ: true)
    }
    group(0, "SEQEND")
    group(8, layer)
  }

  private func point(_ x: Nanometres, _ y: Nanometres, withZ: Bool = false) {
    group(10, length(x))
    group(20, length(y))
    if withZ { group(30, "0.0") }
  }

  /// Millimetres, always with a point: some readers tell whole numbers from lengths by it.
  private func length(_ value: Nanometres) -> String {
    let text = millimetres(value)
    return text.contains(".") ? text : text + ".0"
  }

  private func group(_ code: Int, _ value: String) {
    if code < 100 { sink.append(code < 10 ? "  " : " ") }
    sink.append(code)
    sink.endLine()
    sink.append(text: value)
    sink.endLine()
  }
}
