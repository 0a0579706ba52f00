import ArgumentParser
import CrossbarArray
import CrossbarCircuitRun
import CrossbarCompiler
import CrossbarCore
import Foundation

/// Which decks `dendrite spice --run` runs.
enum DeckChoice: String, ExpressibleByArgument, CaseIterable {
  case programRead = "program-read"
  case read
  case layerRead = "layer-read"
  case all

  var kinds: [DeckKind] {
    DeckKind(rawValue: rawValue).map { [$0] } ?? DeckKind.allCases
  }
}

/// `dendrite spice out/ [--run]`
struct SpiceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spice",
    abstract:
      "List the decks of an output folder, or run them under ngspice against the simulator.",
    discussion: """
      With --run, every tile is programmed and read row by row, and every decoded bit and read current is compared with \
      the behavioural simulator's; currents may differ by \(DeckReport.percent(DeckReport.currentTolerance)). Read noise is \
      turned off. What the decks need of the folder is held against the manifest first (masks are not), and nothing is \
      written into it. Exits with 1 if ngspice and simulator disagree, a deck failed, or the decks are not as they were \
      written; with 129, 130 or 143 if interrupted by SIGHUP, SIGINT or SIGTERM.
      """)

  @Argument(help: "An output folder of dendrite compile.")
  var folder: String

  @Flag(name: .customLong("run"), help: "Run the decks.")
  var isRun = false

  @Option(name: .customLong("tile"), help: "A tile to run, such as t00; repeatable (default: all).")
  var tiles: [String] = []

  @Option(
    name: .customLong("rows"), parsing: .unconditionalSingleValue,
    help: "Rows to run, such as 0-3, 7 or 0,2,5-8; repeatable (default: all).")
  var rows: [String] = []

  @Option(help: "program-read, read, layer-read or all (default: program-read).")
  var deck: DeckChoice?

  @Flag(help: "Transistors and dynamic memristors in all rows, some 70 times slower.")
  var allDynamic = false

  @Flag(
    name: .customLong("edited"),
    help:
      "Run decks that were edited: nothing is held against the manifest, and the cells are those that the tiles' decks have."
  )
  var isEdited = false

  @Option(parsing: .unconditional, help: "Decks that run at a time (default: one a core).")
  var jobs: Int?

  @Option(help: "ngspice, by its path or its name on PATH (default: ngspice).")
  var ngspice: String?

  @Option(
    parsing: .unconditional,
    help:
      "Seconds without a finished row after which a deck is ended, less than 1e9 (default: 900).")
  var timeout: Double?

  @Flag(help: "No progress on standard error.")
  var quiet = false

  /// Refuses options that would have no effect.
  func validate() throws {
    guard isRun else {
      let given = [
        ("--tile", !tiles.isEmpty), ("--rows", !rows.isEmpty), ("--deck", deck != nil),
        ("--all-dynamic", allDynamic), ("--edited", isEdited), ("--jobs", jobs != nil),
        ("--ngspice", ngspice != nil), ("--timeout", timeout != nil),
      ].filter(\.1).map(\.0)
      if given.isEmpty { return }
      throw ValidationError("\(given.joined(separator: ", ")) without --run has no effect")
    }
    if allDynamic, deck == .read || deck == .layerRead {
      throw ValidationError(
        "--all-dynamic has no effect with --deck \(deck?.rawValue ?? ""): its memristors are resistors"
      )
    }
  }

  func run() throws {
    guard isRun else {
      for line in try DeckList.lines(folder: folder) { print(line) }
      return
    }
    let process = ProcessInfo.processInfo
    var options = CircuitRunOptions(
      folder: folder, jobs: jobs ?? process.activeProcessorCount,
      searchPath: process.environment["PATH"] ?? "",
      environment: process.environment.map { "\($0.key)=\($0.value)" }.sorted(),
      temporaryFolder: FileManager.default.temporaryDirectory.path)
    options.tiles = tiles
    options.rows = rows.flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    options.decks = (deck ?? .programRead).kinds
    options.allDynamic = allDynamic
    options.isEdited = isEdited
    options.ngspice = ngspice
    if let timeout { options.patience = timeout }
    Interruption.watch()
    var progress = SpiceProgress(quiet: quiet)
    let result = try CircuitRun.run(
      options, now: SpiceProgress.now, isCancelled: { Interruption.signal != nil }
    ) { progress.note($0) }
    if let signal = Interruption.signal {
      Console.error("dendrite: the run was interrupted by \(signal.name); nothing was compared")
      Foundation.exit(128 + signal.number)
    }
    try conclude(result)
  }

  /// Prints what came of a run.
  private func conclude(_ result: CircuitRunResult) throws {
    Console.report(result.folder)
    if result.folder.contains(where: { $0.severity == .error }) {
      print(
        isEdited
          ? "FAIL: the edited decks of \(folder) cannot be understood; nothing was run"
          : "FAIL: the decks of \(folder) are not as they were written; nothing was run (--edited runs them as they are)"
      )
      throw ExitCode(1)
    }
    if isEdited {
      print("EDITED: the decks were run as they are, not held against \(folder)/manifest.json")
    }
    if result.isWithoutNoise { print("read noise was turned off (.param read_noise=0)") }
    for report in result.reports {
      Console.report(report.findings)
      for line in SpiceProgress.summary(report) { print(line) }
    }
    guard result.agrees else {
      if let model = result.transistorModel {
        print(
          "note: the decks have the transistor '\(model)'; the simulator takes the level-1 stand-in of process.yaml for it"
        )
      }
      print("FAIL: ngspice and the behavioural simulator do not agree")
      throw ExitCode(1)
    }
    let cells = result.reports.reduce(0) { $0 + $1.measured }
    print("PASS: ngspice and the behavioural simulator agree in all \(cells) cells")
  }
}

