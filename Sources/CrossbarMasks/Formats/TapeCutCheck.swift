public import CrossbarCore

/// Holds the files for the cutter against the SVG files of the MoS₂ windows.
public enum TapeCutCheck {
  /// Every difference, with its place on the page and the window next to it.
  ///
  /// - Parameters:
  ///   - masks: the SVG files as read.
  ///   - colour: `#rrggbb` that the lines must have.
  public static func findings(
    folder: String, _ masks: ReadMasks, colour: String
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for sheet in masks.sheets {
      guard let layer = sheet.layer("mos2-window") else { continue }
      let file = "\(sheet.folder)/mos2-window.dxf"
      do throws(Diagnostics) {
        let polylines = try DXFReader.read(
          path: "\(folder)/\(file)", file: file, layer: "CUT", width: sheet.width,
          height: sheet.height)
        findings += ShapeComparison(layer: layer, file: file, stage: "dxf").findings(polylines)
      } catch {
        findings += error.all
      }
      do throws(Diagnostics) {
        findings += try compareSVG(folder: folder, sheet, layer, colour: colour)
      } catch {
        findings += error.all
      }
    }
    return findings
  }

  private static func compareSVG(
    folder: String, _ sheet: ReadSheet, _ layer: ReadLayer, colour: String
  ) throws(Diagnostics) -> [Diagnostic] {
    let file = "\(sheet.folder)/mos2-window-cut.svg"
    let mask = try MaskFileReader.read("\(folder)/\(file)", named: file)
    guard mask.layers.count == 1, mask.layers[0].name == "CUT", mask.width == sheet.width,
      mask.height == sheet.height
    else {
      return [
        .error(
          "masks/cut", "the file must hold the layer CUT alone, on the page of the masks",
          at: .init(file: file))
      ]
    }
    var findings: [Diagnostic] = []
    let style = MaskLayerStyle(fill: "none", stroke: colour, strokeWidth: "0.1")
    if mask.styles != [style] {
      findings.append(
        .error(
          "masks/cut", "the lines must be 0.1 mm wide in \(colour), without a fill",
          at: .init(file: file)))
    }
    let shapes = mask.layers[0].shapes
    let lines = shapes.map { DrawnArray(points: $0.points, line: $0.line) }
    findings += ShapeComparison(layer: layer, file: file, stage: "masks/cut").findings(lines)
    for (shape, window) in zip(shapes, layer.shapes) where shape.id != window.id {
      findings.append(
        .error(
          "masks/cut", "the window is called \(window.id) in \(layer.file):\(window.line)",
          at: .init(file: file, line: shape.line, element: shape.id)))
    }
    return findings.capped()
  }
}
