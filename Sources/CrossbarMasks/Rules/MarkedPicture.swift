internal import CrossbarCore
public import CrossbarLayout

/// A page of masks for people: the layers in their colours, a numbered marker at every place that breaks a rule, and
/// beside the page what is wrong there, each with the place enlarged. No mask: it has text, strokes and nested pages.
public enum MarkedPicture {
  /// Places that get a number and a line of the legend.
  static let numbered = 32

  /// The picture as an SVG document, millimetres.
  ///
  /// Findings of one rule that would share a marker share a number; where there are more places than the legend holds,
  /// the rest are marked without one and counted.
  ///
  /// - Parameters:
  ///   - findings: those of this page.
  ///   - process: gives the colours.
  public static func svg(
    _ sheet: ReadSheet, _ findings: [RuleFinding], _ process: Process
  ) -> String {
    var picture = PictureBytes()
    let unit = max(sheet.width, sheet.height) / 100
    let marks = clusters(findings, unit: unit, sheet)
    let shown = marks.prefix(numbered)
    let head = 7 * unit
    let legend = Legend(shown.count, sheet, unit)
    let width = max(sheet.width + 2 * unit, legend.right) + unit
    let height = max(sheet.height, legend.bottom) + head + unit
    picture.open(width: width, height: height)
    picture.rectangle(
      Rectangle(left: 0, top: 0, right: width, bottom: height), "fill=\"#ffffff\"")
    heading(&picture, sheet, findings, process, unit)
    picture.add("<g transform=\"translate(")
    picture.length(unit)
    picture.add(",")
    picture.length(head)
    picture.add(")\">\n")
    picture.rectangle(
      Rectangle(left: 0, top: 0, right: sheet.width, bottom: sheet.height),
      "fill=\"#fbfbf8\" stroke=\"#999999\" stroke-width=\"\(millimetres(unit / 10))\"")
    for layer in sheet.layers { draw(layer, process, within: nil, &picture) }
    markers(&picture, marks, sheet, unit)
    for (index, mark) in shown.enumerated() {
      let corner = legend.corner(index)
      entry(&picture, mark, number: index + 1, at: corner, sheet, process, unit)
    }
    picture.add("</g>\n</svg>\n")
    return picture.text
  }

  /// Where the legend's entries stand: below a wide page, beside a tall one.
  private struct Legend {
    private let origin: Point
    private let perRow: Int
    private let rows: Int
    private let cell: Point

    init(_ count: Int, _ sheet: ReadSheet, _ unit: Int) {
      cell = Point(x: 50 * unit, y: 13 * unit)
      if sheet.width > sheet.height {
        origin = Point(x: 0, y: sheet.height + unit)
        perRow = max(1, (sheet.width + unit) / cell.x)
        rows = (count + perRow - 1) / perRow
      } else {
        origin = Point(x: sheet.width + 2 * unit, y: 0)
        rows = max(1, sheet.height / max(1, cell.y))
        perRow = (count + rows - 1) / rows
      }
    }

    var right: Int { origin.x + perRow * cell.x }
    var bottom: Int { origin.y + rows * cell.y }

    func corner(_ index: Int) -> Point {
      Point(x: origin.x + index % perRow * cell.x, y: origin.y + index / perRow * cell.y)
    }
  }

  /// Places that share a marker.
  struct Mark {
    var first: RuleFinding
    var place: Rectangle
    var count = 1
  }

