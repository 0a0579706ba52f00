internal import CZip
public import CrossbarCore

/// A zip archive opened for reading. Members may be stored or deflated.
public final class ZipArchive {
  public let path: String
  /// Names of the members in the order of the archive's directory.
  public let members: [String]
  private let handle: OpaquePointer

  /// Largest member that is read.
  public static let largestMember = 2 << 30
  /// Members above this size may not be packed more than ``highestRatio`` to one.
  public static let freeSize = 64 << 20
  public static let highestRatio = 100

  /// - Throws: `import/damaged` if the file is not a whole zip archive.
  public init(path: String) throws(Diagnostics) {
    self.path = path
    var code: Int32 = 0
    guard let handle = zip_open(path, ZIP_RDONLY, &code) else {
      var error = zip_error_t()
      zip_error_init_with_code(&error, code)
      let reason = String(cString: zip_error_strerror(&error))
      zip_error_fini(&error)
      throw Diagnostics(
        .error(
          "import/damaged", "the zip archive is truncated or damaged: \(reason)",
          at: .init(file: path)))
    }
    self.handle = handle
    let count = min(max(0, zip_get_num_entries(handle, 0)), 1 << 20)
    members = (0..<zip_uint64_t(count)).compactMap { index in
      zip_get_name(handle, index, 0).map { String(cString: $0) }
    }
  }

  deinit { zip_discard(handle) }

  /// What the archive's directory claims of a member: bytes, and bytes packed; nil where there is no such member.
  ///
  /// ``read(_:)`` never gives more than it claims: a member that unpacks to more is refused as damaged.
  public func claimedSize(of member: String) -> (unpacked: Int, packed: Int)? {
    var status = zip_stat_t()
    guard zip_stat(handle, member, 0, &status) == 0 else { return nil }
    return (Int(clamping: status.size), Int(clamping: status.comp_size))
  }

  /// All bytes of a member.
  ///
  /// - Throws: `import/missing-member`, `import/too-large` for a member above ``largestMember`` or packed beyond
  ///   reason, `import/damaged` where it does not unpack to its recorded length and checksum.
  public func read(_ member: String) throws(Diagnostics) -> [UInt8] {
    let location = Diagnostic.Location(file: path, element: member)
    var status = zip_stat_t()
    guard zip_stat(handle, member, 0, &status) == 0 else {
      throw Diagnostics(
        .error("import/missing-member", "the archive has no member '\(member)'", at: location))
    }
    guard status.size <= UInt64(Self.largestMember) else {
      throw Diagnostics(
        .error(
          "import/too-large",
          "the member claims \(status.size) bytes; at most \(Self.largestMember) are read",
          at: location))
    }
    let size = Int(status.size)
    let packed = Int(clamping: status.comp_size)
    guard size <= Self.freeSize || size / Self.highestRatio <= packed else {
      throw Diagnostics(
        .error(
          "import/too-large",
          "the member claims \(size) bytes in \(packed) packed ones, beyond \(Self.highestRatio) to one",
          at: location))
    }
    guard let file = zip_fopen(handle, member, 0) else {
      let reason = String(cString: zip_strerror(handle))
      throw Diagnostics(
        .error("import/damaged", "the member cannot be opened: \(reason)", at: location))
    }
    defer { zip_fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let part = zip_fread(file, buffer.baseAddress.map { $0 + filled }, UInt64(size - filled))
        guard part > 0 else { break }
        filled += Int(part)
      }
    }
    // One more read reaches the end of the member, where its checksum is compared.
    var extra: UInt8 = 0
    guard bytes.count == size, zip_fread(file, &extra, 1) == 0 else {
      throw Diagnostics(
        .error("import/damaged", "the member is truncated or damaged", at: location))
    }
    return bytes
  }
}
