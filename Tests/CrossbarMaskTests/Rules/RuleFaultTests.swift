import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// Faults drawn into masks by hand: each breaks its rule at its place, here and in KLayout's own checks.
@Suite struct RuleFaultTests {
  let fixture: MaskFixture

  init() throws {
    fixture = try MaskFixture.odd()
  }

  private func change(_ id: String, in file: String, _ edit: (String) throws -> String) throws {
    for name in [file, "combined"] {
      var lines = try fixture.lines(name)
      let index = try #require(lines.firstIndex { $0.contains("id=\"\(id)\"") })
      let edited = try edit(lines[index])
      #expect(edited != lines[index])
      lines[index] = edited
      try fixture.write(lines, to: name)
    }
  }

  /// Draws a shape anew, its corners in micrometres.
  private func draw(_ id: String, in file: String, _ corners: [(Double, Double)]) throws {
    // In the writers' own letters, which the judge reads.
    var path = ""
    for (index, corner) in corners.enumerated() {
      let (x, y) = (corner.0 / 1_000, corner.1 / 1_000)
      path += index == 0 ? "M\(x),\(y)" : corner.0 == corners[index - 1].0 ? "V\(y)" : "H\(x)"
    }
    path += "Z"
    try change(id, in: file) { _ in "<path id=\"\(id)\" d=\"\(path)\"/>" }
  }

  private func findings() throws -> [RuleFinding] {
    RuleCheck.findings(try MaskReader.read(folder: fixture.folder).sheets, fixture.layout.process)
  }

