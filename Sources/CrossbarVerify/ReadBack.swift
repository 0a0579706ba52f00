internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarLayout
internal import CrossbarMasks
internal import CrossbarModel
internal import CrossbarSimulation

/// Decks and masks read back into cells and compared: with the design, and with each other.
struct ReadBack {
  private(set) var findings: [Diagnostic] = []
  private(set) var deckCells = 0
  private(set) var maskCells = 0
  /// The cells of the decks in the order of tiles, rows and columns; complete where there is no error.
  private(set) var cells: [DeckCell] = []
  private let contents: FolderContents

  /// Findings of one kind of file that are listed before the rest is counted.
  private static let listed = 50

  init(_ contents: FolderContents) {
    self.contents = contents
    var junctions: [CellID: ReadJunction] = [:]
    var isMaskReadable = false
    var known: PhysicalLayout?
    do throws(Diagnostics) {
      let layout = try contents.layout()
      known = layout
      let masks = try MaskReader.read(folder: contents.folder)
      do throws(Diagnostics) {
        let job = try PrintJobReader.read(folder: contents.folder)
        let rasters = RasterCheck.read(
          folder: contents.folder, masks: masks, process: contents.process)
        findings += rasters.findings
        findings += PrintJobCheck.compare(job, rasters: rasters, layout: layout)
      } catch {
        findings += error.all
      }
      findings += GDSIICheck.compare(folder: contents.folder, masks: masks)
      maskCells = masks.junctions.count
      junctions.reserveCapacity(masks.junctions.count)
      for junction in masks.junctions { junctions[junction.cell] = junction }
      findings += MaskCheck.compare(masks, with: layout)
      findings += GerberCheck.findings(folder: contents.folder, masks)
      findings += TapeCutCheck.findings(
        folder: contents.folder, masks, colour: contents.process.mos2Window.cutColour)
      isMaskReadable = true
    } catch {
      findings += error.all
    }
    readDecks(junctions: isMaskReadable ? junctions : nil, layout: known)
  }

  private mutating func readDecks(
    junctions: [CellID: ReadJunction]?, layout: PhysicalLayout?
  ) {
    let folder = "\(contents.folder)/spice/ngspice"
    let name = "spice/ngspice"
    let check = DeckCheck(
      network: contents.network.network, design: contents.design, device: contents.device,
      wiring: contents.process.wiring(), seed: contents.manifest.seed)
    var found: [Diagnostic] = []
    do throws(Diagnostics) {
      let read = try DeckReader.readLibrary(
        path: "\(folder)/cell.lib", file: "\(name)/cell.lib")
      found += read.findings + check.compare(read.library)
    } catch {
      found += error.all
    }
    found += check.characterisationFindings(folder: folder, name: name)
    found += check.readFindings(folder: folder, name: name)
    if let layout {
      found += check.crossbarFindings(folder: folder, name: name, layout: layout)
    }
    let contents = contents
    let tiles = parallelMap(count: contents.design.tileCount) { index in
      TileReadBack(contents, contents.design.tile(index), check: check, junctions: junctions)
    }
    cells.reserveCapacity(contents.design.cellCount)
    for tile in tiles {
      found += tile.findings
      deckCells += tile.count
      cells += tile.cells
    }
    if let junctions { found += extraJunctions(junctions) }
    findings += found.capped(at: Self.listed, id: "deck/more")
  }

  /// Memristors of the masks whose tile or place no deck has.
  private func extraJunctions(_ junctions: [CellID: ReadJunction]) -> [Diagnostic] {
    let design = contents.design
    return junctions.values.filter { junction in
      guard (0..<design.tileCount).contains(junction.cell.tile) else { return true }
      let tile = design.tile(junction.cell.tile)
      return junction.cell.row >= tile.rows || junction.cell.column >= tile.columns
    }.sorted { $0.cell < $1.cell }.map { junction in
      .error(
        "verify/not-in-decks", "no deck holds this memristor",
        at: .init(
          file: "masks/\(Sheet.name(junction.sheet))/ag-bottom.svg", line: junction.bottomLine,
          element: junction.cell.name))
    }
  }
}

/// One tile's deck and testbench read back and compared.
struct TileReadBack: Sendable {
  private(set) var findings: [Diagnostic] = []
  /// Cells that the deck holds.
  private(set) var count = 0
  /// The cells in the order of the deck; empty where anything is wrong with it.
  private(set) var cells: [DeckCell] = []
  private let contents: FolderContents

