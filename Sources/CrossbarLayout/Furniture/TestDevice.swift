/// One device by itself, after those of the paper: a silver line with its pad and a finger at the other end, a gold line
/// across the finger that leaves the window to its own silver pad, and a window round the crossing.
///
/// ```
///                  ┌ ─ ─ ─ ─ ─ ─ ─ ┐
///                          ┃finger    gold
///                  │    ───╂───────┼─────[pad]
///  [pad]━━━━━━━━━━━━━━━━━━━┛
///       silver     │               │
///                   ─ ─ ─ ─ ─ ─ ─ ─  window
/// ```
///
/// The finger of the paper is 50 µm × 100 µm. A line of 50 µm across it then has 25 µm on either side, no more than a layer's
/// registration: the finger here is as long as the rules ask for, 200 µm with the defaults.
public struct TestDevice: Hashable, Sendable {
  /// Silver line: length from pad to the finger's far edge, and width.
  public let lineLength: Nanometres
  public let lineWidth: Nanometres
  /// Width of the finger.
  public let fingerWidth: Nanometres
  /// Finger beyond either edge of the gold.
  public let fingerOverhang: Nanometres
  /// Gold where it crosses the finger.
  public let neckWidth: Nanometres
  /// Gold neck beyond either edge of the finger.
  public let neckOverhang: Nanometres
  /// Gold outside the neck.
  public let goldWidth: Nanometres
  /// Side of both pads.
  public let pad: Nanometres
  /// Gold on its silver pad.
  public let padOverlap: Nanometres
  /// Side of the window.
  public let window: Nanometres
  /// From the window to either pad, and to whatever else is printed.
  public let tapeEdge: Nanometres

  /// A device; every measure is raised to a multiple of the grid.
  public init(
    lineLength: Nanometres = 2_000_000, lineWidth: Nanometres = 100_000,
    fingerWidth: Nanometres = 50_000, fingerOverhang: Nanometres = 75_000,
    neckWidth: Nanometres = 50_000, neckOverhang: Nanometres = 75_000,
    goldWidth: Nanometres = 100_000, pad: Nanometres = 400_000,
    padOverlap: Nanometres = 200_000, window: Nanometres = 2_000_000,
    tapeEdge: Nanometres = 250_000, grid: Nanometres = 25_000
  ) {
    func onGrid(_ length: Nanometres) -> Nanometres { Swift.max(length, grid).raised(to: grid) }
    self.lineWidth = onGrid(lineWidth)
    self.fingerWidth = onGrid(fingerWidth)
    self.fingerOverhang = onGrid(fingerOverhang)
    self.neckWidth = onGrid(neckWidth)
    self.neckOverhang = onGrid(neckOverhang)
    self.goldWidth = max(onGrid(goldWidth), self.neckWidth)
    self.pad = max(onGrid(pad), self.lineWidth, self.goldWidth)
    self.padOverlap = min(onGrid(padOverlap), self.pad)
    self.window = onGrid(window)
    self.tapeEdge = onGrid(tapeEdge)
    // The silver's pad stays clear of the tape's edge.
    self.lineLength = max(
      onGrid(lineLength), self.window.raised(to: 2 * grid) / 2 + self.tapeEdge + self.fingerWidth)
  }

  /// The device `number` of page `page`: `test_01_d0_ag`, `test_01_m0`, `test_01_d0_au`, `test_01_d0_au_pad`; and its junction.
  public func block(
    _ number: Int, page: String, grid: Nanometres
  ) -> (block: FurnitureBlock, junction: Rectangle) {
    // x: pad, line, finger at its right end. y: window in the block's middle, finger's gold in the window's.
    let fingerRight = pad + lineLength
    let fingerLeft = fingerRight - fingerWidth
    let half = (window / 2).lowered(to: grid)
    let windowLeft = fingerLeft + (fingerWidth / 2).lowered(to: grid) - half
    let windowBox = Rectangle(
      left: windowLeft, top: tapeEdge, right: windowLeft + window, bottom: tapeEdge + window)
    let neckTop = tapeEdge + half - (neckWidth / 2).lowered(to: grid)
    let neckBottom = neckTop + neckWidth
    let fingerTop = neckTop - fingerOverhang
    let lineTop = neckBottom + fingerOverhang
    let lineBottom = lineTop + lineWidth
    let padTop = lineTop - ((pad - lineWidth) / 2).lowered(to: grid)
    let silver = [
      (0, padTop), (pad, padTop), (pad, lineTop), (fingerLeft, lineTop), (fingerLeft, fingerTop),
      (fingerRight, fingerTop), (fingerRight, lineBottom), (pad, lineBottom), (pad, padTop + pad),
      (0, padTop + pad),
    ]
    let goldLeft = fingerLeft - neckOverhang
    let goldWide = fingerRight + neckOverhang
    let goldTop = neckTop - ((goldWidth - neckWidth) / 2).lowered(to: grid)
    let goldPad = Rectangle(
      left: windowBox.right + tapeEdge,
      top: goldTop - ((pad - goldWidth) / 2).lowered(to: grid),
      right: windowBox.right + tapeEdge + pad,
      bottom: goldTop - ((pad - goldWidth) / 2).lowered(to: grid) + pad)
    let goldRight = goldPad.left + padOverlap
    let gold = [
      (goldLeft, neckTop), (goldWide, neckTop), (goldWide, goldTop), (goldRight, goldTop),
      (goldRight, goldTop + goldWidth), (goldWide, goldTop + goldWidth), (goldWide, neckBottom),
      (goldLeft, neckBottom),
    ]
    func polygon(_ corners: [(Int, Int)]) -> Polygon {
      Polygon(removingEmptyEdges: corners.map { Point(x: $0.0, y: $0.1) })
    }
    let name = "test_\(page)_d\(number)"
    let shapes = [
      FurnitureShape(layer: .agBottom, name: "\(name)_ag", polygon: polygon(silver)),
      FurnitureShape(.mos2Window, "test_\(page)_m\(number)", windowBox),
      FurnitureShape(layer: .auTop, name: "\(name)_au", polygon: polygon(gold)),
      FurnitureShape(.agPad, "\(name)_au_pad", goldPad),
    ]
    return (
      FurnitureBlock(shapes: shapes, width: goldPad.right, height: windowBox.bottom + tapeEdge),
      Rectangle(left: fingerLeft, top: neckTop, right: fingerRight, bottom: neckBottom)
    )
  }
}