  /// Rules that KLayout finds broken.
  private func judged() throws -> Set<String> {
    guard let python = ForeignToolTests.python else { return [] }
    let script = try #require(Bundle.module.path(forResource: "klayout_faults", ofType: "py"))
    let (status, output) = try Tool.run(python, [script, "\(fixture.folder)/masks/sheet-01"])
    #expect(status == 0, "\(output)")
    let lines = output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 8)
    return Set(lines.compactMap { $0[1] == "0" ? nil : String($0[0]) })
  }

  /// The fault's own finding, after the rules broken here and in KLayout were compared.
  @discardableResult private func expect(
    _ rule: DesignRule, _ file: String, _ id: String, measured: Int?, required: Int?,
    cell: String? = nil, with others: Set<String> = [], unseenByKLayout: Set<String> = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> RuleFinding? {
    let found = try findings()
    let rules = Set(found.map(\.rule.rawValue))
    #expect(rules == others.union([rule.rawValue]), "\(found)", sourceLocation: sourceLocation)
    if ForeignToolTests.python != nil {
      let theirs = try judged()
      #expect(theirs == rules.subtracting(unseenByKLayout), sourceLocation: sourceLocation)
    }
    let line = try fixture.lines(file).firstIndex { $0.contains("id=\"\(id)\"") }
    let hit = found.first {
      $0.rule == rule && $0.file == "masks/sheet-01/\(file).svg" && $0.shapes.first == id
        && $0.line == line.map { $0 + 1 } && $0.measured == measured && $0.required == required
        && (cell == nil || $0.cell == cell)
    }
    #expect(hit != nil, "\(found)", sourceLocation: sourceLocation)
    return hit
  }

  @Test func aGoodPageBreaksNoRule() throws {
    #expect(try findings() == [])
    if ForeignToolTests.python != nil { #expect(try judged() == []) }
  }

  // Bit line t00_b001: x 7050 … 7150 (neck 7075 … 7125), y 5400 … 7175; island t00_r000_c001: finger y 6100 … 6150.

  @Test func aThinGoldLine() throws {
    let line = fixture.layout.tile(0).bitLine(1)
    let neck = fixture.layout.tile(0).junction(row: 0, column: 1).left
    try draw(
      "t00_b001", in: "au-top",
      line.points.map {
        (Double($0.x == neck ? neck + 25_000 : $0.x) / 1_000, Double($0.y) / 1_000)
      })
    let finding = try expect(
      .width, "au-top", "t00_b001", measured: 25_000, required: 50_000)
    #expect(finding?.place.width == 25_000)
  }

  @Test func aThinFinger() throws {
    let island = fixture.layout.tile(0).bottomContact(row: 2, column: 4)
    let top = island.points[0].y
    try draw(
      "t00_r002_c004_ag", in: "ag-bottom",
      island.points.map {
        (Double($0.x) / 1_000, Double($0.y == top ? top + 25_000 : $0.y) / 1_000)
      })
    let finding = try expect(
      .width, "ag-bottom", "t00_r002_c004_ag", measured: 25_000, required: 50_000,
      cell: "t00_r002_c004")
    #expect(finding?.place.height == 25_000)
  }

  /// The landing pad of t00_r001_c000_ag reaches farther down.
  func drawLandingPad(lowerBy length: Int) throws {
    let island = fixture.layout.tile(0).bottomContact(row: 1, column: 0)
    let bottom = island.points.map(\.y).max() ?? 0
    try draw(
      "t00_r001_c000_ag", in: "ag-bottom",
      island.points.map {
        (Double($0.x) / 1_000, Double($0.y == bottom ? bottom + length : $0.y) / 1_000)
      })
  }

  @Test func aBridgeLeavesTooLittleBetween() throws {
    // The island's landing pad drawn 75 µm down: 25 µm are left to the next row's.
    try drawLandingPad(lowerBy: 75_000)
    let finding = try expect(
      .gap, "ag-bottom", "t00_r001_c000_ag", measured: 25_000, required: 50_000,
      cell: "t00_r001_c000")
    #expect(finding?.severity == .error)
    #expect(finding?.shapes == ["t00_r001_c000_ag", "t00_r002_c000_ag"])
  }

  @Test func aNarrowGapIsAWarning() throws {
    try drawLandingPad(lowerBy: 25_000)
    let finding = try expect(
      .gap, "ag-bottom", "t00_r001_c000_ag", measured: 75_000, required: 100_000)
    #expect(finding?.severity == .warning)
  }

  @Test func aShapeBetweenDrops() throws {
    try change("t00_r001_c003_ag", in: "ag-bottom") { try shifted($0, x: -0.01) }
    try expect(
      .grid, "ag-bottom", "t00_r001_c003_ag", measured: nil, required: 25_000,
      cell: "t00_r001_c003", with: ["tape-edge"])
  }

  @Test func aShapeInTheMargin() throws {
    let pad = fixture.layout.tile(0).bitPad(0)
    try change("t00_b000_pad", in: "ag-pad") { try shifted($0, y: -0.15) }
    try expect(
      .page, "ag-pad", "t00_b000_pad", measured: pad.top - 150_000, required: 5_000_000,
      with: ["pad-overlap"], unseenByKLayout: ["page"])
  }

  @Test func aSmallWindow() throws {
    let window = fixture.layout.tile(0).window(0)
    try draw(
      "t00_m000", in: "mos2-window",
      [
        (window.left, window.top), (window.right - 1_000_000, window.top),
        (window.right - 1_000_000, window.bottom), (window.left, window.bottom),
      ].map { (Double($0.0) / 1_000, Double($0.1) / 1_000) })
    // The window ends on its pair's axis; the right-hand cells lie outside.
    try expect(
      .width, "mos2-window", "t00_m000", measured: 1_000_000, required: 2_000_000,
      with: ["window-edge"])
  }

  @Test func aSmallPad() throws {
    let pad = fixture.layout.tile(0).bitPad(2)
    try draw(
      "t00_b002_pad", in: "ag-pad",
      [
        (pad.left + 225_000, pad.top), (pad.right - 225_000, pad.top),
        (pad.right - 225_000, pad.bottom), (pad.left + 225_000, pad.bottom),
      ].map { (Double($0.0) / 1_000, Double($0.1) / 1_000) })
    try expect(.padSize, "ag-pad", "t00_b002_pad", measured: 150_000, required: 200_000)
  }

  @Test func aSmallLandingPad() throws {
    let island = fixture.layout.tile(0).bottomContact(row: 0, column: 5)
    let (top, bottom) = (island.points.map(\.y).min() ?? 0, island.points.map(\.y).max() ?? 0)
    try draw(
      "t00_r000_c005_ag", in: "ag-bottom",
      island.points.map {
        (
          Double($0.x) / 1_000,
          Double($0.y == top ? top + 25_000 : $0.y == bottom ? bottom - 25_000 : $0.y) / 1_000
        )
      })
    try expect(
      .padSize, "ag-bottom", "t00_r000_c005_ag", measured: 150_000, required: 200_000,
      cell: "t00_r000_c005")
  }

  @Test func aShortOverlapOfGoldAndPad() throws {
    let line = fixture.layout.tile(0).bitLine(3)
    let top = line.points.map(\.y).min() ?? 0
    try draw(
      "t00_b003", in: "au-top",
      line.points.map { (Double($0.x) / 1_000, Double($0.y == top ? top + 125_000 : $0.y) / 1_000) }
    )
    let finding = try expect(
      .padOverlap, "au-top", "t00_b003", measured: 75_000, required: 100_000)
    #expect(finding?.shapes == ["t00_b003", "t00_b003_pad"])
  }

  @Test func aFingerThatEndsUnderItsGold() throws {
    let island = fixture.layout.tile(0).bottomContact(row: 3, column: 1)
    let inner = island.points.map(\.x).min() ?? 0
    try draw(
      "t00_r003_c001_ag", in: "ag-bottom",
      island.points.map {
        (Double($0.x == inner ? inner + 50_000 : $0.x) / 1_000, Double($0.y) / 1_000)
      })
    try expect(
      .enclosure, "ag-bottom", "t00_r003_c001_ag", measured: 25_000, required: 50_000,
      cell: "t00_r003_c001")
    // The paper's own 25 µm are enough where the style says so.
    let relaxed = RuleCheck(
      try MaskReader.read(folder: fixture.folder).sheets[0], fixture.layout.process,
      options: RuleCheck.Options(silverBeyondGold: 25_000))
    #expect(relaxed.findings == [])
  }

  @Test func goldThatEndsAboveItsFinger() throws {
    let line = fixture.layout.tile(0).bitLine(1)
    let bottom = line.points.map(\.y).max() ?? 0
    let row = fixture.layout.tile(0).junction(row: 3, column: 1)
    // 25 µm below the last finger's edge; the neck would go on to 75.
    try draw(
      "t00_b001", in: "au-top",
      line.points.filter { $0.y <= row.bottom + 75_000 || $0.y == bottom }
        .filter { !($0.y == bottom) }
        .filter { !($0.y == row.bottom + 75_000 && ($0.x < row.left || $0.x > row.right)) }
        .map {
          (
            Double($0.x) / 1_000,
            Double($0.y == row.bottom + 75_000 ? row.bottom + 25_000 : $0.y) / 1_000
          )
        })
    try expect(
      .enclosure, "au-top", "t00_b001", measured: 25_000, required: 50_000, cell: "t00_r003_c001")
  }

  @Test func aWindowThatCoversAPad() throws {
    try change("t00_m000", in: "mos2-window") { try shifted($0, x: -0.1) }
    try expect(
      .tapeEdge, "ag-bottom", "t00_r000_c000_ag", measured: 150_000, required: 250_000,
      cell: "t00_r000_c000")
  }

  @Test func goldThinnedAtTheStep() throws {
    let line = fixture.layout.tile(0).bitLine(1)
    let edge = fixture.layout.tile(0).window(0).top
    let (left, right) = (line.points.map(\.x).min() ?? 0, line.points.map(\.x).max() ?? 0)
    var points = line.points.map { (Double($0.x) / 1_000, Double($0.y) / 1_000) }
    let notch = [
      (edge + 50_000, left), (edge + 50_000, left + 50_000), (edge - 50_000, left + 50_000),
      (edge - 50_000, left),
    ]
    points += notch.map { (Double($0.1) / 1_000, Double($0.0) / 1_000) }
    try draw("t00_b001", in: "au-top", points)
    let finding = try expect(
      .stepWidth, "au-top", "t00_b001", measured: 50_000, required: 100_000,
      unseenByKLayout: ["step-width"])
    #expect(finding?.severity == .warning)
    #expect((finding?.place.left ?? 0) == right - 50_000)
  }

  @Test func thinGoldIsToldOnce() throws {
    var process = fixture.layout.process
    process.auTop.passes = 2
    let found = RuleCheck.findings(
      try MaskReader.read(folder: fixture.folder).sheets, process)
    #expect(found.map(\.rule) == [.step])
    // Every line enters its window once and ends inside; test structures have theirs.
    let gold = try fixture.lines("au-top")
    let lines = gold.count { $0.contains("_b0") }
    #expect(lines == 27)
    let count = try #require(found[0].message.firstMatch(of: /at ([0-9]+) places/)?.output.1)
    #expect(try #require(Int(count)) >= lines)
    #expect(found[0].message.contains("60 nm of gold must climb 900 nm of MoS2 at"))
    #expect(found[0].measured == 60 && found[0].required == 90)
  }

  @Test func aPageTooLargeForItsSubstrate() throws {
    var process = fixture.layout.process
    process.substrate.maxWidth = 20_000_000
    let found = RuleCheck.findings(
      try MaskReader.read(folder: fixture.folder).sheets, process)
    #expect(found.map(\.rule) == [.page])
  }

  @Test(.enabled(if: Tool.find("rsvg-convert") != nil, "rsvg-convert is not installed"))
  func everyPlaceIsMarked() throws {
    try change("t00_r001_c003_ag", in: "ag-bottom") { try shifted($0, x: 0.01) }
    try change("t00_m002", in: "mos2-window") { try shifted($0, x: -0.1) }
    let line = fixture.layout.tile(0).bitLine(1)
    let neck = fixture.layout.tile(0).junction(row: 0, column: 1).left
    try draw(
      "t00_b001", in: "au-top",
      line.points.map {
        (Double($0.x == neck ? neck + 25_000 : $0.x) / 1_000, Double($0.y) / 1_000)
      })
    let island = fixture.layout.tile(4).bottomContact(row: 1, column: 0)
    let bottom = island.points.map(\.y).max() ?? 0
    try draw(
      "t04_r001_c000_ag", in: "ag-bottom",
      island.points.map {
        (Double($0.x) / 1_000, Double($0.y == bottom ? bottom + 75_000 : $0.y) / 1_000)
      })
    let sheet = try MaskReader.read(folder: fixture.folder).sheets[0]
    let found = RuleCheck(sheet, fixture.layout.process).findings
    let picture = MarkedPicture.svg(sheet, found, fixture.layout.process)
    let file = "\(fixture.folder)/marked.svg"
    try picture.write(toFile: file, atomically: false, encoding: .utf8)
    if let copy = ProcessInfo.processInfo.environment["DENDRITE_PICTURES"] {
      try picture.write(toFile: "\(copy)/marked.svg", atomically: false, encoding: .utf8)
    }
    for rule in Set(found.map(\.rule)) { #expect(picture.contains(": \(rule.title)")) }
    #expect(picture.contains("t04_r001_c000"))
    let run = try Tool.run(
      #require(Tool.find("rsvg-convert")), ["-w", "1600", file, "-o", "\(fixture.folder)/m.png"])
    #expect(run.status == 0 && run.output.isEmpty, "\(run.output)")
  }
}
