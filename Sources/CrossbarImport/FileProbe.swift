public import CrossbarCore
internal import CrossbarFiles

/// What a file's first bytes, or a zip archive's directory, say about its format.
public struct FileProbe: Sendable {
  /// The file as the user named it.
  public let path: String
  /// Bytes in the file.
  public let size: Int
  /// The first bytes, at most 512.
  public let firstBytes: [UInt8]
  /// Names of the members where the file is a zip archive.
  public let members: [String]

  /// Opens a file and looks at it.
  ///
  /// - Throws: `import/unreadable`, `import/directory`, `import/empty` for a file of no bytes, `import/damaged` for a
  ///   zip archive without its directory.
  public init(path: String) throws(Diagnostics) {
    let file = try FileBytes(path: path)
    self.path = path
    size = file.size
    firstBytes = try file.read(count: 512)
    guard size > 0 else {
      throw Diagnostics(.error("import/empty", "the file is empty", at: .init(file: path)))
    }
    members = firstBytes.starts(with: Self.zipSignature) ? try ZipArchive(path: path).members : []
  }

  private static let zipSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  /// Whether the file is a zip archive.
  public var isZip: Bool { firstBytes.starts(with: Self.zipSignature) }
  /// Whether the file is an HDF5 file.
  public var isHDF5: Bool { firstBytes.starts(with: HDF5File.signature) }

  /// The first bytes as text, or nil where they are not text.
  var text: String? {
    guard !firstBytes.contains(where: { $0 < 0x09 || (0x0E..<0x20).contains($0) }) else {
      return nil
    }
    // The last character may be cut in two.
    return (0...min(3, firstBytes.count)).lazy
      .compactMap { String(validating: firstBytes.dropLast($0), as: UTF8.self) }.first
  }
}
