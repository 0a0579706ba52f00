import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// Pads cut off lines that stay whole: no open, no short, and yet a transistor or a probe without a place.
@Suite struct PadFaultTests {
  /// The findings' identifiers and messages with one path of a mask changed.
  func findings(
    _ style: LayoutStyleTests.Style, _ layer: String, _ id: String,
    _ change: (Substring) -> String
  ) throws -> [String] {
    let fixture = try MaskFixture(
      [(4, 3)], bits: 3, limit: TileLimit(rows: 128, columns: 42), changes: style.changes)
    func found() throws -> [String] {
      let masks = try MaskReader.readShapes(folder: fixture.folder)
      let options = RuleCheck.Options(
        silverBeyondGold: fixture.layout.process.geometry.silverBeyondGold(
          fixture.layout.process.rules))
      let rules = RuleCheck.findings(masks.sheets, fixture.layout.process, options: options)
        .map(\.diagnostic)
      let circuit = CircuitCheck(folder: fixture.folder, sheets: masks.sheets).findings
        .map(\.diagnostic).filter { $0.location?.file.hasSuffix(".gds") != true }
      return (rules + circuit).map { "\($0.id): \($0.message)" }
    }
    #expect(try found() == [])
    var lines = try fixture.lines(layer)
    let index = try #require(lines.firstIndex { $0.contains("id=\"\(id)\"") })
    let changed = change(lines[index][...])
    #expect(changed != lines[index])
    lines[index] = changed
    try fixture.write(lines, to: layer)
    return try found()
  }

  /// Without the eight corners of its first branch.
  func withoutBranch(_ path: Substring) -> String {
    let branch = /V([0-9.]+)H[0-9.]+V[0-9.]+H[0-9.]+V[0-9.]+H[0-9.]+V[0-9.]+H[0-9.]+V([0-9.]+)/
    guard let match = path.firstMatch(of: branch), match.1 == match.2 else { return String(path) }
    return path.replacingCharacters(in: match.range, with: "V\(match.1)")
  }

  @Test func aGatePadCutOffItsWordLine() throws {
    let found = try findings(.hybrid, "ag-bottom", "t00_w002", withoutBranch)
    #expect(
      found.contains { $0.hasPrefix("check/reach: cell t00_r002_c000: t00_w002") }, "\(found)")
  }

  @Test func aConnectorPadCutOffItsLine() throws {
    // `M x,y H end V line …  H end V bottom H x Z`: the pad shrinks to the line's width.
    let found = try findings(.hybrid, "ag-bottom", "t00_w001") { path in
      let head = /M([0-9.]+),([0-9.]+)H([0-9.]+)V([0-9.]+)/
      let tail = /V([0-9.]+)H([0-9.]+)V([0-9.]+)H([0-9.]+)Z/
      guard let start = path.firstMatch(of: head), let end = path.firstMatch(of: tail) else {
        return String(path)
      }
      return path.replacingCharacters(in: end.range, with: "V\(end.1)H\(end.4)Z")
        .replacingCharacters(in: start.range, with: "M\(start.1),\(start.4)")
    }
    #expect(
      found.contains { $0.hasPrefix("rules/pad-size: ") && $0.contains("t00_w001") }, "\(found)")
  }

  /// A line as wide as a pad is none: no false alarm.
  @Test(arguments: [
    (
      LayoutStyleTests.Style.backplane, "  bottom_line_width_um: 100", "  bottom_line_width_um: 200"
    ),
    (.hybrid, "  bottom_line_width_um: 100", "  bottom_line_width_um: 200"),
    (.hybrid, "    word_line_width_um: 100", "    word_line_width_um: 200"),
    (.crossbar, "    trace_width_um: 100", "    trace_width_um: 200"),
  ])
  func wideLinesAreNoPads(_ style: LayoutStyleTests.Style, _ from: String, _ to: String) throws {
    var changes = style.changes + [("\n\(from)", "\n\(to)")]
    if style == .hybrid {
      changes += [
        ("\n    row_pitch_um: 600", "\n    row_pitch_um: 900"),
        ("\n    word_line_offset_um: 300", "\n    word_line_offset_um: 450"),
      ]
    }
    if style == .crossbar { changes.append(("\n    row_pitch_um: 400", "\n    row_pitch_um: 500")) }
    let fixture = try MaskFixture(
      [(4, 3)], bits: 3, limit: TileLimit(rows: 128, columns: 42), changes: changes)
    let masks = try MaskReader.readShapes(folder: fixture.folder)
    let found = RuleCheck.findings(masks.sheets, fixture.layout.process)
    #expect(found == [], "\(found.map(\.diagnostic.description))")
  }
}
