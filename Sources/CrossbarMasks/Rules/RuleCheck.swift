internal import CrossbarCore
public import CrossbarLayout

/// The design rules held against one page of masks as read: geometry only, whatever wrote it.
///
/// Edges that face each other are measured along x or y over what they have in common (KLayout's metric of
/// projections), corners by their Euclidean distance. Every rule's numbers are those of the process; a conductor is
/// what touches or overlaps in one layer.
public struct RuleCheck: Sendable {
  /// What a layout style asks for beside the process.
  public struct Options: Hashable, Sendable {
    /// Silver beyond the gold's edges at a junction; nil: `top_beyond_bottom_um`. The paper's own measures, style
    /// `isolated`, leave 25 µm, which the registration takes up.
    public var silverBeyondGold: Nanometres?
    /// Findings of one rule that are kept; one more counts the rest.
    public var limit: Int

    /// What is asked for by default.
    public init(silverBeyondGold: Nanometres? = nil, limit: Int = 1_000) {
      self.silverBeyondGold = silverBeyondGold
      self.limit = limit
    }
  }

  /// What breaks a rule, rule by rule, in the order of the files.
  public private(set) var findings: [RuleFinding] = []
  let sheet: ReadSheet
  let process: Process
  let options: Options
  let layers: [RuleLayer]
  private(set) var cells = CellPlaces()
  private var counts: [DesignRule: Int] = [:]

  /// Checks a page.
  public init(_ sheet: ReadSheet, _ process: Process, options: Options = Options()) {
    self.sheet = sheet
    self.process = process
    self.options = options
    // A page of a hostile file may claim any size; what indexes it may not.
    let isMeasurable = sheet.width <= 2_000_000_000 && sheet.height <= 2_000_000_000
    let reach = max(process.rules.gapError, process.rules.gapWarning)
    layers =
      isMeasurable
      ? parallelMap(count: sheet.layers.count) {
        RuleLayer(sheet.layers[$0], width: sheet.width, height: sheet.height, reach: reach)
      } : []
    let overlaps = layer("au-top").flatMap { gold in
      layer("ag-bottom").map { gold.overlaps(above: $0) }
    }
    let crossings = overlaps.map { Crossings($0, self) } ?? Crossings()
    cells = CellPlaces(crossings.junctions, self)
    checkPage()
    for layer in layers { checkShapes(layer) }
    checkSilverGaps()
    checkFurniture()
    checkJunctions(crossings)
    checkPads()
    checkSteps()
    checkDielectric(crossings)
    count()
  }

  /// The findings of several pages, page by page, computed on all cores.
  public static func findings(
    _ sheets: [ReadSheet], _ process: Process, options: Options = Options()
  ) -> [RuleFinding] {
    parallelMap(count: sheets.count) { RuleCheck(sheets[$0], process, options: options).findings }
      .flatMap { $0 }
  }

  func layer(_ name: String) -> RuleLayer? { layers.first { $0.name == name } }

  /// The ink of a layer by its name; nil for what is cut and for inks the process does not know.
  func ink(_ name: String) -> Ink? { MaskLayer(rawValue: name).flatMap { process.ink($0) } }

  /// Adds a finding about shapes of one or two layers; the first names file and line.
  mutating func report(
    _ rule: DesignRule, _ severity: Diagnostic.Severity = .error,
    of shapes: [(layer: RuleLayer, shape: Int)], at place: Rectangle, measured: Int? = nil,
    required: Int? = nil, _ message: String
  ) {
    let number = counts[rule, default: 0]
    counts[rule] = number + 1
    if number >= options.limit { return }
    var layers: [String] = []
    for (layer, _) in shapes where !layers.contains(layer.name) { layers.append(layer.name) }
    let ids = shapes.map { $0.layer.shapes[$0.shape].id }
    findings.append(
      RuleFinding(
        rule: rule, severity: severity, layers: layers, measured: measured, required: required,
        place: place, shapes: ids, file: shapes.first?.layer.file ?? sheet.folder,
        line: shapes.first.map { $0.layer.shapes[$0.shape].line },
        cell: ids.lazy.compactMap { CellPlaces.cell(of: $0) }.first ?? cells.nearest(to: place),
        message: message))
  }

  /// Adds what the limit left out.
  private mutating func count() {
    for rule in DesignRule.allCases {
      guard let count = counts[rule], count > options.limit,
        var last = findings.last(where: { $0.rule == rule })
      else { continue }
      last.message =
        "and \(count - options.limit) more findings of this rule (\(rule.title)) on this page"
      (last.measured, last.required, last.cell, last.shapes, last.line) = (nil, nil, nil, [], nil)
      last.place = Rectangle(left: 0, top: 0, right: sheet.width, bottom: sheet.height)
      findings.append(last)
    }
    // Rule by rule.
    let order = DesignRule.allCases
    findings = order.flatMap { rule in findings.filter { $0.rule == rule } }
  }
}

/// Where gold lies over silver on a page: memristors, insulated crossings, and what is neither.
struct Crossings {
  /// Pieces in an MoS₂ window and not under a dielectric patch, for the most part.
  var junctions: [Overlap] = []
  /// Pieces under a patch for the most part, and pieces outside every window that a patch covers at all.
  var insulated: [Overlap] = []
  /// The rest.
  var bare: [Overlap] = []

  init() {}

  init(_ overlaps: [Overlap], _ check: RuleCheck) {
    guard let gold = check.layer("au-top"), let silver = check.layer("ag-bottom") else { return }
    let (window, dielectric) = (check.layer("mos2-window"), check.layer("dielectric"))
    for overlap in overlaps {
      if gold.shapes[overlap.upper].isFurniture || silver.shapes[overlap.lower].isFurniture {
        continue
      }
      var insulated = 0
      if let dielectric {
        for part in overlap.parts {
          let open = part.uncovered(by: dielectric.rectangles(in: part))
          insulated += part.area - open.reduce(0) { $0 + $1.area }
        }
      }
      // A patch may cover a crossing badly or a junction by mistake: most of it decides.
      if insulated > 0, 2 * insulated >= overlap.parts.reduce(0, { $0 + $1.area }) {
        self.insulated.append(overlap)
      } else if overlap.parts.contains(where: { window?.rectangles(in: $0).isEmpty == false }) {
        junctions.append(overlap)
      } else if insulated > 0 {
        self.insulated.append(overlap)
      } else {
        bare.append(overlap)
      }
    }
  }
}
