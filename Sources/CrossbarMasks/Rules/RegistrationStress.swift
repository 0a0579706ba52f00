internal import CrossbarCore
public import CrossbarLayout

/// What becomes of a design's junctions, pads and crossings when one layer lies off its place: each layer after the
/// first shifted in eight directions by the process's registration and by its worst.
///
/// The areas are those of the shapes as drawn and exact; places with the same shapes around them are computed once.
public struct RegistrationStress: Sendable {
  /// The areas of the junctions ÷ what they are without the shift.
  public struct AreaSpread: Hashable, Sendable {
    /// Of the junction that loses most.
    public var least: Double
    /// Over all junctions.
    public var mean: Double
    /// Of the junction that gains most.
    public var most: Double
    /// Root of the mean square distance from the mean.
    public var deviation: Double
  }

  /// What one shift does.
  public struct Row: Hashable, Sendable {
    /// Which layer, how far and where to.
    public var shift: Shift
    /// Junctions whose gold no longer lies over their silver.
    public var open: Int
    /// Junctions whose gold touches their silver outside the MoS₂.
    public var shorted: Int
    /// Pads off their line.
    public var lost: Int
    /// Places where different nets come over each other.
    public var touching: Int
    /// Crossings that their patch no longer insulates.
    public var uncovered: Int
    /// Of all junctions; nil where there are none.
    public var area: AreaSpread?

    /// Everything that fails.
    public var failures: Int { open + shorted + lost + touching + uncovered }
  }

  /// A row a layer, distance and direction, in this order.
  public private(set) var rows: [Row] = []
  /// Junctions that were tried.
  public private(set) var junctions = 0
  /// What fails, one finding a layer and distance: an error within the registration, a warning on a bad day.
  public private(set) var findings: [RuleFinding] = []
  private let pages: [StressedPage]
  private let reach: Nanometres

  /// Shifts every layer of every page that has shapes.
  public init(_ sheets: [ReadSheet], _ process: Process) {
    let rules = process.rules
    let reach = max(rules.registration, rules.registrationStress)
    self.reach = reach
    pages = parallelMap(count: sheets.count) { StressedPage(sheets[$0], reach: reach) }
    for page in pages {
      for kind in page.kinds where kind.role == .junction { junctions += kind.count }
    }
    for layer in ["mos2-window", "dielectric", "au-top", "ag-pad"]
    where sheets.contains(where: { $0.layer(layer)?.shapes.isEmpty == false }) {
      var hasFailed = false
      for distance in [rules.registration, rules.registrationStress] {
        let shifts = Shift.directions.map {
          Shift(layer: layer, x: $0.0 * distance, y: $0.1 * distance)
        }
        let rows = shifts.map(row)
        self.rows += rows
        // A bad day is no news where every day is bad.
        if !hasFailed,
          let finding = finding(rows, distance, isError: distance == rules.registration)
        {
          findings.append(finding)
          hasFailed = true
        }
      }
    }
  }

  /// Shifts every layer of one page.
  public init(_ sheet: ReadSheet, _ process: Process) {
    self.init([sheet], process)
  }

  /// How a kind of place takes a shift.
  private func fails(_ kind: StressedPage.Kind, _ shift: Shift) -> (
    keyPath: WritableKeyPath<Row, Int>?, ratio: Double
  ) {
    let area = kind.neighbourhood.shared(shift)
    switch kind.role {
    case .junction:
      let ratio = Double(area.device) / Double(kind.nominal)
      return (area.device == 0 ? \.open : area.bare > 0 ? \.shorted : nil, ratio)
    case .contact: return (area.touching == 0 ? \.lost : nil, 1)
    case .crossing: return (area.touching > 0 ? \.uncovered : nil, 1)
    case .neighbours: return (area.touching > 0 ? \.touching : nil, 1)
    }
  }

