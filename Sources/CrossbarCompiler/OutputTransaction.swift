internal import CrossbarCore
internal import CrossbarVerify
internal import Foundation

/// An output folder written whole or not at all: everything goes into a folder beside it, which takes its place at
/// the end by renaming.
///
/// The folder beside is locked while it is written, so two compilations into one place do not mix; the lock goes with the
/// process, so what a killed one left behind is taken over.
struct OutputTransaction {
  /// Where the files are written meanwhile.
  let folder: OutputFolder
  private let target: String
  private let named: String
  private let lock: Int32

  private var previous: String { folder.path + ".previous" }

  /// Makes the folder beside `target`, after checking that `target` may be replaced.
  ///
  /// - Throws: `output/not-ours` if `target` holds anything but an earlier output; `output/folder` if nothing can be
  ///   written there; `output/busy` if another compilation writes there.
  init(target named: String) throws(Diagnostics) {
    let target = try Self.resolve(named)
    let slash = target.lastIndex(of: "/")
    let parent = slash.map { String(target[...$0]) } ?? ""
    let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
    let beside = "\(parent).\(name).partial"
    if !parent.isEmpty { try Self.makeFolders(parent, named: named) }
    if mkdir(beside, 0o755) != 0 && errno != EEXIST {
      throw Self.failure("cannot make a folder there", named: named)
    }
    let lock = open(beside, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw Self.failure("cannot make a folder there", named: named) }
    if flock(lock, LOCK_EX | LOCK_NB) != 0 {
      close(lock)
      throw Diagnostics(
        .error(
          "output/busy", "another compilation is writing this folder", at: .init(file: named)))
    }
    self.named = named
    self.target = target
    self.lock = lock
    folder = OutputFolder(path: beside)
    do throws(Diagnostics) {
      try recover()
      try Self.checkReplaceable(target, named: named)
      try empty()
    } catch {
      abandon()
      throw error
    }
  }

  /// The folder to make, without trailing slashes, with a symbolic link to a folder followed.
  private static func resolve(_ named: String) throws(Diagnostics) -> String {
    var path = named
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    let last = path.split(separator: "/", omittingEmptySubsequences: true).last
    guard let last, last != ".", last != ".." else {
      throw Diagnostics(
        .error("output/folder", "name a folder to make, not '\(named)'", at: .init(file: named)))
    }
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    return path
  }

  private static func makeFolders(_ path: String, named: String) throws(Diagnostics) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      made += part
      if mkdir(made, 0o755) != 0 && errno != EEXIST {
        throw failure("cannot make a folder there", named: named)
      }
      made += "/"
    }
  }

  /// Whether what stands at `target` may go: nothing, an empty folder, or a whole earlier output and nothing else.
  private static func checkReplaceable(_ target: String, named: String) throws(Diagnostics) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else {
      throw Diagnostics(
        .error("output/not-ours", "this is a file, not a folder", at: .init(file: named)))
    }
    let present = FolderCheck.files(in: target)
    if present.isEmpty { return }
    let manifest: Manifest
    do throws(Diagnostics) {
      manifest = try Manifest.read(folder: target)
    } catch {
      throw Diagnostics(
        .error(
          "output/not-ours",
          "the folder is not empty and holds no whole output of an earlier compilation",
          at: .init(file: named), help: "remove it, or choose another folder; nothing was changed"))
    }
    let ours = Set(manifest.entries.map(\.path) + [Manifest.fileName])
    if let other = present.first(where: { !ours.contains($0) && !FolderCheck.isOfCheck($0) }) {
      throw Diagnostics(
        .error(
          "output/not-ours",
          "the folder holds an earlier output and other files, such as \(other)",
          at: .init(file: named), help: "move them away; nothing was changed"))
    }
  }

  /// Puts back an earlier output that a killed compilation had moved aside, or removes it where the new one is there.
  private func recover() throws(Diagnostics) {
    let manager = FileManager.default
    guard manager.fileExists(atPath: previous) else { return }
    if manager.fileExists(atPath: target) {
      try? manager.removeItem(atPath: previous)
    } else if rename(previous, target) != 0 {
      throw Self.failure("cannot put the earlier output back", named: named)
    }
  }

  /// Removes what a killed compilation left in the folder beside.
  private func empty() throws(Diagnostics) {
    let manager = FileManager.default
    do {
      for entry in try manager.contentsOfDirectory(atPath: folder.path) {
        try manager.removeItem(atPath: "\(folder.path)/\(entry)")
      }
    } catch {
      throw Diagnostics(
        .error(
          "output/folder", "cannot empty the folder that an earlier run left behind",
          at: .init(file: folder.path)))
    }
  }

  /// Puts the folder in its place.
  func commit() throws(Diagnostics) {
    let hasPrevious = FileManager.default.fileExists(atPath: target)
    if hasPrevious && rename(target, previous) != 0 {
      throw Self.failure("cannot move the earlier output aside", named: named)
    }
    if rename(folder.path, target) != 0 {
      let failure = Self.failure("cannot put the output in its place", named: named)
      if hasPrevious { _ = rename(previous, target) }
      throw failure
    }
    if hasPrevious { try? FileManager.default.removeItem(atPath: previous) }
    close(lock)
  }

  /// Removes everything written so far.
  func abandon() {
    try? FileManager.default.removeItem(atPath: folder.path)
    close(lock)
  }

  /// Findings about files of the folder beside, told of the folder that the user named.
  func renamed(_ diagnostics: Diagnostics) -> Diagnostics {
    Diagnostics(
      diagnostics.all.map { finding in
        var finding = finding
        if let file = finding.location?.file, file.hasPrefix(folder.path) {
          let rest = file.dropFirst(folder.path.count)
          finding.location?.file = (named.hasSuffix("/") ? String(named.dropLast()) : named) + rest
        }
        return finding
      })
  }

  private static func failure(_ what: String, named: String) -> Diagnostics {
    let reason = String(cString: strerror(errno))
    return Diagnostics(.error("output/folder", "\(what): \(reason)", at: .init(file: named)))
  }
}
