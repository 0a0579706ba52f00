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

/// What came of a run.
public struct CircuitRunResult: Sendable {
  /// What of the folder is not as it was written; where there is an error, nothing was run.
  public var folder: [Diagnostic] = []
  /// A report a deck: those of tiles in their order, then those of layers.
  public var reports: [DeckReport] = []
  /// Whether the device has read noise, which was turned off for the comparison.
  public var isWithoutNoise = false
  /// The user's own transistor model, for which the simulator takes a level-1 transistor.
  public var transistorModel: String?

  /// Whether every cell was measured and reads as the simulator says.
  public var agrees: Bool { !folder.hasErrors && reports.allSatisfy(\.agrees) }
}

/// Runs the decks of an output folder under ngspice and holds what they print against the behavioural simulator.
public enum CircuitRun {
  /// Runs decks, some at the same time.
  ///
  /// What the decks need of the folder is checked first, unless it was edited, and nothing is written into it. Judged is what the
  /// decks print; an exit code that does not fit it is a warning. No process is left however this returns.
  ///
  /// - Parameters:
  ///   - options: what to run.
  ///   - now: seconds that never run backward.
  ///   - isCancelled: asked several times a second; true ends every process.
  ///   - onEvent: told of progress, in the order in which it is seen.
  /// - Throws: what is wrong with the options, before anything runs: `run/ngspice`, `run/tile`, `run/rows`, `run/deck`,
  ///   `run/jobs`, `run/timeout`, `run/temporary`; `verify/missing-file` where the folder is no output.
  public static func run(
    _ options: CircuitRunOptions, now: @escaping () -> Double, isCancelled: @escaping () -> Bool,
    onEvent: (CircuitRunEvent) -> Void
  ) throws(Diagnostics) -> CircuitRunResult {
    let program = try options.program()
    var result = CircuitRunResult()
    let folder: DeckFolder
    do throws(Diagnostics) {
      folder = try DeckFolder(folder: options.folder)
    } catch {
      guard options.isOutput else { throw error }
      result.folder = error.all
      return result
    }
    let selection = try options.selection(of: folder)
    result.isWithoutNoise =
      folder.hasReadNoise && options.decks.contains(.programRead)
    result.transistorModel = folder.transistorModel
    let cells: [Int: [DeckCell]]
    do throws(Diagnostics) {
      cells = try folder.cells(
        .init(
          tiles: options.decks.contains(.layerRead)
            ? folder.design.tiles : selection.map(\.tile), reads: options.decks.contains(.read),
          layers: options.decks.contains(.layerRead)), isEdited: options.isEdited)
    } catch {
      result.folder = error.all
      return result
    }
    let staged = try StagedDecks(
      decks: "\(options.folder)/spice/ngspice", temporary: options.temporaryFolder)
    defer { staged.remove() }
    var jobs = DeckJob.jobs(options.decks, selection)
    for job in jobs {
      try job.stage(
        staged, allDynamic: options.allDynamic, isNoisy: result.isWithoutNoise,
        isEdited: options.isEdited)
    }
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
    result.reports = jobs.map { job in
      DeckComparison(job, folder: folder, cells: cells)
        .report(job.markers, end: job.end, isPart: job.isPart)
    }
    return result
  }
}
