import CrossbarArray
import CrossbarCore
import CrossbarLayout
import Foundation
import Testing

@testable import CrossbarMasks

@Suite struct RegistrationTests {
  /// The first page's rows as KLayout counts them on shifted regions.
  private func judge(_ fixture: MaskFixture, _ distances: [Int]) throws -> [[Double]] {
    let script = try #require(
      Bundle.module.path(forResource: "klayout_registration", ofType: "py"))
    let (status, output) = try Tool.run(
      #require(ForeignToolTests.python),
      [script, "\(fixture.folder)/masks/sheet-01"] + distances.map { "\($0)" })
    #expect(status == 0, "\(output)")
    return output.split(separator: "\n").map { line in
      line.split(separator: " ").dropFirst().compactMap { Double($0) }
    }
  }

  private func compare(
    _ fixture: MaskFixture, _ process: CrossbarLayout.Process
  ) throws -> RegistrationStress {
    let distances = [process.rules.registration, process.rules.registrationStress]
    let masks = try MaskReader.read(folder: fixture.folder)
    let stress = RegistrationStress(masks.sheets[0], process)
    let judged = try judge(fixture, distances)
    #expect(judged.count == stress.rows.count && judged.count == 48)
    for (row, theirs) in zip(stress.rows, judged) {
      let counts = [row.shift.x, row.shift.y, row.open, row.shorted, row.lost, row.touching]
      #expect(counts.map(Double.init) == Array(theirs.prefix(6)), "\(row)")
      let area = try #require(row.area)
      for (ours, other) in zip(
        [area.least, area.mean, area.most, area.deviation], theirs.dropFirst(6))
      {
        #expect(abs(ours - other) < 1e-9, "\(row)")
      }
    }
    return stress
  }

  @Test(
    .enabled(
      if: ForeignToolTests.python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func aGoodPageTakesABadDay() throws {
    let fixture = try MaskFixture([(20, 20), (20, 20), (20, 10)], bits: 3, limit: TileLimit())
    let stress = try compare(fixture, fixture.layout.process)
    #expect(stress.findings == [])
    // Test structures on the page count as well.
    #expect(stress.junctions >= fixture.layout.design.cellCount)
  }

  /// Registrations far beyond what the geometry was made for: opens, shorts, lost pads and touching nets.
  @Test(
    .enabled(
      if: ForeignToolTests.python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"),
    arguments: [("110", "140"), ("260", "330"), ("500", "700")])
  func whatFailsIsCountedAsKLayoutCounts(_ distances: (String, String)) throws {
    let fixture = try MaskFixture.odd()
    var process = fixture.layout.process
    process.rules.registration = (Int(distances.0) ?? 0) * 1_000
    process.rules.registrationStress = (Int(distances.1) ?? 0) * 1_000
    let stress = try compare(fixture, process)
    #expect(stress.rows.contains { $0.failures > 0 } && !stress.findings.isEmpty)
  }

  @Test func factorsNameEveryCell() throws {
    let fixture = try MaskFixture.odd()
    let masks = try MaskReader.read(folder: fixture.folder)
    let stress = RegistrationStress(masks.sheets, fixture.layout.process)
    let factors = stress.areaFactors(x: 50_000, y: -50_000)
    #expect(Set(factors.map(\.cell).filter { !$0.hasPrefix("test_") }).count == 72)
    #expect(factors.contains { $0.cell == "t00_r000_c000" })
    #expect(factors.allSatisfy { $0.factor == 1 })
  }

  /// Gold that ends a drop beyond the silver's edge loses a part of its junction, by the measures drawn here.
  @Test func areasChangeWhereTheOverhangIsShort() throws {
    var process = try RulePropertyTests.process()
    process.rules.registration = 25_000
    process.rules.registrationStress = 50_000
    let sheet = page(
      [
        ("ag-bottom", [("t00_r000_c000_ag", box(1_000, 1_000, 1_400, 1_050))]),
        ("mos2-window", [("t00_m000", box(100, 100, 2_900, 2_900))]),
        // 20 µm above the silver, 75 below it; 50 wide.
        ("au-top", [("t00_b000", box(1_200, 980, 1_250, 1_125))]),
      ], width: 3_000_000, height: 3_000_000)
    let stress = RegistrationStress(sheet, process)
    func row(_ x: Int, _ y: Int) throws -> RegistrationStress.Row {
      try #require(stress.rows.first { $0.shift == Shift(layer: "au-top", x: x, y: y) })
    }
    #expect(try row(0, -50_000).area?.mean == 1)
    // 25 down leaves 45 of 50.
    #expect(try row(0, 25_000).area?.mean == 0.9)
    #expect(try row(50_000, 50_000).area?.least == 0.4)
    #expect(stress.areaFactors(x: 0, y: 40_000).map(\.factor) == [0.6])
    #expect(stress.areaFactors(x: 0, y: 40_000).map(\.cell) == ["t00_r000_c000"])
    #expect(stress.findings == [])
    #expect(stress.table.contains("au-top       25 µm        0      90.0 %"), "\(stress.table)")
  }

  /// A patch 35 µm beyond its crossing takes 25 µm and not 50; a pad 30 µm from a foreign line likewise.
  @Test func crossingsLoseTheirPatchAndPadsFindOtherNets() throws {
    let process = try RulePropertyTests.process()
    let sheet = page(
      [
        ("ag-bottom", [("t00_w000", box(100, 1_000, 4_000, 1_100))]),
        ("mos2-window", []),
        ("dielectric", [("t00_r000_c000_xb", box(965, 965, 1_135, 1_135))]),
        ("au-top", [("t00_b000", box(1_000, 100, 1_100, 2_500))]),
        // On its line by 100 µm, 30 µm below the silver.
        ("ag-pad", [("t00_b000_pad", box(1_000, 1_130, 1_400, 1_500))]),
      ], width: 6_000_000, height: 6_000_000)
    let stress = RegistrationStress(sheet, process)
    #expect(stress.rows.count == 3 * 16)
    for row in stress.rows {
      let isFar = max(abs(row.shift.x), abs(row.shift.y)) == 50_000
      switch row.shift.layer {
      case "dielectric": #expect(row.uncovered == (isFar ? 1 : 0) && row.failures == row.uncovered)
      case "au-top": #expect(row.uncovered == (isFar && row.shift.x != 0 ? 1 : 0), "\(row)")
      case "ag-pad":
        // The pad moved up by 50 comes over the silver; beside the patch's edge as well.
        #expect(row.touching == (isFar && row.shift.y < 0 ? 1 : 0), "\(row)")
      default: Issue.record("\(row)")
      }
      #expect(row.lost == 0 && row.area == nil)
    }
    #expect(
      stress.findings.map(\.layers) == [
        ["dielectric", "ag-bottom"], ["au-top", "ag-bottom"], ["ag-pad", "ag-bottom"],
      ])
    #expect(stress.findings.allSatisfy { $0.severity == .warning && $0.required == 50_000 })
    // Within the registration it is an error, told once.
    var worse = process
    worse.rules.registration = 50_000
    let found = RegistrationStress(sheet, worse).findings
    #expect(found.count == 3 && found.allSatisfy { $0.severity == .error })
  }
}
