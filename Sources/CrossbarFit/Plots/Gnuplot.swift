internal import CrossbarCore
internal import Foundation

/// Draws the plots of a report with the gnuplot of the machine.
public enum Gnuplot {
  /// Why no plots were drawn.
  public enum Absence: Sendable, Hashable {
    case notInstalled
    case failed(String)

    /// The reason as a sentence.
    public var sentence: String {
      switch self {
      case .notInstalled:
        "gnuplot is not installed (Debian: gnuplot-nox); scripts and data are there, the pictures are not"
      case .failed(let reason): "gnuplot could not draw every plot: \(reason)"
      }
    }
  }

  /// Runs all scripts in `folder`; nil when every picture is there.
  ///
  /// - Parameters:
  ///   - scripts: names of the plots, see ``PlotFile/name``.
  ///   - program: path of gnuplot; by default the first on `searchPath`.
  ///   - searchPath: folders separated by colons.
  public static func draw(
    _ scripts: [String], in folder: String, searchPath: String
  ) -> Absence? {
    guard let program = find(searchPath) else { return .notInstalled }
    var trouble: String?
    // A process for forty scripts at a time: the command line stays short and one bad script spoils few.
    for start in stride(from: 0, to: scripts.count, by: 40) {
      let batch = scripts[start..<min(start + 40, scripts.count)]
      if let message = run(program, batch.map { "\($0).gp" }, in: folder), trouble == nil {
        trouble = message
      }
    }
    let end = Data("</svg>".utf8)
    let missing = scripts.filter { name in
      guard let picture = FileManager.default.contents(atPath: "\(folder)/\(name).svg") else {
        return true
      }
      return picture.suffix(64).range(of: end) == nil
    }
    if let first = missing.first {
      return .failed(
        "\(missing.count) of \(scripts.count) missing, such as \(first).svg; \(trouble ?? "no reason given")"
      )
    }
    return nil
  }

  private static func find(_ searchPath: String) -> String? {
    searchPath.split(separator: ":").map { "\($0)/gnuplot" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs gnuplot; its last line where it failed.
  private static func run(_ program: String, _ arguments: [String], in folder: String) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
    process.arguments = separated(arguments)
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { return "it cannot be started: \(error)" }
    let output = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus == 0 { return nil }
    return String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).last
      .map(String.init) ?? "exit status \(process.terminationStatus)"
  }

  /// The scripts with a reset between them, so that none inherits another's settings.
  private static func separated(_ scripts: [String]) -> [String] {
    scripts.flatMap { ["-e", "reset", $0] }
  }
}
