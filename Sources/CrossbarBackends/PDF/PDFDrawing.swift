internal import CrossbarCore
internal import CrossbarLayout

/// One page drawn as objects of a PDF file.
///
/// Inside the page a unit is a millimetre and y runs down, as in the SVG. A repeated shape is three forms: its outline,
/// a row of outlines, and the rows; arrays that differ only in their place share them.
struct PDFDrawing {
  private(set) var objects = PDFObjects()
  private var forms: [Form: Int] = [:]

  /// What a form shows; all three begin at the first corner of their first outline.
  private enum Form: Hashable {
    case outline(Polygon)
    case row(Int, count: Int, pitch: Nanometres)
    case rows(Int, count: Int, pitch: Nanometres)
  }

  /// Bounds of a form, upper left and lower right.
  private typealias Bounds = (from: Point, to: Point)

  mutating func draw(_ sheet: Sheet, _ layout: PhysicalLayout) {
    let (width, height) = (Self.points(sheet.width), Self.points(sheet.height))
    // 72 / 25.4 points a millimetre.
    var content = "2.834645669 0 0 -2.834645669 0 \(height) cm\n"
    var used: Set<Int> = []
    var groups: [Int] = []
    for (index, layer) in layout.process.layers.enumerated() {
      groups.append(objects.add("<< /Type /OCG /Name \(PDFObjects.string(layer.title)) >>"))
      content += "/OC /L\(index) BDC\nq\n\(Self.colour(layout.process.colour(layer))) rg\n"
      if layer == .mos2Window { content += "/Translucent gs\n" }
      for array in layout.arrays(layer, on: sheet) {
        let form = form(of: array)
        used.insert(form)
        content += Self.place(form, array.polygon.points[0])
      }
      content += "Q\nEMC\n"
    }
    let stream = objects.add(stream: content)
    let layers = groups.enumerated().map { "/L\($0.offset) \($0.element) 0 R" }
    let page = objects.add(
      "<< /Type /Page /Parent \(objects.nextNumber + 1) 0 R /MediaBox [0 0 \(width) \(height)]\n"
        + "/Contents \(stream) 0 R /Resources << /XObject << \(Self.names(used.sorted())) >>\n"
        + "/ExtGState << /Translucent << /ca \(layout.process.mos2Window.opacity) >> >>\n"
        + "/Properties << \(layers.joined(separator: " ")) >> >> >>")
    let pages = objects.add("<< /Type /Pages /Kids [\(page) 0 R] /Count 1 >>")
    let list = groups.map { "\($0) 0 R" }.joined(separator: " ")
    objects.set(
      PDFObjects.catalogue,
      "<< /Type /Catalog /Pages \(pages) 0 R\n"
        + "/OCProperties << /OCGs [\(list)] /D << /Order [\(list)] /ON [\(list)] >> >>\n"
        + "/ViewerPreferences << /PrintScaling /None /DisplayDocTitle true >> >>")
    objects.set(
      PDFObjects.description,
      "<< /Title \(PDFObjects.string(Self.title(sheet, layout))) /Creator (Dendrite) >>")
  }

  private static func title(_ sheet: Sheet, _ layout: PhysicalLayout) -> String {
    "\(layout.process.name), page \(sheet.number) of \(layout.sheets.count), 1:1, "
      + "\(millimetres(sheet.width)) mm × \(millimetres(sheet.height)) mm"
  }

  /// The form of an array, made where no earlier array has it.
  private mutating func form(of array: ShapeArray) -> Int {
    let first = array.polygon.points[0]
    let outline = array.polygon.moved(by: Point(x: -first.x, y: -first.y))
    var bounds = Self.bounds(outline)
    var form = form(.outline(outline), bounds) { Self.path(outline) }
    if array.columns > 1 {
      bounds.to.x += (array.columns - 1) * array.columnPitch
      let part = form
      form = self.form(
        .row(part, count: array.columns, pitch: array.columnPitch), bounds, of: part
      ) {
        (0..<array.columns).map { Self.place(part, Point(x: $0 * array.columnPitch, y: 0)) }
          .joined()
      }
    }
    if array.rows > 1 {
      bounds.to.y += (array.rows - 1) * array.rowPitch
      let part = form
      form = self.form(
        .rows(part, count: array.rows, pitch: array.rowPitch), bounds, of: part
      ) {
        (0..<array.rows).map { Self.place(part, Point(x: 0, y: $0 * array.rowPitch)) }.joined()
      }
    }
    return form
  }

  private mutating func form(
    _ key: Form, _ bounds: Bounds, of part: Int? = nil, _ content: () -> String
  ) -> Int {
    if let number = forms[key] { return number }
    // A little wider than the shape, so that rounding clips nothing.
    let room = 100_000
    let box = [bounds.from.x - room, bounds.from.y - room, bounds.to.x + room, bounds.to.y + room]
      .map { millimetres($0) }.joined(separator: " ")
    let resources = part.map { " /XObject << \(Self.names([$0])) >>" } ?? ""
    let number = objects.add(
      stream: content(),
      "/Type /XObject /Subtype /Form /BBox [\(box)] /Resources <<\(resources) >>")
    forms[key] = number
    return number
  }

  private static func names(_ forms: [Int]) -> String {
    forms.map { "/F\($0) \($0) 0 R" }.joined(separator: " ")
  }

  private static func place(_ form: Int, _ point: Point) -> String {
    "q 1 0 0 1 \(millimetres(point.x)) \(millimetres(point.y)) cm /F\(form) Do Q\n"
  }

  private static func path(_ polygon: Polygon) -> String {
    polygon.points.enumerated().map {
      "\(millimetres($0.element.x)) \(millimetres($0.element.y)) \($0.offset == 0 ? "m" : "l")\n"
    }.joined() + "h f"
  }

  private static func bounds(_ polygon: Polygon) -> Bounds {
    let (x, y) = (polygon.points.map(\.x).sorted(), polygon.points.map(\.y).sorted())
    return (Point(x: x[0], y: y[0]), Point(x: x[x.count - 1], y: y[y.count - 1]))
  }

  /// A length in points of 1/72 inch with six decimals, which is to half a nanometre.
  private static func points(_ length: Nanometres) -> String {
    millimetres((length * 720 + 127) / 254)
  }

  /// `#rrggbb` as three numbers from 0 to 1.
  private static func colour(_ text: String) -> String {
    let value = Int(text.dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { shift in
      millimetres(((value >> shift & 255) * 1_000_000 + 127) / 255)
    }.joined(separator: " ")
  }
}
