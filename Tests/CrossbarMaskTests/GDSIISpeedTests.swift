import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import CrossbarVerify
import Foundation
import Testing

/// Speed and size of the GDSII files of 230,000 cells. Prints its figures; meant for release builds:
///
///     DENDRITE_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter GDSIISpeedTests
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil,
    "set DENDRITE_SPEED=1 and build for release to measure"))
struct GDSIISpeedTests {
  @Test func writingAndComparing() throws {
    let clock = ContinuousClock()
    let fixture = try MaskFixture(
      [(784, 64), (64, 64), (64, 64), (64, 10)], bits: 4, limit: TileLimit())
    let layout = fixture.layout
    let input = try MaskFixture.input(layout)
    let write = try clock.measure {
      try GDSIIBackend.emit(input, to: OutputFolder(path: fixture.folder))
    }
    let masks = try MaskReader.read(folder: fixture.folder)
    var findings: [Diagnostic] = []
    let compare = clock.measure {
      findings = GDSIICheck.compare(folder: fixture.folder, masks: masks)
    }
    let sizes = try layout.sheets.map {
      try Data(
        contentsOf: URL(fileURLWithPath: "\(fixture.folder)/masks/\($0.name)/masks.gds")
      ).count
    }
    print(
      "SPEED GDSII: \(layout.design.cellCount) cells on \(sizes.count) pages, "
        + "\(sizes.reduce(0, +)) bytes written in \(write), compared in \(compare)")
    #expect(findings == [])
    #expect(masks.junctions.count == layout.design.cellCount)
  }
}
