public import CrossbarCore
internal import CrossbarLayout
internal import CrossbarXML

/// What a cutter takes to cut the windows out of the tape: `masks/sheet-01/mos2-window.dxf` (R12), and the same lines as
/// `mos2-window-cut.svg`.
public enum TapeCutBackend: Backend {
  /// `tape-cut`; its files stand among the masks.
  public static let name = "tape-cut"

  /// The layer of the cut lines in both files.
  static let layer = "CUT"
  /// Width of the lines in the SVG, millimetres: what cutters take for a line to follow.
  static let hairline = "0.1"

  /// Nothing beyond what the masks ask for.
  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  /// Writes two files a page.
  ///
  /// - Throws: `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    for sheet in input.layout.sheets {
      let sink = try folder.sink("masks/\(sheet.name)/mos2-window.dxf")
      DXFWriter(sink: sink, layer: layer).write(.mos2Window, of: sheet, input.layout)
      try sink.close()
      try writeSVG(sheet, input.layout, to: folder)
    }
  }

  private static func writeSVG(
    _ sheet: Sheet, _ layout: PhysicalLayout, to folder: OutputFolder
  ) throws(Diagnostics) {
    let file = "masks/\(sheet.name)/mos2-window-cut.svg"
    let xml = try XMLWriter(to: folder.sink(file), named: file)
    xml.startPage(sheet, titled: "Tape cut", of: layout)
    xml.start("g")
    xml.attribute("id", layer)
    xml.attribute("inkscape:groupmode", "layer")
    xml.attribute("inkscape:label", layer)
    xml.attribute("fill", "none")
    xml.attribute("stroke", layout.process.mos2Window.cutColour)
    xml.attribute("stroke-width", hairline)
    var data = PathData()
    layout.forEachShape(.mos2Window, on: sheet) { name, polygon in
      data.set(polygon)
      xml.newLine()
      xml.start("path")
      xml.attribute("id", name)
      xml.attribute("d", zeroTerminated: data.bytes)
      xml.end()
    }
    xml.endOnNewLine()
    xml.endOnNewLine()
    try xml.close()
  }
}
