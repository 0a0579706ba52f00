import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// Speed of rules and registration on 230,000 cells. Prints its figures; meant for release builds:
///
///     DENDRITE_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter RuleSpeedTests
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil,
    "set DENDRITE_SPEED=1 and build for release to measure"))
struct RuleSpeedTests {
  @Test func rulesAndRegistration() throws {
    let clock = ContinuousClock()
    let layout = try MaskFixture.layout(
      [(784, 64), (64, 64), (64, 64), (64, 10)], bits: 4, limit: TileLimit())
    let folder = NSTemporaryDirectory() + "dendrite-rules-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try SVGBackend.emit(MaskFixture.input(layout), to: OutputFolder(path: folder))
    let masks = try MaskReader.read(folder: folder)
    var findings: [RuleFinding] = []
    let rules = clock.measure { findings = RuleCheck.findings(masks.sheets, layout.process) }
    var junctions = 0
    var table = ""
    let registration = clock.measure {
      let stress = RegistrationStress(masks.sheets, layout.process)
      junctions = stress.junctions
      table = stress.table
      findings += stress.findings
    }
    print(
      "SPEED rules: \(layout.design.cellCount) cells on \(layout.sheets.count) pages, design rules "
        + "\(rules), registration \(registration)")
    print(table)
    #expect(findings == [])
    #expect(junctions >= layout.design.cellCount)
  }
}
