internal import CrossbarCore
internal import CrossbarLayout

/// The places of a page where a shift may make or break something, by what surrounds them.
struct StressedPage: Sendable {
  /// What a place is while nothing is shifted.
  enum Role: Sendable {
    /// Gold over silver with MoS₂ between.
    case junction
    /// A pad on its line.
    case contact
    /// Insulated from each other by a patch.
    case crossing
    /// Different nets side by side.
    case neighbours
  }

  struct Place: Sendable {
    var kind: Int
    var bounds: Rectangle
    var upper: Int
    var lower: Int
  }

  struct Kind: Sendable {
    var neighbourhood: Neighbourhood
    var role: Role
    /// What is shared while nothing is shifted.
    var nominal: Int
    /// Places of this kind.
    var count = 0
    /// The first of them.
    var first: Int
  }

  let sheet: ReadSheet
  let layers: [RuleLayer]
  private(set) var kinds: [Kind] = []
  private(set) var places: [Place] = []

  init(_ sheet: ReadSheet, reach: Int) {
    self.sheet = sheet
    let isMeasurable = sheet.width <= 2_000_000_000 && sheet.height <= 2_000_000_000
    layers =
      isMeasurable
      ? parallelMap(count: sheet.layers.count) {
        RuleLayer(sheet.layers[$0], width: sheet.width, height: sheet.height, reach: 0)
      } : []
    var numbers: [Neighbourhood: Int] = [:]
    for pair in [Neighbourhood.Pair.goldOverSilver, .padOverSilver, .padOverGold] {
      guard let upper = layer(pair.upper), let lower = layer(pair.lower) else { continue }
      for overlap in upper.overlaps(above: lower, reach: reach)
      where !upper.shapes[overlap.upper].isFurniture && !lower.shapes[overlap.lower].isFurniture {
        add(overlap, pair, upper, lower, reach, &numbers)
      }
    }
    dropWithinNets()
    for index in places.indices {
      if kinds[places[index].kind].count == 0 { kinds[places[index].kind].first = index }
      kinds[places[index].kind].count += 1
    }
  }

  func layer(_ name: String) -> RuleLayer? { layers.first { $0.name == name } }

  private mutating func add(
    _ overlap: Overlap, _ pair: Neighbourhood.Pair, _ upper: RuleLayer, _ lower: RuleLayer,
    _ reach: Int, _ numbers: inout [Neighbourhood: Int]
  ) {
    let place = overlap.bounds
    let origin = Point(x: -place.left, y: -place.top)
    func local(_ layer: RuleLayer?, _ reach: Int, of shape: Int? = nil) -> [Rectangle] {
      guard let layer else { return [] }
      let conductor = shape.map { layer.conductor[$0] }
      var found: [Rectangle] = []
      layer.index.forEachMeeting(place.grown(by: reach).owned.grown(by: 0, on: layer.page)) {
        other, shared in
        if shared.area > 0, conductor == nil || layer.conductor[other.owner] == conductor {
          found.append(shared.rectangle.moved(by: origin))
        }
      }
      return Neighbourhood.disjoint(found)
    }
    let neighbourhood = Neighbourhood(
      pair: pair, upper: local(upper, 0, of: overlap.upper),
      lower: local(lower, reach, of: overlap.lower),
      window: local(layer("mos2-window"), 2 * reach),
      dielectric: local(layer("dielectric"), 2 * reach))
    let kind: Int
    if let known = numbers[neighbourhood] {
      kind = known
    } else {
      kind = kinds.count
      numbers[neighbourhood] = kind
      let area = neighbourhood.shared(nil)
      let role: Role
      if area.touching == 0 {
        role = area.insulated > 0 ? .crossing : .neighbours
      } else {
        role = pair != .goldOverSilver ? .contact : area.device > 0 ? .junction : .neighbours
      }
      kinds.append(
        Kind(
          neighbourhood: neighbourhood, role: role,
          nominal: role == .junction ? area.device : area.touching, first: 0))
    }
    places.append(
      Place(kind: kind, bounds: place, upper: overlap.upper, lower: overlap.lower))
  }

  /// Neighbours that are one net by a contact elsewhere may touch.
  private mutating func dropWithinNets() {
    let names = ["ag-bottom", "au-top", "ag-pad"]
    var offsets: [String: Int] = [:]
    var count = 0
    for name in names {
      offsets[name] = count
      count += layer(name)?.shapes.count ?? 0
    }
    var sets = DisjointSets(count: count)
    func ends(_ place: Place) -> (Int, Int) {
      let pair = kinds[place.kind].neighbourhood.pair
      return (
        (offsets[pair.upper] ?? 0) + (layer(pair.upper)?.conductor[place.upper] ?? 0),
        (offsets[pair.lower] ?? 0) + (layer(pair.lower)?.conductor[place.lower] ?? 0)
      )
    }
    for place in places where kinds[place.kind].role == .contact {
      let (one, other) = ends(place)
      sets.join(one, other)
    }
    let kept = places.filter { place in
      guard kinds[place.kind].role == .neighbours else { return true }
      let (one, other) = ends(place)
      return sets.first(one) != sets.first(other)
    }
    places = kept
  }

  /// The cell of a junction, or the one that a shape's id names.
  func cell(_ place: Place) -> String? {
    let kind = kinds[place.kind]
    guard let upper = layer(kind.neighbourhood.pair.upper)?.shapes[place.upper].id,
      let lower = layer(kind.neighbourhood.pair.lower)?.shapes[place.lower].id
    else { return nil }
    if kind.role == .junction { return CellPlaces.cell(bottom: lower, top: upper) }
    return CellPlaces.cell(of: lower) ?? CellPlaces.cell(of: upper)
  }
}
