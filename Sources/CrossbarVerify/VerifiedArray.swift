public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
public import CrossbarModel

/// An output folder's array as read back from its decks and masks, everything found in order.
public struct VerifiedArray: Sendable {
  /// The integer network.
  public let network: QuantizedNetwork
  /// Where its bits are stored.
  public let design: CrossbarDesign
  /// The memristor and how it is operated.
  public let device: Device
  /// Every cell as the decks have it, in the order of tiles, rows and columns.
  public let cells: [DeckCell]
  /// The files of the folder, as its manifest lists them.
  public let files: [String]

  /// Reads and checks a folder.
  ///
  /// - Throws: whatever verification finds wrong with the files, at once.
  public init(folder: String) throws(Diagnostics) {
    let manifest = try Manifest.read(folder: folder)
    var findings = FolderCheck.compare(folder: folder, manifest: manifest)
    let contents = try FolderContents(folder: folder, manifest: manifest)
    let readBack = ReadBack(contents)
    findings += readBack.findings
    try findings.throwIfErrors()
    network = contents.network.network
    design = contents.design
    device = contents.device
    cells = readBack.cells
    files = manifest.entries.map(\.path)
  }

  /// Whether the folder holds decks that read the programmed array.
  public var hasReadDecks: Bool { design.cellCount <= DeckCheck.largestRead }

  /// The bit that the network stores in a cell.
  public func bit(_ cell: CellID) -> Bool {
    network.bit(design.address(cell))
  }
}
