internal import CrossbarCore
internal import CrossbarVerify
internal import Foundation

/// An output folder written whole or not at all: everything goes into a folder beside it, which takes its place at
/// the end in one rename.
struct OutputTransaction {
  /// Where the files are written meanwhile.
  let folder: OutputFolder
  private let target: String
  private let hasPrevious: Bool

  /// Makes the folder beside `target`, after checking that `target` may be replaced.
  ///
  /// - Throws: `output/not-ours` if `target` holds anything but an earlier output; `output/folder` if nothing can be
  ///   written there.
  init(target: String) throws(Diagnostics) {
    var path = (target as NSString).standardizingPath
    if path.isEmpty { path = "." }
    let manager = FileManager.default
    let name = (path as NSString).lastPathComponent
    let parent = (path as NSString).deletingLastPathComponent
    guard name != ".", name != "..", name != "/" else {
      throw Diagnostics(
        .error("output/folder", "name a folder to make, not \(target)", at: .init(file: target)))
    }
    var isFolder: ObjCBool = false
    var hasPrevious = false
    if manager.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw Diagnostics(
          .error("output/not-ours", "this is a file, not a folder", at: .init(file: target)))
      }
      let entries = (try? manager.contentsOfDirectory(atPath: path)) ?? ["?"]
      if !entries.isEmpty {
        do throws(Diagnostics) {
          _ = try Manifest.read(folder: path)
        } catch {
          throw Diagnostics(
            .error(
              "output/not-ours",
              "the folder is not empty and holds no whole output of an earlier compilation",
              at: .init(file: target),
              help: "remove it, or choose another folder; nothing was changed"))
        }
      }
      hasPrevious = true
    }
    self.hasPrevious = hasPrevious
    self.target = path
    let beside = (parent.isEmpty ? "" : parent + "/") + ".\(name).partial"
    if manager.fileExists(atPath: beside) { try? manager.removeItem(atPath: beside) }
    folder = OutputFolder(path: beside)
    do {
      try manager.createDirectory(atPath: beside, withIntermediateDirectories: true)
    } catch {
      throw Diagnostics(
        .error(
          "output/folder", "cannot make a folder there: \(Self.reason(error))",
          at: .init(file: target)))
    }
  }

  /// Puts the folder in its place.
  func commit() throws(Diagnostics) {
    let manager = FileManager.default
    let previous = folder.path + ".previous"
    do {
      if hasPrevious {
        if manager.fileExists(atPath: previous) { try manager.removeItem(atPath: previous) }
        try manager.moveItem(atPath: target, toPath: previous)
      }
      do {
        try manager.moveItem(atPath: folder.path, toPath: target)
      } catch {
        if hasPrevious { try? manager.moveItem(atPath: previous, toPath: target) }
        throw error
      }
      if hasPrevious { try? manager.removeItem(atPath: previous) }
    } catch {
      throw Diagnostics(
        .error(
          "output/commit", "cannot put the output in its place: \(Self.reason(error))",
          at: .init(file: target)))
    }
  }

  /// Removes everything written so far.
  func abandon() {
    try? FileManager.default.removeItem(atPath: folder.path)
  }

  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError {
      return String(cString: strerror(Int32(inner.code)))
    }
    return error.localizedDescription
  }
}
