public import CrossbarCore

/// A JSON value to be written, with its keys in the order given.
public indirect enum JSONValue: Sendable {
  case string(String)
  case integer(Int)
  case unsigned(UInt64)
  /// Written in its shortest form that reads back as the same number; must be finite.
  case number(Double)
  case bool(Bool)
  case null
  /// One element a line.
  case array([JSONValue])
  /// All elements on one line.
  case row([JSONValue])
  case object([(String, JSONValue)])
  /// All members on one line.
  case inlineObject([(String, JSONValue)])
  /// Whole numbers, one row of `columns` a line; saves memory where there are many.
  case codes([Int32], columns: Int)
  /// Single-precision numbers in their shortest form, one row of `columns` a line; all must be finite.
  case singles([Float], columns: Int)

  /// Writes the value and a final line end.
  public func write(to sink: ByteSink) {
    write(to: sink, indent: 0)
    sink.endLine()
  }

  /// The value as text, ending in a line end.
  public var text: String {
    let sink = ByteSink()
    write(to: sink)
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  private func write(to sink: ByteSink, indent: Int) {
    switch self {
    case .string(let text): Self.write(text, to: sink)
    case .integer(let value): sink.append(value)
    case .unsigned(let value): sink.append(text: "\(value)")
    case .number(let value):
      precondition(value.isFinite, "JSON holds finite numbers")
      sink.append(value)
    case .bool(let value): sink.append(text: value ? "true" : "false")
    case .null: sink.append("null")
    case .row(let elements):
      sink.append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { sink.append(", ") }
        element.write(to: sink, indent: indent)
      }
      sink.append("]")
    case .array(let elements):
      Self.writeBlock(to: sink, "[", "]", indent: indent, count: elements.count) { index in
        elements[index].write(to: sink, indent: indent + 2)
      }
    case .object(let members):
      Self.writeBlock(to: sink, "{", "}", indent: indent, count: members.count) { index in
        Self.write(members[index].0, to: sink)
        sink.append(": ")
        members[index].1.write(to: sink, indent: indent + 2)
      }
    case .inlineObject(let members):
      sink.append("{")
      for (index, member) in members.enumerated() {
        if index > 0 { sink.append(", ") }
        Self.write(member.0, to: sink)
        sink.append(": ")
        member.1.write(to: sink, indent: indent)
      }
      sink.append("}")
    case .codes(let codes, let columns):
      Self.writeRows(codes, columns, to: sink, indent: indent) { sink.append(Int($0)) }
    case .singles(let numbers, let columns):
      Self.writeRows(numbers, columns, to: sink, indent: indent) {
        precondition($0.isFinite, "JSON holds finite numbers")
        sink.append(text: "\($0)")
      }
    }
  }

  private static func writeRows<Element>(
    _ elements: [Element], _ columns: Int, to sink: ByteSink, indent: Int,
    _ write: (Element) -> Void
  ) {
    let rows = columns == 0 ? 0 : elements.count / columns
    writeBlock(to: sink, "[", "]", indent: indent, count: rows) { row in
      sink.append("[")
      for column in 0..<columns {
        if column > 0 { sink.append(", ") }
        write(elements[row * columns + column])
      }
      sink.append("]")
    }
  }

  private static func writeBlock(
    to sink: ByteSink, _ open: StaticString, _ close: StaticString, indent: Int, count: Int,
    _ element: (Int) -> Void
  ) {
    sink.append(open)
    for index in 0..<count {
      if index > 0 { sink.append(",") }
      sink.endLine()
      pad(sink, indent + 2)
      element(index)
    }
    if count > 0 {
      sink.endLine()
      pad(sink, indent)
    }
    sink.append(close)
  }

  private static func pad(_ sink: ByteSink, _ count: Int) {
    for _ in 0..<count { sink.append(byte: 0x20) }
  }

  private static func write(_ text: String, to sink: ByteSink) {
    sink.append("\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": sink.append("\\\"")
      case "\\": sink.append("\\\\")
      case "\n": sink.append("\\n")
      case "\t": sink.append("\\t")
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        sink.append(text: "\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: sink.append(text: String(scalar))
      }
    }
    sink.append("\"")
  }
}
