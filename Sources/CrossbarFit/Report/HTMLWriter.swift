/// Writes a page of HTML, everything escaped.
struct HTMLWriter {
  private(set) var text: String

  /// Begins a page.
  init(title: String) {
    text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>\(Self.escaped(title))</title>
      <style>
      body { font: 15px/1.5 Helvetica, Arial, sans-serif; color: #222; max-width: 1100px; margin: 2em auto; padding: 0 1em }
      h1 { font-size: 1.6em } h2 { margin-top: 2em; border-bottom: 1px solid #ccc } h3 { margin-top: 1.5em }
      table { border-collapse: collapse; margin: 0.7em 0 } th, td { padding: 2px 10px; text-align: left }
      th { border-bottom: 1px solid #888 } tr:nth-child(even) td { background: #f4f6fa }
      figure { display: inline-block; margin: 0.5em 1em 0.5em 0; vertical-align: top } figcaption { color: #555; font-size: 0.9em }
      figcaption { max-width: 520px } img { max-width: 95vw }
      .warning { color: #8a1020 } code { overflow-wrap: anywhere }
      </style>
      </head>
      <body>

      """
  }

  /// `<`, `>`, `&` and quotes as entities; control characters dropped.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  mutating func heading(_ level: Int, _ title: String) {
    text += "<h\(level)>\(Self.escaped(title))</h\(level)>\n"
  }

  mutating func paragraph(_ sentence: String, isWarning: Bool = false) {
    text += "<p\(isWarning ? " class=\"warning\"" : "")>\(Self.escaped(sentence))</p>\n"
  }

  mutating func list(_ items: [String]) {
    if items.isEmpty { return }
    text += "<ul>\n"
    for item in items { text += "<li>\(Self.escaped(item))</li>\n" }
    text += "</ul>\n"
  }

  mutating func table(_ headings: [String], _ rows: [[String]]) {
    text += "<table>\n<tr>" + headings.map { "<th>\(Self.escaped($0))</th>" }.joined() + "</tr>\n"
    for row in rows {
      text += "<tr>" + row.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>\n"
    }
    text += "</table>\n"
  }

  /// A picture with its caption; `path` is relative to the page, `width` in pixels.
  mutating func figure(_ path: String, caption: String, width: Int) {
    let source = Self.escaped(Self.address(path))
    text += "<figure><a href=\"\(source)\">"
    text += "<img width=\"\(width)\" src=\"\(source)\" alt=\"\(Self.escaped(caption))\"></a>"
    text += "<figcaption>\(Self.escaped(caption))</figcaption></figure>\n"
  }

  /// A relative path as an address: what is no plain letter becomes a percent sign and two digits.
  static func address(_ path: String) -> String {
    let hexadecimal = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "/"):
        bytes.append(byte)
      default:
        bytes += [
          UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)],
        ]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Ends the page.
  mutating func end() {
    text += "</body>\n</html>\n"
  }
}
