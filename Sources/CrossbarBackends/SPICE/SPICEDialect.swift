/// A simulator that decks can be written for.
public struct SPICEDialect: Hashable, Sendable {
  /// Name of its folder and on the command line, such as `ngspice`.
  public let name: String

  /// ngspice, whose decks verification reads.
  public static let ngspice = SPICEDialect(NgspiceDialect())
  /// Every dialect.
  public static let all = NetlistDialects.all.map { SPICEDialect($0) }

  /// The dialect of a name, or nil.
  public init?(name: String) {
    guard Self.all.contains(where: { $0.name == name }) else { return nil }
    self.name = name
  }

  private init(_ dialect: any NetlistDialect) { name = dialect.name }

  /// The simulator's words.
  var words: any NetlistDialect {
    NetlistDialects.all.first { $0.name == name } ?? NgspiceDialect()
  }
}
