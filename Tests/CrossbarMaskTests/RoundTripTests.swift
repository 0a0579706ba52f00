import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarVerify
import Foundation
import Testing

@Suite struct RoundTripTests {
  @Test func oddShapesReadBack() throws {
    let fixture = try MaskFixture.odd()
    // 5 rows of 9 columns at 4 × 7 (two words of three): tiles 4×6, 4×3, 1×6, 1×3; then 3 × 6 and 3 × 3.
    #expect(
      fixture.layout.design.tiles.map { [$0.rows, $0.columns] }
        == [[4, 6], [4, 3], [1, 6], [1, 3], [3, 6], [3, 3]])
    let masks = try MaskReader.read(folder: fixture.folder)
    #expect(masks.findings == [])
    #expect(masks.junctions.count == 5 * 9 + 3 * 9)
    #expect(MaskCheck.compare(masks, with: fixture.layout) == [])
    let job = try PrintJobReader.read(folder: fixture.folder)
    #expect(PrintJobCheck.compare(job, masks: masks, layout: fixture.layout) == [])
  }
}
