internal import CrossbarArray
public import CrossbarCore
internal import CrossbarDevices

/// Decks that ngspice 39 and later run as they are, in `spice/ngspice/` of the output folder:
///
///     cell.lib                memristor, enable transistor and cell; every constant of the device file
///     t00.cir                 one tile: three lines a cell, sampled parameters, wires
///     t00-program-read.cir    programs and reads the tile row by row and compares with the network's bits
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
    require(wiring.transistor.threshold.value, "transistor threshold")
    require(wiring.transistor.transconductance, "transistor transconductance")
    require(wiring.transistor.width, "transistor width")
    require(wiring.transistor.length, "transistor length")
    require(wiring.transistor.wordLineVoltage.value, "word-line voltage")
    if input.design != CrossbarDesign(input.network, limit: input.design.limit) {
      findings.append(.error("spice/design", "the design does not map this network"))
    }
    return findings
  }

  /// Writes the files; the folder is that of the whole output.
  ///
  /// - Throws: the findings of ``check(_:)``; `output/…` when a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    try check(input).throwIfErrors()
    let place = "\(name)/ngspice"
    try folder.write(CellLibraryDeck.text(input), to: "\(place)/cell.lib")
    try CharacterisationDecks(input).write(to: folder, place: "\(place)/characterisation")
    try parallelForEach(count: input.design.tileCount) { index throws(Diagnostics) in
      let tile = input.design.tile(index)
      let deck = try folder.sink("\(place)/\(tile.id.name).cir")
      try TileDeck(input: input, tile: tile).write(to: deck)
      try deck.close()
      let bench = try folder.sink("\(place)/\(tile.id.name)-program-read.cir")
      try TestbenchDeck(input: input, tile: tile).write(to: bench)
      try bench.close()
    }
  }
}
