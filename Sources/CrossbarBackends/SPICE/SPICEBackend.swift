internal import CrossbarArray
public import CrossbarCore
internal import CrossbarDevices
internal import CrossbarLayout
internal import CrossbarModel

/// Decks that ngspice 39 and later run as they are, in `spice/ngspice/` of the output folder:
///
///     cell.lib                memristor, enable transistor and cell; every constant of the device file
///     t00.cir                 one tile: three lines a cell, sampled parameters, wires
///     t00-program-read.cir    programs and reads the tile row by row and compares with the network's bits
///     t00-programmed.cir      one tile as it is once programmed, its memristors resistors; for designs of 65,536 cells at most
///     t00-read.cir            reads it row by row and compares with the network's bits
///     layer0-read.cir         the same for all tiles of a layer at once
///     t00-crossbar.cir        style `crossbar` alone: the programmed tile without transistors, every piece of wire its own
///     t00-crossbar-read.cir   reads cells of it under every scheme, and its columns' sums
///     characterisation/       single memristors: sweeps and pulses; see ``CharacterisationDecks``
///
/// The parameters of the cells are those of array 0 of the seed.
public enum SPICEBackend: Backend {
  /// Folder of the artefact.
  public static let name = "spice"
  /// The array of the Monte Carlo that the decks carry.
  public static let array = 0

  /// Numbers that no deck can carry: `spice/value`, `spice/design`.
  public static func check(_ input: BackendInput) -> [Diagnostic] {
    let wiring = input.wiring
    var findings: [Diagnostic] = []
    func require(_ value: Double, _ what: String) {
      if value.isFinite && value > 0 { return }
      findings.append(
        .error(
          "spice/value", "\(what) is \(value); a deck needs a positive number",
          at: .init(file: "spice", element: what)))
    }
    require(wiring.driver.value, "driver resistance")
    require(wiring.bitLineLead.value, "bit-line lead")
    require(wiring.bitLineSegment.value, "bit-line segment")
    require(wiring.sourceLineLead.value, "source-line lead")
    require(wiring.sourceLineSegment.value, "source-line segment")
    require(wiring.bottomContact.value, "bottom contact")
    if case .idealSwitch(let ideal) = wiring.transistor.kind {
      require(ideal.threshold.value, "switch threshold")
      require(ideal.on.value, "switch resistance")
      require(ideal.off.value, "switch off-resistance")
    } else {
      require(wiring.transistor.threshold.value, "transistor threshold")
      require(wiring.transistor.transconductance, "transistor transconductance")
      require(wiring.transistor.width, "transistor width")
      require(wiring.transistor.length, "transistor length")
    }
    require(wiring.transistor.wordLineVoltage.value, "word-line voltage")
    if input.design != CrossbarDesign(input.network, limit: input.design.limit) {
      findings.append(.error("spice/design", "the design does not map this network"))
    }
    return findings
  }

  /// Writes ngspice's files, and those of the input's other dialects; the folder is that of the whole output.
  ///
  /// - Throws: the findings of ``check(_:)``; `output/…` when a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    try emit(input, to: folder, dialects: input.dialects)
  }

  /// Writes the files of some dialects; ngspice's are always written, because verification reads them.
  ///
  /// - Throws: the findings of ``check(_:)``; `output/…` when a file cannot be written.
  public static func emit(
    _ input: BackendInput, to folder: OutputFolder, dialects: [SPICEDialect]
  ) throws(Diagnostics) {
    try check(input).throwIfErrors()
    for dialect in SPICEDialect.all where dialect == .ngspice || dialects.contains(dialect) {
      try emit(input, to: folder, dialect: dialect)
    }
  }

  private static func emit(
    _ input: BackendInput, to folder: OutputFolder, dialect: SPICEDialect
  ) throws(Diagnostics) {
    let place = "\(name)/\(dialect.name)"
    let words = dialect.words
    let library = CellLibraryDeck(input: input, dialect: words)
    try folder.write(library.text, to: "\(place)/\(library.name)")
    if let model = input.wiring.transistorModel {
      try folder.write(model.text, to: "\(place)/\(model.fileName)")
    }
    let statistics = StatisticsDeck(input: input, dialect: words)
    try folder.write(statistics.corners, to: "\(place)/\(statistics.cornersName)")
    try folder.write(statistics.library, to: "\(place)/\(statistics.statisticsName)")
    let monteCarlo = MonteCarloDeck(input: input, dialect: words)
    try folder.write(monteCarlo.text, to: "\(place)/\(monteCarlo.name)")
    if dialect == .ngspice {
      try CharacterisationDecks(input).write(to: folder, place: "\(place)/characterisation")
    }
    try parallelForEach(count: input.design.tileCount) { index throws(Diagnostics) in
      let tile = input.design.tile(index)
      let deck = try folder.sink("\(place)/\(words.deckFile(tile.id.name))")
      try TileDeck(input: input, tile: tile, dialect: dialect).write(to: deck)
      try deck.close()
      let bench = try folder.sink(
        "\(place)/\(words.deckFile("\(tile.id.name)-program-read"))")
      if dialect == .ngspice {
        try TestbenchDeck(input: input, tile: tile).write(to: bench)
      } else {
        ProgramReadDeck(input: input, tile: tile, dialect: words).write(to: bench)
      }
      try bench.close()
    }
    if dialect == .ngspice && input.design.cellCount <= largestRead {
      try emitReads(input, to: folder, place: place, dialect: words)
    }
  }

  /// Cells of the largest design whose programmed tiles are written: each is simulated for it, to the last digit of its
  /// state, some tenths of a millisecond.
  public static let largestRead = 1 << 16

  private static func emitReads(
    _ input: BackendInput, to folder: OutputFolder, place: String, dialect: any NetlistDialect
  ) throws(Diagnostics) {
    try parallelForEach(count: input.design.tileCount) { index throws(Diagnostics) in
      let tile = input.design.tile(index)
      let programmed = try folder.sink("\(place)/\(tile.id.name)-programmed.cir")
      try ProgrammedTileDeck(input: input, tile: tile, dialect: dialect).write(to: programmed)
      try programmed.close()
      let read = try folder.sink("\(place)/\(tile.id.name)-read.cir")
      try ReadDeck(input, tile: tile, dialect: dialect).write(to: read)
      try read.close()
      if let wiring = input.layout.tile(index).crossbarWiring(input.layout.process) {
        let deck = CrossbarDeck(input: input, tile: tile, wiring: wiring)
        for (file, write) in [("", deck.write), ("-read", deck.writeRead)] {
          let sink = try folder.sink("\(place)/\(tile.id.name)-crossbar\(file).cir")
          try write(sink)
          try sink.close()
        }
      }
    }
    for layer in input.network.layers.indices {
      let read = try folder.sink("\(place)/layer\(layer)-read.cir")
      try ReadDeck(input, layer: layer, dialect: dialect).write(to: read)
      try read.close()
    }
  }
}
