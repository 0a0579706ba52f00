#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A folder that files are written into; makes the folders between as they are needed.
public struct OutputFolder: Sendable {
  /// Path of the folder.
  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// Full path of a file of the folder, its parent folders made.
  ///
  /// - Throws: `output/folder` when a parent folder cannot be made.
  public func path(of relative: String) throws(Diagnostics) -> String {
    var folder = path
    try makeFolder(folder)
    for part in relative.split(separator: "/").dropLast() {
      folder += "/\(part)"
      try makeFolder(folder)
    }
    return "\(path)/\(relative)"
  }

  /// A new file of the folder, open for writing.
  public func sink(_ relative: String) throws(Diagnostics) -> ByteSink {
    try ByteSink(path: path(of: relative))
  }

  /// Writes a small text file in one go.
  public func write(_ text: String, to relative: String) throws(Diagnostics) {
    let sink = try sink(relative)
    sink.append(text: text)
    try sink.close()
  }

  private func makeFolder(_ folder: String) throws(Diagnostics) {
    if mkdir(folder, 0o755) != 0 && errno != EEXIST {
      let reason = String(cString: strerror(errno))
      throw Diagnostics(
        .error("output/folder", "cannot make the folder: \(reason)", at: .init(file: folder)))
    }
  }
}
