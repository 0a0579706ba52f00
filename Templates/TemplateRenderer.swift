public import CrossbarCore
internal import Mustache

/// A value that a template may name.
public enum TemplateValue: Sendable {
  case text(String)
  case integer(Int)
  /// Written in its shortest form that reads back as the same number, without a suffix.
  case number(Double)
  /// A section that is there or not.
  case flag(Bool)
  /// A section that is repeated, once for each set of values.
  case list([[String: TemplateValue]])
}

/// Renders the templates of ``TemplateLibrary`` strictly.
///
/// Mustache renders a missing value as nothing and ignores a value that no template reads; both are mistakes of the
/// program, and here both are errors.
public enum TemplateRenderer {
  /// First line of every template; without it Mustache would escape for HTML.
  static let contentType = "{{% CONTENT_TYPE:TEXT}}\n"

  /// Renders a template.
  ///
  /// - Parameters:
  ///   - template: its text.
  ///   - name: its name in diagnostics.
  ///   - values: exactly the names that the template reads.
  /// - Throws: `template/content-type`, `template/syntax`, `template/missing`, `template/unread`; all missing and unread
  ///   names at once.
  public static func render(
    _ template: String, name: String, values: [String: TemplateValue]
  ) throws(Diagnostics) -> String {
    guard template.hasPrefix(contentType) else {
      throw Diagnostics(
        .error(
          "template/content-type", "a template must begin with {{% CONTENT_TYPE:TEXT}}",
          at: .init(file: name, line: 1)))
    }
    let parsed: MustacheTemplate
    do {
      parsed = try MustacheTemplate(string: template)
    } catch {
      throw Diagnostics(
        .error(
          "template/syntax", "the template cannot be parsed: \(error)", at: .init(file: name)))
    }
    let root = RecordingContext(values, isRoot: true)
    let text = parsed.render(root)
    let missing = root.missing.sorted().map {
      Diagnostic.error(
        "template/missing", "the template names '\($0)', which has no value",
        at: .init(file: name, element: $0))
    }
    let unread = root.allUnread.sorted().map {
      Diagnostic.error(
        "template/unread", "'\($0)' has a value, but the template does not name it",
        at: .init(file: name, element: $0))
    }
    try (missing + unread).throwIfErrors()
    return text
  }
}

/// Hands values to Mustache and remembers which names it asked for.
///
/// Mustache looks a name up from the innermost section outward, so a name is missing only once the root lacks it.
private final class RecordingContext: MustacheParent {
  private let values: [String: TemplateValue]
  private let isRoot: Bool
  private var children: [String: [RecordingContext]] = [:]
  private var read: Set<String> = []
  private(set) var missing: Set<String> = []

  init(_ values: [String: TemplateValue], isRoot: Bool) {
    self.values = values
    self.isRoot = isRoot
    for (name, value) in values {
      if case .list(let items) = value {
        children[name] = items.map { RecordingContext($0, isRoot: false) }
      }
    }
  }

  func child(named name: String) -> Any? {
    guard let value = values[name] else {
      if isRoot { missing.insert(name) }
      return nil
    }
    read.insert(name)
    switch value {
    case .text(let text): return text
    case .integer(let integer): return String(integer)
    case .number(let number): return number.shortestText
    case .flag(let flag): return flag
    case .list: return children[name] ?? []
    }
  }

  /// Names that were never asked for, those of list items as `list.name`.
  var allUnread: Set<String> {
    var names = Set(values.keys).subtracting(read)
    for (list, items) in children where read.contains(list) {
      for item in items { names.formUnion(item.allUnread.map { "\(list).\($0)" }) }
    }
    return names
  }
}

extension Double {
  /// The shortest decimal that reads back as this number, whole numbers without a fraction: `10`, `0.1`, `2.5e-13`.
  public var shortestText: String {
    if self == rounded(), magnitude < 1e15 { return String(Int(self)) }
    return description
  }
}
