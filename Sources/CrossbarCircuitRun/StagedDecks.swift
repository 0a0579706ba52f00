internal import CrossbarCore
internal import Foundation

/// A temporary folder in which decks run: links to the output's decks, and copies of those whose settings differ.
///
/// Nothing is written into the output. The caller removes the folder.
struct StagedDecks {
  /// Path of the folder.
  let folder: String
  private let decks: String

  /// Makes a folder of its own in `temporary` with links to all files of `decks`.
  ///
  /// - Throws: `run/temporary` where it cannot be made.
  init(decks: String, temporary: String) throws(Diagnostics) {
    self.decks = URL(fileURLWithPath: decks).path
    folder = "\(temporary)/dendrite-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700])
      for name in try FileManager.default.contentsOfDirectory(atPath: decks) {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/\(name)", withDestinationPath: "\(self.decks)/\(name)")
      }
    } catch {
      remove()
      throw Self.failure(error, temporary)
    }
  }

  /// Puts a changed copy of a deck in place of its link.
  ///
  /// - Parameter change: a line of the deck as it is to be.
  /// - Throws: `run/temporary` where it cannot be written.
  func rewrite(_ deck: String, _ change: (String) -> String) throws(Diagnostics) {
    do {
      let text = try String(contentsOfFile: "\(decks)/\(deck)", encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      try FileManager.default.removeItem(atPath: "\(folder)/\(deck)")
      try lines.map { change(String($0)) }.joined(separator: "\n").write(
        toFile: "\(folder)/\(deck)", atomically: false, encoding: .utf8)
    } catch {
      throw Self.failure(error, folder)
    }
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func failure(_ error: any Error, _ place: String) -> Diagnostics {
    Diagnostics(
      .error(
        "run/temporary",
        "a temporary folder cannot be made: \((error as NSError).localizedDescription)",
        at: .init(file: place), help: "TMPDIR names another place"))
  }
}
