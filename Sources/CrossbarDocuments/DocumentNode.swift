/// A value of a YAML file to be written, with its comments: scalars, lists and mappings, in the order given.
///
/// Literals make most trees; comments and layout are added by ``above(_:)``, ``beside(_:)``, ``spaced`` and ``flow``:
///
///     let node: DocumentNode = [
///       "mu": DocumentNode(0.202).beside("of ln V"),
///       "mu_interval": DocumentNode.list([-0.026, 0.43]).flow,
///       "files": ["a.csv", "b.csv"],
///     ]
///     node.text
///
/// The text depends on the tree alone and reads back, by YAML 1.1 and 1.2, as the values that were put in.
public struct DocumentNode: Hashable, Sendable {
  /// One key of a mapping.
  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: DocumentNode

    public init(_ key: String, _ value: DocumentNode) {
      self.key = key
      self.value = value
    }
  }

  /// What kind of value it is.
  public enum Content: Hashable, Sendable {
    case text(String)
    case integer(Int)
    /// Written in its shortest form that reads back as the same number; must be finite.
    case number(Double)
    case bool(Bool)
    case null
    case list([DocumentNode])
    case mapping([Member])
  }

  public var content: Content
  /// Whether a list or mapping, and everything in it, stands on one line: `[1, 2]`, `{ a: 1 }`.
  public var isFlow = false
  /// Lines of comment above the value and its key.
  public var linesAbove: [String] = []
  /// A comment at the end of the value's line; above a block's first line, at its key's line.
  public var noteBeside: String?
  /// Whether a blank line stands above the value and its comments.
  public var isSpaced = false

  public init(_ content: Content) { self.content = content }
  public init(_ text: String) { self.init(.text(text)) }
  public init(_ integer: Int) { self.init(.integer(integer)) }
  public init(_ number: Double) { self.init(.number(number)) }
  public init(_ bool: Bool) { self.init(.bool(bool)) }

  /// A list.
  public static func list(_ elements: [DocumentNode]) -> DocumentNode {
    DocumentNode(.list(elements))
  }

  /// A list of numbers on one line.
  public static func row(_ numbers: some Sequence<Double>) -> DocumentNode {
    list(numbers.map { DocumentNode($0) }).flow
  }

  /// A mapping. A key must not stand twice.
  public static func mapping(_ members: [Member]) -> DocumentNode {
    DocumentNode(.mapping(members))
  }

  /// No value: `null`.
  public static let null = DocumentNode(.null)

  /// The value on one line; comments inside it are not written.
  public var flow: DocumentNode { changed { $0.isFlow = true } }

  /// The value with a blank line above.
  public var spaced: DocumentNode { changed { $0.isSpaced = true } }

  /// The value with more lines of comment above it; line breaks in `comment` begin new ones.
  public func above(_ comment: String) -> DocumentNode {
    changed {
      $0.linesAbove += comment.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
    }
  }

  /// The value with a comment at the end of its line; line breaks become spaces.
  public func beside(_ comment: String) -> DocumentNode {
    changed { $0.noteBeside = String(comment.map { $0.isNewline ? " " : $0 }) }
  }

  /// The keys of a mapping in their order; none of anything else.
  public var keys: [String] {
    if case .mapping(let members) = content { return members.map(\.key) }
    return []
  }

  /// The value of a mapping's key; nil where there is none.
  public subscript(key: String) -> DocumentNode? {
    guard case .mapping(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// Appends a key to a mapping.
  public mutating func append(_ key: String, _ value: DocumentNode) {
    guard case .mapping(var members) = content else { preconditionFailure("not a mapping") }
    members.append(Member(key, value))
    content = .mapping(members)
  }

  /// Appends a key to a mapping where there is a value.
  public mutating func append(_ key: String, optional value: DocumentNode?) {
    if let value { append(key, value) }
  }

  private func changed(_ change: (inout DocumentNode) -> Void) -> DocumentNode {
    var copy = self
    change(&copy)
    return copy
  }
}

extension DocumentNode: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(stringLiteral text: String) { self.init(text) }
  public init(integerLiteral integer: Int) { self.init(integer) }
  public init(floatLiteral number: Double) { self.init(number) }
  public init(booleanLiteral bool: Bool) { self.init(bool) }
  public init(arrayLiteral elements: DocumentNode...) { self.init(.list(elements)) }
  public init(dictionaryLiteral members: (String, DocumentNode)...) {
    self.init(.mapping(members.map { Member($0, $1) }))
  }
}
