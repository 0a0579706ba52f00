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
      the behavioural simulator's. Exits with 1 if they disagree or a deck failed. The folder is verified first and \
      nothing is written into it.
      """)

  @Argument(help: "An output folder of dendrite compile.")
  var folder: String

  @Flag(name: .customLong("run"), help: "Run the decks.")
  var isRun = false

  @Option(name: .customLong("tile"), help: "A tile to run, such as t00; repeatable (default: all).")
  var tiles: [String] = []

  @Option(
    name: .customLong("rows"), parsing: .unconditionalSingleValue,
    help: "Rows to run, such as 0-3 or 7; repeatable (default: all).")
  var rows: [String] = []

  @Option(help: "program-read, read, layer-read or all.")
  var deck: DeckChoice = .programRead

  @Flag(help: "Transistors and dynamic memristors in all rows, some 70 times slower.")
  var allDynamic = false

  @Option(parsing: .unconditional, help: "Decks that run at a time (default: one a core).")
  var jobs: Int?

  @Option(help: "Path of ngspice (default: the first on PATH).")
  var ngspice: String?

  @Option(
    parsing: .unconditional,
    help: "Seconds without a finished row after which a deck is ended (default: 900).")
  var timeout: Double?

  @Flag(help: "No progress on standard error.")
  var quiet = false

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
    options.decks = deck.kinds
    options.allDynamic = allDynamic
    options.ngspice = ngspice
    if let timeout { options.patience = timeout }
    Interruption.watch()
    var progress = SpiceProgress(quiet: quiet)
    let reports = try CircuitRun.run(
      options, now: SpiceProgress.now, isCancelled: { Interruption.happened }
    ) { progress.note($0) }
    if Interruption.happened { Foundation.exit(130) }
    for report in reports {
      Console.report(report.findings)
      for line in SpiceProgress.summary(report) { print(line) }
    }
    guard reports.allSatisfy(\.agrees) else {
      print("FAIL: ngspice and the behavioural simulator do not agree")
      throw ExitCode(1)
    }
    let cells = reports.reduce(0) { $0 + $1.measured }
    print("PASS: ngspice and the behavioural simulator agree in all \(cells) cells")
  }
}

/// Remembers that the user wants the run to end.
enum Interruption {
  nonisolated(unsafe) private static var signals: sig_atomic_t = 0

  static var happened: Bool { signals != 0 }

  /// From now on SIGINT, SIGTERM and SIGHUP are remembered; also where whoever started the command blocks them.
  static func watch() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in Interruption.signals = 1 }
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
    if wrong == 0 && report.unpredicted.isEmpty {
      lines.append("\(head)PASS \(report.measured) bits as the network has them")
    } else if report.unpredicted.isEmpty {
      lines.append(
        "\(head)\(wrong) of \(report.measured) bits differ from the network, all \(wrong) predicted by the simulator"
      )
    } else {
      lines.append(
        "\(head)FAIL \(wrong) of \(report.measured) bits differ from the network, \(report.unpredicted.count) from the simulator"
      )
    }
    if let cell = report.largestCell {
      lines.append(
        head
          + String(
            format: "read currents within %.2g of the simulator's, the furthest in %@",
            report.largestDifference, cell.name as NSString))
    }
    return lines
  }
}
