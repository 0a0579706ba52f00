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
  ///   `document/duplicate-key` if a mapping names a key twice.
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
    return DocumentValue(node)
  }

  private init(_ node: Node) {
    line = node.mark?.line ?? 0
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
      content = .scalar(scalar.string, isQuoted: isQuoted)
    case .sequence(let sequence):
      content = .sequence(sequence.map(DocumentValue.init))
    case .mapping(let mapping):
      content = .mapping(
        mapping.map { (key: $0.scalar?.string ?? "?", line: $0.mark?.line ?? 0, value: Self($1)) })
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
