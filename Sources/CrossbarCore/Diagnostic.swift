/// One finding about the user's input: what is wrong, where, and what would help.
///
/// Rendered as `file:line:element: severity: message [id]`, followed by a `help:` line. The identifier is
/// `stage/kind`, for example `quantize/non-finite`, and never changes once released.
public struct Diagnostic: Hashable, Sendable {
  /// How bad a finding is. Only an ``error`` stops the stage that made it.
  public enum Severity: String, Sendable {
    case error, warning, note
  }

  /// A place in the user's input.
  public struct Location: Hashable, Sendable {
    /// The file as the user named it.
    public var file: String
    /// Line in the file, counted from 1, where the format has lines.
    public var line: Int?
    /// Place inside the file by name, such as `hidden/kernel[0,0]` or `config.json:layers[3]`.
    public var element: String?

    public init(file: String, line: Int? = nil, element: String? = nil) {
      self.file = file
      self.line = line
      self.element = element
    }
  }

  public var severity: Severity
  public var id: String
  public var message: String
  public var location: Location?
  public var help: String?

  public init(
    _ severity: Severity, id: String, _ message: String, at location: Location? = nil,
    help: String? = nil
  ) {
    self.severity = severity
    self.id = id
    self.message = message
    self.location = location
    self.help = help
  }

  /// An error; see ``init(_:id:_:at:help:)``.
  public static func error(
    _ id: String, _ message: String, at location: Location? = nil, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(.error, id: id, message, at: location, help: help)
  }

  /// A warning; see ``init(_:id:_:at:help:)``.
  public static func warning(
    _ id: String, _ message: String, at location: Location? = nil, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(.warning, id: id, message, at: location, help: help)
  }

  /// A note; see ``init(_:id:_:at:help:)``.
  public static func note(
    _ id: String, _ message: String, at location: Location? = nil, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(.note, id: id, message, at: location, help: help)
  }
}

extension Diagnostic.Location: CustomStringConvertible {
  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    if let element { text += ":\(element)" }
    return text
  }
}

extension Diagnostic: CustomStringConvertible {
  public var description: String {
    var text = ""
    if let location { text += "\(location): " }
    text += "\(severity.rawValue): \(message) [\(id)]"
    if let help { text += "\n  help: \(help)" }
    return text
  }
}

/// The error every stage throws: all that it found wrong, at once.
public struct Diagnostics: Error, Hashable, Sendable, CustomStringConvertible {
  /// The findings in the order in which they were made. Never empty when thrown.
  public var all: [Diagnostic]

  public init(_ all: [Diagnostic]) {
    self.all = all
  }

  public init(_ one: Diagnostic) {
    all = [one]
  }

  /// One finding a line (two where it carries help).
  public var description: String {
    all.map(\.description).joined(separator: "\n")
  }
}

extension [Diagnostic] {
  /// Whether any finding is an error.
  public var hasErrors: Bool { contains { $0.severity == .error } }

  /// Throws all findings if any of them is an error.
  public func throwIfErrors() throws(Diagnostics) {
    if hasErrors { throw Diagnostics(self) }
  }
}
