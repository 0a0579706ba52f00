/// How cells become printed shapes.
public enum LayoutStyle: String, Sendable, CaseIterable {
  /// Shared gold bit lines; a silver island a cell with one landing pad. Transistors, word lines and source lines lie on
  /// a backplane that is not printed.
  case backplane
  /// A device a cell, each with pads of its own, as in the paper: to be probed one by one or wired to transistors beside
  /// the substrate.
  case isolated
  /// Shared silver rows and gold columns, fanned out to pads at the edges; no transistors.
  case crossbar
  /// Shared gold bit lines, printed word and source lines, and at every cell landing pads for its enable transistor.
  case hybrid1T1R = "hybrid-1t1r"

  /// The masks of the style in the order in which they are made.
  public var layers: [MaskLayer] {
    self == .hybrid1T1R
      ? MaskLayer.allCases : MaskLayer.allCases.filter { $0 != .dielectric }
  }

  /// Whether every cell has an enable transistor, on or beside the substrate.
  public var hasTransistors: Bool { self != .crossbar }
}

/// The two readings of the paper's "U-shape" of a bottom contact.
public enum BottomContactReading: String, Sendable, CaseIterable {
  /// Two arms joined by one vertical, which lies under the gold.
  case arms = "A"
  /// One base with a vertical at the device and one at the pad.
  case base = "B"
}

/// Measures of style `isolated` beside the shared ones.
public struct IsolatedGeometry: Hashable, Sendable {
  /// Which U.
  public var reading: BottomContactReading
  /// Distance of two rows.
  public var rowPitch: Nanometres
  /// Distance of the axes of two mirrored pairs.
  public var pairPitch: Nanometres
  /// From one top-contact pad of a pair to the other, across the axis.
  public var pairGap: Nanometres
  /// Length of a bottom contact's horizontal line.
  public var lineLength: Nanometres
  /// Length of its vertical: the part along y that the gold crosses.
  public var verticalLength: Nanometres
  /// Pad of a bottom contact along x.
  public var padWidth: Nanometres
  /// Pad of a bottom contact along y; in reading A each arm has half of it.
  public var padHeight: Nanometres
}

/// Measures of style `crossbar` beside the shared ones.
public struct CrossbarGeometry: Hashable, Sendable {
  /// Distance of two rows.
  public var rowPitch: Nanometres
  /// Distance of two columns.
  public var columnPitch: Nanometres
  /// Distance of two pads at an edge, that of the probe card or connector.
  public var padPitch: Nanometres
  /// Pad along the edge's normal.
  public var padLength: Nanometres
  /// Pad along the edge.
  public var padWidth: Nanometres
  /// Width of a line on its way to the pad.
  public var traceWidth: Nanometres
  /// Gap between two such lines.
  public var traceGap: Nanometres
}

/// Measures of style `hybrid-1t1r` beside the shared ones. Drain, gate and source pads stand in a row along x.
public struct HybridGeometry: Hashable, Sendable {
  /// Distance of two rows.
  public var rowPitch: Nanometres
  /// Distance of the axes of two mirrored pairs.
  public var pairPitch: Nanometres
  /// A transistor's pad along x.
  public var padWidth: Nanometres
  /// A transistor's pad along y.
  public var padHeight: Nanometres
  /// Gap between two pads of a transistor.
  public var padGap: Nanometres
  /// Width of a word line.
  public var wordLineWidth: Nanometres
  /// From a row's junctions to the centre of its word line.
  public var wordLineOffset: Nanometres
  /// Width of a source line.
  public var sourceLineWidth: Nanometres
  /// Dielectric beyond either edge of the lines that it parts.
  public var crossoverMargin: Nanometres
  /// Pad of a word line along x; its height is that of a transistor's pad.
  public var wordPadWidth: Nanometres
  /// Pad of a source line along x; its height is that of a bit line's pad.
  public var sourcePadWidth: Nanometres

  /// From the landing pads' start to the outer edge of a source line.
  var reach: Nanometres { 3 * padWidth + 3 * padGap + sourceLineWidth }
}

/// A style with the measures that it alone has.
public enum StyleGeometry: Hashable, Sendable {
  case backplane
  case isolated(IsolatedGeometry)
  case crossbar(CrossbarGeometry)
  case hybrid1T1R(HybridGeometry)

  /// Which style.
  public var style: LayoutStyle {
    switch self {
    case .backplane: .backplane
    case .isolated: .isolated
    case .crossbar: .crossbar
    case .hybrid1T1R: .hybrid1T1R
    }
  }
}
