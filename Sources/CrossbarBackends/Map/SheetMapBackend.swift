public import CrossbarCore
internal import CrossbarLayout
internal import CrossbarXML

/// Which tile stands on which sheet: `masks/map.svg`, a drawing of all sheets, and `masks/sheets.csv`, a line a tile.
public enum SheetMapBackend: Backend {
  /// `map`; its files stand among the masks.
  public static let name = "map"

  /// Nothing beyond what the masks ask for.
  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  /// Writes two files.
  ///
  /// - Throws: `output/…` where a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    try writeMap(SheetMap(input.layout), to: folder)
    let sink = try folder.sink("masks/sheets.csv")
    sink.append(text: SheetRow.heading + "\n")
    for row in SheetRow.all(input.layout) { sink.append(text: row.line + "\n") }
    try sink.close()
  }

  private static func style(_ kind: SheetMap.Kind) -> (fill: String, stroke: String) {
    switch kind {
    case .sheet: ("#ffffff", "#333333")
    case .tile: ("#e3eef7", "#4a6f8f")
    case .fiducial: ("#333333", "none")
    }
  }

  private static func writeMap(_ map: SheetMap, to folder: OutputFolder) throws(Diagnostics) {
    let file = "masks/map.svg"
    let xml = try XMLWriter(to: folder.sink(file), named: file)
    let (width, height) = (millimetres(map.width), millimetres(map.height))
    xml.start("svg")
    xml.attribute("xmlns", "http://www.w3.org/2000/svg")
    xml.attribute("version", "1.1")
    xml.attribute("width", "\(width)mm")
    xml.attribute("height", "\(height)mm")
    xml.attribute("viewBox", "0 0 \(width) \(height)")
    xml.newLine()
    xml.element("title", "sheets and their tiles")
    xml.newLine()
    xml.start("rect")
    xml.attribute("width", width)
    xml.attribute("height", height)
    xml.attribute("fill", "#f4f4f4")
    xml.end()
    var data = PathData()
    for area in map.areas {
      let style = style(area.kind)
      data.set(area.polygon)
      xml.newLine()
      xml.start("path")
      xml.attribute("id", area.name)
      xml.attribute("class", area.kind.rawValue)
      xml.attribute("fill", style.fill)
      xml.attribute("stroke", style.stroke)
      xml.attribute("stroke-width", "0.2")
      xml.attribute("d", zeroTerminated: data.bytes)
      xml.end()
    }
    for text in map.texts {
      xml.newLine()
      xml.start("text")
      xml.attribute("x", millimetres(text.place.x))
      xml.attribute("y", millimetres(text.place.y))
      xml.attribute("font-size", millimetres(text.size))
      xml.attribute("font-family", "sans-serif")
      if text.isCentred { xml.attribute("text-anchor", "middle") }
      xml.text(text.text)
      xml.end()
    }
    xml.endOnNewLine()
    try xml.close()
  }
}
