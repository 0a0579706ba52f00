internal import CrossbarArray
internal import CrossbarCore

/// Looks through the user's own transistor before it is copied beside the decks: the card or subcircuit must be there,
/// under its name and with its pins, and must bring nothing along that a deck would stumble over.
enum TransistorModelFile {
  /// Largest file that is taken.
  static let largest = 4 << 20

  /// Why a file cannot lie beside the decks under the last component of its path, or nil.
  static func whyNotNamed(_ path: String) -> String? {
    let name = TransistorModel.fileName(of: path)
    if name.isEmpty || name.hasPrefix(".") || name.utf8.count > 100 || path.hasSuffix("/") {
      return "'\(path)' names no file"
    }
    guard name.utf8.allSatisfy({ isWord($0) || $0 == 0x2E || $0 == 0x2D }) else {
      return "the file's name, '\(name)', may hold letters, digits, '.', '_' and '-' only"
    }
    let lower = name.lowercased()
    if ["cell.lib", "memristor.va"].contains(lower)
      || [".cir", ".sp", ".scs"].contains(where: { lower.hasSuffix($0) })
    {
      return "'\(name)' is a name that the decks themselves may have"
    }
    return nil
  }

  /// Whether a text is the name of a card or subcircuit in every simulator.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isWord(first), first != 0x5F, !(48...57).contains(first)
    else { return false }
    return text.utf8.count <= 64 && text.utf8.allSatisfy(isWord)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || byte == 0x5F
  }

  /// Everything wrong with a model file, with its lines.
  static func findings(_ model: TransistorModel, isSubcircuit: Bool) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    func report(_ message: String, line: Int? = nil, help: String? = nil) {
      findings.append(
        .error(
          "process/model", message, at: .init(file: model.path, line: line, element: model.name),
          help: help))
    }
    guard model.text.utf8.count <= largest else {
      report("the file holds \(model.text.utf8.count) bytes; at most \(largest) are taken")
      return findings
    }
    let name = model.name.lowercased()
    var found = 0
    var depth = 0
    var isInside = false
    let lines = logicalLines(model.text)
    let cards = lines.compactMap {
      $0.words[0] == ".model" && $0.words.count > 1 ? $0.words[1] : nil
    }
    for (line, words) in lines {
      switch words[0] {
      case ".model":
        if depth == 0 { taken(words, line, report) }
        if !isSubcircuit && depth == 0 && isCard(words, name) {
          found += 1
          if words.count < 3 || !words[2].hasPrefix("nmos") {
            report(
              "the card is of type '\(words.count > 2 ? words[2] : "")'; it must be nmos",
              line: line)
          }
        }
      case ".subckt":
        if depth == 0 { taken(words, line, report) }
        if isSubcircuit && depth == 0 && words.count > 1 && words[1] == name {
          found += 1
          isInside = true
          pins(words, line, report)
        }
        depth += 1
      case ".ends":
        depth -= 1
        if depth < 0 { report(".ends without .subckt", line: line) }
        depth = max(depth, 0)
        if depth == 0 { isInside = false }
      case ".param", ".params", ".csparam":
        if depth == 0 { parameters(words, line, report) }
      case ".include", ".inc", ".lib":
        report(
          "'\(words[0])' reads another file; only this one is copied beside the decks",
          line: line, help: "put everything that the transistor needs into one file")
      case ".end", ".endl", ".control", ".endc", ".tran", ".op", ".dc", ".ac", ".save", ".option",
        ".options", ".temp", ".global":
        report("'\(words[0])' does not belong in the file of one transistor", line: line)
      default:
        if depth == 0 && !words[0].hasPrefix(".") {
          report("'\(words[0])' stands outside a subcircuit and would join the deck", line: line)
        }
        if isInside, words[0].hasPrefix("m"), words.count > 5, !words[5].contains("="),
          !cards.contains(where: { $0 == words[5] || $0.hasPrefix("\(words[5]).") })
        {
          report(
            "'\(words[0])' has the model '\(words[5])', which the file does not hold", line: line)
        }
      }
    }
    if depth > 0 { report("a .subckt has no .ends") }
    let wanted = isSubcircuit ? ".subckt" : ".model"
    if found == 0 { report("there is no line '\(wanted) \(model.name)'") }
    if isSubcircuit && found > 1 {
      report("there are \(found) lines '\(wanted) \(model.name)'")
    }
    return findings
  }

  /// A card by its own name, or one of its bins: `nch`, `nch.1`.
  private static func isCard(_ words: [String], _ name: String) -> Bool {
    guard words.count > 1 else { return false }
    return words[1] == name
      || words[1].hasPrefix("\(name).") && Int(words[1].dropFirst(name.count + 1)) != nil
  }

  /// Names that the decks use for themselves.
  private static func taken(
    _ words: [String], _ line: Int, _ report: (String, Int?, String?) -> Void
  ) {
    guard words.count > 1 else { return }
    let isTile =
      words[1].first == "t" && words[1].count > 2 && words[1].dropFirst().allSatisfy(\.isNumber)
    if isTile || ["cell", "memristor", "memristor_wear", "enable"].contains(words[1]) {
      report("'\(words[1])' is a name that the decks use themselves", line, nil)
    }
  }

  /// Parameters of the decks: what a file defines under such a name it would change in all of them.
  private static func parameters(
    _ words: [String], _ line: Int, _ report: (String, Int?, String?) -> Void
  ) {
    let corners = ["start", "top", "fall", "end"]
    let own =
      ["active_row", "all_dynamic", "write_v", "read_v", "word_on_v", "driver_ohm", "threshold_a"]
      + ["set", "reset", "read"].flatMap { pulse in corners.map { "\(pulse)_\($0)" } }
    for word in words.dropFirst() {
      guard let equals = word.firstIndex(of: "=") else { continue }
      let name = String(word[..<equals])
      let isNumbered = ["d", "z", "c"].contains {
        name.hasPrefix($0) && name.count > 1 && name.dropFirst().allSatisfy(\.isNumber)
      }
      let isOfFamily = ["sel_", "bad_", "drawn_", "corner_", "limiter_"].contains {
        name.hasPrefix($0)
      }
      if own.contains(name) || isNumbered || isOfFamily {
        report(
          "'\(name)' is a parameter of the decks themselves", line,
          "rename it, or move it into the subcircuit")
      }
    }
  }

  private static func pins(
    _ words: [String], _ line: Int, _ report: (String, Int?, String?) -> Void
  ) {
    let rest = words.dropFirst(2)
    let end = rest.firstIndex { $0.contains("=") || $0 == "params:" } ?? rest.endIndex
    let pins = rest[..<end]
    if pins.count != 4 {
      report(
        "the subcircuit has \(pins.count) pins; drain, gate, source and bulk are wanted", line, nil)
    }
    if pins.count == 4, Set(pins) == ["d", "g", "s", "b"], Array(pins) != ["d", "g", "s", "b"] {
      report(
        "the subcircuit's pins are \(pins.joined(separator: " ")); they must stand in the order d g s b",
        line, nil)
    }
    let parameters = rest[end...].compactMap { word in
      word.firstIndex(of: "=").map { String(word[..<$0]) }
    }
    for parameter in ["w", "l"] where !parameters.contains(parameter) {
      report(
        "the subcircuit has no parameter \(parameter)", line,
        "width and length are handed over in metres as w and l")
    }
  }

  /// Lines in lower case, continued ones joined, comments and blank lines dropped, `a = b` as `a=b`; with the number of
  /// the first line of each.
  private static func logicalLines(_ text: String) -> [(line: Int, words: [String])] {
    var lines: [(line: Int, text: String)] = []
    var number = 0
    for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      var line = raw.drop { $0 == " " || $0 == "\t" }
      if let comment = line.firstIndex(where: { $0 == ";" || $0 == "$" }) {
        line = line[..<comment]
      }
      if line.isEmpty || line.first == "*" { continue }
      if line.first == "+" {
        if let last = lines.indices.last { lines[last].text += " \(line.dropFirst())" }
      } else {
        lines.append((number, String(line)))
      }
    }
    return lines.compactMap { line, text in
      var words: [String] = []
      var joins = false
      for word in text.lowercased().split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," })
      {
        if joins || word.first == "=", let last = words.indices.last {
          words[last] += word
        } else {
          words.append(String(word))
        }
        joins = word.last == "="
      }
      return words.isEmpty ? nil : (line, words)
    }
  }
}
