public import CrossbarLayout

/// One layer out of place against the silver bottom contacts.
public struct Shift: Hashable, Sendable {
  /// The layer that moved; all others lie where they should.
  public var layer: String
  /// How far to the right, nanometres.
  public var x: Nanometres
  /// How far down.
  public var y: Nanometres

  /// A layer moved by the given distances.
  public init(layer: String, x: Nanometres, y: Nanometres) {
    self.layer = layer
    self.x = x
    self.y = y
  }

  /// The eight directions, those between the axes with the whole distance along both: registration holds along x and
  /// along y, each by itself.
  static let directions = [
    (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1),
  ]

  /// Where it moved to, as a compass says it with y down the page.
  public var direction: String {
    let vertical = y < 0 ? "north" : y > 0 ? "south" : ""
    let horizontal = x < 0 ? "west" : x > 0 ? "east" : ""
    return vertical.isEmpty || horizontal.isEmpty
      ? vertical + horizontal : "\(vertical)-\(horizontal)"
  }
}

/// What two conductors of different layers share under a shift, nm².
struct SharedArea: Hashable {
  /// In a window and under no patch: a memristor, where gold lies over silver.
  var device = 0
  /// Outside every window and under no patch.
  var bare = 0
  /// Under a dielectric patch.
  var insulated = 0

  var touching: Int { device + bare }
}

/// The shapes around a place where two conductors meet or may, relative to the place: places that agree in this
/// behave alike.
struct Neighbourhood: Hashable, Sendable {
  enum Pair: Hashable, Sendable {
    case goldOverSilver, padOverSilver, padOverGold

    var upper: String { self == .goldOverSilver ? "au-top" : "ag-pad" }
    var lower: String { self == .padOverGold ? "au-top" : "ag-bottom" }
  }

  var pair: Pair
  /// Rectangles that share no area, in order.
  var upper: [Rectangle]
  var lower: [Rectangle]
  var window: [Rectangle]
  var dielectric: [Rectangle]

  /// What the two share when a layer is shifted.
  func shared(_ shift: Shift?) -> SharedArea {
    func moved(_ parts: [Rectangle], _ layer: String) -> [Rectangle] {
      guard let shift, shift.layer == layer else { return parts }
      return parts.map { $0.moved(by: Point(x: shift.x, y: shift.y)) }
    }
    let lower = moved(self.lower, pair.lower)
    let window = moved(self.window, "mos2-window")
    let dielectric = moved(self.dielectric, "dielectric")
    var area = SharedArea()
    for one in moved(upper, pair.upper) {
      for other in lower {
        guard let both = one.shared(other) else { continue }
        let patches = dielectric.compactMap { both.shared($0) }
        let insulated = patches.reduce(0) { $0 + $1.area }
        var device = 0
        for hole in window {
          guard let inside = both.shared(hole) else { continue }
          device += inside.area
          for patch in patches { device -= inside.shared(patch)?.area ?? 0 }
        }
        area.insulated += insulated
        area.device += device
        area.bare += both.area - insulated - device
      }
    }
    return area
  }

  /// Rectangles without what they cover twice, in order.
  static func disjoint(_ parts: [Rectangle]) -> [Rectangle] {
    var kept: [Rectangle] = []
    for part in parts {
      if kept.contains(where: { $0.shared(part) != nil }) {
        kept += part.uncovered(by: kept)
      } else {
        kept.append(part)
      }
    }
    kept.sort { ($0.left, $0.top, $0.right, $0.bottom) < ($1.left, $1.top, $1.right, $1.bottom) }
    return kept
  }
}
