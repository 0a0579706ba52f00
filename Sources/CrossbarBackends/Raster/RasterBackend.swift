public import CrossbarCore
internal import CrossbarLayout

/// `masks/sheet-01/ag-bottom.bmp`, `.tif`, `.png` …: for each printed layer of each page one bit a drop, black is ink.
///
/// All passes of a layer print the same file.
public enum RasterBackend: Backend {
  /// `rasters`; its files stand among the masks.
  public static let name = "rasters"

  /// Where compensation leaves a part of a shape no drops, so that one row of them is kept; a warning a shape.
  public static func check(_ input: BackendInput) -> [Diagnostic] {
    let layout = input.layout
    let problems = layout.process.check()
    if problems.hasErrors { return problems }
    var findings: [Diagnostic] = []
    for layer in layout.process.printedLayers {
      guard let grid = layout.process.ink(layer)?.dropGrid else { continue }
      var named: Set<String> = []
      for sheet in layout.sheets {
        for array in layout.dropArrays(layer, on: sheet) {
          guard let part = array.pattern.kept.first, named.insert(array.name).inserted else {
            continue
          }
          findings.append(keptLine(array, part, layer, sheet, grid))
        }
      }
    }
    return findings
  }

  private static func keptLine(
    _ array: DropArray, _ part: Rectangle, _ layer: MaskLayer, _ sheet: Sheet, _ grid: DropGrid
  ) -> Diagnostic {
    .warning(
      "raster/thin-line",
      "\(array.name): a part of \(micrometres(part.width)) µm × \(micrometres(part.height)) µm at "
        + "\(millimetres(part.left)), \(millimetres(part.top)) mm has no drop left after shrinking by "
        + "\(micrometres(grid.shrink)) µm; one row of drops is kept",
      at: .init(file: "masks/\(sheet.name)/\(layer.rawValue).bmp", element: array.name),
      help: "draw it wider, take a smaller drop spacing, or state compensation: none")
  }

  /// Writes three files a printed layer and page.
  ///
  /// - Throws: `raster/size` where a page has more drops than a file can hold, `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let layout = input.layout
    let pages = layout.sheets.flatMap { sheet in
      layout.process.printedLayers.map { (sheet: sheet, layer: $0) }
    }
    try parallelForEach(count: pages.count) { index throws(Diagnostics) in
      let (sheet, layer) = pages[index]
      guard let raster = DropRaster(layer, of: sheet, layout) else { return }
      let path = "masks/\(sheet.name)/\(layer.rawValue)"
      for (ending, write) in [
        ("bmp", BMPFile.write), ("tif", TIFFFile.write), ("png", PNGFile.write),
      ] as [(String, (DropRaster, ByteSink) throws(RasterFailure) -> Void)] {
        let file = "\(path).\(ending)"
        let sink = try folder.sink(file)
        do throws(RasterFailure) {
          try write(raster, sink)
        } catch {
          throw Diagnostics(.error("raster/size", error.message, at: .init(file: file)))
        }
        try sink.close()
      }
    }
  }
}

/// Why a raster cannot be written in a format.
struct RasterFailure: Error {
  var message: String
}
