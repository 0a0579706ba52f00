/// A bar for four probes, which reads a printed film's sheet resistance: V / I between the taps, divided by
/// ``effectiveSquares``.
///
/// One polygon: a straight bar, a current pad at either end, two sense taps below it that lead to pads of their own.
///
/// ```
///  ┌────┐                      ┌────┐
///  │ I+ ├──────┬────────┬──────┤ I− │
///  └────┘      │        │      └────┘
///           ┌──┴─┐   ┌──┴─┐
///           │ V+ │   │ V− │
///           └────┘   └────┘
/// ```
///
/// A tap carries no current and is symmetric about its middle, so it takes the potential that the bar has there: the length
/// that counts is that from middle to middle, less what the current gains by spreading into the taps' mouths, which
/// ``effectiveSquares`` takes off.
public struct SheetResistanceBar: Hashable, Sendable {
  /// Width of the bar.
  public let width: Nanometres
  /// Squares between the middles of the taps.
  public let squares: Int
  /// Width of a tap.
  public let tapWidth: Nanometres
  /// From the bar to a tap's pad.
  public let tapLength: Nanometres
  /// From a current pad to the nearer tap: two widths even out the current.
  public let lead: Nanometres
  /// Side of a pad.
  public let pad: Nanometres
  /// How far the silver pads on another ink's pads reach beyond them, outwards.
  public let padMargin: Nanometres

  /// A bar; every measure is raised to a multiple of the grid.
  ///
  /// - Parameters:
  ///   - width: of the bar.
  ///   - squares: between the taps' middles.
  ///   - minWidth: narrowest line; that of the taps.
  ///   - pad: side of a probe's pad.
  ///   - gap: least distance of two edges of one ink.
  public init(
    width: Nanometres = 100_000, squares: Int = 20, minWidth: Nanometres = 50_000,
    pad: Nanometres = 400_000, padMargin: Nanometres = 75_000, gap: Nanometres = 100_000,
    grid: Nanometres = 25_000
  ) {
    tapWidth = max(minWidth, grid).raised(to: grid)
    // A tap's mouth has the middle on the grid only where bar and tap do.
    self.width = max(width, minWidth, grid).raised(to: grid)
    self.pad = max(pad, self.width + 2 * grid).raised(to: grid)
    self.padMargin = max(padMargin, 0).raised(to: grid)
    lead = 2 * self.width
    let below = self.pad - self.width - ((self.pad - self.width) / 2).lowered(to: grid)
    tapLength = (below + max(gap, grid) + self.padMargin).raised(to: grid)
    // The pads of the two taps stay apart.
    let apart = self.pad + max(gap, grid) + 2 * self.padMargin
    let least = (apart + self.width - 1) / self.width
    self.squares = max(squares, least)
  }

  /// From the middle of one tap to that of the other.
  public var tapDistance: Nanometres { squares * width }

  /// Squares that a film has between the taps: ``squares`` less (2/π)·(2e·atan e − ln(1 + e²)), e = tap width ÷ twice the
  /// bar's width.
  ///
  /// Exact for long leads and taps; from the Schwarz–Christoffel map of a strip with one side arm, dz/dζ ∝
  /// √(ζ² − 1) / (ζ·(ζ² − a²)): corners at ±1, the arm's end at 0, the strip's ends at ±a, a² = 1 + 1/e². Half of either tap
  /// lies between the two middles.
  public var effectiveSquares: Double {
    // The bracket's power series, Σ (−1)ᵏ e²ᵏ⁺² / ((2k + 1)(k + 1)); a tap is no wider than the bar, so e² is ¼ at most.
    let e = Double(tapWidth) / Double(2 * width)
    var power = e * e
    var bracket = 0.0
    for k in 0..<32 {
      bracket += power / Double((2 * k + 1) * (k + 1))
      power *= -e * e
    }
    return Double(squares) - 2 / Double.pi * bracket
  }

  /// The net of an ink's bar.
  static func net(_ layer: MaskLayer, page: String) -> String {
    "test_\(page)_\(String(layer.rawValue.map { $0 == "-" ? "_" : $0 }))_bar"
  }

  /// The bar of an ink on page `page`, `test_01_ag_bottom_bar`, and where `pads` is stated silver pads on its four pads:
  /// `test_01_au_top_bar_pad_0` … current pads from left to right, then the taps'.
  public func block(
    _ layer: MaskLayer, page: String, pads: MaskLayer?, grid: Nanometres
  ) -> FurnitureBlock {
    let margin = pads == nil ? 0 : padMargin
    // Left edges of the bar, the taps and the pads; the upper left corner of the block is the first pad's.
    let start = margin + pad
    let firstTap = start + lead
    let secondTap = firstTap + tapDistance
    let end = secondTap + tapWidth + lead
    let top = margin + ((pad - width) / 2).lowered(to: grid)
    let bottom = top + width
    let senseTop = bottom + tapLength
    let shift = ((pad - tapWidth) / 2).lowered(to: grid)
    func square(_ left: Nanometres, _ top: Nanometres) -> Rectangle {
      Rectangle(left: left, top: top, right: left + pad, bottom: top + pad)
    }
    let current = [square(margin, margin), square(end, margin)]
    let sense = [square(firstTap - shift, senseTop), square(secondTap - shift, senseTop)]
    var corners = [
      (current[0].left, margin), (start, margin), (start, top), (end, top), (end, margin),
      (current[1].right, margin), (current[1].right, margin + pad), (end, margin + pad),
      (end, bottom),
    ]
    for (tap, square) in [(secondTap, sense[1]), (firstTap, sense[0])] {
      corners += [
        (tap + tapWidth, bottom), (tap + tapWidth, senseTop), (square.right, senseTop),
        (square.right, square.bottom), (square.left, square.bottom), (square.left, senseTop),
        (tap, senseTop), (tap, bottom),
      ]
    }
    corners += [(start, bottom), (start, margin + pad), (current[0].left, margin + pad)]
    let name = Self.net(layer, page: page)
    var shapes = [
      FurnitureShape(
        layer: layer, name: name, polygon: Polygon(corners.map { Point(x: $0.0, y: $0.1) }))
    ]
    if let pads {
      // Away from the bar only: over it, silver would shorten what is measured.
      let edges = [(1, 1, 0, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 0, 1, 1)]
      for (index, square) in (current + sense).enumerated() {
        let (left, top, right, bottom) = edges[index]
        shapes.append(
          FurnitureShape(
            pads, "\(name)_pad_\(index)",
            Rectangle(
              left: square.left - left * margin, top: square.top - top * margin,
              right: square.right + right * margin, bottom: square.bottom + bottom * margin)))
      }
    }
    return FurnitureBlock(
      shapes: shapes, width: end + pad + margin, height: senseTop + pad + margin)
  }
}
