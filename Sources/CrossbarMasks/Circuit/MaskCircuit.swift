/// The circuit that the shapes of one page make, found from polygons and names alone.
///
/// Shapes of one ink that touch are one conductor, as are a pad and what it lies on. Gold over silver is a memristor
/// inside an MoS₂ window, nothing where dielectric lies between, else a short. No layout says where anything should be.
public struct MaskCircuit: Sendable {
  /// Gold over silver with MoS₂ between.
  public struct Memristor: Hashable, Sendable {
    /// Conductor of the gold shape, below ``MaskCircuit/conductorCount``.
    public internal(set) var gold: Int
    /// Conductor of the silver shape.
    public internal(set) var silver: Int
    /// Numbers of a gold and a silver shape that make it.
    var goldShape: Int
    var silverShape: Int
    /// Bounds of the overlap, nanometres on the page.
    public internal(set) var left: Int
    public internal(set) var top: Int
    public internal(set) var right: Int
    public internal(set) var bottom: Int
    /// Area under gold, over silver and inside a window, nm².
    public internal(set) var area: Int

    var bounds: OwnedRectangle {
      OwnedRectangle(left: left, top: top, right: right, bottom: bottom, owner: 0)
    }
  }

  /// Two shapes that conduct to each other, and where.
  struct Contact: Sendable {
    var one: Int
    var other: Int
    var place: OwnedRectangle
  }

  /// Two shapes that lie on each other as they must not.
  struct Overlap: Sendable {
    enum Kind: Int, Sendable {
      /// Gold touches silver with neither MoS₂ nor dielectric between.
      case goldOnSilver
      /// Silver over silver with MoS₂ between.
      case silverDevice
    }
    var kind: Kind
    var upper: Int
    var lower: Int
    var place: OwnedRectangle
  }

  /// The shapes.
  public let sheet: ReadSheet
  /// Whether lines of shapes are bytes of a GDSII file.
  let isBinary: Bool
  var names: NetNames
  let silver: CircuitLayer
  let gold: CircuitLayer
  let pad: CircuitLayer
  let window: CircuitLayer
  let dielectric: CircuitLayer
  /// Net of every ink shape by its name: silver, gold, pads.
  var nets: [NetKey] = []
  /// Further nets of nameless shapes that hold the places of several.
  var furtherNets: [(shape: Int, net: NetKey)] = []
  /// Conductor of every ink shape.
  private(set) var conductors: [Int32] = []
  /// Conductors of the page, furniture left out.
  public private(set) var conductorCount = 0
  /// Memristors in the order of their silver shapes.
  public private(set) var memristors: [Memristor] = []
  private(set) var contacts: [Contact] = []
  /// The contacts of every shape.
  private(set) var contactsByShape = PairMembers()
  private(set) var overlaps: [Overlap] = []
  /// Crossings of gold or pads over silver that dielectric keeps apart.
  public private(set) var insulatedCrossings = 0

  /// Extracts the circuit of a page; a page without a dielectric layer has none.
  public init(_ sheet: ReadSheet) { self.init(sheet, isBinary: false, names: NetNames()) }

  init(_ sheet: ReadSheet, isBinary: Bool, names known: NetNames) {
    self.sheet = sheet
    self.isBinary = isBinary
    var names = known
    func layer(_ name: String, first: Int) -> CircuitLayer {
      CircuitLayer(name, of: sheet, first: first, names: &names)
    }
    silver = layer("ag-bottom", first: 0)
    gold = layer("au-top", first: silver.shapes.count)
    pad = layer("ag-pad", first: gold.first + gold.shapes.count)
    window = layer("mos2-window", first: 0)
    dielectric = layer("dielectric", first: 0)
    nets.reserveCapacity(pad.first + pad.shapes.count)
    for layer in [silver, gold, pad] {
      for shape in layer.shapes { nets.append(names.net(ofShape: shape.id)) }
    }
    self.names = names
    connect()
    findMemristors()
  }

  /// The layer of an ink shape, and the shape.
  func layer(of shape: Int) -> CircuitLayer {
    shape < gold.first ? silver : shape < pad.first ? gold : pad
  }

  func shape(_ number: Int) -> ReadShape {
    let layer = layer(of: number)
    return layer.shapes[number - layer.first]
  }

  // MARK: - Conductors

