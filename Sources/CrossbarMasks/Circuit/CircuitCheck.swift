internal import CrossbarCore
internal import CrossbarLayout

/// The circuits of an output folder's masks, each extracted from its shapes and held against the page's printed netlist.
///
/// The SVG files of a page are checked, and its GDSII file where it does not hold the same polygons.
public struct CircuitCheck: Sendable {
  /// What one file of a page holds.
  public struct Circuit: Hashable, Sendable {
    /// The folder of SVG files, or the GDSII file.
    public var file: String
    /// Number of the page.
    public var sheet: Int
    /// Conductors, furniture left out.
    public var conductors: Int
    /// Nets by what they are, such as `bit lines`; kinds without any left out.
    public var nets: [Nets]
    /// Memristors: cells and test devices.
    public var memristors: Int
    /// Area of the smallest and of the largest memristor of a cell, nm²; nil where there is none.
    public var areas: ClosedRange<Int>?
    /// Crossings that dielectric keeps apart.
    public var insulatedCrossings: Int
    /// The netlist it was compared with; nil where there is none.
    public var netlist: String?
    /// Whether the graphs are equal, names ignored; nil without a netlist.
    public var isSameGraph: Bool?
    /// Whether all names agree; nil without a netlist.
    public var areNamesSame: Bool?
  }

  /// How many nets of one kind a page has.
  public struct Nets: Hashable, Sendable {
    /// `bit lines`, `rows`, `word lines`, `source lines`, `bottom contacts`, `top contacts` or `others`.
    public var kind: String
    /// Their number, by name.
    public var count: Int
  }

  /// Findings of one file that are listed before the rest is counted.
  public static let listed = 100

  /// The circuits, page by page.
  public private(set) var circuits: [Circuit] = []
  /// GDSII files that hold the polygons of their page's SVG files.
  public private(set) var equalFiles: [String] = []
  /// The shapes of GDSII files that hold others, a shape's line being its byte.
  public private(set) var editedSheets: [ReadSheet] = []
  /// Everything wrong, page by page.
  public private(set) var findings: [MaskFinding] = []

  /// Checks the pages of a folder, all cores at work.
  ///
  /// - Parameter sheets: the pages as read from their SVG files.
  public init(folder: String, sheets: [ReadSheet]) {
    let pages = parallelMap(count: sheets.count) { PageCircuits(folder, sheets[$0]) }
    for page in pages {
      circuits += page.circuits
      equalFiles += page.equalFiles
      editedSheets += page.editedSheets
      findings += page.findings
    }
  }
}

/// The circuits of one page.
private struct PageCircuits: Sendable {
  private(set) var circuits: [CircuitCheck.Circuit] = []
  private(set) var equalFiles: [String] = []
  private(set) var editedSheets: [ReadSheet] = []
  private(set) var findings: [MaskFinding] = []
  private let sheet: ReadSheet
  private var names: NetNames
  private var netlist: PrintedNetlist?
  /// Where `cells.csv` puts the cells.
  private var cells: ExpectedCells?

  init(_ folder: String, _ sheet: ReadSheet) {
    self.sheet = sheet
    var circuit = MaskCircuit(sheet)
    names = circuit.names
    readExpectations(folder)
    circuit.names = names
    // Where cells are found is the next best guess of where they should be.
    let places = cells ?? ExpectedCells(circuit)
    findings += LayerOffsets.findings(sheet).map { $0.near(places, names: names) }
    check(circuit, file: sheet.folder, near: places)
    checkGDSII(folder, circuit, places)
  }

  private mutating func add(_ found: [Diagnostic]) {
    findings += found.map {
      MaskFinding($0, sheet: sheet.number)
    }
  }