  private static func clusters(
    _ findings: [RuleFinding], unit: Int, _ sheet: ReadSheet
  ) -> [Mark] {
    let page = Rectangle(left: 0, top: 0, right: sheet.width, bottom: sheet.height)
    var marks: [Mark] = []
    var known: [[Int]: Int] = [:]
    for finding in findings {
      let place = finding.place
      let size = 3 * max(1, unit)
      let rule = DesignRule.allCases.firstIndex(of: finding.rule) ?? 0
      let key = [
        rule, finding.severity == .error ? 0 : 1, (place.left + place.right) / 2 / size,
        (place.top + place.bottom) / 2 / size,
      ]
      if let mark = known[key] {
        marks[mark].count += 1
        marks[mark].place = marks[mark].place.joined(place)
      } else {
        known[key] = marks.count
        marks.append(Mark(first: finding, place: place))
      }
    }
    // Each rule's first place before any rule's second, errors before warnings; what says something of the whole page
    // needs no marker but a line.
    var seen: [[Int]: Int] = [:]
    let turns = marks.map { mark -> [Int] in
      let isError = mark.first.severity == .error
      let rule = DesignRule.allCases.firstIndex(of: mark.first.rule) ?? 0
      seen[[rule, isError ? 0 : 1], default: 0] += 1
      return [
        mark.place == page ? 1 : 0, seen[[rule, isError ? 0 : 1], default: 0], isError ? 0 : 1,
        rule,
      ]
    }
    return marks.indices.sorted { turns[$0].lexicographicallyPrecedes(turns[$1]) }
      .map { marks[$0] }
  }

  private static func heading(
    _ picture: inout PictureBytes, _ sheet: ReadSheet, _ findings: [RuleFinding],
    _ process: Process, _ unit: Int
  ) {
    let errors = findings.count { $0.severity == .error }
    picture.text(
      "\(sheet.folder): errors \(errors), warnings \(findings.count - errors)", x: unit,
      y: 3 * unit, size: 2 * unit, "font-weight=\"bold\"")
    var x = unit
    for layer in sheet.layers {
      picture.rectangle(
        Rectangle(left: x, top: 4 * unit, right: x + 2 * unit, bottom: 4 * unit + 3 * unit / 2),
        "fill=\"\(colour(layer.name, process))\"")
      picture.text(
        layer.name, x: x + 5 * unit / 2, y: 4 * unit + 13 * unit / 10, size: 8 * unit / 5)
      x += 16 * unit
    }
  }

  private static func colour(_ layer: String, _ process: Process) -> String {
    MaskLayer(rawValue: layer).map { process.colour($0) } ?? "#c79ad1"
  }

  /// The shapes of a layer, or those that meet a place.
  private static func draw(
    _ layer: ReadLayer, _ process: Process, within place: Rectangle?, _ picture: inout PictureBytes
  ) {
    let isWindow = layer.name == MaskLayer.mos2Window.rawValue
    let opacity = isWindow ? 0.35 : layer.name == MaskLayer.agBottom.rawValue ? 1 : 0.8
    picture.add("<g fill=\"\(colour(layer.name, process))\" fill-opacity=\"\(opacity)\" ")
    picture.add("fill-rule=\"evenodd\">\n")
    for shape in layer.shapes {
      if let place, shape.bounds.shared(place) == nil { continue }
      picture.path(shape.points)
    }
    picture.add("</g>\n")
  }

  private static func markers(
    _ picture: inout PictureBytes, _ marks: [Mark], _ sheet: ReadSheet, _ unit: Int
  ) {
    var labels: [Point] = []
    // Numbers keep off the markers as well as off each other.
    let boxes = marks.prefix(numbered).map { $0.place.grown(by: 2 * unit) }
      .filter { $0.width < sheet.width / 4 }
    for (index, mark) in marks.enumerated() {
      let colour = mark.first.severity == .error ? "#d00000" : "#e07000"
      let place = mark.place
      if place.width >= sheet.width && place.height >= sheet.height { continue }
      let grow = max(unit / 4, (3 * unit / 2 - min(place.width, place.height)) / 2)
      let box = place.grown(by: grow)
      picture.rectangle(
        box, "fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(millimetres(unit / 5))\"")
      if index >= numbered { continue }
      let label = labelPlace(box, labels, boxes, sheet, unit)
      labels.append(label)
      let start = Point(
        x: min(max(label.x, box.left), box.right), y: min(max(label.y, box.top), box.bottom))
      picture.line(start, label, "stroke=\"\(colour)\" stroke-width=\"\(millimetres(unit / 6))\"")
      picture.badge("\(index + 1)", at: label, radius: 6 * unit / 5, colour)
    }
  }

