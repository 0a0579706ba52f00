public import CrossbarCore
internal import CrossbarLayout
internal import CrossbarTemplates
internal import CrossbarXML

/// `masks/sheet-01/ag-bottom.ptn` …: for each printed layer of each page the drops as a Dimatix pattern file, its
/// blocks stepped and repeated, and the schema `masks/pattern.xsd`.
///
/// The format has one drop spacing for x and y, in whole micrometres; a layer of other spacings has no pattern file, of
/// which ``check(_:)`` warns and the print job tells. The structure is the one that two independent public writers of the format agree on.
public enum PatternBackend: Backend {
  /// `patterns`; its files stand among the masks.
  public static let name = "patterns"

  /// Layers whose drops the format cannot place, a warning each: they get no file.
  public static func check(_ input: BackendInput) -> [Diagnostic] {
    input.layout.process.printedLayers.compactMap { layer in
      guard let grid = input.layout.process.ink(layer)?.dropGrid else { return nil }
      guard let reason = refusal(grid) else { return nil }
      let key = String(layer.rawValue.map { $0 == "-" ? "_" : $0 })
      return .warning(
        "pattern/spacing",
        "\(layer.rawValue): drops \(micrometres(grid.pitchX)) µm × \(micrometres(grid.pitchY)) µm apart; "
          + "\(reason), so this layer has none",
        at: .init(
          file: input.layout.process.file, element: "layers.\(key).drop_spacing_um"),
        help: "print it from its bitmap, or take one spacing for x and y")
    }
  }

  /// Why a layer has no pattern file; nil where it has one.
  static func refusal(_ grid: DropGrid) -> String? {
    grid.pitchX == grid.pitchY && grid.pitchX.isMultiple(of: 1000)
      ? nil : "a pattern file has one drop spacing for x and y, a whole number of micrometres"
  }

  /// Writes one file a printed layer and page, and the schema.
  ///
  /// - Throws: `xml/invalid` where a file violates the schema, `output/…` where one cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let layout = input.layout
    let schema = TemplateLibrary.patternSchema
    let pages = layout.sheets.flatMap { sheet in
      input.layout.process.printedLayers.map { (sheet: sheet, layer: $0) }
    }
    try parallelForEach(count: pages.count) { index throws(Diagnostics) in
      let (sheet, layer) = pages[index]
      guard let grid = layout.process.ink(layer)?.dropGrid, refusal(grid) == nil else { return }
      let file = "masks/\(sheet.name)/\(layer.rawValue).ptn"
      // As small as the number of distinct shapes: held, so that nothing invalid reaches the disk.
      let memory = ByteSink()
      let xml = try XMLWriter(to: memory, named: file)
      write(PatternBlock.blocks(layout.dropArrays(layer, on: sheet)), grid, sheet, xml)
      try xml.close()
      try XMLSchema.findings(memory.bytes, schema: schema, file: file).throwIfErrors()
      let sink = try folder.sink(file)
      memory.bytes.withUnsafeBytes { sink.append(bytes: $0) }
      try sink.close()
    }
    try folder.write(schema, to: "masks/pattern.xsd")
  }

  private static func write(
    _ blocks: [PatternBlock], _ grid: DropGrid, _ sheet: Sheet, _ xml: XMLWriter
  ) {
    let size = grid.size(of: sheet)
    func x(_ drops: Int) -> String { millimetres(drops * grid.pitchX) }
    func y(_ drops: Int) -> String { millimetres(drops * grid.pitchY) }
    func elements(_ values: [(String, String)]) {
      for (name, value) in values {
        xml.newLine()
        xml.element(name, value)
      }
    }
    xml.start("PatternFile")
    xml.newLine()
    xml.start("GeneralConfig")
    elements([
      ("Left", "0"), ("Top", "0"), ("Width", x(size.columns - 1)), ("Height", y(size.rows - 1)),
      ("UseReferenceCoordinates", "False"), ("XReference", "0"), ("YReference", "0"),
      ("XReferenceTile", "0"), ("YReferenceTile", "0"), ("UseLeaderBar", "False"),
      ("LeaderBarWidth", "0"), ("LeaderBarGap", "0"), ("JetSpacing", micrometres(grid.pitchX)),
      ("LayerCount", "1"), ("LayerDelayInSeconds", "0"),
    ])
    xml.endOnNewLine()
    for block in blocks {
      let bounds = block.bounds
      xml.newLine()
      xml.start("PatternBlock")
      elements([
        ("Left", x(bounds.left)), ("Top", y(bounds.top)),
        ("Width", x(bounds.right - bounds.left - 1)),
        ("Height", y(bounds.bottom - bounds.top - 1)),
        ("XSpacing", x(block.columns > 1 ? block.columnStride : 0)),
        ("YSpacing", y(block.rows > 1 ? block.rowStride : 0)),
        ("MaxXCount", "\(block.columns)"), ("MaxYCount", "\(block.rows)"),
      ])
      for drops in block.drops {
        xml.newLine()
        xml.start("Drop")
        xml.element("StartX", x(drops.left - bounds.left))
        xml.element("StartY", y(drops.top - bounds.top))
        xml.element("XWidth", x(drops.right - drops.left))
        xml.element("YHeight", y(drops.bottom - drops.top))
        xml.end()
      }
      xml.endOnNewLine()
    }
    xml.endOnNewLine()
  }
}
