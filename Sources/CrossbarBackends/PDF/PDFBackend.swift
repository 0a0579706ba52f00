public import CrossbarCore
internal import CrossbarLayout

/// `masks/sheet-01/masks.pdf`: all layers of a page in their colours at 1:1, to be printed and laid under the sample.
///
/// The page has the size of the substrate, so the title is kept in the metadata; viewers are told not to scale, and can
/// switch the layers. Repeated shapes are form objects: the file grows with the number of distinct shapes.
public enum PDFBackend: Backend {
  /// `pdf`; its files stand among the masks.
  public static let name = "pdf"

  /// Nothing beyond what the masks ask for.
  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  /// Writes a file a page.
  ///
  /// - Throws: `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    for sheet in input.layout.sheets {
      var drawing = PDFDrawing()
      drawing.draw(sheet, input.layout)
      let sink = try folder.sink("masks/\(sheet.name)/masks.pdf")
      drawing.objects.write(to: sink)
      try sink.close()
    }
  }
}
