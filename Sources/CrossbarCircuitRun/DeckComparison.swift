internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarSimulation
internal import CrossbarVerify

/// What the simulator says of the cells that a deck runs.
struct DeckComparison: Sendable {
  /// A cell with its simulated outcome.
  struct Expected: Sendable {
    var cell: CellID
    var bit: Bool
    var current: Double
    var stored: Bool
    /// The line of the tile's deck that has it.
    var line: Int
  }

  private let deck: String
  private let label: String
  private let expected: [Expected]

  /// The name of each cell's tile in the markers.
  private let tiles: [Int: String]
  /// Rows and columns of each tile by its name in the markers.
  private let sizes: [String: (rows: Set<Int>, columns: Int)]

  /// Simulates the cells that a deck runs.
  init(_ job: DeckJob, folder: DeckFolder, cells: [Int: [DeckCell]]) {
    deck = "spice/ngspice/\(job.deck)"
    label = job.label
    tiles = Dictionary(
      uniqueKeysWithValues: job.tiles.map {
        ($0.tile.id.index, job.kind == .programRead ? "" : $0.tile.id.name)
      })
    sizes = Dictionary(
      uniqueKeysWithValues: job.tiles.map {
        (
          job.kind == .programRead ? "" : $0.tile.id.name,
          (rows: Set($0.rows), columns: $0.tile.columns)
        )
      })
    let chosen = job.tiles.flatMap { part in
      let rows = Set(part.rows)
      return (cells[part.tile.id.index] ?? []).filter { rows.contains($0.cell.row) }
    }
    let simulator = CellSimulator(device: folder.device)
    expected = parallelMap(count: chosen.count) { index in
      let cell = chosen[index]
      let outcome = simulator.run(
        storing: cell.written, device: cell.device, circuit: cell.circuit)
      return Expected(
        cell: cell.cell, bit: outcome.bit, current: outcome.readCurrent,
        stored: folder.bit(cell.cell), line: cell.line)
    }
  }

  /// Cells listed one by one before the rest is counted.
  private static let listed = 20

  /// Holds what was printed against what was expected.
  ///
  /// - Parameter isPart: whether only some of the deck's rows were run.
  func report(_ markers: MarkerReader, end: ProcessPool.End, isPart: Bool) -> DeckReport {
    var report = DeckReport(deck: deck, label: label)
    report.expected = expected.count
    var findings: [Diagnostic] = []
    var missing: [CellID] = []
    func find(_ id: String, _ message: String, _ cell: Expected) {
      let tile = "spice/ngspice/\(TileID(cell.cell.tile).name).cir"
      findings.append(
        .error(
          id, "\(message), in \(label)",
          at: .init(file: tile, line: cell.line, element: cell.cell.name)))
    }
    for cell in expected {
      let row = markers.rows[tiles[cell.cell.tile] ?? ""]?[cell.cell.row]
      guard let row, row.bits.indices.contains(cell.cell.column),
        row.currents.indices.contains(cell.cell.column),
        let bit = row.bits[cell.cell.column], let current = row.currents[cell.cell.column],
        current.isFinite
      else {
        missing.append(cell.cell)
        if case .exited = end { find("run/missing", "was not measured", cell) }
        continue
      }
      report.measured += 1
      let difference = ((current - cell.current) / cell.current).magnitude
      if difference > report.largestDifference || report.largestCell == nil {
        report.largestDifference = difference
        report.largestCell = cell.cell
      }
      let (found, wanted) = (Self.text(current), Self.text(cell.current))
      if bit != cell.stored { report.wrong.append(cell.cell) }
      if bit != cell.bit {
        report.unpredicted.append(cell.cell)
        find(
          "run/bit",
          "ngspice reads \(bit ? 1 : 0) at \(found) A, the simulator \(cell.bit ? 1 : 0) at \(wanted) A",
          cell)
      } else if !(difference <= DeckReport.currentTolerance) {
        find(
          "run/current",
          "ngspice reads \(found) A, the simulator \(wanted) A: \(DeckReport.percent(difference)) apart, more than "
            + "the \(DeckReport.percent(DeckReport.currentTolerance)) allowed",
          cell)
      }
    }
    // Nothing at all is one finding.
    if report.measured == 0 { findings = [] }
    let rest = findings.count - Self.listed
    if rest > 0 {
      findings.removeLast(rest)
      findings.append(.error("run/more", "\(rest) more cells", at: .init(file: deck)))
    }
    report.findings = ended(end, markers) + contradictions(markers) + findings
    if case .exited = end, report.measured == 0, !report.findings.hasErrors {
      report.findings.append(
        .error(
          "run/missing",
          "none of its \(expected.count) cells was measured, \(missing[0].name) the first",
          at: .init(file: deck)))
    }
    if !report.findings.hasErrors {
      report.findings += verdict(markers, report, isPart: isPart)
    }
    return report
  }

