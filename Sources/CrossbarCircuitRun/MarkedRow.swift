/// One row of one tile as ngspice printed it.
public struct MarkedRow: Hashable, Sendable {
  /// Column 0 first; nil where the current could not be measured.
  public var bits: [Bool?] = []
  /// Read currents, A; nil where one could not be measured.
  public var currents: [Double?] = []
}

/// The lines of a self-checking deck that begin with `DENDRITE` and its label; nothing else that ngspice prints counts.
///
///     DENDRITE t00 row 3 bits 0110x1
///     DENDRITE t00 row 3 amperes 1.2E-08 … missing
///     DENDRITE t00 PASS 6 bits
///
/// A deck that reads several tiles puts their names behind its label: `DENDRITE layer0-read/t01 row 3 bits …`.
public struct MarkerReader: Sendable {
  /// How a deck's own verdict begins.
  public enum Verdict: String, Sendable {
    case pass = "PASS"
    case fail = "FAIL"
    case partial = "PARTIAL"
    case error = "ERROR"
  }

  /// Rows by tile (empty: the deck's only one) and number.
  public private(set) var rows: [String: [Int: MarkedRow]] = [:]
  /// The deck's own verdict, the last line of it; nil where the run broke off before.
  public private(set) var verdict: Verdict?
  /// The whole line of the verdict.
  public private(set) var verdictLine = ""
  /// Numbers of the verdict in their order: `PARTIAL 3 of 12 bits` has 3 and 12.
  public private(set) var verdictNumbers: [Int] = []
  /// The last lines that are no markers, for a report of what went wrong.
  public private(set) var lastWords: [String] = []
  private let label: String

  /// A reader of the lines of the deck with a label, such as `t00`.
  public init(label: String) {
    self.label = label
  }

  /// Takes one line.
  ///
  /// - Returns: tile and row, where the line completes a row.
  @discardableResult
  public mutating func read(_ line: String) -> (tile: String, row: Int)? {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count >= 3, words[0] == "DENDRITE", let tile = tile(words[1]) else {
      remember(line)
      return nil
    }
    if words[2] == "row" { return row(words, tile: tile) }
    guard tile.isEmpty, let verdict = Verdict(rawValue: String(words[2])) else { return nil }
    self.verdict = verdict
    verdictLine = line
    verdictNumbers = words.dropFirst(3).compactMap { Int($0) }
    return nil
  }

  private func tile(_ word: Substring) -> String? {
    if word == label { return "" }
    guard word.hasPrefix("\(label)/") else { return nil }
    return String(word.dropFirst(label.count + 1))
  }

  private mutating func row(_ words: [Substring], tile: String) -> (tile: String, row: Int)? {
    guard words.count >= 5, let row = Int(words[3]) else { return nil }
    switch words[4] {
    case "bits":
      rows[tile, default: [:]][row, default: MarkedRow()].bits = words.dropFirst(5).joined().map {
        $0 == "1" ? true : $0 == "0" ? false : nil
      }
      return nil
    case "amperes":
      rows[tile, default: [:]][row, default: MarkedRow()].currents = words.dropFirst(5).map {
        Double($0)
      }
      return (tile, row)
    default: return nil
    }
  }

  private mutating func remember(_ line: String) {
    let says = ["rror", "arning", "small", "singular", "aborted", "annot", "can't", "No such"]
    guard says.contains(where: line.contains) else { return }
    lastWords.append(String(line.prefix(200)))
    if lastWords.count > 5 { lastWords.removeFirst() }
  }
}