  private mutating func connect() {
    var sets = DisjointSets(count: nets.count)
    var found: [Contact] = []
    for layer in [silver, gold, pad] {
      for rectangle in layer.rectangles {
        layer.index.forEachMeeting(rectangle) { other, shared in
          if other.owner > rectangle.owner {
            found.append(
              Contact(
                one: layer.first + rectangle.owner, other: layer.first + other.owner, place: shared)
            )
          }
        }
      }
    }
    for rectangle in pad.rectangles {
      gold.index.forEachMeeting(rectangle) { other, shared in
        if shared.area > 0 {
          found.append(
            Contact(
              one: gold.first + other.owner, other: pad.first + rectangle.owner, place: shared))
        }
      }
      var over: [(lower: Int, shared: OwnedRectangle)] = []
      silver.index.forEachMeeting(rectangle) { other, shared in
        if shared.area > 0 { over.append((other.owner, shared)) }
      }
      for (lower, shared) in over {
        let (insulated, open) = dielectric.divide([shared])
        if !insulated.isEmpty { insulatedCrossings += 1 }
        let (covered, touching) = window.divide(open)
        if let place = touching.bounds {
          found.append(Contact(one: lower, other: pad.first + rectangle.owner, place: place))
        }
        if let place = covered.bounds {
          overlaps.append(
            Overlap(
              kind: .silverDevice, upper: pad.first + rectangle.owner, lower: lower, place: place))
        }
      }
    }
    found.sort { ($0.one, $0.other) < ($1.one, $1.other) }
    contacts.reserveCapacity(found.count)
    for contact in found {
      if let last = contacts.last, last.one == contact.one, last.other == contact.other {
        // Between two shapes the largest place stands for all.
        if contact.place.area > last.place.area {
          contacts[contacts.count - 1].place = contact.place
        }
        continue
      }
      contacts.append(contact)
      sets.join(contact.one, contact.other)
    }
    contactsByShape = PairMembers(contacts.map { ($0.one, $0.other) }, count: nets.count)
    conductors = Array(repeating: -1, count: nets.count)
    for shape in nets.indices where nets[shape] != .furniture {
      let root = sets.first(shape)
      if conductors[root] < 0 {
        conductors[root] = Int32(conductorCount)
        conductorCount += 1
      }
      conductors[shape] = conductors[root]
    }
  }

  // MARK: - Memristors

  /// A part of gold over silver.
  private struct Piece {
    var gold: Int
    var silver: Int
    var place: OwnedRectangle
  }

  private mutating func findMemristors() {
    var inside: [Piece] = []
    var outside: [Piece] = []
    var over: [Piece] = []
    for rectangle in silver.rectangles {
      over.removeAll(keepingCapacity: true)
      gold.index.forEachMeeting(rectangle) { other, shared in
        if shared.area > 0 {
          over.append(
            Piece(gold: gold.first + other.owner, silver: rectangle.owner, place: shared))
        }
      }
      for piece in over { sort(piece, &inside, &outside) }
    }
    memristors = collect(inside).map { group in
      Memristor(
        gold: Int(conductors[group.gold]), silver: Int(conductors[group.silver]),
        goldShape: group.gold, silverShape: group.silver, left: group.bounds.left,
        top: group.bounds.top, right: group.bounds.right, bottom: group.bounds.bottom,
        area: group.area)
    }
    memristors.sort {
      ($0.silverShape, $0.goldShape, $0.top, $0.left)
        < ($1.silverShape, $1.goldShape, $1.top, $1.left)
    }
    overlaps += collect(outside).map {
      Overlap(kind: .goldOnSilver, upper: $0.gold, lower: $0.silver, place: $0.bounds)
    }
    overlaps.sort {
      ($0.lower, $0.upper, $0.kind.rawValue, $0.place.top, $0.place.left)
        < ($1.lower, $1.upper, $1.kind.rawValue, $1.place.top, $1.place.left)
    }
  }

  private mutating func sort(_ piece: Piece, _ inside: inout [Piece], _ outside: inout [Piece]) {
    if !dielectric.covers(piece.place) && window.contains(piece.place) {
      inside.append(piece)
      return
    }
    let (insulated, open) = dielectric.divide([piece.place])
    if !insulated.isEmpty { insulatedCrossings += 1 }
    let (covered, free) = window.divide(open)
    for place in covered {
      inside.append(Piece(gold: piece.gold, silver: piece.silver, place: place))
    }
    for place in free {
      outside.append(Piece(gold: piece.gold, silver: piece.silver, place: place))
    }
  }

  private struct Group {
    var gold: Int
    var silver: Int
    var bounds: OwnedRectangle
    var area: Int
  }

  /// Pieces between the same two conductors that touch are one.
  private func collect(_ pieces: [Piece]) -> [Group] {
    func key(_ piece: Piece) -> (Int32, Int32, Int, Int) {
      (conductors[piece.silver], conductors[piece.gold], piece.silver, piece.gold)
    }
    let sorted = pieces.sorted { key($0) < key($1) }
    var groups: [Group] = []
    groups.reserveCapacity(pieces.count)
    var start = 0
    while start < sorted.count {
      let (silver, gold, _, _) = key(sorted[start])
      var end = start + 1
      while end < sorted.count, case let other = key(sorted[end]), other.0 == silver,
        other.1 == gold
      { end += 1 }
      if end == start + 1 {
        let piece = sorted[start]
        groups.append(
          Group(
            gold: piece.gold, silver: piece.silver, bounds: piece.place, area: piece.place.area))
      } else {
        let places = sorted[start..<end].map(\.place)
        for members in places.touchingGroups() {
          let (first, parts) = (sorted[start + members[0]], members.map { places[$0] })
          groups.append(
            Group(
              gold: first.gold, silver: first.silver, bounds: parts.bounds ?? first.place,
              area: CoveredArea.of(parts)))
        }
      }
      start = end
    }
    return groups
  }
}

extension [OwnedRectangle] {
  /// The least rectangle around all.
  var bounds: OwnedRectangle? {
    guard let first else { return nil }
    return dropFirst().reduce(first) { $0.union($1) }
  }
}