  /// Six digits, as the simulator and ngspice share no more.
  private static func text(_ amperes: Double) -> String {
    let rounded = amperes.magnitude.roundedToSixDigits
    return "\(amperes < 0 ? -rounded : rounded)"
  }

  /// What was printed that cannot be: rows and columns that the deck has not, and lines that contradict one another.
  private func contradictions(_ markers: MarkerReader) -> [Diagnostic] {
    var found = markers.contradictions
    for (tile, rows) in markers.rows.sorted(by: { $0.key < $1.key }) {
      guard let size = sizes[tile] else {
        found.append("rows of \(tile), which is not run")
        continue
      }
      let what = tile.isEmpty ? "" : " of \(tile)"
      for (number, row) in rows.sorted(by: { $0.key < $1.key }) {
        if !size.rows.contains(number) {
          found.append("row \(number)\(what), which is not run")
        } else if max(row.bits.count, row.currents.count) > size.columns {
          found.append("more than \(size.columns) columns in row \(number)\(what)")
        }
      }
    }
    return found.prefix(Self.listed).map {
      .error("run/contradiction", "ngspice prints \($0)", at: .init(file: deck))
    }
  }

  private func ended(_ end: ProcessPool.End, _ markers: MarkerReader) -> [Diagnostic] {
    let location = Diagnostic.Location(file: deck)
    let said = markers.lastWords.isEmpty ? nil : markers.lastWords.joined(separator: "\n        ")
    switch end {
    case .exited(let code) where markers.isSilent:
      return [
        .error("run/broken-off", "ngspice printed nothing (exit code \(code))", at: location)
      ]
    case .exited(let code) where markers.verdict == nil:
      return [
        .error(
          "run/broken-off", "ngspice ended without a verdict (exit code \(code))", at: location,
          help: said)
      ]
    case .exited(let code):
      var findings: [Diagnostic] = []
      if markers.verdict == .error {
        findings.append(
          .error("run/deck", "the deck says '\(markers.verdictLine)'", at: location, help: said))
      }
      let documented = markers.verdict?.exitCode ?? 0
      // Some builds return 0 whatever a deck says.
      if code != 0 && code != documented {
        findings.append(
          .warning(
            "run/exit", "ngspice returned \(code) where the deck's verdict is \(documented)",
            at: location))
      }
      return findings
    case .signal(let signal):
      return [.error("run/killed", "ngspice was ended by signal \(signal)", at: location)]
    case .silent:
      return [
        .error(
          "run/timeout", "ngspice read no row for so long that it was ended", at: location,
          help: said)
      ]
    case .notStarted(let reason):
      return [.error("run/start", "ngspice cannot be started: \(reason)", at: location)]
    case .cancelled: return [.error("run/interrupted", "interrupted", at: location)]
    }
  }

  /// The deck's own count must be that of its rows: the judge is judged, too.
  private func verdict(
    _ markers: MarkerReader, _ report: DeckReport, isPart: Bool
  ) -> [Diagnostic] {
    let wrong = report.wrong.count
    let expected: (MarkerReader.Verdict, [Int]) =
      isPart
      ? (.partial, [wrong, report.measured])
      : wrong == 0 ? (.pass, [report.measured]) : (.fail, [wrong, report.measured])
    if markers.verdict == expected.0 && markers.verdictNumbers == expected.1 { return [] }
    return [
      .error(
        "run/verdict",
        "the deck says '\(markers.verdictLine)', its rows \(wrong) wrong of \(report.measured) bits",
        at: .init(file: deck))
    ]
  }
}
