/// What every file of every dialect begins and ends with.
enum DeckText {
  /// The first line of files that nobody has run.
  static let unrun = "syntax only: not run when this file was written"

  /// Head of a file.
  static func opening(_ dialect: any NetlistDialect) -> String {
    (dialect.isRunByTests ? "" : dialect.comment(unrun)) + dialect.opening
  }

  /// A file that others include.
  static func text(
    _ name: String, items: [NetlistItem], dialect: any NetlistDialect
  ) -> String {
    opening(dialect) + items.map(dialect.text).joined() + dialect.includedClosing
      + dialect.comment("end of \(name)")
  }

  /// A deck that is run.
  static func deck(
    _ name: String, items: [NetlistItem], dialect: any NetlistDialect
  ) -> String {
    opening(dialect) + items.map(dialect.text).joined() + dialect.comment("end of \(name)")
      + dialect.closing
  }
}
