import CrossbarBackends
import Foundation
import Testing

/// Every deck of every SPICE-like dialect through spicelib, which shares nothing with the writer.
@Suite(
  .enabled(
    if: ReadDecks.python != nil,
    "DENDRITE_PYTHON names no interpreter with spicelib: THE DECKS ARE NOT PARSED BY SPICELIB"))
struct SpicelibTests {
  static let dialects = ["ngspice", "xyce", "ltspice", "hspice"]

  /// A tile of 31 word lines, 60 bit lines and 60 source lines: as a subcircuit it would have 151 ports, and spicelib
  /// reads no instance of more than 99. Words of three columns.
  @Test(arguments: dialects)
  func everyDeckIsParsedAndEveryCellFound(_ dialect: String) throws {
    let input = try DialectExample.input(.paper, inputs: 30, outputs: 20, columns: 128)
    let root = try DialectExample.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/\(dialect)").path
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.contains(".") }
    #expect(files.count == (dialect == "ngspice" ? 15 : 6))
    let read = try Self.spicelib(root, "31x60", dialect)
    #expect(read.output == "\(files.count) decks, 1860 cells\n")
  }

  @Test(arguments: dialects)
  func severalTiles(_ dialect: String) throws {
    let root = try DialectExample.emit(try DialectExample.input(.mixed))
    defer { try? FileManager.default.removeItem(at: root) }
    #expect(try Self.spicelib(root, "4x6,4x3", dialect).output.hasSuffix(" decks, 36 cells\n"))
  }

  /// A file without its ending, a text and what it becomes, and what the reader must say.
  static let mutations: [(file: String, old: String, new: String, finding: String)] = [
    ("t00", "Xt00_r001_c002 ", "*t00_r001_c002 ", "XT00_R001_C002 is None"),
    ("t00", "Xt00_r001_c002 ", "Xt00_r001_c012 ", "XT00_R001_C012 is (["),
    ("t00", "Xt00_r001_c002 t00_b002_001", "Xt00_r001_c002 t00_b001_001", "XT00_R001_C002 is (["),
    ("t00", "t00_s003_002 t00_w002", "t00_s003_002 t00_w001", "XT00_R002_C003 is (["),
    ("t00", "row=1 vset=", "row=1 vset=1", "'vset': 1"),
    ("t00", "row=1 vset=", "row=2 vset=", "'row': 2.0"),
    ("t00", "Rt00_b002_001 t00_b002_000", "Rt00_b002_001 t00_b002", "RT00_B002_001 is (["),
    ("t00", "Rt00_b002_001 ", "Rt00_b002_000 ", "stands there twice"),
    ("t00-program-read", "Rdb002 vb002 t00_b002", "Rdb002 vb002 t00_b001", "RDB002 is ["),
    ("t00-program-read", "Vw001 t00_w001", "*w001 t00_w001", "VW001 is None"),
    ("t00-program-read", "\n.end\n", "\n", "missing .END"),
    // An instance of the ports that this tile would have as a subcircuit, and of a hundred.
    ("t00-program-read", "Vw001 ", "Xt00 \(ports(16)) t00\nVw001 ", "XT00 is ["),
    ("t00-program-read", "Vw001 ", "Xt00 \(ports(100)) t00\nVw001 ", "UnrecognizedSyntaxError"),
  ]

  private static func ports(_ count: Int) -> String {
    (0..<count).map { "p\($0)" }.joined(separator: " ")
  }

  @Test(arguments: dialects)
  func changesAreNoticed(_ dialect: String) throws {
    let root = try DialectExample.emit(try DialectExample.input(.paper))
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/\(dialect)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for (file, old, new, finding) in Self.mutations {
      let name = try #require(names.first { $0.split(separator: ".")[0] == file })
      let url = folder.appendingPathComponent(name)
      let text = try String(contentsOf: url, encoding: .utf8)
      let range = try #require(text.range(of: old), "\(dialect): '\(old)' is not in \(name)")
      try text.replacingCharacters(in: range, with: new)
        .write(to: url, atomically: true, encoding: .utf8)
      defer { try? text.write(to: url, atomically: true, encoding: .utf8) }
      let read = try Self.spicelib(root, "4x6,4x3", dialect)
      #expect(
        read.status == 1 && read.output.contains(finding),
        "\(dialect), \(name): '\(old)' became '\(new)': \(read.output)")
    }
  }

  private static func spicelib(
    _ root: URL, _ shapes: String, _ dialect: String
  ) throws -> (status: Int32, output: String) {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("spicelib_decks.py")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ReadDecks.python ?? "")
    process.arguments = [script.path, root.path, shapes, dialect]
    let output = root.appendingPathComponent("spicelib-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
  }
}
