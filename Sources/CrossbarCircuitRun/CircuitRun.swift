internal import CrossbarArray
public import CrossbarCore
internal import CrossbarVerify

/// Something that happened while decks run.
public enum CircuitRunEvent: Sendable {
  /// So many rows of so many decks are to be run.
  case planned(decks: Int, rows: Int)
  /// A deck was started: it has so many rows.
  case started(deck: String, rows: Int)
  /// A row was programmed and read.
  case row(deck: String, row: Int)
  /// A deck has ended, well or not.
  case ended(deck: String)
}

/// Runs the decks of an output folder under ngspice and holds what they print against the behavioural simulator.
public enum CircuitRun {
  /// Runs decks, some at the same time.
  ///
  /// The folder is verified first and is not written into. Judged is what the decks print, never an exit code. No process
  /// is left however this returns.
  ///
  /// - Parameters:
  ///   - options: what to run.
  ///   - now: seconds that never run backward.
  ///   - isCancelled: asked several times a second; true ends every process.
  ///   - onEvent: told of progress, in the order in which it is seen.
  /// - Returns: a report a deck: those of tiles in their order, then those of layers.
  /// - Throws: what is wrong with the folder or the options, before anything runs: `run/ngspice`, `run/tile`, `run/rows`,
  ///   `run/jobs`, `run/timeout`, `run/temporary`, and whatever verification finds.
  public static func run(
    _ options: CircuitRunOptions, now: @escaping () -> Double, isCancelled: @escaping () -> Bool,
    onEvent: (CircuitRunEvent) -> Void
  ) throws(Diagnostics) -> [DeckReport] {
    let program = try options.program()
    let array = try VerifiedArray(folder: options.folder)
    let selection = try options.selection(of: array)
    let staged = try StagedDecks(
      decks: "\(options.folder)/spice/ngspice", temporary: options.temporaryFolder)
    defer { staged.remove() }
    var jobs = DeckJob.jobs(options.decks, selection)
    for job in jobs { try job.stage(staged, allDynamic: options.allDynamic) }
    onEvent(.planned(decks: jobs.count, rows: jobs.reduce(0) { $0 + $1.rowCount }))
    let pool = ProcessPool(
      limit: options.jobs, patience: options.patience, now: now, isCancelled: isCancelled)
    pool.run(
      count: jobs.count,
      start: { index in
        onEvent(.started(deck: jobs[index].deck, rows: jobs[index].rowCount))
        return ChildProcess.start(
          program, ["-n", "-b", "\(staged.folder)/\(jobs[index].deck)"],
          environment: options.environment)
      },
      line: { index, line in
        guard let seen = jobs[index].markers.read(line) else { return false }
        onEvent(.row(deck: jobs[index].deck, row: seen.row))
        return true
      },
      end: { index, end in
        jobs[index].end = end
        onEvent(.ended(deck: jobs[index].deck))
      })
    return jobs.map { job in
      DeckComparison(job, array: array).report(job.markers, end: job.end, isPart: job.isPart)
    }
  }
}

extension VerifiedArray {
  /// The cells of one tile, in order.
  func cells(of tile: Tile) -> ArraySlice<DeckCell> {
    // Tiles stand one after the other in the list, and every cell is there.
    let first = design.tiles[..<tile.id.index].reduce(0) { $0 + $1.cells }
    return cells[first..<first + tile.cells]
  }
}
