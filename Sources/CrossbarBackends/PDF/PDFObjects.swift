internal import CrossbarCore

/// The numbered objects of a PDF file, and the file around them.
///
/// After ISO 32000-1:2008, 7.5 (file structure). Nothing in it depends on the time or the machine.
struct PDFObjects {
  /// Number of the catalogue.
  static let catalogue = 1
  /// Number of the document's description.
  static let description = 2
  private var bodies: [String] = ["", ""]

  /// The number that the next object gets.
  var nextNumber: Int { bodies.count + 1 }

  /// Sets an object that has its number already.
  mutating func set(_ number: Int, _ body: String) {
    bodies[number - 1] = body
  }

  /// Adds an object and returns its number.
  mutating func add(_ body: String) -> Int {
    bodies.append(body)
    return bodies.count
  }

  /// Adds a stream and returns its number; `entries` are those of its dictionary beside the length.
  mutating func add(stream: String, _ entries: String = "") -> Int {
    let space = entries.isEmpty ? "" : " "
    return add(
      "<< \(entries)\(space)/Length \(stream.utf8.count) >>\nstream\n\(stream)\nendstream")
  }

  /// Writes header, objects, cross-reference table and trailer.
  func write(to sink: ByteSink) {
    // Four bytes above 127 tell file transfers that this is not text; here they are two letters in UTF-8.
    sink.append("%PDF-1.5\n%âã\n")
    var offsets: [Int] = []
    for (index, body) in bodies.enumerated() {
      offsets.append(sink.totalCount)
      sink.append(index + 1)
      sink.append(" 0 obj\n")
      sink.append(text: body)
      sink.append("\nendobj\n")
    }
    let table = sink.totalCount
    sink.append("xref\n0 ")
    sink.append(bodies.count + 1)
    // Every entry is 20 bytes long.
    sink.append("\n0000000000 65535 f \n")
    for offset in offsets {
      sink.append(offset, minimumDigits: 10)
      sink.append(" 00000 n \n")
    }
    sink.append(
      text: "trailer\n<< /Size \(bodies.count + 1) /Root \(Self.catalogue) 0 R "
        + "/Info \(Self.description) 0 R >>\nstartxref\n\(table)\n%%EOF\n")
  }

  /// A text string of any characters: UTF-16, big end first, with its mark, in hexadecimal.
  static func string(_ text: String) -> String {
    let units = [0xFEFF] + text.utf16.map(Int.init)
    return "<"
      + units.map { unit in
        let digits = String(unit, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
      }.joined() + ">"
  }
}
