public import CrossbarCore
public import CrossbarLayout

/// The printing masks as GDSII: one file a page, one structure a distinct shape, arrays of them on the page.
///
/// The database unit is 1 nm. GDSII's y runs up: a point stands at the page's height less its y, so that the picture is
/// that of the SVG files and the page's lower left corner is the origin. Layers are numbered by ``layerNumber(_:)``.
public enum GDSIIBackend: Backend {
  /// `gdsii`; the files stand beside the SVG files as `masks/sheet-01/masks.gds`.
  public static let name = "gdsii"

  /// Longest side of a page: the end of any array of it then fits a coordinate of 32 bits.
  static let pageLimit: Nanometres = 1_000_000_000

  /// The GDSII layer of a mask; the datatype is 0.
  public static func layerNumber(_ layer: MaskLayer) -> Int {
    switch layer {
    case .agBottom: 1
    case .mos2Window: 2
    case .auTop: 3
    case .agPad: 4
    case .dielectric: 5
    }
  }

  /// Pages whose coordinates GDSII cannot hold.
  public static func check(_ input: BackendInput) -> [Diagnostic] {
    let layout = input.layout
    return layout.sheets.filter { max($0.width, $0.height) > pageLimit }.map { sheet in
      .error(
        "gdsii/page-size",
        "page \(sheet.number) is \(millimetres(sheet.width)) mm × \(millimetres(sheet.height)) mm; "
          + "a page of GDSII in nanometres has at most \(millimetres(pageLimit)) mm a side",
        at: .init(file: layout.process.file, element: "substrate"))
    }
  }

  /// Writes a file a page.
  ///
  /// - Throws: `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let layout = input.layout
    try parallelForEach(count: layout.sheets.count) { index throws(Diagnostics) in
      let sheet = layout.sheets[index]
      let sink = try folder.sink("masks/\(sheet.name)/masks.gds")
      write(GDSIIPage(sheet, of: layout), to: GDSIIRecords(sink))
      try sink.close()
    }
  }

  private static func write(_ page: GDSIIPage, to records: GDSIIRecords) {
    records.beginLibrary("DENDRITE")
    for shape in page.shapes {
      records.beginStructure(shape.name)
      for part in shape.polygon.parts(ofAtMost: GDSIIRecords.cornerLimit) {
        records.boundary(part, layer: layerNumber(shape.layer))
      }
      records.endStructure()
    }
    records.beginStructure(page.name)
    for placement in page.placements {
      records.reference(
        page.shapes[placement.shape].name, at: placement.origin, columns: placement.columns,
        rows: placement.rows, columnPitch: placement.columnPitch, rowPitch: placement.rowPitch)
    }
    for label in page.labels {
      records.text(label.net, at: label.place, layer: layerNumber(label.layer))
    }
    records.endStructure()
    records.endLibrary()
  }
}
