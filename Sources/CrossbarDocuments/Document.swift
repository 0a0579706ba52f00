public import CrossbarCore
internal import Yams

/// One value of a YAML or JSON file, with the line it stands on.
///
/// JSON is read as the YAML it is, so that every format of ours reports the line of a wrong value.
public struct DocumentValue: Sendable {
  /// What kind of value it is.
  public indirect enum Content: Sendable {
    /// A scalar's text and whether it was written in quotes.
    case scalar(String, isQuoted: Bool)
    case sequence([DocumentValue])
    case mapping([(key: String, line: Int, value: DocumentValue)])
  }

  public let content: Content
  /// Line in the file, counted from 1.
  public let line: Int

  /// Reads a whole document.
  ///
  /// - Throws: `document/syntax`, with the line, if the text is not one YAML (or JSON) document;
  ///   `document/duplicate-key` if a mapping names a key twice; `document/aliases` if its aliases repeat more than
  ///   the text holds, as an alias bomb does.
  public static func parse(_ text: String, file: String) throws(Diagnostics) -> DocumentValue {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Diagnostics(syntaxError(error, file: file))
    } catch {
      throw Diagnostics(
        .error("document/syntax", "not readable as YAML: \(error)", at: .init(file: file)))
    }
    guard let node else {
      throw Diagnostics(
        .error("document/empty", "the file holds no document", at: .init(file: file)))
    }
    // Every value of its own takes a byte of the text; only aliases can make more.
    var budget = 4 * text.utf8.count + 1000
    guard let value = DocumentValue(node, budget: &budget) else {
      throw Diagnostics(
        .error(
          "document/aliases", "the file's aliases repeat more than the file holds",
          at: .init(file: file), help: "write the values out"))
    }
    return value
  }

  private init?(_ node: Node, budget: inout Int) {
    budget -= 1
    guard budget > 0 else { return nil }
    line = node.mark?.line ?? 0
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
      content = .scalar(scalar.string, isQuoted: isQuoted)
    case .sequence(let sequence):
      var elements: [DocumentValue] = []
      elements.reserveCapacity(sequence.count)
      for element in sequence {
        guard let value = Self(element, budget: &budget) else { return nil }
        elements.append(value)
      }
      content = .sequence(elements)
    case .mapping(let mapping):
      var entries: [(key: String, line: Int, value: DocumentValue)] = []
      entries.reserveCapacity(mapping.count)
      for (key, value) in mapping {
        guard let value = Self(value, budget: &budget) else { return nil }
        entries.append((key: key.scalar?.string ?? "?", line: key.mark?.line ?? 0, value: value))
      }
      content = .mapping(entries)
    case .alias:
      content = .scalar("", isQuoted: false)
    }
  }

  private static func syntaxError(_ error: YamlError, file: String) -> Diagnostic {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return .error("document/syntax", problem, at: .init(file: file, line: mark.line))
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "\($0)" }.joined(separator: ", ")
      return .error(
        "document/duplicate-key", "the same key stands twice: \(names)",
        at: .init(file: file, line: context.mark.line))
    case .reader(let problem, _, _, _):
      return .error("document/encoding", "not UTF-8 text: \(problem)", at: .init(file: file))
    default:
      return .error("document/syntax", "not readable as YAML: \(error)", at: .init(file: file))
    }
  }
}
