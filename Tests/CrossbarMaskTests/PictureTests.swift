import CrossbarArray
import Foundation
import Testing

/// Writes the masks of the 20-20-20-10 network where `DENDRITE_MASK_FOLDER` says, to be looked at.
@Suite struct PictureTests {
  static let folder = ProcessInfo.processInfo.environment["DENDRITE_MASK_FOLDER"]

  @Test(.enabled(if: folder != nil, "set DENDRITE_MASK_FOLDER to keep the masks"))
  func digits() throws {
    let fixture = try MaskFixture([(20, 20), (20, 20), (20, 10)], bits: 3, limit: TileLimit())
    try fixture.emit(to: #require(Self.folder))
  }
}