/// Remembers that the user wants the run to end.
enum Interruption {
  nonisolated(unsafe) private static var number: sig_atomic_t = 0

  /// The signal that came.
  static var signal: (number: Int32, name: String)? {
    let number = Int32(number)
    if number == 0 { return nil }
    return (number, number == SIGTERM ? "SIGTERM" : number == SIGHUP ? "SIGHUP" : "SIGINT")
  }

  /// From now on SIGINT, SIGTERM and SIGHUP are remembered; also where whoever started the command blocks them.
  static func watch() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      Foundation.signal(number) { Interruption.number = $0 }
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

/// Progress with rate and forecast on standard error, and the lines for people at the end.
struct SpiceProgress {
  private let quiet: Bool
  private let start = SpiceProgress.now()
  private var total: [String: Int] = [:]
  private var done: [String: Int] = [:]
  private var planned = 0
  private var lastLine = 0.0

  init(quiet: Bool) {
    self.quiet = quiet
  }

  /// Seconds of a clock that never runs backward.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  mutating func note(_ event: CircuitRunEvent) {
    switch event {
    case .planned(let decks, let rows):
      planned = rows
      Console.progress("\(rows) rows in \(decks) decks", quiet: quiet)
    case .started(let deck, let rows):
      total[deck] = rows
      done[deck] = 0
      Console.progress("\(deck): \(rows) rows", quiet: quiet)
    case .ended(let deck):
      Console.progress("\(deck): \(done[deck] ?? 0) rows done", quiet: quiet)
    case .row(let deck, let row):
      done[deck, default: 0] += 1
      let now = Self.now()
      // A line a second is enough.
      if now - lastLine < 1 { return }
      lastLine = now
      let rows = done.values.reduce(0, +)
      let rate = Double(rows) / max(now - start, 1e-3)
      let left = Double(planned - rows) / rate
      Console.progress(
        "\(deck): row \(row), \(done[deck] ?? 0) of \(total[deck] ?? 0); "
          + String(format: "%.2f rows/s, %.0f s left", rate, left),
        quiet: quiet)
    }
  }

  /// What one deck did.
  static func summary(_ report: DeckReport) -> [String] {
    let head = "\(report.label)  "
    var lines: [String] = []
    if report.measured < report.expected {
      lines.append(
        "\(head)FAIL \(report.expected - report.measured) of \(report.expected) bits were not measured"
      )
    }
    if report.measured == 0 { return lines }
    let wrong = report.wrong.count
    let (all, unpredicted) = (report.measured, report.unpredicted.count)
    let word = report.agrees ? (wrong == 0 ? "PASS " : "") : "FAIL "
    let count = report.findings.count { $0.severity == .error }
    let errors = count == 1 ? "1 error" : "\(count) errors"
    if wrong == 0 && unpredicted == 0 {
      let but = report.agrees ? "" : ", but \(errors)"
      lines.append("\(head)\(word)\(all) bits as the network has them\(but)")
    } else if unpredicted == 0 {
      let but = report.agrees ? "" : "; but \(errors)"
      lines.append(
        "\(head)\(word)\(wrong) of \(all) bits differ from the network, all \(wrong) predicted by the simulator\(but)"
      )
    } else {
      lines.append(
        "\(head)FAIL \(wrong) of \(all) bits differ from the network, \(unpredicted) from the simulator"
      )
    }
    if let cell = report.largestCell {
      lines.append(
        "\(head)read currents within \(DeckReport.percent(report.largestDifference)) of the simulator's"
          + " (\(DeckReport.percent(DeckReport.currentTolerance)) allowed), the furthest in \(cell.name)"
      )
    }
    return lines
  }
}
