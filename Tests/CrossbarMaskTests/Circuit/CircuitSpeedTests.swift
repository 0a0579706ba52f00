import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import Foundation
import Testing

/// Speed of extraction and comparison on 236,840 cells. Prints its figures; meant for release builds:
///
///     DENDRITE_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter CircuitSpeedTests
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil,
    "set DENDRITE_SPEED=1 and build for release to measure"))
struct CircuitSpeedTests {
  @Test func extractingAndComparing() throws {
    let clock = ContinuousClock()
    let layout = try MaskFixture.layout(
      [(784, 64), (64, 64), (64, 64), (64, 10)], bits: 4, limit: TileLimit())
    let masks = try MaskFixture(empty: layout)
    let input = try MaskFixture.input(layout)
    let output = OutputFolder(path: masks.folder)
    try SVGBackend.emit(input, to: output)
    try GDSIIBackend.emit(input, to: output)
    let fixture = try CircuitFixture(masks)
    var read = ReadMasks?.none
    let reading = try clock.measure { read = try MaskReader.readShapes(folder: fixture.folder) }
    let sheets = try #require(read).sheets
    var memristors = 0
    let extracting = clock.measure {
      memristors = parallelMap(count: sheets.count) { MaskCircuit(sheets[$0]).memristors.count }
        .reduce(0, +)
    }
    #expect(memristors == layout.design.cellCount)
    var check: CircuitCheck?
    let checking = clock.measure { check = CircuitCheck(folder: fixture.folder, sheets: sheets) }
    #expect(check?.findings == [])
    print(
      "SPEED circuit: \(memristors) cells on \(sheets.count) pages, read in \(reading), extracted in "
        + "\(extracting), extracted and compared with netlists and GDSII files in \(checking)")
  }
}
