internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarVerify
internal import Foundation

/// What to run of an output folder.
public struct CircuitRunOptions: Sendable {
  /// The output folder.
  public var folder: String
  /// Names of tiles, such as `t00`; empty: all.
  public var tiles: [String] = []
  /// Ranges of rows of every tile, such as `0-3` or `7`; empty: all.
  public var rows: [String] = []
  /// Which decks.
  public var decks: [DeckKind] = [.programRead]
  /// Transistors and dynamic memristors in all rows.
  public var allDynamic = false
  /// Whether the decks may be others than those that were compiled.
  public var isEdited = false
  /// Decks that run at the same time, at least 1.
  public var jobs: Int
  /// Path of ngspice, or nil for the first on ``searchPath``.
  public var ngspice: String?
  /// Folders separated by colons.
  public var searchPath: String
  /// Environment of the processes, `NAME=value`.
  public var environment: [String]
  /// Where a folder for the run may be made.
  public var temporaryFolder: String
  /// Seconds without a row after which a deck is taken as hung.
  public var patience: Double = 900

  /// A run of everything in a folder.
  public init(
    folder: String, jobs: Int, searchPath: String, environment: [String], temporaryFolder: String
  ) {
    self.folder = folder
    self.jobs = jobs
    self.searchPath = searchPath
    self.environment = environment
    self.temporaryFolder = temporaryFolder
  }

  /// Whether the folder is the output of a compilation, be it a damaged one.
  var isOutput: Bool {
    ["manifest.json", "network.json"].contains {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }
  }

  /// The simulator to start.
  ///
  /// - Throws: `run/ngspice`.
  func program() throws(Diagnostics) -> String {
    func isProgram(_ path: String) -> Bool {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
    }
    if let ngspice, ngspice.contains("/") || isProgram(ngspice) {
      // The decks run elsewhere, so the path must not depend on where it is used.
      let path = URL(fileURLWithPath: ngspice).path
      if isProgram(path) { return path }
      throw Diagnostics(
        .error("run/ngspice", "this is no program that can be run", at: .init(file: ngspice)))
    }
    let places = searchPath.split(separator: ":").map { "\($0)/\(ngspice ?? "ngspice")" }
    if let path = places.first(where: isProgram) { return URL(fileURLWithPath: path).path }
    if let ngspice {
      throw Diagnostics(
        .error("run/ngspice", "no such program on PATH", at: .init(file: ngspice)))
    }
    throw Diagnostics(
      .error(
        "run/ngspice", "ngspice is not installed",
        help: "Debian: apt install ngspice; or name it with --ngspice"))
  }

  /// The tiles and rows that are meant, all mistakes at once.
  ///
  /// - Throws: `run/tile`, `run/rows`, `run/deck`, `run/jobs`, `run/timeout`.
  func selection(of array: DeckFolder) throws(Diagnostics) -> [(tile: Tile, rows: [Int])] {
    var findings: [Diagnostic] = []
    let names = array.design.tiles.map(\.id.name)
    for name in tiles where !names.contains(name) {
      findings.append(
        .error(
          "run/tile", "the design has no such tile",
          at: .init(file: "--tile", element: name),
          help: "its tiles are \(names[0]) … \(names[names.count - 1])"))
    }
    var ranges: [ClosedRange<Int>] = []
    for text in rows {
      if let range = Self.range(text) {
        ranges.append(range)
      } else {
        findings.append(
          .error(
            "run/rows", "neither a row nor a range of rows such as 0-3",
            at: .init(file: "--rows", element: text)))
      }
    }
    let selected = array.design.tiles.filter { tiles.isEmpty || tiles.contains($0.id.name) }
    let last = (selected.map(\.rows).max() ?? 1) - 1
    for (text, range) in zip(rows, ranges) where findings.isEmpty && range.upperBound > last {
      findings.append(
        .error(
          "run/rows", "the last row is \(last)", at: .init(file: "--rows", element: text)))
    }
    if decks.contains(.layerRead) && !tiles.isEmpty {
      findings.append(
        .error(
          "run/tile", "the deck of a layer reads all of its tiles",
          at: .init(file: "--tile", element: tiles[0]),
          help: "leave --tile out, or --deck layer-read"))
    }
    if !array.hasReadDecks && decks != [.programRead] {
      findings.append(
        .error(
          "run/deck",
          "a design of \(array.design.cellCount) cells has no decks of programmed tiles",
          at: .init(file: "--deck")))
    }
    if jobs < 1 || jobs > 1024 {
      findings.append(
        .error("run/jobs", "must be 1 … 1024", at: .init(file: "--jobs", element: "\(jobs)")))
    }
    if !(patience > 0 && patience < 1e9) {
      findings.append(
        .error(
          "run/timeout", "must be more than 0 and less than 1e9 seconds",
          at: .init(file: "--timeout", element: "\(patience)")))
    }
    try findings.throwIfErrors()
    return selected.map { tile in
      (tile, (0..<tile.rows).filter { row in ranges.isEmpty || ranges.contains { $0 ~= row } })
    }.filter { !$0.rows.isEmpty }
  }

  private static func range(_ text: String) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { end in
      end.allSatisfy(\.isNumber) ? Int(end) : nil
    }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      first >= 0, first <= last
    else { return nil }
    return first...last
  }
}
