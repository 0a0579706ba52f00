internal import CrossbarCore
internal import CrossbarLayout

/// Writes one layer of one page as Gerber regions.
///
/// After Ucamco, The Gerber Layer Format Specification 2024.05: regions 4.10, step and repeat 4.11, attributes in
/// comments 5.1.1.
struct GerberWriter {
  let sink: ByteSink
  /// Height of the page, by which y is turned.
  let height: Nanometres

  func write(_ layer: MaskLayer, of sheet: Sheet, _ layout: PhysicalLayout) {
    line("G04 \(layer.title), page \(sheet.number) of \(layout.sheets.count)*")
    line(
      "G04 page \(millimetres(sheet.width)) mm x \(millimetres(sheet.height)) mm, "
        + "origin in its lower left corner*")
    // As comments: gerbv refuses the attribute commands themselves.
    line("G04 #@! TF.FileFunction,Other,\(layer.title)*")
    line("G04 #@! TF.FilePolarity,Positive*")
    line("G04 #@! TF.SameCoordinates,\(sheet.name)*")
    line("%FSLAX46Y46*%")
    line("%MOMM*%")
    line("%LPD*%")
    // Regions need no aperture; a file without any is an error to gerbv.
    line("%ADD10C,0.1*%")
    line("D10*")
    line("G01*")
    for array in layout.arrays(layer, on: sheet) { write(array) }
    line("M02*")
  }

  private func write(_ array: ShapeArray) {
    line("G04 \(array.name)*")
    if array.count == 1 {
      region(array.polygon)
      return
    }
    // Blocks repeat to the right and up: they begin with the lowest row.
    let columnPitch = array.columns == 1 ? 0 : array.columnPitch
    let rowPitch = array.rows == 1 ? 0 : array.rowPitch
    line(
      "%SRX\(array.columns)Y\(array.rows)I\(millimetres(columnPitch))"
        + "J\(millimetres(rowPitch))*%")
    region(array.polygon(column: 0, row: array.rows - 1))
    line("%SR*%")
  }

  private func region(_ polygon: Polygon) {
    let first = polygon.points[0]
    line("G36*")
    sink.append("X")
    sink.append(first.x)
    sink.append("Y")
    sink.append(height - first.y)
    sink.append("D02*\n")
    for (index, point) in polygon.points.enumerated().dropFirst() {
      if index.isMultiple(of: 2) { verticalEdge(to: point) } else { horizontalEdge(to: point) }
    }
    verticalEdge(to: first)
    line("G37*")
  }

  private func horizontalEdge(to point: Point) {
    sink.append("X")
    sink.append(point.x)
    sink.append("D01*\n")
  }

  private func verticalEdge(to point: Point) {
    sink.append("Y")
    sink.append(height - point.y)
    sink.append("D01*\n")
  }

  private func line(_ text: String) {
    sink.append(text: text)
    sink.endLine()
  }
}
