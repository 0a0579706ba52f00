internal import CrossbarLayout

/// The bytes of an SVG picture as they grow; lengths come in nanometres and leave in millimetres.
struct PictureBytes {
  private var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func add(_ text: String) { bytes += text.utf8 }

  /// A length with at most four decimals, cut off.
  mutating func length(_ value: Int) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    integer(whole)
    var digits = rest / 100
    if digits == 0 { return }
    bytes.append(UInt8(ascii: "."))
    var scale: UInt = 1_000
    while digits > 0 {
      bytes.append(48 + UInt8(digits / scale))
      digits %= scale
      scale /= 10
    }
  }

  private mutating func integer(_ value: UInt) {
    if value >= 10 { integer(value / 10) }
    bytes.append(48 + UInt8(value % 10))
  }

  private mutating func attribute(_ name: String, _ value: Int) {
    add(" \(name)=\"")
    length(value)
    add("\"")
  }

  mutating func open(width: Int, height: Int) {
    add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"")
    add(" width=\"\(millimetres(width))mm\" height=\"\(millimetres(height))mm\"")
    add(
      " viewBox=\"0 0 \(millimetres(width)) \(millimetres(height))\" font-family=\"sans-serif\">\n")
  }

  /// A nested square page that shows a part of the outer one.
  mutating func openView(_ view: Rectangle, at corner: Point, side: Int) {
    add("<svg")
    attribute("x", corner.x)
    attribute("y", corner.y)
    attribute("width", side)
    attribute("height", side)
    add(" viewBox=\"")
    for (index, value) in [view.left, view.top, view.width, view.height].enumerated() {
      if index > 0 { add(" ") }
      length(value)
    }
    add("\">\n")
  }

  mutating func path(_ points: [MaskPoint]) {
    add("<path d=\"")
    for (index, point) in points.enumerated() {
      bytes.append(index == 0 ? UInt8(ascii: "M") : UInt8(ascii: "L"))
      length(Int(point.x))
      bytes.append(UInt8(ascii: ","))
      length(Int(point.y))
    }
    add("Z\"/>\n")
  }

  mutating func rectangle(_ place: Rectangle, _ style: String) {
    add("<rect")
    attribute("x", place.left)
    attribute("y", place.top)
    attribute("width", place.width)
    attribute("height", place.height)
    add(" \(style)/>\n")
  }

  mutating func line(_ from: Point, _ to: Point, _ style: String) {
    add("<line")
    attribute("x1", from.x)
    attribute("y1", from.y)
    attribute("x2", to.x)
    attribute("y2", to.y)
    add(" \(style)/>\n")
  }

  /// A number in a disc.
  mutating func badge(_ number: String, at centre: Point, radius: Int, _ colour: String) {
    add("<circle")
    attribute("cx", centre.x)
    attribute("cy", centre.y)
    attribute("r", radius)
    add(" fill=\"\(colour)\"/>\n")
    text(
      number, x: centre.x, y: centre.y + radius / 2, size: 13 * radius / 10,
      "fill=\"#ffffff\" text-anchor=\"middle\"")
  }

  mutating func text(_ text: String, x: Int, y: Int, size: Int, _ style: String = "") {
    add("<text")
    attribute("x", x)
    attribute("y", y)
    attribute("font-size", size)
    add(" \(style)>")
    for character in text.utf8 {
      switch character {
      case UInt8(ascii: "&"): add("&amp;")
      case UInt8(ascii: "<"): add("&lt;")
      case UInt8(ascii: ">"): add("&gt;")
      default: bytes.append(character)
      }
    }
    add("</text>\n")
  }
}
