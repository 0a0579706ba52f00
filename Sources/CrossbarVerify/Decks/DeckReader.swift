public import CrossbarCore
internal import CrossbarFiles

/// Reads the SPICE decks back from their files: an independent reader that shares no code with their writer.
public enum DeckReader {
  /// Reads one tile's deck and traces every cell to the lines of the tile.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - file: its name in diagnostics; the path itself where nil.
  /// - Returns: the tile and everything found wrong. With errors among the findings the tile may lack cells.
  /// - Throws: `deck/open` when the file cannot be read, `deck/…` when no tile can be made out.
  public static func readTile(
    path: String, file: String? = nil
  ) throws(Diagnostics) -> (tile: ReadTile, findings: [Diagnostic]) {
    let mapped = try text(path, file ?? path)
    var reader = TileReader(mapped, file: file ?? path)
    return try reader.read()
  }

  /// Reads one tile's testbench.
  ///
  /// - Throws: `deck/open` when the file cannot be read.
  public static func readTestbench(
    path: String, file: String? = nil
  ) throws(Diagnostics) -> (bench: ReadTestbench, findings: [Diagnostic]) {
    let mapped = try text(path, file ?? path)
    var reader = TestbenchReader(mapped, file: file ?? path)
    return reader.read()
  }

  /// Reads the cell library.
  ///
  /// - Throws: `deck/open` when the file cannot be read.
  public static func readLibrary(
    path: String, file: String? = nil
  ) throws(Diagnostics) -> (library: ReadCellLibrary, findings: [Diagnostic]) {
    let mapped = try text(path, file ?? path)
    var reader = CellLibraryReader(mapped, file: file ?? path)
    return reader.read()
  }

  /// The bytes of a deck, none of which is a NUL: no text of a circuit holds one.
  private static func text(_ path: String, _ file: String) throws(Diagnostics) -> MappedFile {
    let mapped = try MappedFile(path: path)
    if let place = mapped.bytes.firstIndex(of: 0) {
      let line = mapped.bytes[..<place].count { $0 == 0x0A } + 1
      throw Diagnostics(
        .error("deck/encoding", "a NUL byte: this is not text", at: .init(file: file, line: line)))
    }
    return mapped
  }
}
