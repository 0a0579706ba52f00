public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
internal import CrossbarLayout
internal import CrossbarMasks
public import CrossbarModel

/// The decks of an output folder, to be run: what they are to hold, and what of them is not as it was written.
///
/// Only what the decks need is read: `network.json`, `device.yaml`, `process.yaml` and the decks themselves. Masks, the decks of
/// other simulators and files that do not belong to an output play no part.
public struct DeckFolder: Sendable {
  /// The integer network.
  public let network: QuantizedNetwork
  /// Where its bits are stored.
  public let design: CrossbarDesign
  /// The memristor and how it is operated.
  public let device: Device
  /// The name of the user's own transistor model, where the decks have one.
  public let transistorModel: String?
  private let contents: FolderContents

  /// Which decks are meant beside a tile's cells and its testbench.
  public struct Parts: Sendable {
    /// The tiles.
    public var tiles: [Tile]
    /// Whether their decks of programmed cells and reads are meant, too.
    public var reads: Bool
    /// Whether the decks that read whole layers are meant, too.
    public var layers: Bool

    public init(tiles: [Tile], reads: Bool, layers: Bool) {
      self.tiles = tiles
      self.reads = reads
      self.layers = layers
    }
  }

  /// Reads what the decks are to hold.
  ///
  /// - Throws: where the folder is no output of a compilation, or a file of it cannot be understood.
  public init(folder: String) throws(Diagnostics) {
    contents = try FolderContents(
      folder: folder, manifest: try Manifest.read(folder: folder), needsEvaluation: false)
    network = contents.network.network
    design = contents.design
    device = contents.device
    transistorModel = contents.process.wiring().transistorModel?.name
  }

  /// Whether the folder holds decks that read the programmed array.
  public var hasReadDecks: Bool { design.cellCount <= DeckCheck.largestRead }

  /// Whether the device has read noise, which the decks that program have as well.
  public var hasReadNoise: Bool { device.constants.readNoise != nil }

  /// The bit that the network stores in a cell.
  public func bit(_ cell: CellID) -> Bool { network.bit(design.address(cell)) }

  /// Reads the cells of some tiles from their decks.
  ///
  /// - Parameter isEdited: whether the decks may be others than those that were written; only what cannot be understood is then
  ///   an error.
  /// - Returns: the cells of each tile's number, in the order of rows and columns.
  /// - Throws: everything that is not as it was written; with `isEdited`, everything about tiles of which cells are missing.
  public func cells(
    _ parts: Parts, isEdited: Bool
  ) throws(Diagnostics) -> [Int: [DeckCell]] {
    let check = DeckCheck(
      network: network, design: design, device: device, wiring: contents.process.wiring(),
      seed: contents.manifest.seed)
    let place = "\(contents.folder)/spice/ngspice"
    let name = "spice/ngspice"
    var findings: [Diagnostic] = []
    if !isEdited {
      findings += FolderCheck.differences(
        folder: contents.folder, contents.manifest.entries.filter { isUsed($0.path, parts) })
      do throws(Diagnostics) {
        let read = try DeckReader.readLibrary(path: "\(place)/cell.lib", file: "\(name)/cell.lib")
        findings += read.findings + check.compare(read.library)
      } catch { findings += error.all }
      if parts.reads || parts.layers {
        findings += check.readFindings(
          folder: place, name: name, chosen: parts.tiles, readsLayers: parts.layers)
      }
    }
    let tiles = parallelMap(count: parts.tiles.count) { index in
      TileReadBack(contents, parts.tiles[index], check: check, junctions: nil, isEdited: isEdited)
    }
    var cells: [Int: [DeckCell]] = [:]
    for (tile, read) in zip(parts.tiles, tiles) {
      let found = read.cells.filter { $0.cell.tile == tile.id.index }.sorted { $0.cell < $1.cell }
      let isWhole =
        found.count == tile.cells
        && found.enumerated().allSatisfy { place, cell in
          cell.cell
            == CellID(
              tile: tile.id.index, row: place / tile.columns, column: place % tile.columns)
        }
      if !isEdited || !isWhole { findings += read.findings }
      cells[tile.id.index] = found
      if isEdited && !isWhole && !read.findings.hasErrors {
        findings.append(
          .error(
            "deck/missing-cell", "the deck does not hold the tile's \(tile.cells) cells",
            at: .init(file: "\(name)/\(tile.id.name).cir")))
      }
    }
    try findings.capped(at: 50, id: "deck/more").throwIfErrors()
    return cells
  }

  /// Whether a file of the output plays a part in some decks.
  private func isUsed(_ path: String, _ parts: Parts) -> Bool {
    if ["network.json", "device.yaml", "process.yaml"].contains(path) { return true }
    let folder = "spice/ngspice/"
    guard path.hasPrefix(folder), case let name = path.dropFirst(folder.count),
      !name.contains("/")
    else { return false }
    if ["corners.lib", "statistics.lib", "cell-monte-carlo.cir"].contains(name) { return false }
    if name.hasPrefix("layer"), name.hasSuffix("-read.cir") { return parts.layers }
    let stem = String(name.prefix { $0 != "-" && $0 != "." })
    guard design.tiles.contains(where: { $0.id.name == stem }) else { return true }
    guard parts.tiles.contains(where: { $0.id.name == stem }) else { return false }
    switch name.dropFirst(stem.count) {
    case "-read.cir": return parts.reads
    case "-programmed.cir": return parts.reads || parts.layers
    default: return true
    }
  }
}
