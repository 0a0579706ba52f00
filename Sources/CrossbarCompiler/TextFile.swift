internal import CrossbarCore
internal import Foundation

/// Reads small text files that the user names.
enum TextFile {
  /// The text of a file.
  ///
  /// - Throws: `input/unreadable` if it cannot be read, `input/encoding` if it is not UTF-8.
  static func read(_ path: String) throws(Diagnostics) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Diagnostics(.error("input/missing", "there is no such file", at: .init(file: path)))
    }
    guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: path) else {
      throw Diagnostics(
        .error(
          "input/unreadable", isFolder.boolValue ? "this is a folder" : "the file cannot be read",
          at: .init(file: path)))
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Diagnostics(
        .error("input/encoding", "the file is not UTF-8 text", at: .init(file: path)))
    }
    return text
  }
}
