internal import CrossbarCore
internal import CrossbarFiles

/// Where the memristors of a page should be: by `cells.csv`, or as found in masks of the same page.
struct ExpectedCells: Sendable {
  struct Cell: Sendable {
    var name: NetKey
    var gold: NetKey
    var silver: NetKey
    /// Centre of the junction, nanometres.
    var x: Int
    var y: Int
  }

  private(set) var cells: [Cell]
  private var numbers: [NetKey: Int32] = [:]
  /// Cells of every square of the page.
  private let grid: RectangleIndex
  private let width: Int
  private let height: Int
  /// Farthest that a cell is looked for, nanometres.
  private static let reach = 50_000_000

  init(_ cells: [Cell], width: Int, height: Int) {
    self.cells = cells.filter { $0.x >= 0 && $0.y >= 0 && $0.x <= width && $0.y <= height }
    self.width = width
    self.height = height
    numbers.reserveCapacity(cells.count)
    var places: [OwnedRectangle] = []
    places.reserveCapacity(cells.count)
    for (index, cell) in self.cells.enumerated() {
      numbers[cell.name] = Int32(index)
      places.append(
        OwnedRectangle(left: cell.x, top: cell.y, right: cell.x, bottom: cell.y, owner: index))
    }
    grid = RectangleIndex(places, width: width, height: height)
  }

  /// The places at which a page's masks have their named memristors.
  init(_ circuit: MaskCircuit) {
    let cells = circuit.memristors.compactMap { memristor -> Cell? in
      guard let cell = circuit.cell(of: memristor) else { return nil }
      return Cell(
        name: NetKey(.cell, cell: cell), gold: circuit.nets[memristor.goldShape],
        silver: circuit.nets[memristor.silverShape], x: (memristor.left + memristor.right) / 2,
        y: (memristor.top + memristor.bottom) / 2)
    }
    self.init(cells, width: circuit.sheet.width, height: circuit.sheet.height)
  }

  subscript(name: NetKey) -> Cell? { numbers[name].map { cells[Int($0)] } }

  /// The cell nearest to a point, among those within a distance.
  func nearest(x: Int, y: Int, within reach: Int = ExpectedCells.reach) -> Cell? {
    var radius = min(500_000, reach)
    while true {
      let around = OwnedRectangle(
        left: max(0, x - radius), top: max(0, y - radius), right: min(width, x + radius),
        bottom: min(height, y + radius), owner: 0)
      if around.left > around.right || around.top > around.bottom { return nil }
      var best: (distance: Int, index: Int)?
      grid.forEachMeeting(around) { other, _ in
        let (dx, dy) = (other.left - x, other.top - y)
        let distance = dx * dx + dy * dy
        if best.map({ (distance, other.owner) < ($0.distance, $0.index) }) ?? true {
          best = (distance, other.owner)
        }
      }
      // Beyond the square's inner circle a nearer one may lie outside.
      if let best, best.distance <= radius * radius { return cells[best.index] }
      if radius >= reach { return nil }
      radius = min(radius * 4, reach)
    }
  }

  /// Reads `cells.csv`: `cell,row,column,sheet,x_mm,y_mm,top_net,bottom_net`.
  ///
  /// - Throws: `cells/…` with the line of everything wrong.
  static func read(
    path: String, named name: String, page: ReadSheet, names: inout NetNames
  ) throws(Diagnostics) -> ExpectedCells {
    let file = try MappedFile.open(path: path, named: name, stage: "cells")
    defer { withExtendedLifetime(file) {} }
    var findings: [Diagnostic] = []
    var cells: [Cell] = []
    let lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let header = "cell,row,column,sheet,x_mm,y_mm,top_net,bottom_net"
    for (index, bytes) in lines.enumerated() {
      if bytes.isEmpty && index == lines.count - 1 { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      if index == 0 {
        if text != header {
          findings.append(
            .error(
              "cells/header", "the first line is not \(header)", at: .init(file: name, line: 1)))
        }
        continue
      }
      let fields = text.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 8, let x = MaskPathParser.length(fields[4]),
        let y = MaskPathParser.length(fields[5]), x <= page.width, y <= page.height
      else {
        findings.append(
          .error(
            "cells/line", "the line is not a cell of this page with its place and nets",
            at: .init(file: name, line: index + 1)))
        continue
      }
      cells.append(
        Cell(
          name: names.key(String(fields[0])), gold: names.key(String(fields[6])),
          silver: names.key(String(fields[7])), x: x, y: y))
    }
    try findings.capped(id: "cells/more").throwIfErrors()
    return ExpectedCells(cells, width: page.width, height: page.height)
  }
}
