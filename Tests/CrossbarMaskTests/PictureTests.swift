import CrossbarArray
import CrossbarCore
import CrossbarMasks
import CrossbarVerify
import Foundation
import Testing

/// Masks written where `DENDRITE_MASK_FOLDER` says, to be looked at and measured.
@Suite(.serialized) struct PictureTests {
  static let folder = ProcessInfo.processInfo.environment["DENDRITE_MASK_FOLDER"]

  @Test(.enabled(if: folder != nil, "set DENDRITE_MASK_FOLDER to keep the masks"))
  func digits() throws {
    let fixture = try MaskFixture([(20, 20), (20, 20), (20, 10)], bits: 3, limit: TileLimit())
    try fixture.emit(to: #require(Self.folder) + "/digits")
  }

  /// Half a million cells on five pages; the times are those of the test's two halves.
  @Test(.enabled(if: folder != nil, "set DENDRITE_MASK_FOLDER to time half a million cells"))
  func halfAMillionCells() throws {
    let clock = ContinuousClock()
    let fixture = try MaskFixture([(1023, 512)], bits: 1, limit: TileLimit())
    let folder = try #require(Self.folder) + "/large"
    let written = try clock.measure { try fixture.emit(to: folder) }
    let read = try clock.measure {
      let masks = try MaskReader.read(folder: folder)
      #expect(masks.junctions.count == 524_288)
      #expect(MaskCheck.compare(masks, with: fixture.layout) == [])
    }
    print("524,288 cells: written in \(written), read back and compared in \(read)")
  }
}
