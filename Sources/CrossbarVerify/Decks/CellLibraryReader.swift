internal import CrossbarCore
internal import CrossbarFiles

/// The cell library as its file has it: subcircuits, their parameters and their elements.
public struct ReadCellLibrary: Hashable, Sendable {
  /// The file as named in diagnostics.
  public var file: String
  /// By name, in lower case.
  public var subcircuits: [String: Subcircuit]
  /// Parameters of `.model` lines by model and parameter; the type is in ``modelTypes``.
  public var models: [String: [String: Double]]
  /// Type of each model: `nmos` or `sw`.
  public var modelTypes: [String: String] = [:]
  /// Files that are included, in lower case, with the line of each.
  public var includes: [String: Int] = [:]

  /// One `.subckt`.
  public struct Subcircuit: Hashable, Sendable {
    /// In their order.
    public var ports: [String]
    /// Line of the file, from 1.
    public var line: Int
    /// Default values of the parameters.
    public var defaults: [String: Double]
    /// `.param` constants inside.
    public var constants: [String: Double]
    /// Elements by name, without it: `ag j 3`. Conditional ones are in ``branches``.
    public var elements: [String: Element]
    /// Elements between `.if`, `.else` and `.endif`, by condition (`else` for the other branch).
    public var branches: [String: [String: Element]]
  }

  /// One element.
  public struct Element: Hashable, Sendable {
    /// The line behind the name, single blanks between its words.
    public var text: String
    /// Line of the file, from 1.
    public var line: Int
  }
}

/// Reads the cell library.
struct CellLibraryReader {
  private let file: String
  private var scanner: SpiceScanner
  private var findings: [Diagnostic] = []
  private var library: ReadCellLibrary
  private var current: String?
  private var branch: String?

  init(_ mapped: MappedFile, file: String) {
    self.file = file
    scanner = SpiceScanner(mapped.bytes)
    library = ReadCellLibrary(file: file, subcircuits: [:], models: [:])
  }

  mutating func read() -> (library: ReadCellLibrary, findings: [Diagnostic]) {
    var isEnded = false
    while scanner.next() {
      let words = scanner.text.split(separator: " ").map(String.init)
      guard let first = words.first else { continue }
      if isEnded { report("deck/outside", "'\(first)' stands behind .end") }
      switch first {
      case ".end": isEnded = true
      case ".subckt": open(words)
      case ".ends":
        if current == nil { report("deck/subcircuit", ".ends without .subckt") }
        current = nil
      case ".model": model(words)
      case ".include":
        if current == nil, words.count == 2, library.includes[words[1]] == nil {
          library.includes[words[1]] = scanner.line
        } else {
          report("deck/include", "the line must include one file, once, outside a subcircuit")
        }
      case ".param": constant(words)
      case ".if", ".else", ".endif": condition(first, words)
      default:
        if first.hasPrefix(".") {
          report("deck/unknown-directive", "'\(first)' does not belong in a cell library")
        } else {
          element(first, words)
        }
      }
    }
    if !isEnded || current != nil || !scanner.commentIsLast
      || scanner.string(scanner.lastComment) != "end of cell.lib"
    {
      report(
        "deck/truncated",
        "the last lines must be '.end' and '* end of cell.lib'; the file was cut short")
    }
    return (library, findings)
  }

  private mutating func report(_ id: String, _ message: String, element: String? = nil) {
    findings.append(
      .error(id, message, at: .init(file: file, line: scanner.line, element: element)))
  }

  private mutating func open(_ words: [String]) {
    guard words.count >= 2, current == nil, library.subcircuits[words[1]] == nil else {
      return report("deck/subcircuit", "a subcircuit needs a name of its own")
    }
    current = words[1]
    let parameters = words.firstIndex { $0.contains("=") } ?? words.count
    var defaults: [String: Double] = [:]
    for word in words[parameters...] {
      guard let (key, value) = pair(word), let number = SpiceExpression(value)?.value([:]) else {
        report("deck/number", "'\(word)' is no parameter with a number", element: words[1])
        continue
      }
      defaults[key] = number
    }
    library.subcircuits[words[1]] = .init(
      ports: Array(words[2..<parameters]), line: scanner.line, defaults: defaults, constants: [:],
      elements: [:], branches: [:])
  }

  private mutating func model(_ words: [String]) {
    guard words.count > 2, ["nmos", "sw"].contains(words[2]), library.models[words[1]] == nil else {
      return report("deck/malformed", "the model is no nmos or sw with a name of its own")
    }
    library.modelTypes[words[1]] = words[2]
    var values: [String: Double] = [:]
    for word in words[3...] {
      guard let (key, value) = pair(word), let number = SpiceExpression(value)?.value([:]),
        values[key] == nil
      else {
        report("deck/number", "'\(word)' is no parameter with a number", element: words[1])
        continue
      }
      values[key] = number
    }
    library.models[words[1]] = values
  }

  private mutating func constant(_ words: [String]) {
    guard let current, words.count == 2, let (key, value) = pair(words[1]),
      let number = SpiceExpression(value)?.value([:]),
      library.subcircuits[current]?.constants[key] == nil
    else {
      return report("deck/malformed", "the parameter cannot be read")
    }
    library.subcircuits[current]?.constants[key] = number
  }

  private mutating func condition(_ word: String, _ words: [String]) {
    switch word {
    case ".if": branch = words.dropFirst().joined().filter { $0 != "(" && $0 != ")" }
    case ".else": branch = "else"
    default: branch = nil
    }
  }

  private mutating func element(_ name: String, _ words: [String]) {
    guard let current, var subcircuit = library.subcircuits[current] else {
      return report("deck/outside", "'\(name)' stands outside a subcircuit")
    }
    let element = ReadCellLibrary.Element(
      text: words.dropFirst().joined(separator: " "), line: scanner.line)
    let isNew: Bool
    if let branch {
      isNew = subcircuit.branches[branch, default: [:]].updateValue(element, forKey: name) == nil
    } else {
      isNew = subcircuit.elements.updateValue(element, forKey: name) == nil
    }
    if !isNew { report("deck/duplicate", "'\(name)' is defined twice", element: name) }
    library.subcircuits[current] = subcircuit
  }

  private func pair(_ word: String) -> (String, String)? {
    guard let equals = word.firstIndex(of: "=") else { return nil }
    return (String(word[..<equals]), String(word[word.index(after: equals)...]))
  }
}
