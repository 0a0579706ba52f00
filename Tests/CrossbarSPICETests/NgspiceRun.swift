import Foundation

/// What ngspice printed for one testbench; only lines that begin with `DENDRITE` count.
struct NgspiceRun {
  /// Bits of each row that was run, column 0 first; nil where a current could not be measured.
  var bits: [Int: [Bool?]] = [:]
  /// Read currents of each row, amperes; nil where one could not be measured.
  var currents: [Int: [Double?]] = [:]
  /// The last word: `PASS`, `FAIL`, `PARTIAL`, `ERROR`; nil where the run broke off before it.
  var verdict: String?
  /// The whole last marker line.
  var verdictLine = ""
  /// CPU time of the run, user and system, seconds.
  var seconds: Double?
  /// Everything printed, for failures.
  var output = ""

  /// Whether ngspice can be started.
  static var isInstalled: Bool { path != nil }

  private static var path: String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/ngspice" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a deck in batch mode and returns everything it printed.
  static func batch(_ deck: String, from folder: String) throws -> String {
    guard let path else { throw CocoaError(.fileNoSuchFile) }
    let process = Process()
    // The shell's `times` tells what ngspice used.
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "\"$0\" -b \"$1\"; times", path, deck]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Runs the testbench of a tile from inside its folder.
  ///
  /// - Parameters:
  ///   - tile: its name, such as `t00`.
  ///   - folder: the folder of the decks, `…/spice/ngspice`.
  ///   - rows: the rows to run, or nil for all of them.
  static func programRead(tile: String, folder: URL, rows: [Int]? = nil) throws -> NgspiceRun {
    var deck = "\(tile)-program-read.cir"
    if let rows {
      let text = try String(contentsOf: folder.appendingPathComponent(deck), encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.hasPrefix("set rows = (")
          ? "set rows = ( \(rows.map(String.init).joined(separator: " ")) )" : String($0)
      }
      deck = "\(tile)-some-rows.cir"
      try lines.joined(separator: "\n").write(
        to: folder.appendingPathComponent(deck), atomically: true, encoding: .utf8)
    }
    return parse(try batch(deck, from: folder.path), tile: tile)
  }

  static func parse(_ output: String, tile: String) -> NgspiceRun {
    var run = NgspiceRun()
    run.output = output
    run.seconds = output.split(separator: "\n").last.flatMap(time)
    for line in output.split(separator: "\n") where line.hasPrefix("DENDRITE \(tile) ") {
      let words = line.split(separator: " ")
      if words.count >= 5, words[2] == "row", let row = Int(words[3]) {
        switch words[4] {
        case "bits":
          run.bits[row] = words.dropFirst(5).joined().map {
            $0 == "1" ? true : $0 == "0" ? false : nil
          }
        case "amperes":
          run.currents[row] = words.dropFirst(5).map { Double($0) }
        default: break
        }
      } else if words.count >= 3 {
        run.verdict = String(words[2])
        run.verdictLine = String(line)
      }
    }
    return run
  }

  /// `1m2.500000s 0m0.250000s`: user and system time of the shell's children.
  private static func time(_ line: Substring) -> Double? {
    let parts = line.split(whereSeparator: { " ms".contains($0) }).map { Double($0) }
    guard parts.count == 4, let userMinutes = parts[0], let user = parts[1],
      let systemMinutes = parts[2], let system = parts[3]
    else { return nil }
    return 60 * (userMinutes + systemMinutes) + user + system
  }
}
