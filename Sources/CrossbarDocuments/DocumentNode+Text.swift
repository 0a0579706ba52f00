public import CrossbarCore

extension DocumentNode {
  /// The value as a YAML document, ending in a line end.
  public var text: String {
    let sink = ByteSink()
    write(to: sink)
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  /// Writes the value as a YAML document, ending in a line end.
  public func write(to sink: ByteSink) {
    writeComments(to: sink, indent: 0, isFirst: true)
    if isBlock {
      writeNote(to: sink, isAlone: true)
      writeBlock(to: sink, indent: 0, startsLine: true)
    } else {
      writeInline(to: sink)
      writeNote(to: sink)
      sink.endLine()
    }
  }

  /// Whether the value takes lines of its own.
  private var isBlock: Bool {
    switch content {
    case .list(let elements): !isFlow && !elements.isEmpty
    case .mapping(let members): !isFlow && !members.isEmpty
    default: false
    }
  }

  /// A block list or mapping; where it does not start a line, its first line continues the one begun.
  private func writeBlock(to sink: ByteSink, indent: Int, startsLine: Bool) {
    switch content {
    case .list(let elements):
      for (index, element) in elements.enumerated() {
        if index > 0 || startsLine {
          element.writeComments(to: sink, indent: indent, isFirst: index == 0)
          Self.pad(sink, indent)
        }
        sink.append("-")
        element.writeElement(to: sink, indent: indent)
      }
    case .mapping(let members):
      precondition(Set(members.map(\.key)).count == members.count, "a key stands twice")
      for (index, member) in members.enumerated() {
        if index > 0 || startsLine {
          member.value.writeComments(to: sink, indent: indent, isFirst: index == 0)
          Self.pad(sink, indent)
        }
        sink.append(text: Self.scalar(member.key))
        sink.append(":")
        member.value.writeMember(to: sink, indent: indent)
      }
    default: preconditionFailure("not a block")
    }
  }

  /// What follows the dash of a list's element.
  private func writeElement(to sink: ByteSink, indent: Int) {
    guard isBlock else { return writeRest(to: sink) }
    // A comment above the block's first line would break that line in two, so such a block begins on its own.
    if noteBeside != nil || firstChild?.linesAbove.isEmpty == false {
      writeNote(to: sink)
      sink.endLine()
      writeBlock(to: sink, indent: indent + 2, startsLine: true)
    } else {
      sink.append(" ")
      writeBlock(to: sink, indent: indent + 2, startsLine: false)
    }
  }

  /// What follows the colon of a mapping's key.
  private func writeMember(to sink: ByteSink, indent: Int) {
    guard isBlock else { return writeRest(to: sink) }
    writeNote(to: sink)
    sink.endLine()
    writeBlock(to: sink, indent: indent + 2, startsLine: true)
  }

  private func writeRest(to sink: ByteSink) {
    sink.append(" ")
    writeInline(to: sink)
    writeNote(to: sink)
    sink.endLine()
  }

  private var firstChild: DocumentNode? {
    switch content {
    case .list(let elements): elements.first
    case .mapping(let members): members.first?.value
    default: nil
    }
  }

  /// The value on one line.
  private func writeInline(to sink: ByteSink) {
    switch content {
    case .text(let text): sink.append(text: Self.scalar(text))
    case .integer(let integer): sink.append(text: "\(integer)")
    case .number(let number): sink.append(text: Self.decimal(number))
    case .bool(let bool): sink.append(text: bool ? "true" : "false")
    case .null: sink.append("null")
    case .list(let elements):
      sink.append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { sink.append(", ") }
        element.writeInline(to: sink)
      }
      sink.append("]")
    case .mapping(let members):
      if members.isEmpty { return sink.append("{}") }
      precondition(Set(members.map(\.key)).count == members.count, "a key stands twice")
      sink.append("{ ")
      for (index, member) in members.enumerated() {
        if index > 0 { sink.append(", ") }
        sink.append(text: Self.scalar(member.key))
        sink.append(": ")
        member.value.writeInline(to: sink)
      }
      sink.append(" }")
    }
  }

  private func writeComments(to sink: ByteSink, indent: Int, isFirst: Bool) {
    if isSpaced && !isFirst { sink.endLine() }
    for line in linesAbove {
      Self.pad(sink, indent)
      sink.append(text: line.isEmpty ? "#" : "# \(Self.printable(line))")
      sink.endLine()
    }
  }

  private func writeNote(to sink: ByteSink, isAlone: Bool = false) {
    guard let noteBeside else { return }
    sink.append(text: "\(isAlone ? "" : " ")# \(Self.printable(noteBeside))")
    if isAlone { sink.endLine() }
  }

  private static func pad(_ sink: ByteSink, _ count: Int) {
    for _ in 0..<count { sink.append(byte: 0x20) }
  }
}

extension DocumentNode {
  /// A number in the shortest form that reads back as the same, with the point that YAML 1.1 wants before an exponent.
  static func decimal(_ number: Double) -> String {
    precondition(number.isFinite, "a document holds finite numbers")
    if number == number.rounded(), number.magnitude < 1e15 { return String(Int(number)) }
    let text = number.description
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return "\(text[..<exponent]).0\(text[exponent...])"
  }

  /// A text as a scalar that reads back as this text and nothing else: plain where it is plainly a text, else quoted.
  /// (Yams drops a byte order mark at the head of a text.)
  static func scalar(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  /// Words that some YAML takes for something other than a text.
  private static let reserved: Set<String> = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "inf", "nan",
  ]

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, last != 0x20 else { return false }
    guard isLetter(first), !reserved.contains(text.lowercased()) else { return false }
    return text.utf8.allSatisfy { byte in
      if isLetter(byte) || (0x30...0x39).contains(byte) { return true }
      switch byte {
      // Space, '%', '(', ')', '+', '-', '.', '/', '=', '_'.
      case 0x20, 0x25, 0x28, 0x29, 0x2B, 0x2D, 0x2E, 0x2F, 0x3D, 0x5F: return true
      default: return false
      }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
      case _ where scalar.value <= 0xFF: result += "\\x" + hex(scalar.value, 2)
      case _ where scalar.value <= 0xFFFF: result += "\\u" + hex(scalar.value, 4)
      default: result += "\\U" + hex(scalar.value, 8)
      }
    }
    return result + "\""
  }

  private static func hex(_ value: UInt32, _ digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// Whether a character may stand in a YAML file as itself and breaks no line.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2028, 0x2029, 0xFEFF: false
    case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// A comment's line with what may not stand in a file replaced.
  private static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(
        isPrintable(scalar) ? scalar : scalar == "\t" ? " " : "\u{FFFD}")
    }
    return result
  }
}
