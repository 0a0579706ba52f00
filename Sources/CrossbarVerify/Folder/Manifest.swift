public import CrossbarArray
public import CrossbarCore
public import CrossbarDigest
internal import CrossbarDocuments
internal import Foundation

/// `manifest.json`: what an output folder holds and what it was made with.
public struct Manifest: Sendable {
  /// The name of the manifest's file.
  public static let fileName = "manifest.json"
  /// The format this version reads and writes.
  public static let format = "dendrite-manifest-1"

  /// One file of the folder.
  public struct Entry: Hashable, Sendable {
    public var path: String
    public var digest: FileDigest
    /// The manifest's line that names it.
    public var line: Int
  }

  public var version: String
  public var seed: UInt64
  /// Bits and scheme by which the network was quantized, with the line that states them.
  public var bits: Int
  public var scheme: String
  public var configurationLine: Int
  public var tileLimit: TileLimit
  /// Arrays sampled with device spread only, and with transistor and wires.
  public var arrays: Int
  public var circuitArrays: Int
  public var entries: [Entry]

  /// Reads the manifest of a folder.
  ///
  /// - Throws: `verify/missing-file` where there is none, and everything wrong inside it with its line.
  public static func read(folder: String) throws(Diagnostics) -> Manifest {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(fileName)") else {
      throw Diagnostics(
        .error(
          "verify/missing-file", "the folder has no manifest, or it cannot be read",
          at: .init(file: "\(folder)/\(fileName)"),
          help: "is \(folder) an output of `dendrite compile`, and did the compilation finish?"))
    }
    let document = try DocumentValue.parse(String(decoding: data, as: UTF8.self), file: fileName)
    let reader = DocumentReader(file: fileName)
    let root = reader.root(document)
    if let format = root.string("format"), format != Self.format {
      root.report(
        "manifest/format", "the format is \(format); this version reads \(Self.format)",
        key: "format")
    }
    let tool = root.mapping("tool")
    let version = tool?.string("version") ?? ""
    let seed = UInt64(root.string("seed") ?? "")
    if seed == nil && root.contains("seed") {
      root.report("manifest/seed", "the seed must be a whole number", key: "seed")
    }
    let configuration = root.mapping("configuration")
    let bits = configuration?.integer("bits", in: 1...16) ?? 1
    let scheme = configuration?.string("scheme") ?? ""
    let tile = configuration?.mapping("tile")
    let rows = tile?.integer("rows", in: 1...100_000) ?? 1
    let columns = tile?.integer("columns", in: 1...100_000) ?? 1
    let monteCarlo = configuration?.mapping("monte_carlo")
    let arrays = monteCarlo?.integer("arrays", in: 1...10_000_000) ?? 1
    let circuitArrays = monteCarlo?.integer("circuit_arrays", in: 0...10_000_000) ?? 0
    var entries: [Entry] = []
    for file in root.mappings("files") {
      let path = file.string("path") ?? ""
      let size = file.integer("size", in: 0...Int.max) ?? 0
      let sha256 = file.string("sha256") ?? ""
      if path.hasPrefix("/") || path.split(separator: "/").contains("..") {
        file.report("manifest/path", "\(path) leaves the folder", key: "path")
      }
      entries.append(
        Entry(path: path, digest: FileDigest(size: size, sha256: sha256), line: file.line))
    }
    try reader.finish()
    return Manifest(
      version: version, seed: seed ?? 0, bits: bits, scheme: scheme,
      configurationLine: configuration?.line ?? 0,
      tileLimit: TileLimit(rows: rows, columns: columns),
      arrays: arrays, circuitArrays: circuitArrays, entries: entries)
  }
}