  /// - Parameter isEdited: whether the cells are taken over whatever is found.
  init(
    _ contents: FolderContents, _ tile: Tile, check: DeckCheck,
    junctions: [CellID: ReadJunction]?, isEdited: Bool = false
  ) {
    self.contents = contents
    let folder = "\(contents.folder)/spice/ngspice"
    let name = "spice/ngspice"
    let deck = "\(tile.id.name).cir"
    let bench = "\(tile.id.name)-program-read.cir"
    do throws(Diagnostics) {
      let readTile = try DeckReader.readTile(path: "\(folder)/\(deck)", file: "\(name)/\(deck)")
      let readBench = try DeckReader.readTestbench(
        path: "\(folder)/\(bench)", file: "\(name)/\(bench)")
      let problems =
        readTile.findings + check.compare(readTile.tile, tile: tile.id.index)
        + readBench.findings + check.compare(readBench.bench, tile: tile.id.index)
      findings += problems + problems.compactMap(codeFinding)
      count = readTile.tile.cells.count
      if let junctions { findings += compare(readTile.tile, junctions) }
      if isEdited || !problems.hasErrors { collect(readTile.tile, readBench.bench, tile) }
    } catch {
      findings += error.all
    }
  }

  /// A testbench that writes another bit than the network has is a changed code as well: says where that code stands.
  private func codeFinding(_ problem: Diagnostic) -> Diagnostic? {
    guard problem.id == "deck/expected" || problem.id == "deck/pattern",
      let name = problem.location?.element, let cell = CellID(name: name),
      let location = problem.location, (0..<contents.design.tileCount).contains(cell.tile),
      case let tile = contents.design.tile(cell.tile), cell.row < tile.rows,
      cell.column < tile.columns
    else { return nil }
    let place = contents.network.location(contents.design.address(cell))
    return .error(
      "network/code",
      "the code's bit in cell \(cell.name) is not the one that \(location.file):\(location.line ?? 0) programs",
      at: place)
  }

  /// Every cell of a deck must be in the masks with the same name between the same two nets; where a style prints no bit
  /// lines, or rows in place of bottom contacts, between those that it prints for the cell.
  private func compare(
    _ tile: ReadTile, _ junctions: [CellID: ReadJunction]
  ) -> [Diagnostic] {
    tile.cells.compactMap { cell -> Diagnostic? in
      let location = Diagnostic.Location(file: tile.file, line: cell.line, element: cell.name)
      guard let id = CellID(name: cell.name), let junction = junctions[id] else {
        return .error("verify/not-in-masks", "the masks hold no such memristor", at: location)
      }
      let style = contents.process.geometry.style
      let top = style == .isolated ? "\(cell.name)_au" : cell.bitLine
      let bottom = style == .crossbar ? TileID(id.tile).silverRow(id.row) : cell.bottomNet
      if junction.topNet == top && junction.bottomNet == bottom { return nil }
      return .error(
        "verify/nets",
        "it should lie between \(bottom) and \(top), as the deck has it; in the masks it lies between "
          + "\(junction.bottomNet) and \(junction.topNet) "
          + "(masks/\(Sheet.name(junction.sheet))/ag-bottom.svg:\(junction.bottomLine))",
        at: location)
    }
  }

  /// Takes over the cells of a tile that was found right: devices and resistances as the deck has them, bits as the
  /// testbench writes them.
  private mutating func collect(_ read: ReadTile, _ bench: ReadTestbench, _ tile: Tile) {
    let wiring = contents.process.wiring()
    let drivers = (0..<tile.columns).map {
      column -> (bit: Double, source: Double, ones: Set<Int>) in
      let bit = tile.id.bitLine(column)
      let source = tile.id.sourceLine(column)
      let ones = bench.bitParameter[source].flatMap { bench.drivenRows[$0]?.rows } ?? []
      return (bench.drivers[bit]?.resistance ?? 0, bench.drivers[source]?.resistance ?? 0, ones)
    }
    for cell in read.cells {
      guard let id = CellID(name: cell.name), let sample = cell.sample,
        id.column < drivers.count
      else { continue }
      let driver = drivers[id.column]
      cells.append(
        DeckCell(
          cell: id, written: driver.ones.contains(id.row), device: sample,
          circuit: CellCircuit(
            bitLine: driver.bit + cell.bitLineResistance,
            sourceLine: driver.source + cell.sourceLineResistance,
            bottomContact: wiring.bottomContact.value, transistor: wiring.transistor),
          line: cell.line))
    }
  }
}
