internal import CrossbarCore
internal import Foundation

/// A folder of plots written beside its place, which it takes with ``commit()``.
struct PendingFolder {
  /// Where the files are written meanwhile.
  let folder: OutputFolder
  private let target: String
  private let named: String

  private var previous: String { folder.path + ".previous" }

  /// Endings of the files that such a folder holds.
  private static let endings = [".gp", ".dat", ".svg", ".csv"]

  /// Makes an empty folder beside `target`.
  ///
  /// - Throws: `output/not-ours` if `target` holds anything but plots; `output/folder` if nothing can be written there.
  init(target: String) throws(Diagnostics) {
    named = target
    self.target =
      realpath(target, nil).map { real in
        defer { free(real) }
        return String(cString: real)
      } ?? target
    folder = OutputFolder(path: "\(self.target).partial-\(getpid())")
    try Self.checkReplaceable(self.target, named: named)
    do {
      if FileManager.default.fileExists(atPath: folder.path) {
        try FileManager.default.removeItem(atPath: folder.path)
      }
    } catch {
      throw Diagnostics(
        .error(
          "output/folder", "cannot remove what an earlier run left", at: .init(file: folder.path)))
    }
    if mkdir(folder.path, 0o755) != 0 {
      throw failure("cannot make a folder there")
    }
  }

  private static func checkReplaceable(_ target: String, named: String) throws(Diagnostics) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder) else { return }
    let present = (try? FileManager.default.contentsOfDirectory(atPath: target)) ?? []
    let other = present.sorted().first { name in !endings.contains { name.hasSuffix($0) } }
    if !isFolder.boolValue || other != nil {
      throw Diagnostics(
        .error(
          "output/not-ours",
          isFolder.boolValue
            ? "the folder holds other files than plots, such as \(other ?? "")"
            : "this is a file, not a folder", at: .init(file: named),
          help: "the report's pictures go there; move the file away, or name another report"))
    }
  }

  /// The text of a file in the folder that stands at the place; nil where there is none.
  func standing(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(target)/\(name)").flatMap {
      String(data: $0, encoding: .utf8)
    }
  }

  /// Takes the place of the folder that stands there.
  func commit() throws(Diagnostics) {
    let manager = FileManager.default
    try? manager.removeItem(atPath: previous)
    let hasPrevious = manager.fileExists(atPath: target)
    if hasPrevious && rename(target, previous) != 0 {
      throw failure("cannot move the earlier folder aside")
    }
    if rename(folder.path, target) != 0 {
      let problem = failure("cannot put the folder in its place")
      if hasPrevious { _ = rename(previous, target) }
      throw problem
    }
    if hasPrevious { try? manager.removeItem(atPath: previous) }
  }

  /// Removes everything written so far.
  func abandon() {
    try? FileManager.default.removeItem(atPath: folder.path)
  }

  private func failure(_ what: String) -> Diagnostics {
    let reason = String(cString: strerror(errno))
    return Diagnostics(.error("output/folder", "\(what): \(reason)", at: .init(file: named)))
  }
}
