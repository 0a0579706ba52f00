public import CrossbarCore

/// Collects everything wrong with one document, so that the user sees it all at once.
public final class DocumentReader {
  /// The file as named in diagnostics.
  public let file: String
  /// Findings so far.
  public private(set) var findings: [Diagnostic] = []

  public init(file: String) {
    self.file = file
  }

  /// Records a finding at a line of the file.
  public func report(_ id: String, _ message: String, line: Int, help: String? = nil) {
    findings.append(.error(id, message, at: .init(file: file, line: line), help: help))
  }

  /// Throws if anything was reported.
  public func finish() throws(Diagnostics) {
    try findings.throwIfErrors()
  }

  /// The document's root as a mapping; an empty mapping, with a finding, if it is something else.
  public func root(_ value: DocumentValue) -> DocumentMapping {
    DocumentMapping(value, path: "", reader: self)
  }
}

/// A mapping of a document being read: remembers which keys were asked for and reports the others.
public final class DocumentMapping {
  /// Dotted path of the mapping inside its document; empty at the root.
  public let path: String
  public let line: Int
  /// The keys in the order of the file.
  public var keys: [String] { entries.map(\.key) }
  private let entries: [(key: String, line: Int, value: DocumentValue)]
  private let reader: DocumentReader
  private var asked: [String] = []

  init(_ value: DocumentValue, path: String, reader: DocumentReader) {
    self.path = path
    self.reader = reader
    line = value.line
    if case .mapping(let entries) = value.content {
      self.entries = entries
    } else {
      entries = []
      reader.report(
        "document/type", "\(path.isEmpty ? "the document" : path) must be a mapping", line: line)
    }
  }

