public import CrossbarCore
internal import CrossbarLayout
internal import CrossbarXML

/// The printing masks: for each page one SVG a layer and one with all layers, on the same page and origin.
///
/// One unit is one millimetre and one closed path one electrical shape, whose id is the name of its net.
public enum SVGBackend: Backend {
  /// `masks`, the folder of the pages.
  public static let name = "masks"

  /// What contradicts the process's rules.
  public static func check(_ input: BackendInput) -> [Diagnostic] {
    input.layout.process.check()
  }

  /// Writes five files a page.
  ///
  /// - Throws: `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let layout = input.layout
    let files = layout.sheets.flatMap { sheet in
      input.layout.process.layers.map { (sheet, [$0], $0.rawValue) }
        + [(sheet, input.layout.process.layers, "combined")]
    }
    try parallelForEach(count: files.count) { index throws(Diagnostics) in
      let (sheet, layers, name) = files[index]
      try write(layers, of: sheet, layout, to: folder, as: "masks/\(sheet.name)/\(name).svg")
    }
  }

  private static func write(
    _ layers: [MaskLayer], of sheet: Sheet, _ layout: PhysicalLayout, to folder: OutputFolder,
    as file: String
  ) throws(Diagnostics) {
    let xml = try XMLWriter(to: folder.sink(file), named: file)
    xml.startPage(sheet, titled: layers.count == 1 ? layers[0].title : "all layers", of: layout)
    writeMetadata(layers, sheet, layout, xml)
    for layer in layers {
      xml.newLine()
      writeLayer(layer, sheet, layout, isCombined: layers.count > 1, xml)
    }
    xml.endOnNewLine()
    try xml.close()
  }

  private static func writeMetadata(
    _ layers: [MaskLayer], _ sheet: Sheet, _ layout: PhysicalLayout, _ xml: XMLWriter
  ) {
    xml.start("metadata")
    xml.newLine()
    xml.start("mask")
    xml.attribute("xmlns", "urn:dendrite:mask:1")
    xml.attribute("units", "mm")
    xml.attribute("page", "\(sheet.number)")
    xml.attribute("pages", "\(layout.sheets.count)")
    xml.attribute("process", layout.process.name)
    for layer in layers {
      xml.newLine()
      xml.start("layer")
      xml.attribute("name", layer.rawValue)
      if let ink = layout.process.ink(layer) {
        xml.attribute("ink", ink.name)
        if ink.dropSpacingX == ink.dropSpacingY {
          xml.attribute("drop-spacing-um", micrometres(ink.dropSpacingX))
        } else {
          xml.attribute("drop-spacing-x-um", micrometres(ink.dropSpacingX))
          xml.attribute("drop-spacing-y-um", micrometres(ink.dropSpacingY))
        }
        xml.attribute("passes", "\(ink.passes)")
      } else {
        xml.attribute("cut", layout.process.mos2Window.tape)
      }
      xml.end()
    }
    xml.endOnNewLine()
    xml.endOnNewLine()
  }

  private static func writeLayer(
    _ layer: MaskLayer, _ sheet: Sheet, _ layout: PhysicalLayout, isCombined: Bool,
    _ xml: XMLWriter
  ) {
    xml.start("g")
    xml.attribute("id", layer.rawValue)
    xml.attribute("inkscape:groupmode", "layer")
    xml.attribute("inkscape:label", layer.title)
    xml.attribute("fill", layout.process.colour(layer))
    if isCombined && layer == .mos2Window && layout.process.mos2Window.opacity < 1 {
      xml.attribute("fill-opacity", "\(layout.process.mos2Window.opacity)")
    }
    xml.attribute("fill-rule", "evenodd")
    xml.attribute("shape-rendering", "crispEdges")
    var data = PathData()
    layout.forEachShape(layer, on: sheet) { name, polygon in
      data.set(polygon)
      xml.newLine()
      xml.start("path")
      xml.attribute("id", name)
      xml.attribute("d", zeroTerminated: data.bytes)
      xml.end()
    }
    xml.endOnNewLine()
  }
}
