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
  }

  private let deck: String
  private let label: String
  private let expected: [Expected]

  /// The name of each cell's tile in the markers.
  private let tiles: [Int: String]

  /// Simulates the cells that a deck runs.
  init(_ job: DeckJob, array: VerifiedArray) {
    deck = "spice/ngspice/\(job.deck)"
    label = job.label
    tiles = Dictionary(
      uniqueKeysWithValues: job.tiles.map {
        ($0.tile.id.index, job.kind == .programRead ? "" : $0.tile.id.name)
      })
    let chosen = job.tiles.flatMap { part in
      let rows = Set(part.rows)
      return array.cells(of: part.tile).filter { rows.contains($0.cell.row) }
    }
    let simulator = CellSimulator(device: array.device)
    expected = parallelMap(count: chosen.count) { index in
      let cell = chosen[index]
      let outcome = simulator.run(
        storing: cell.written, device: cell.device, circuit: cell.circuit)
      return Expected(
        cell: cell.cell, bit: outcome.bit, current: outcome.readCurrent,
        stored: array.bit(cell.cell))
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
    func find(_ id: String, _ message: String, _ element: String? = nil) {
      findings.append(.error(id, message, at: .init(file: deck, element: element)))
    }
    for cell in expected {
      let row = markers.rows[tiles[cell.cell.tile] ?? ""]?[cell.cell.row]
      guard let row, row.bits.indices.contains(cell.cell.column),
        row.currents.indices.contains(cell.cell.column),
        let bit = row.bits[cell.cell.column], let current = row.currents[cell.cell.column],
        current.isFinite
      else {
        if case .exited = end { find("run/missing", "was not measured", cell.cell.name) }
        continue
      }
      report.measured += 1
      let difference = ((current - cell.current) / cell.current).magnitude
      if difference > report.largestDifference || report.largestCell == nil {
        report.largestDifference = difference
        report.largestCell = cell.cell
      }
      if bit != cell.stored { report.wrong.append(cell.cell) }
      if bit != cell.bit {
        report.unpredicted.append(cell.cell)
        find(
          "run/bit",
          "ngspice reads \(bit ? 1 : 0) at \(current) A, the simulator \(cell.bit ? 1 : 0) at \(cell.current) A",
          cell.cell.name)
      } else if !(difference <= DeckReport.currentTolerance) {
        find(
          "run/current", "ngspice reads \(current) A, the simulator \(cell.current) A",
          cell.cell.name)
      }
    }
    let rest = findings.count - Self.listed
    if rest > 0 {
      findings.removeLast(rest)
      find("run/more", "\(rest) more cells")
    }
    report.findings = ended(end, markers) + findings
    if report.findings.isEmpty { report.findings = verdict(markers, report, isPart: isPart) }
    return report
  }

  private func ended(_ end: ProcessPool.End, _ markers: MarkerReader) -> [Diagnostic] {
    let location = Diagnostic.Location(file: deck)
    let said = markers.lastWords.isEmpty ? nil : markers.lastWords.joined(separator: "\n        ")
    switch end {
    case .exited where markers.verdict == nil:
      return [
        .error("run/broken-off", "ngspice ended without a verdict", at: location, help: said)
      ]
    case .exited: return []
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
