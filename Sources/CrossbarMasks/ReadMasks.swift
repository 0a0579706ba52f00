public import CrossbarArray
public import CrossbarCore

/// One closed shape of a mask as read from its file.
public struct ReadShape: Hashable, Sendable {
  /// The name it carries: a net, a window or a fiducial.
  public var id: String
  /// Its corners in the order of the file.
  public var points: [MaskPoint]
  /// Line of the file.
  public var line: Int

  /// Enclosed area, nm².
  public var area: Int {
    guard var last = points.last else { return 0 }
    var twice = 0
    for point in points {
      twice += Int(last.x) * Int(point.y) - Int(point.x) * Int(last.y)
      last = point
    }
    return abs(twice) / 2
  }
}

/// One layer of one page as read.
public struct ReadLayer: Sendable {
  /// `ag-bottom`, `mos2-window`, `dielectric`, `au-top` or `ag-pad`.
  public var name: String
  /// The file, such as `masks/sheet-01/ag-bottom.svg`.
  public var file: String
  /// The shapes in the order of the file.
  public var shapes: [ReadShape]
}

/// One page as read; the layers are those of the single-layer files, in the order of the process.
public struct ReadSheet: Sendable {
  /// Counted from 1.
  public var number: Int
  /// `masks/sheet-01`.
  public var folder: String
  /// Page size, nanometres.
  public var width: Int
  /// Page height, nanometres.
  public var height: Int
  /// The layers that the page has.
  public var layers: [ReadLayer]

  /// The layer of a name.
  public func layer(_ name: String) -> ReadLayer? { layers.first { $0.name == name } }
}

/// A memristor found in the masks: gold over silver with MoS₂ between.
public struct ReadJunction: Hashable, Sendable {
  /// The cell that the silver island names.
  public var cell: CellID
  /// Id of the silver island.
  public var bottomNet: String
  /// Id of the gold shape above it.
  public var topNet: String
  /// Number of its page.
  public var sheet: Int
  /// Bounds of the overlap, nanometres.
  public var left: Int
  /// y of the upper edge.
  public var top: Int
  /// x of the right edge.
  public var right: Int
  /// y of the lower edge.
  public var bottom: Int
  /// Area of the overlap, nm².
  public var area: Int
  /// Line of the silver island in `ag-bottom.svg` and of the gold shape in `au-top.svg`.
  public var bottomLine: Int
  /// Line of the gold shape in `au-top.svg`.
  public var topLine: Int
}

/// The masks of a design as read back: shapes, and the circuit that their geometry makes.
public struct ReadMasks: Sendable {
  /// The pages by number.
  public var sheets: [ReadSheet]
  /// Every junction found, page by page in the order of the silver islands.
  public var junctions: [ReadJunction]
  /// Everything wrong with the geometry itself: shorts, opens, covered pads, differing files.
  public var findings: [Diagnostic]
}

extension [Diagnostic] {
  /// The first `limit` findings, and one more that counts the rest.
  public func capped(at limit: Int = 50, id: String = "masks/more") -> [Diagnostic] {
    if count <= limit { return self }
    return prefix(limit) + [.error(id, "and \(count - limit) more findings of this kind")]
  }
}