  private mutating func readExpectations(_ folder: String) {
    let number = sheet.number < 10 ? "0\(sheet.number)" : "\(sheet.number)"
    let deck = "spice/printed/sheet-\(number).cir"
    if isFile("\(folder)/\(deck)") {
      do throws(Diagnostics) {
        netlist = try PrintedNetlistReader.read(
          path: "\(folder)/\(deck)", named: deck, sheet: sheet.number, names: &names)
      } catch {
        add(error.all)
      }
    } else {
      add([
        .warning(
          "check/no-netlist", "there is no netlist of this page: its circuit was not compared",
          at: .init(file: deck))
      ])
    }
    let table = "\(sheet.folder)/cells.csv"
    if isFile("\(folder)/\(table)") {
      do throws(Diagnostics) {
        cells = try ExpectedCells.read(
          path: "\(folder)/\(table)", named: table, page: sheet, names: &names)
      } catch {
        add(error.all)
      }
    } else {
      add([
        .warning(
          "check/no-cells", "there is no table of this page's cells: places were not compared",
          at: .init(file: table))
      ])
    }
    if let cells, let netlist {
      let missing = netlist.memristors.filter { cells[$0.name] == nil }
      if let first = missing.first {
        add([
          .error(
            "check/cells",
            "\(missing.count) memristors of \(netlist.file) are not in the table, the first \(names.name(first.name))",
            at: .init(file: table, element: names.name(first.name)))
        ])
      }
    }
  }

  /// One file's circuit by itself and against the netlist.
  private mutating func check(_ circuit: MaskCircuit, file: String, near places: ExpectedCells) {
    let shapes = CircuitFindings(circuit)
    var found = shapes.all + AreaCheck.findings(circuit)
    var result = CircuitCheck.Circuit(
      file: file, sheet: sheet.number, conductors: circuit.conductorCount, nets: circuit.netKinds,
      memristors: circuit.memristors.count, areas: AreaCheck.range(circuit),
      insulatedCrossings: circuit.insulatedCrossings)
    if let netlist {
      let comparison = CircuitComparison(
        circuit, netlist, names: names, places: circuit.isBinary ? places : cells,
        told: shapes.told)
      let graph = comparison.compareGraphs()
      found += comparison.findings + LineReach.findings(comparison, near: places)
      found += LineOrder.findings(comparison, near: places) + graph.findings
      result.netlist = netlist.file
      result.isSameGraph = graph.isSame
      result.areNamesSame =
        !found.contains { $0.diagnostic.id != "check/graph" && $0.diagnostic.id != "check/area" }
    }
    circuits.append(result)
    // What concerns all comes first.
    let isGeneral = { (finding: MaskFinding) in finding.diagnostic.id == "check/shift" }
    let ordered = found.filter(isGeneral) + found.filter { !isGeneral($0) }
    let listed = ordered.prefix(CircuitCheck.listed).map { $0.near(places, names: names) }
    findings += listed
    if ordered.count > listed.count {
      add([
        .error(
          "check/more", "and \(ordered.count - listed.count) more findings of this circuit",
          at: .init(file: file))
      ])
    }
  }

  private mutating func checkGDSII(
    _ folder: String, _ drawn: MaskCircuit, _ places: ExpectedCells
  ) {
    let name = "\(sheet.folder)/masks.gds"
    do throws(Diagnostics) {
      let file = try GDSIIReader.read(path: "\(folder)/\(name)", named: name, from: .editor)
      let differences = GDSIICheck.compare(file, with: sheet)
      if differences.isEmpty {
        equalFiles.append(name)
        return
      }
      var (circuit, labels) = try MaskCircuit.extract(file, page: sheet, names: names)
      add(labels.capped(id: "gdsii/more"))
      editedSheets.append(circuit.sheet)
      let shifts = LayerOffsets.findings(circuit.sheet, against: sheet)
      var found = shifts
      if shifts.isEmpty { found += LayerDifference.findings(circuit, against: drawn) }
      findings += found.map { $0.near(places, names: names) }
      if found.isEmpty {
        add([
          .error(
            "check/differs",
            "the file has other labels than the page's SVG files: \(differences[0].message)",
            at: .init(file: name))
        ])
      }
      circuit.nameByPlace(places)
      names = circuit.names
      check(circuit, file: name, near: places)
    } catch {
      add(error.all)
    }
  }
}
