public import CrossbarCore
internal import Foundation

/// A single file written whole or not at all.
public enum AtomicFile {
  /// Writes beside, then renames. What is no regular file (a device, a pipe) is written to directly.
  ///
  /// - Throws: `output/write`, `output/open` if the file cannot be written.
  public static func write(_ text: String, to path: String) throws(Diagnostics) {
    try PendingFile(text, path: path).commit()
  }

  /// Tells before the work whether a file can be written at its end.
  ///
  /// - Throws: `output/write`, `output/open` if it cannot.
  public static func check(_ path: String) throws(Diagnostics) {
    try PendingFile("", path: path).abandon()
  }

  /// Whether a file lies, or would lie, in a folder or below it.
  public static func isInside(_ path: String, _ folder: String) -> Bool {
    func real(_ path: String) -> String? {
      guard let real = realpath(path, nil) else { return nil }
      defer { free(real) }
      return String(cString: real)
    }
    let parent = (path as NSString).deletingLastPathComponent
    guard let outer = real(folder), let inner = real(path) ?? real(parent.isEmpty ? "." : parent)
    else { return false }
    return inner == outer || inner.hasPrefix(outer + "/")
  }

  /// Whether two paths lead to one file.
  public static func isSame(_ left: String, _ right: String) -> Bool {
    var a = stat()
    var b = stat()
    return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev
      && a.st_ino == b.st_ino
  }
}

/// A file written beside its place, which it takes with ``commit()``: so that several files appear together.
struct PendingFile {
  private let text: String
  private let path: String
  /// The place with links followed; nil where the file is no regular one and is written to directly.
  private let target: String?

  /// The process's own, so that two runs into one place do not write into each other's files.
  private var beside: String? { target.map { "\($0).partial-\(getpid())" } }

  /// Writes the text beside its place.
  ///
  /// - Throws: `output/write`, `output/open` if that is not possible.
  init(_ text: String, path: String) throws(Diagnostics) {
    self.text = text
    self.path = path
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists && kind == S_IFDIR {
      throw Diagnostics(.error("output/write", "this is a folder", at: .init(file: path)))
    }
    if exists && kind != S_IFREG {
      target = nil
      return
    }
    // A link is followed, so that it stays a link.
    if exists, let real = realpath(path, nil) {
      target = String(cString: real)
      free(real)
    } else {
      target = path
    }
    guard let beside else { return }
    do throws(Diagnostics) {
      try Self.fill(beside, text, named: path)
    } catch {
      unlink(beside)
      throw error
    }
  }

  /// Takes the place.
  func commit() throws(Diagnostics) {
    guard let target, let beside else { return try Self.fill(path, text, named: path) }
    if rename(beside, target) != 0 {
      let reason = String(cString: strerror(errno))
      unlink(beside)
      throw Diagnostics(
        .error("output/write", "cannot write the file: \(reason)", at: .init(file: path)))
    }
  }

  /// Removes what was written beside.
  func abandon() {
    if let beside { unlink(beside) }
  }

  /// Writes the text; a failure is told of the file as the user named it.
  private static func fill(_ path: String, _ text: String, named: String) throws(Diagnostics) {
    do throws(Diagnostics) {
      let sink = try ByteSink(path: path)
      sink.append(text: text)
      try sink.close()
    } catch {
      throw Diagnostics(
        error.all.map {
          var finding = $0
          finding.location = .init(file: named)
          return finding
        })
    }
  }
}
