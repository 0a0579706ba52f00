public import CrossbarCore
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file opened for reading: its size and any part of its bytes.
public final class FileBytes {
  public let path: String
  /// Bytes in the file.
  public let size: Int
  private let descriptor: Int32

  /// - Throws: `import/unreadable` if the file is missing, not readable or not a regular file;
  ///   `import/directory` for a directory.
  public init(path: String) throws(Diagnostics) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      size = 0
      throw Diagnostics(
        .error("import/unreadable", "cannot open the file: \(reason)", at: .init(file: path)))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      size = 0
      throw Diagnostics(
        .error("import/unreadable", "cannot read the file's size", at: .init(file: path)))
    }
    size = Int(status.st_size)
    if status.st_mode & S_IFMT == S_IFDIR {
      throw Diagnostics(Self.isDirectory(path))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Diagnostics(
        .error("import/unreadable", "not a regular file", at: .init(file: path)))
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Up to `count` bytes from `offset`; fewer at the end of the file.
  ///
  /// - Throws: `import/unreadable` if reading fails.
  public func read(from offset: Int = 0, count: Int) throws(Diagnostics) -> [UInt8] {
    let count = max(0, min(count, size - offset))
    guard count > 0 else { return [] }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let part = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled)
        )
        if part > 0 {
          filled += part
        } else if part == 0 {
          break
        } else if errno != EINTR {
          failure = errno
          break
        }
      }
    }
    guard failure == 0 else {
      let reason = String(cString: strerror(failure))
      throw Diagnostics(
        .error("import/unreadable", "cannot read the file: \(reason)", at: .init(file: path)))
    }
    return bytes
  }

  /// The whole file.
  ///
  /// - Throws: `import/too-large` if it holds more than `limit` bytes.
  public func readAll(limit: Int) throws(Diagnostics) -> [UInt8] {
    guard size <= limit else {
      throw Diagnostics(
        .error(
          "import/too-large", "the file holds \(size) bytes; at most \(limit) are read",
          at: .init(file: path)))
    }
    return try read(count: size)
  }

  private static func isDirectory(_ path: String) -> Diagnostic {
    if access("\(path)/saved_model.pb", F_OK) == 0 {
      return .error(
        "import/directory", "this is a TensorFlow SavedModel directory, which is not supported",
        at: .init(file: path), help: "load it in Keras and save it with model.save('model.keras')")
    }
    return .error("import/directory", "this is a directory, not a file", at: .init(file: path))
  }
}
