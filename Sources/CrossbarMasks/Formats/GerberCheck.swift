public import CrossbarCore

/// Holds the Gerber files of an output folder against its SVG files.
public enum GerberCheck {
  /// Every difference, with its place on the page and the cell or line next to it.
  ///
  /// - Parameter masks: the SVG files as read.
  public static func findings(folder: String, _ masks: ReadMasks) -> [Diagnostic] {
    let files = masks.sheets.flatMap { sheet in
      sheet.layers.filter { $0.name != "mos2-window" }.map { (sheet, $0) }
    }
    return parallelMap(count: files.count) { index -> [Diagnostic] in
      let (sheet, layer) = files[index]
      let file = "\(sheet.folder)/\(layer.name).gbr"
      do throws(Diagnostics) {
        let arrays = try GerberReader.read(
          path: "\(folder)/\(file)", file: file, height: sheet.height)
        return ShapeComparison(layer: layer, file: file, stage: "gerber").findings(arrays)
      } catch {
        return error.all
      }
    }.flatMap(\.self)
  }
}