  /// Near its box, on the page, and clear of other labels.
  private static func labelPlace(
    _ box: Rectangle, _ taken: [Point], _ boxes: [Rectangle], _ sheet: ReadSheet, _ unit: Int
  ) -> Point {
    var best = Point(x: box.right, y: box.top)
    for distance in 2...12 {
      for (x, y) in Shift.directions {
        let reach = distance * unit
        let place = Point(
          x: x < 0 ? box.left - reach : x > 0 ? box.right + reach : (box.left + box.right) / 2,
          y: y < 0 ? box.top - reach : y > 0 ? box.bottom + reach : (box.top + box.bottom) / 2)
        best = place
        if place.x < 0 || place.y < 0 || place.x > sheet.width || place.y > sheet.height {
          continue
        }
        let isClear = taken.allSatisfy {
          abs($0.x - place.x) > 5 * unit / 2 || abs($0.y - place.y) > 5 * unit / 2
        }
        let isOff = boxes.allSatisfy {
          place.x < $0.left || place.x > $0.right || place.y < $0.top || place.y > $0.bottom
        }
        if isClear && isOff { return place }
      }
    }
    return Point(x: min(max(0, best.x), sheet.width), y: min(max(0, best.y), sheet.height))
  }

  /// A line of the legend: the number, the place enlarged, the rule and what is wrong.
  private static func entry(
    _ picture: inout PictureBytes, _ mark: Mark, number: Int, at corner: Point,
    _ sheet: ReadSheet, _ process: Process, _ unit: Int
  ) {
    let colour = mark.first.severity == .error ? "#d00000" : "#e07000"
    let first = mark.first.place
    let side = min(
      max(5 * max(first.width, first.height) / 2, 800_000), max(sheet.width, sheet.height))
    let view = Rectangle(
      left: (first.left + first.right - side) / 2, top: (first.top + first.bottom - side) / 2,
      right: (first.left + first.right + side) / 2, bottom: (first.top + first.bottom + side) / 2)
    let tile = 12 * unit
    picture.openView(view, at: corner, side: tile)
    picture.rectangle(view, "fill=\"#fbfbf8\"")
    for layer in sheet.layers { draw(layer, process, within: view, &picture) }
    picture.rectangle(
      first.grown(by: side / 100),
      "fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(millimetres(side / 80))\"")
    picture.add("</svg>\n")
    picture.rectangle(
      Rectangle(
        left: corner.x, top: corner.y, right: corner.x + tile, bottom: corner.y + tile),
      "fill=\"none\" stroke=\"#999999\" stroke-width=\"\(millimetres(unit / 10))\"")
    let left = corner.x + tile + 4 * unit
    picture.badge(
      "\(number)", at: Point(x: left - 2 * unit, y: corner.y + 3 * unit / 2),
      radius: 6 * unit / 5, colour)
    picture.text(
      "\(mark.first.severity.rawValue): \(mark.first.rule.title)", x: left,
      y: corner.y + 2 * unit, size: 3 * unit / 2, "font-weight=\"bold\" fill=\"\(colour)\"")
    var text = mark.count > 1 ? "\(mark.count) places; the first: " : ""
    text += mark.first.message
    text += "; x \(millimetres(first.left)), y \(millimetres(first.top)) mm"
    if let cell = mark.first.cell { text += "; cell \(cell)" }
    text += "; picture \(millimetres(side)) mm wide"
    for (row, line) in wrap(text, at: 42).prefix(5).enumerated() {
      picture.text(
        line, x: left, y: corner.y + (4 + 2 * row) * unit + unit / 4, size: 7 * unit / 5)
    }
  }

  private static func wrap(_ text: String, at limit: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < limit {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
