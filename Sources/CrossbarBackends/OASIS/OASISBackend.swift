public import CrossbarCore
internal import CrossbarLayout

/// The printing masks as OASIS (SEMI P39-0416): the cells, arrays and labels of the GDSII file, in fewer bytes.
public enum OASISBackend: Backend {
  /// `oasis`; the files stand beside the GDSII files as `masks/sheet-01/masks.oas`.
  public static let name = "oasis"

  /// Nothing that GDSII does not refuse already.
  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  /// Writes a file a page.
  ///
  /// - Throws: `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let layout = input.layout
    try parallelForEach(count: layout.sheets.count) { index throws(Diagnostics) in
      let sheet = layout.sheets[index]
      let sink = try folder.sink("masks/\(sheet.name)/masks.oas")
      write(GDSIIPage(sheet, of: layout), to: OASISRecords(sink))
      try sink.close()
    }
  }

  private static func write(_ page: GDSIIPage, to records: OASISRecords) {
    records.start()
    for shape in page.shapes {
      records.cell(shape.name)
      records.polygon(shape.polygon, layer: GDSIIBackend.layerNumber(shape.layer))
    }
    records.cell(page.name)
    for placement in page.placements {
      records.placement(
        page.shapes[placement.shape].name, at: placement.origin, columns: placement.columns,
        rows: placement.rows, columnPitch: placement.columnPitch, rowPitch: placement.rowPitch)
    }
    for label in page.labels {
      records.text(label.net, at: label.place, layer: GDSIIBackend.layerNumber(label.layer))
    }
    records.end()
  }
}
