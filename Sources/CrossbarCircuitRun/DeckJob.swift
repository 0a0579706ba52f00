internal import CrossbarArray
internal import CrossbarCore

/// Which decks of a tile or layer.
public enum DeckKind: String, Sendable, CaseIterable {
  /// `t00-program-read.cir`: programmed and read row by row.
  case programRead = "program-read"
  /// `t00-read.cir`: the programmed tile as resistors, read row by row.
  case read
  /// `layer0-read.cir`: the same for all tiles of a layer at once.
  case layerRead = "layer-read"
}

/// One deck to run, and what came of it.
struct DeckJob {
  let kind: DeckKind
  /// In the markers.
  let label: String
  /// The file's name.
  let deck: String
  /// Tiles of the deck with the rows that are looked at.
  let tiles: [(tile: Tile, rows: [Int])]
  var markers: MarkerReader
  var end = ProcessPool.End.cancelled

  private init(_ kind: DeckKind, label: String, deck: String, tiles: [(tile: Tile, rows: [Int])]) {
    self.kind = kind
    self.label = label
    self.deck = "\(deck).cir"
    self.tiles = tiles
    markers = MarkerReader(label: label)
  }

  /// The decks of some kinds for tiles and rows; a layer's deck stands for those of its tiles that are chosen.
  static func jobs(_ kinds: [DeckKind], _ selection: [(tile: Tile, rows: [Int])]) -> [DeckJob] {
    var jobs: [DeckJob] = []
    for kind in DeckKind.allCases where kinds.contains(kind) {
      switch kind {
      case .programRead:
        jobs += selection.map {
          let name = $0.tile.id.name
          return DeckJob(kind, label: name, deck: "\(name)-program-read", tiles: [$0])
        }
      case .read:
        jobs += selection.map {
          let label = "\($0.tile.id.name)-read"
          return DeckJob(kind, label: label, deck: label, tiles: [$0])
        }
      case .layerRead:
        for layer in Set(selection.map(\.tile.layer)).sorted() {
          let label = "layer\(layer)-read"
          jobs.append(
            DeckJob(
              kind, label: label, deck: label, tiles: selection.filter { $0.tile.layer == layer }))
        }
      }
    }
    return jobs
  }

  /// Rows that are looked at, of all tiles.
  var rowCount: Int { tiles.reduce(0) { $0 + $1.rows.count } }

  /// Whether some rows of its tiles are left out.
  var isPart: Bool { tiles.contains { $0.rows.count < $0.tile.rows } }

  /// A copy of the deck where its settings are others.
  ///
  /// - Parameters:
  ///   - isNoisy: whether the deck has read noise, which is turned off: the simulator's is another draw.
  ///   - isEdited: whether the deck may name other rows than all of its tile.
  func stage(
    _ staged: StagedDecks, allDynamic: Bool, isNoisy: Bool, isEdited: Bool
  ) throws(Diagnostics) {
    let isDynamic = allDynamic && kind == .programRead
    if !isPart && !isDynamic && !isNoisy && !isEdited { return }
    let list = Set(tiles.flatMap(\.rows)).sorted().map(String.init).joined(separator: " ")
    try staged.rewrite(deck) { line in
      if line.hasPrefix("set rows = (") { return "set rows = ( \(list) )" }
      if line.hasPrefix(".param read_noise=") { return ".param read_noise=0" }
      return isDynamic && line == ".param all_dynamic=0" ? ".param all_dynamic=1" : line
    }
  }
}
