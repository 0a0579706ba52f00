public import CrossbarCore

extension ProcessFile {
  /// A process file's text with another `geometry.style`; everything else stays as it is, comments included.
  ///
  /// - Throws: `process/style` where `geometry` is not written as a block.
  public static func setting(
    style: LayoutStyle, in text: String, file: String
  ) throws(Diagnostics) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard
      let start = lines.firstIndex(where: {
        $0.hasPrefix("geometry:") && $0.dropFirst(9).allSatisfy { $0 == " " || $0 == "\r" }
          || $0.hasPrefix("geometry: #") || $0.hasPrefix("geometry:  #")
      }),
      let first = lines[(start + 1)...].firstIndex(where: { isEntry($0) }),
      case let indent = lines[first].prefix(while: { $0 == " " }), !indent.isEmpty
    else {
      throw Diagnostics(
        .error(
          "process/style", "the style cannot be set here: geometry is not a block of lines",
          at: .init(file: file, element: "geometry"),
          help: "write style: \(style.rawValue) into geometry yourself"))
    }
    let entry = "\(indent)style: \(style.rawValue)"
    for index in lines[first...].indices {
      let line = lines[index]
      if isEntry(line) && !line.hasPrefix(indent) { break }
      if line.hasPrefix("\(indent)style:") {
        let comment = line.firstIndex(of: "#").map { " " + line[$0...] } ?? ""
        lines[index] = entry + comment
        return lines.joined(separator: "\n")
      }
    }
    lines.insert(entry, at: first)
    return lines.joined(separator: "\n")
  }

  /// Whether a line is neither empty nor a comment.
  private static func isEntry(_ line: String) -> Bool {
    line.first { $0 != " " && $0 != "\r" }.map { $0 != "#" } ?? false
  }
}
