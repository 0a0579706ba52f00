internal import CrossbarLayout
internal import CrossbarXML

extension XMLWriter {
  /// Opens `svg` with a page's size, one unit a millimetre, and writes its title.
  func startPage(_ sheet: Sheet, titled what: String, of layout: PhysicalLayout) {
    let (width, height) = (millimetres(sheet.width), millimetres(sheet.height))
    start("svg")
    attribute("xmlns", "http://www.w3.org/2000/svg")
    attribute("xmlns:inkscape", "http://www.inkscape.org/namespaces/inkscape")
    attribute("version", "1.1")
    attribute("width", "\(width)mm")
    attribute("height", "\(height)mm")
    attribute("viewBox", "0 0 \(width) \(height)")
    newLine()
    element("title", "\(what), page \(sheet.number) of \(layout.sheets.count)")
    newLine()
  }
}
