import CrossbarCore
import CrossbarLayout
import CrossbarTemplates
import Foundation
import Testing

@testable import CrossbarMasks

/// Random pages measured here and by KLayout.
@Suite struct RulePropertyTests {
  struct Case: Encodable {
    var shapes: [[[Int]]]
    var width = 50_000
    var gap = 50_000
    var widths: [[Int]] = []
    var notches: [[Int]] = []
    var gaps: [[Int]] = []
    /// Whether shapes may overlap.
    var merged = false
  }

  static func process() throws -> CrossbarLayout.Process {
    var process = try ProcessFile.parse(TemplateLibrary.process, file: "process.yaml")
    process.rules.gapWarning = process.rules.gapError
    process.substrate.margin = 0
    return process
  }

  static func run(_ cases: [Case]) throws -> (status: Int32, output: String) {
    let file = NSTemporaryDirectory() + "dendrite-rules-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try JSONEncoder().encode(cases).write(to: URL(fileURLWithPath: file))
    let script = try #require(Bundle.module.path(forResource: "klayout_rules", ofType: "py"))
    return try Tool.run(#require(ForeignToolTests.python), [script, file])
  }

  static func measure(_ seed: UInt64, _ process: CrossbarLayout.Process) throws -> Case {
    try measure(RandomShapes(seed: seed, side: 5 + Int(seed % 6)).shapes, process)
  }

  static func measure(
    _ shapes: [[MaskPoint]], _ process: CrossbarLayout.Process
  ) throws -> Case {
    let sheet = page(
      [("ag-bottom", shapes.enumerated().map { ("\($0.offset)", $0.element) })], width: 1_000_000,
      height: 1_000_000)
    var made = Case(shapes: shapes.map { $0.map { [Int($0.x), Int($0.y)] } })
    for finding in RuleCheck(sheet, process).findings {
      guard let measured = finding.measured else { continue }
      let place = finding.place
      let numbers =
        finding.shapes.compactMap { Int($0) }
        + [place.left, place.top, place.right, place.bottom, measured]
      switch (finding.rule, finding.shapes.count) {
      case (.width, 1): made.widths.append(numbers)
      case (.gap, 1): made.notches.append(numbers)
      case (.gap, 2): made.gaps.append(numbers)
      default: break
      }
    }
    return made
  }

  @Test(
    .enabled(
      if: ForeignToolTests.python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func widthsNotchesAndGapsAreThoseOfKLayout() throws {
    let process = try Self.process()
    let cases = try (0..<900).map { try Self.measure($0, process) }
    #expect(cases.reduce(0) { $0 + $1.widths.count } > 2_000)
    #expect(cases.reduce(0) { $0 + $1.notches.count } > 200)
    #expect(cases.reduce(0) { $0 + $1.gaps.count } > 200)
    let (status, output) = try Self.run(cases)
    #expect(status == 0, "\(output)")
  }

  /// Rectangles that overlap, touch along edges and in corners, and enclose holes.
  @Test(
    .enabled(
      if: ForeignToolTests.python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func shapesThatOverlapAreMeasuredAsOne() throws {
    let process = try Self.process()
    let cases = try (0..<600).map { seed -> Case in
      var random = RandomStream(UInt64(seed))
      let shapes = (0..<4 + seed % 9).map { _ in
        let (x, y) = (10 + 10 * random.next(30), 10 + 10 * random.next(30))
        return box(x, y, x + 10 + 10 * random.next(12), y + 10 + 10 * random.next(12))
      }
      var made = try Self.measure(shapes, process)
      made.merged = true
      return made
    }
    let (status, output) = try Self.run(cases)
    #expect(status == 0, "\(output)")
  }

  @Test(
    .enabled(
      if: ForeignToolTests.python != nil,
      "NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module"))
  func aWidthLeftOutIsMissed() throws {
    let process = try Self.process()
    var one = try Self.measure(3, process)
    #expect(try Self.run([one]).status == 0)
    one.widths.removeLast()
    #expect(try Self.run([one]).status == 1)
  }
}