  /// Whether a key is present, without asking for it.
  public func contains(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// The raw value of a key, or nil.
  public func value(_ key: String) -> DocumentValue? {
    asked.append(key)
    return entries.first { $0.key == key }?.value
  }

  /// Line of a key's value, or of the mapping where the key is absent.
  public func line(of key: String) -> Int {
    entries.first { $0.key == key }?.value.line ?? line
  }

  /// A nested mapping. Where `key` is absent: nil, and a finding if it is required.
  public func mapping(_ key: String, required: Bool = true) -> DocumentMapping? {
    guard let value = find(key, required: required) else { return nil }
    return DocumentMapping(value, path: join(key), reader: reader)
  }

  /// The elements of a sequence. Where `key` is absent: nil, and a finding if it is required.
  public func sequence(_ key: String, required: Bool = true) -> [DocumentValue]? {
    guard let value = find(key, required: required) else { return nil }
    guard case .sequence(let elements) = value.content else {
      reader.report("document/type", "\(join(key)) must be a list", line: value.line)
      return nil
    }
    return elements
  }

  /// A list of mappings, each read by `read`.
  public func mappings(_ key: String, required: Bool = true) -> [DocumentMapping] {
    (sequence(key, required: required) ?? []).enumerated().map { index, element in
      DocumentMapping(element, path: "\(join(key))[\(index)]", reader: reader)
    }
  }

  /// A finite number inside `range`.
  public func double(
    _ key: String,
    in range: ClosedRange<Double> = -Double
      .greatestFiniteMagnitude...Double.greatestFiniteMagnitude, default fallback: Double? = nil
  ) -> Double? {
    guard let value = find(key, required: fallback == nil) else { return fallback }
    guard case .scalar(let text, isQuoted: false) = value.content, let number = Double(text),
      number.isFinite
    else {
      reader.report("document/type", "\(join(key)) must be a number", line: value.line)
      return nil
    }
    guard range.contains(number) else {
      reader.report(
        "document/range",
        "\(join(key)) is \(text); it must lie between \(range.lowerBound) and \(range.upperBound)",
        line: value.line)
      return nil
    }
    return number
  }

  /// A whole number inside `range`.
  public func integer(
    _ key: String, in range: ClosedRange<Int> = Int.min...Int.max, default fallback: Int? = nil
  ) -> Int? {
    guard let value = find(key, required: fallback == nil) else { return fallback }
    guard case .scalar(let text, isQuoted: false) = value.content, let number = Int(text) else {
      reader.report("document/type", "\(join(key)) must be a whole number", line: value.line)
      return nil
    }
    guard range.contains(number) else {
      reader.report(
        "document/range",
        "\(join(key)) is \(text); it must lie between \(range.lowerBound) and \(range.upperBound)",
        line: value.line)
      return nil
    }
    return number
  }

  /// A text.
  public func string(_ key: String, default fallback: String? = nil) -> String? {
    guard let value = find(key, required: fallback == nil) else { return fallback }
    guard case .scalar(let text, _) = value.content else {
      reader.report("document/type", "\(join(key)) must be a text", line: value.line)
      return nil
    }
    return text
  }

  /// One of a closed set of words.
  public func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, as type: Word.Type, default fallback: Word? = nil
  ) -> Word? where Word.RawValue == String {
    guard let value = find(key, required: fallback == nil) else { return fallback }
    guard case .scalar(let text, _) = value.content, let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      reader.report("document/word", "\(join(key)) must be one of: \(words)", line: value.line)
      return nil
    }
    return word
  }

  /// true or false.
  public func bool(_ key: String, default fallback: Bool? = nil) -> Bool? {
    guard let value = find(key, required: fallback == nil) else { return fallback }
    guard case .scalar(let text, isQuoted: false) = value.content, let bool = Bool(text) else {
      reader.report("document/type", "\(join(key)) must be true or false", line: value.line)
      return nil
    }
    return bool
  }

  /// A list of whole numbers inside `range`, with the line of each.
  public func integers(_ value: DocumentValue, path: String, in range: ClosedRange<Int>) -> [Int]? {
    guard case .sequence(let elements) = value.content else {
      reader.report("document/type", "\(path) must be a list of whole numbers", line: value.line)
      return nil
    }
    var numbers: [Int] = []
    numbers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard case .scalar(let text, isQuoted: false) = element.content, let number = Int(text),
        range.contains(number)
      else {
        reader.report(
          "document/range",
          "\(path)[\(index)] must be a whole number between \(range.lowerBound) and \(range.upperBound)",
          line: element.line)
        return nil
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Reports a finding about one of the mapping's keys.
  public func report(_ id: String, _ message: String, key: String, help: String? = nil) {
    reader.report(id, message, line: line(of: key), help: help)
  }

  /// Reports a finding at a line of the mapping's document.
  public func report(_ id: String, _ message: String, line: Int, help: String? = nil) {
    reader.report(id, message, line: line, help: help)
  }

  /// Reports every key that nobody asked for, with the nearest known one.
  public func end() {
    for entry in entries where !asked.contains(entry.key) {
      let nearest = asked.min { distance($0, entry.key) < distance($1, entry.key) }
      let help = nearest.flatMap {
        distance($0, entry.key) <= 3 ? "did you mean \($0)?" : nil
      }
      reader.report(
        "document/unknown-key", "\(join(entry.key)) is not a known key", line: entry.line,
        help: help)
    }
  }

  private func find(_ key: String, required: Bool) -> DocumentValue? {
    if let value = value(key) { return value }
    if required {
      reader.report("document/missing-key", "\(join(key)) is missing", line: line)
    }
    return nil
  }

  private func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

/// Levenshtein distance between two words.
private func distance(_ left: String, _ right: String) -> Int {
  let a = Array(left.utf8)
  let b = Array(right.utf8)
  var row = Array(0...b.count)
  for i in 0..<a.count {
    var diagonal = row[0]
    row[0] = i + 1
    for j in 0..<b.count {
      let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
      diagonal = row[j + 1]
      row[j + 1] = next
    }
  }
  return row[b.count]
}