  /// What one shift of one layer does to all pages.
  public func row(_ shift: Shift) -> Row {
    var row = Row(
      shift: shift, open: 0, shorted: 0, lost: 0, touching: 0, uncovered: 0, area: nil)
    var ratios: [(count: Int, ratio: Double)] = []
    for page in pages {
      for kind in page.kinds where kind.count > 0 {
        let (failure, ratio) = fails(kind, shift)
        if let failure { row[keyPath: failure] += kind.count }
        if kind.role == .junction { ratios.append((kind.count, ratio)) }
      }
    }
    if junctions > 0 {
      let mean = ratios.reduce(0) { $0 + Double($1.count) * $1.ratio } / Double(junctions)
      let square = ratios.reduce(0) {
        $0 + Double($1.count) * ($1.ratio - mean) * ($1.ratio - mean)
      }
      row.area = AreaSpread(
        least: ratios.map(\.ratio).min() ?? 0, mean: mean, most: ratios.map(\.ratio).max() ?? 0,
        deviation: (square / Double(junctions)).squareRoot())
    }
    return row
  }

  /// Each junction's area ÷ its nominal area with the gold shifted against the silver, page by page.
  ///
  /// - Precondition: no farther along x or y than the process's worst registration.
  public func areaFactors(x: Nanometres, y: Nanometres) -> [(cell: String, factor: Double)] {
    precondition(abs(x) <= reach && abs(y) <= reach, "farther than the places were looked at")
    let shift = Shift(layer: "au-top", x: x, y: y)
    return pages.flatMap { page in
      let factors = page.kinds.map { $0.role == .junction ? fails($0, shift).ratio : 0 }
      return page.places.compactMap { place in
        page.kinds[place.kind].role == .junction
          ? (page.cell(place) ?? "", factors[place.kind]) : nil
      }
    }
  }

  private func finding(_ rows: [Row], _ distance: Nanometres, isError: Bool) -> RuleFinding? {
    let failing = rows.filter { $0.failures > 0 }
    guard let worst = failing.max(by: { $0.failures < $1.failures }) else { return nil }
    for page in pages {
      // The first place in the order of the page that fails.
      let firsts = page.kinds.filter { $0.count > 0 && fails($0, worst.shift).keyPath != nil }
      guard let first = firsts.map(\.first).min() else { continue }
      let place = page.places[first]
      let pair = page.kinds[place.kind].neighbourhood.pair
      guard let upper = page.layer(pair.upper), let lower = page.layer(pair.lower) else { continue }
      let counts = [
        (worst.open, "open junctions"), (worst.shorted, "shorted junctions"),
        (worst.lost, "pads off their lines"), (worst.touching, "nets over others"),
        (worst.uncovered, "uncovered crossings"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      return RuleFinding(
        rule: .registration, severity: isError ? .error : .warning,
        layers: [worst.shift.layer, "ag-bottom"], measured: nil, required: distance,
        place: place.bounds,
        shapes: [upper.shapes[place.upper].id, lower.shapes[place.lower].id], file: upper.file,
        line: upper.shapes[place.upper].line, cell: page.cell(place),
        message:
          "\(worst.shift.layer) shifted by \(micrometres(distance)) µm fails in \(failing.count) of "
          + "\(rows.count) directions, \(worst.shift.direction) the worst: "
          + counts.joined(separator: ", "))
    }
    return nil
  }

  /// The rows as aligned text: one line a layer and distance, its worst over the directions.
  public var table: String {
    var lines = [["layer", "shift", "failing", "area least", "mean", "most", "deviation"]]
    var index = 0
    while index < rows.count {
      let group = rows[index..<min(index + Shift.directions.count, rows.count)]
      index += group.count
      guard let first = group.first else { continue }
      let distance = max(abs(first.shift.x), abs(first.shift.y))
      let areas = group.compactMap(\.area)
      let failing = group.map(\.failures).max() ?? 0
      let mean = areas.reduce(0) { $0 + $1.mean } / Double(max(1, areas.count))
      lines.append([
        first.shift.layer, "\(micrometres(distance)) µm", "\(failing)",
        percent(areas.map(\.least).min()), percent(areas.isEmpty ? nil : mean),
        percent(areas.map(\.most).max()), percent(areas.map(\.deviation).max()),
      ])
    }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      line.indices.map { column in
        let pad = String(repeating: " ", count: widths[column] - line[column].count)
        return column == 0 ? line[column] + pad : pad + line[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n") + "\n"
  }

  private func percent(_ ratio: Double?) -> String {
    guard let ratio else { return "–" }
    let tenths = Int((ratio * 1_000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
