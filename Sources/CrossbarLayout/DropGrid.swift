/// What is done about an ink's spread before drops are chosen.
public enum Compensation: String, Sendable, CaseIterable {
  /// Drops fill the drawn shape; it prints larger by the spread.
  case none
  /// The shape is shrunk by the spread at every edge; what is left is filled with drops.
  case spread
}

/// Where drops can fall on a page, and how far every edge moves inwards before they are chosen.
///
/// Drop (i, j) is centred at ((i + ½) · pitch x, (j + ½) · pitch y) from the page's upper left corner.
public struct DropGrid: Hashable, Sendable {
  /// Distance of neighbouring drops along x.
  public var pitchX: Nanometres
  /// Distance of neighbouring drops along y.
  public var pitchY: Nanometres
  /// How far every edge moves inwards; outwards where it is negative.
  public var shrink: Nanometres

  /// - Precondition: both pitches are positive.
  public init(pitchX: Nanometres, pitchY: Nanometres, shrink: Nanometres) {
    precondition(pitchX > 0 && pitchY > 0, "drops lie apart")
    self.pitchX = pitchX
    self.pitchY = pitchY
    self.shrink = shrink
  }

  /// Columns and rows of drops that cover a page.
  public func size(of sheet: Sheet) -> (columns: Int, rows: Int) {
    ((sheet.width + pitchX - 1) / pitchX, (sheet.height + pitchY - 1) / pitchY)
  }
}

extension Ink {
  /// The grid on which the ink's drops are chosen.
  public var dropGrid: DropGrid {
    DropGrid(pitchX: dropSpacingX, pitchY: dropSpacingY, shrink: shrink)
  }
}
