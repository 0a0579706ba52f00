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

    /// What a deck quits with behind it.
    var exitCode: Int32 {
      switch self {
      case .pass: 0
      case .fail: 1
      case .error: 2
      case .partial: 3
      }
    }
  }

  /// Rows by tile (empty: the deck's only one) and number.
  public private(set) var rows: [String: [Int: MarkedRow]] = [:]
  /// The deck's own verdict, the last line of it; nil where the run broke off before.
  public private(set) var verdict: Verdict?
  /// The whole line of the verdict.
  public private(set) var verdictLine = ""
  /// Numbers of the verdict in their order: `PARTIAL 3 of 12 bits` has 3 and 12.
  public private(set) var verdictNumbers: [Int] = []
  /// Rows that were printed twice with different readings, verdicts that came after another one, and lines of other decks; the
  /// first few.
  public private(set) var contradictions: [String] = []
  /// Whether anything was printed at all.
  public private(set) var isSilent = true
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
    if !words.isEmpty { isSilent = false }
    guard words.count >= 3, words[0] == "DENDRITE" else {
      remember(line)
      return nil
    }
    guard let tile = tile(words[1]) else {
      contradict("a line of '\(words[1].prefix(40))', which is not run")
      return nil
    }
    if words[2] == "row" { return row(words, tile: tile) }
    guard tile.isEmpty, let verdict = Verdict(rawValue: String(words[2])) else { return nil }
    if let before = self.verdict, before != verdict {
      contradict("'\(before.rawValue)' and then '\(verdict.rawValue)'")
    }
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
      let bits: [Bool?] = words.dropFirst(5).joined().map {
        $0 == "1" ? true : $0 == "0" ? false : nil
      }
      let before = rows[tile]?[row]?.bits ?? []
      if !before.isEmpty && before != bits { contradict("two readings of \(place(tile, row))") }
      rows[tile, default: [:]][row, default: MarkedRow()].bits = bits
      return nil
    case "amperes":
      let currents = words.dropFirst(5).map { Double($0) }
      let before = rows[tile]?[row]?.currents ?? []
      if !before.isEmpty && before != currents {
        contradict("two readings of \(place(tile, row))")
      }
      rows[tile, default: [:]][row, default: MarkedRow()].currents = currents
      return before.isEmpty ? (tile, row) : nil
    default: return nil
    }
  }

  private func place(_ tile: String, _ row: Int) -> String {
    tile.isEmpty ? "row \(row)" : "row \(row) of \(tile)"
  }

  private mutating func contradict(_ what: String) {
    if contradictions.count < 5 && !contradictions.contains(what) { contradictions.append(what) }
  }

  private mutating func remember(_ line: String) {
    let says = ["rror", "arning", "small", "singular", "aborted", "annot", "can't", "No such"]
    guard says.contains(where: line.contains) else { return }
    lastWords.append(String(line.prefix(200)))
    if lastWords.count > 5 { lastWords.removeFirst() }
  }
}
