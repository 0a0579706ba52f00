public import CrossbarCore
internal import CrossbarLayout

/// `masks/sheet-01/ag-bottom.gbr` …: one Gerber file (RS-274X) a printed layer and page.
///
/// Lengths are nanometres in the format 4.6 mm. The page's lower left corner is the origin and y runs up, so that a
/// viewer shows what the SVG shows. Repeated shapes are step-and-repeat blocks: a file grows with the number of
/// distinct shapes.
public enum GerberBackend: Backend {
  /// `gerber`; its files stand among the masks.
  public static let name = "gerber"

  /// Nothing beyond what the masks ask for.
  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  /// Writes a file for each page and printed layer.
  ///
  /// - Throws: `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let layout = input.layout
    let files = layout.sheets.flatMap { sheet in
      layout.process.layers.filter { layout.process.ink($0) != nil }.map { (sheet, $0) }
    }
    try parallelForEach(count: files.count) { index throws(Diagnostics) in
      let (sheet, layer) = files[index]
      let sink = try folder.sink("masks/\(sheet.name)/\(layer.rawValue).gbr")
      GerberWriter(sink: sink, height: sheet.height).write(layer, of: sheet, layout)
      try sink.close()
    }
  }
}
