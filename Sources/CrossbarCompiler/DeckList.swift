public import CrossbarCore
internal import CrossbarVerify
internal import Foundation

/// The decks of an output folder with what each is for, as its own first line says.
public enum DeckList {
  /// A line a deck, in the order of the manifest.
  ///
  /// - Throws: where the folder has no manifest or a file of it cannot be read.
  public static func lines(folder: String) throws(Diagnostics) -> [String] {
    let decks = try Manifest.read(folder: folder).entries.map(\.path).filter {
      $0.hasPrefix("spice/") || $0.hasPrefix("verilog-a/")
    }
    let width = decks.map(\.count).max() ?? 0
    var lines: [String] = []
    var findings: [Diagnostic] = []
    for deck in decks {
      guard let handle = FileHandle(forReadingAtPath: "\(folder)/\(deck)"),
        let head = try? handle.read(upToCount: 1000)
      else {
        findings.append(
          .error("verify/missing-file", "the file cannot be read", at: .init(file: deck)))
        continue
      }
      let text = String(decoding: head, as: UTF8.self)
      let first = text.split(whereSeparator: \.isNewline).first ?? ""
      let title = first.drop { "*/ ".contains($0) }
      lines.append(deck + String(repeating: " ", count: width - deck.count + 2) + title)
    }
    try findings.throwIfErrors()
    return lines
  }
}
