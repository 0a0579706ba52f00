#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif
public import CrossbarCore

/// The bytes of a file, mapped into memory while this object lives.
public final class MappedFile {
  /// Where it is.
  public let path: String
  /// Its contents; valid as long as this object lives.
  public let bytes: UnsafeBufferPointer<UInt8>
  private let address: UnsafeMutableRawPointer?

  /// - Throws: `deck/open` when the file cannot be read.
  public init(path: String) throws(Diagnostics) {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    let count = Int(status.st_size)
    if count == 0 {
      address = nil
      bytes = UnsafeBufferPointer(start: nil, count: 0)
      return
    }
    guard let map = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), map != MAP_FAILED
    else { throw Self.failure(path) }
    address = map
    bytes = UnsafeBufferPointer(start: map.assumingMemoryBound(to: UInt8.self), count: count)
  }

  deinit {
    if let address { munmap(address, bytes.count) }
  }

  private static func failure(_ path: String) -> Diagnostics {
    Diagnostics(
      .error(
        "deck/open", "cannot read the file: \(String(cString: strerror(errno)))",
        at: .init(file: path)))
  }
}
