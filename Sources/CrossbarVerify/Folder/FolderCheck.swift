public import CrossbarCore
internal import CrossbarDigest
internal import Foundation

/// Compares the files of a folder with its manifest.
public enum FolderCheck {
  /// Findings about files that are missing, cut short, changed or not listed, in the manifest's order.
  public static func compare(folder: String, manifest: Manifest) -> [Diagnostic] {
    differences(folder: folder, manifest.entries) + unlisted(folder: folder, manifest)
  }

  /// Findings about files that are missing, cut short or changed, in the order given.
  static func differences(folder: String, _ entries: [Manifest.Entry]) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for entry in entries {
      let path = "\(folder)/\(entry.path)"
      guard FileManager.default.fileExists(atPath: path) else {
        findings.append(
          .error(
            "verify/missing-file",
            "the file is missing; \(Manifest.fileName):\(entry.line) lists it",
            at: .init(file: entry.path)))
        continue
      }
      do throws(Diagnostics) {
        let digest = try FileDigest(path: path, name: entry.path)
        if digest.size < entry.digest.size && !hasEnd(path) {
          findings.append(
            .error(
              "verify/truncated",
              "the file ends after \(digest.size) of \(entry.digest.size) bytes",
              at: .init(file: entry.path, line: lineCount(path))))
        } else if digest != entry.digest {
          findings.append(
            .error(
              "verify/changed",
              digest.size == entry.digest.size
                ? "the file is not the one that was written: its SHA-256 differs from the manifest's"
                : "the file is not the one that was written: it has \(digest.size) bytes, not \(entry.digest.size)",
              at: .init(file: entry.path)))
        }
      } catch {
        findings.append(contentsOf: error.all)
      }
    }
    return findings
  }

  /// Findings about files that the manifest does not list.
  private static func unlisted(folder: String, _ manifest: Manifest) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let listed = Set(manifest.entries.map(\.path) + [Manifest.fileName])
    for path in files(in: folder) where !listed.contains(path) && !isOfCheck(path) {
      if isOurs(path) {
        findings.append(
          .error(
            "verify/unlisted", "the file belongs to an output, but the manifest does not list it",
            at: .init(file: path)))
        continue
      }
      findings.append(
        .warning(
          "verify/extra-file", "the file is not in the manifest", at: .init(file: path)))
    }
    return findings
  }

  /// Whether a path is one that `dendrite check` writes: pictures of what it found.
  public static func isOfCheck(_ path: String) -> Bool { path.hasPrefix("check/") }

  /// Whether a path is one that a compilation writes.
  private static func isOurs(_ path: String) -> Bool {
    let names = [
      "network.json", "device.yaml", "process.yaml", "verify.json", "report.md",
      Evaluation.fileName, TrainedNetworkFile.fileName,
    ]
    return names.contains(path)
      || ["spice/", "verilog-a/", "masks/"].contains { path.hasPrefix($0) }
  }

  /// Every regular file below a folder by its relative path, sorted.
  public static func files(in folder: String) -> [String] {
    guard let enumerator = FileManager.default.enumerator(atPath: folder) else { return [] }
    var paths: [String] = []
    while let path = enumerator.nextObject() as? String {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder),
        !isFolder.boolValue
      {
        paths.append(path)
      }
    }
    return paths.sorted()
  }

  /// Whether a file ends as files of its kind do, so that nothing was cut off.
  private static func hasEnd(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd(),
      (try? handle.seek(toOffset: size - min(size, 300))) != nil, let tail = try? handle.readToEnd()
    else { return false }
    let lines = tail.split(separator: 0x0A, omittingEmptySubsequences: true)
    let last = lines.last.map { String(decoding: $0, as: UTF8.self) } ?? ""
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if last.contains(" end of \(name)") { return true }
    switch name.split(separator: ".").last {
    case "cir", "sp", "lib": return last == ".end"
    case "scs": return false
    case "json": return last == "}"
    case "svg": return last == "</svg>"
    case "xml": return last.hasPrefix("</")
    case "va": return last == "endmodule"
    case "gbr": return last == "M02*"
    case "dxf": return last == "EOF"
    case "pdf": return last == "%%EOF"
    case "yaml", "md", "mod": return tail.last == 0x0A
    // A table has no last line of its own: a shorter one may have been cut at the end of a line.
    default: return false
    }
  }

  /// The number of the last line of a file.
  private static func lineCount(_ path: String) -> Int? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let ends = data.count { $0 == 0x0A }
    return max(1, data.last == 0x0A ? ends : ends + 1)
  }
}
