import Foundation
import Testing

/// Breaks one output by hand and sees whether `verify` says so, names the file, the line and the cell.
///
/// Every mutation is tried twice: as it is, and with the manifest's size and digest brought into line, so that it is the
/// readers and not only the digests that catch it.
@Suite("dendrite verify on broken outputs")
struct MutationTests {
  struct Mutation: CustomTestStringConvertible, Sendable {
    var name: String
    var file: String
    /// Changes the text of the file.
    var change: @Sendable (String) -> String
    /// What must stand in the findings once the manifest agrees.
    var expected: [String]
    var testDescription: String { name }
  }

  /// The number of the first line that contains a text, from 1.
  static func line(_ text: String, containing part: String) -> Int {
    (text.components(separatedBy: "\n").firstIndex { $0.contains(part) } ?? -1) + 1
  }

  static func edit(
    _ text: String, lineContaining part: String, _ change: (String) -> String?
  ) -> String {
    var lines = text.components(separatedBy: "\n")
    guard let index = lines.firstIndex(where: { $0.contains(part) }) else { return text }
    if let line = change(lines[index]) { lines[index] = line } else { lines.remove(at: index) }
    return lines.joined(separator: "\n")
  }

  static let mutations: [Mutation] = [
    Mutation(
      name: "a weight as trained that gives another code", file: "trained.json",
      change: { text in
        var lines = text.components(separatedBy: "\n")
        // The first row of the first layer's weights.
        let row = line(text, containing: "\"weights\": [")
        var numbers = lines[row].components(separatedBy: ", ")
        numbers[7] = "9.5"
        lines[row] = numbers.joined(separator: ", ")
        return lines.joined(separator: "\n")
      }, expected: ["trained.json:", "[trained/codes]"]),
    Mutation(
      name: "a cell's bit and source line exchanged", file: "spice/ngspice/t00.cir",
      change: {
        edit($0, lineContaining: "Xt00_r003_c017 ") {
          $0.replacingOccurrences(
            of: "t00_b017_003 t00_r003_c017_ag t00_s017_003",
            with: "t00_s017_003 t00_r003_c017_ag t00_b017_003")
        }
      }, expected: ["spice/ngspice/t00.cir:", "t00_r003_c017"]),
    Mutation(
      name: "two cells' bottom nets exchanged", file: "spice/ngspice/t01.cir",
      change: {
        edit($0, lineContaining: "Xt01_r005_c002 ") {
          $0.replacingOccurrences(of: "t01_r005_c002_ag", with: "t01_r005_c003_ag")
        }
      }, expected: ["spice/ngspice/t01.cir:", "t01_r005_c002"]),
    Mutation(
      name: "a cell on its neighbour's bit line", file: "spice/ngspice/t00.cir",
      change: {
        edit($0, lineContaining: "Xt00_r004_c010 ") {
          $0.replacingOccurrences(of: "b010_004", with: "b011_004")
        }
      }, expected: ["spice/ngspice/t00.cir:", "t00_r004_c010"]),
    Mutation(
      name: "a device's parameter", file: "spice/ngspice/t02.cir",
      change: {
        edit($0, lineContaining: "Xt02_r020_c029 ") {
          $0.replacingOccurrences(
            of: "rlrs=[0-9.e+-]+", with: "rlrs=12345", options: .regularExpression)
        }
      }, expected: ["spice/ngspice/t02.cir:", "t02_r020_c029"]),
    Mutation(
      name: "a cell's line deleted", file: "spice/ngspice/t00.cir",
      change: { edit($0, lineContaining: "Xt00_r007_c007 ") { _ in nil } },
      expected: ["spice/ngspice/t00.cir", "t00_r007_c007"]),
    Mutation(
      name: "a wire's resistance", file: "spice/ngspice/t00.cir",
      change: {
        edit($0, lineContaining: "Rt00_b009_005 ") {
          $0.replacingOccurrences(of: " [0-9.e+-]+$", with: " 900", options: .regularExpression)
        }
      }, expected: ["spice/ngspice/t00.cir:", "t00_r005_c009"]),
    Mutation(
      name: "a constant of the cell library", file: "spice/ngspice/cell.lib",
      change: { $0.replacingOccurrences(of: " tth=0.25", with: " tth=0.5") },
      expected: ["spice/ngspice/cell.lib:", "tth"]),
    Mutation(
      name: "a testbench that judges the wrong way", file: "spice/ngspice/t00-program-read.cir",
      change: { $0.replacingOccurrences(of: "if want[$c] ne $bit", with: "if want[$c] eq $bit") },
      expected: ["spice/ngspice/t00-program-read.cir:", "deck/control"]),
    Mutation(
      name: "a NUL byte in a deck", file: "spice/ngspice/t00.cir",
      change: { $0.replacingOccurrences(of: "Xt00_r009_c009 ", with: "Xt00_r009_c009\u{0}") },
      expected: ["spice/ngspice/t00.cir:", "a NUL byte"]),
    Mutation(
      name: "a temperature of the print job", file: "masks/print-job.xml",
      change: {
        $0.replacingOccurrences(of: "temperature-c=\"40\"", with: "temperature-c=\"140\"")
      },
      expected: ["masks/print-job.xml:", "temperature-c is 140"]),
    Mutation(
      name: "a bias gain", file: "network.json",
      change: { edit($0, lineContaining: "\"mantissa\"") { _ in "        \"mantissa\": 3," } },
      expected: ["network.json:", "the bias gain is not what the scheme paper implies"]),
    Mutation(
      name: "a hidden activation", file: "network.json",
      change: {
        edit($0, lineContaining: "\"relu\"") {
          $0.replacingOccurrences(of: "relu", with: "softmax")
        }
      }, expected: ["network.json:", "softmax can only stand on the last layer"]),
    Mutation(
      name: "the scheme", file: "network.json",
      change: { $0.replacingOccurrences(of: "\"paper\"", with: "\"round\"") },
      expected: ["network.json:", "implies"]),
    Mutation(
      name: "a silver island moved by 40 µm", file: "masks/sheet-01/ag-bottom.svg",
      change: { moved($0, id: "t00_r003_c017_ag") },
      expected: ["masks/sheet-01/ag-bottom.svg:", "t00_r003_c017"]),
    Mutation(
      name: "a silver island deleted", file: "masks/sheet-01/ag-bottom.svg",
      change: { edit($0, lineContaining: "\"t01_r002_c011_ag\"") { _ in nil } },
      expected: ["masks/sheet-01/ag-bottom.svg", "t01_r002_c011"]),
    Mutation(
      name: "a gold line deleted", file: "masks/sheet-01/au-top.svg",
      change: { edit($0, lineContaining: "\"t00_b017\"") { _ in nil } },
      expected: ["masks/sheet-01/au-top.svg", "t00_b017"]),
    Mutation(
      name: "an island of the combined drawing moved", file: "masks/sheet-01/combined.svg",
      change: { moved($0, id: "t02_r000_c000_ag") },
      expected: ["masks/sheet-01/combined.svg:", "t02_r000_c000"]),
    Mutation(
      name: "a Gerber's step", file: "masks/sheet-01/ag-bottom.gbr",
      change: { $0.replacingOccurrences(of: "J0.3*", with: "J0.35*") },
      expected: ["masks/sheet-01/ag-bottom.gbr:", "no shape like t00_r000_c000_ag"]),
    Mutation(
      name: "a polyline of the cut drawing without an end", file: "masks/sheet-01/mos2-window.dxf",
      change: { $0.replacingOccurrences(of: "SEQEND", with: "SEQUEL") },
      expected: ["masks/sheet-01/mos2-window.dxf:", "not a vertex"]),
    Mutation(
      name: "two islands' names exchanged", file: "masks/sheet-01/ag-bottom.svg",
      change: {
        $0.replacingOccurrences(of: "\"t00_r001_c001_ag\"", with: "\"?\"")
          .replacingOccurrences(of: "\"t00_r001_c002_ag\"", with: "\"t00_r001_c001_ag\"")
          .replacingOccurrences(of: "\"?\"", with: "\"t00_r001_c002_ag\"")
      }, expected: ["masks/sheet-01/ag-bottom.svg:", "t00_r001_c001", "t00_r001_c002"]),
    Mutation(
      name: "the MoS2 windows deleted", file: "masks/sheet-01/mos2-window.svg",
      change: { text in
        text.components(separatedBy: "\n").filter { !$0.contains("<path") }.joined(separator: "\n")
      }, expected: ["masks/sheet-01/mos2-window.svg", "t00_m0"]),
  ]

  /// The path of an id moved to the right by 40 µm: its first two coordinates decide where it starts.
  static func moved(_ text: String, id: String) -> String {
    edit(text, lineContaining: "\"\(id)\"") { line in
      guard let data = line.range(of: " d=\"[^\"]+\"", options: .regularExpression) else {
        return line
      }
      var path = String(line[data])
      for pattern in ["(?<=M)[0-9.]+", "(?<=H)[0-9.]+"] {
        var result = ""
        var rest = path[...]
        while let match = rest.range(of: pattern, options: .regularExpression) {
          result += rest[..<match.lowerBound]
          result += String(format: "%.3f", (Double(rest[match]) ?? 0) + 0.04)
          rest = rest[match.upperBound...]
        }
        path = result + rest
      }
      return line.replacingCharacters(in: data, with: path)
    }
  }

  @Test("is caught, with and without the digests", arguments: mutations)
  func caught(mutation: Mutation) throws {
    let scratch = try Scratch()
    let folder = try Digits.copy(into: scratch)
    let path = "\(folder)/\(mutation.file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = mutation.change(text)
    #expect(changed != text, "the mutation changes nothing")
    try changed.write(toFile: path, atomically: true, encoding: .utf8)
    let plain = try CommandLine.dendrite(["verify", folder, "--quiet"])
    #expect(plain.status == 1, "\(plain.all)")
    #expect(plain.errors.contains("\(mutation.file)"), "\(plain.all)")
    for part in mutation.expected { #expect(plain.errors.contains(part), "\(plain.all)") }
    try agree(folder, mutation.file)
    let agreed = try CommandLine.dendrite(["verify", folder, "--quiet"])
    #expect(agreed.status == 1, "\(agreed.all)")
    for part in mutation.expected { #expect(agreed.errors.contains(part), "\(agreed.all)") }
    #expect(!agreed.errors.contains("verify/changed") || mutation.file.hasPrefix("masks"))
  }

  @Test("a code changed in network.json: the line of the code, the cell, the testbench")
  func code() throws {
    let scratch = try Scratch()
    let folder = try Digits.copy(into: scratch)
    let path = "\(folder)/network.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    // The first row of codes of the first layer: input 0.
    let lines = text.components(separatedBy: "\n")
    let row = try #require(lines.firstIndex { $0.contains("\"codes\": [") }) + 1
    var codes = lines[row].trimmingCharacters(in: .whitespaces).dropFirst().prefix { $0 != "]" }
      .split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    #expect(codes.count == 20)
    // The last bit of output 4 of input 0 is column 14.
    codes[4] = codes[4] ^ 1
    var changed = lines
    changed[row] = "          [\(codes.map(String.init).joined(separator: ", "))],"
    try changed.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    for agrees in [false, true] {
      if agrees { try agree(folder, "network.json") }
      let outcome = try CommandLine.dendrite(["verify", folder, "--quiet"])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("network.json:\(row + 1)"), "\(outcome.all)")
      #expect(outcome.errors.contains("t00_r000_c014"), "\(outcome.all)")
    }
  }

  @Test("every file cut short is named, with the line where it ends")
  func truncated() throws {
    let compiled = try Digits.compiled.get().folder
    let manifest = try json("\(compiled)/manifest.json")
    let files = try #require(manifest["files"] as? [[String: Any]]).compactMap {
      $0["path"] as? String
    }
    for file in files {
      let scratch = try Scratch()
      let folder = try Digits.copy(into: scratch)
      let path = "\(folder)/\(file)"
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      let cut = data.prefix(data.count * 2 / 3)
      try cut.write(to: URL(fileURLWithPath: path))
      let outcome = try CommandLine.dendrite(["verify", folder, "--quiet"])
      #expect(outcome.status == 1, "\(file): \(outcome.all)")
      let line = cut.count { $0 == 0x0A } + (cut.last == 0x0A ? 0 : 1)
      #expect(
        outcome.errors.contains("\(file):\(line): error: the file ends after \(cut.count) of"),
        "\(file): \(outcome.all)")
    }
  }

  @Test(
    "a file that was edited is not called cut short",
    arguments: [
      ("spice/ngspice/t00.cir", " cell row=0 ", " cell row=0"),
      ("spice/ngspice/t00-program-read.cir", ".param read_v=0.1", ".param read_v=.1"),
      ("spice/ngspice/characterisation/iv-sweep.cir", "set numdgt = 6", "set numdgt =6"),
      ("masks/sheet-01/ag-bottom.svg", "<svg ", "<svg"),
      ("device.yaml", "  write_voltage_v", " write_voltage_v"),
    ])
  func edited(_ change: (file: String, old: String, new: String)) throws {
    let (folder, _) = try Digits.compiled.get()
    let scratch = try Scratch()
    let copy = "\(scratch.path)/out"
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    let path = "\(copy)/\(change.file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let range = try #require(text.range(of: change.old))
    try text.replacingCharacters(in: range, with: change.new).write(
      toFile: path, atomically: true, encoding: .utf8)
    let size = text.utf8.count
    let outcome = try CommandLine.dendrite(["verify", copy, "--quiet"])
    #expect(
      outcome.errors.contains(
        "\(change.file): error: the file is not the one that was written: it has \(size - 1) bytes, not \(size) [verify/changed]"
      ), "\(outcome.errors)")
    #expect(!outcome.errors.contains("the file ends after"))
  }

  @Test("a missing file, an extra file, a truncated manifest")
  func files() throws {
    let scratch = try Scratch()
    let folder = try Digits.copy(into: scratch)
    try FileManager.default.removeItem(atPath: "\(folder)/spice/ngspice/t01.cir")
    let missing = try CommandLine.dendrite(["verify", folder, "--quiet"])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("spice/ngspice/t01.cir: error: the file is missing"))
    let other = try Scratch()
    let second = try Digits.copy(into: other)
    try "x".write(toFile: "\(second)/extra.txt", atomically: true, encoding: .utf8)
    let extra = try CommandLine.dendrite(["verify", second, "--quiet"])
    #expect(extra.status == 0)
    #expect(extra.errors.contains("extra.txt: warning: the file is not in the manifest"))
    let manifest = "\(second)/manifest.json"
    let whole = try String(contentsOfFile: manifest, encoding: .utf8)
    try Self.edit(whole, lineContaining: "\"path\": \"masks/sheet-01/au-top.svg\"") { _ in nil }
      .write(toFile: manifest, atomically: true, encoding: .utf8)
    let unlisted = try CommandLine.dendrite(["verify", second, "--quiet"])
    #expect(unlisted.status == 1)
    #expect(
      unlisted.errors.contains(
        "masks/sheet-01/au-top.svg: error: the file belongs to an output, but the manifest does not list it"
      ))
    let data = try Data(contentsOf: URL(fileURLWithPath: manifest))
    try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: manifest))
    let cut = try CommandLine.dendrite(["verify", second, "--quiet"])
    #expect(cut.status == 1)
    #expect(cut.errors.contains("manifest.json:"))
    try FileManager.default.removeItem(atPath: manifest)
    let lost = try CommandLine.dendrite(["verify", second, "--quiet"])
    #expect(lost.status == 1)
    #expect(lost.errors.contains("manifest.json: error: the folder has no manifest"))
  }

  @Test("the untouched example verifies, alone and with nothing else of the machine")
  func untouched() throws {
    let scratch = try Scratch()
    let folder = try Digits.copy(into: scratch)
    let outcome = try CommandLine.dendrite(["verify", folder, "--quiet"])
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("PASS: \(folder) holds the network"))
    // Ten rows, one glyph in each.
    let lines = outcome.output.split(separator: "\n").map(String.init)
    let title = try #require(lines.firstIndex { $0.hasPrefix("confusion of this array") })
    for row in 0..<10 {
      let cells = lines[title + 2 + row].split(separator: "|")
      #expect(cells[0].trimmingCharacters(in: .whitespaces) == "\(row)")
      #expect(cells[1].split(separator: " ").filter { $0 != "·" } == ["1"])
    }
    // This seed's array misreads bits, and says so where it is asked for.
    let strict = try CommandLine.dendrite(["verify", folder, "--quiet", "--strict"])
    #expect(strict.status == 1)
    #expect(strict.output.contains("FAIL: this seed's array misreads bits"))
  }

  @Test("two labels of the GDSII file exchanged, its digest brought into line")
  func labelsOfGDSII() throws {
    let scratch = try Scratch()
    let folder = try Digits.copy(into: scratch)
    let file = "masks/sheet-01/masks.gds"
    let url = URL(fileURLWithPath: "\(folder)/\(file)")
    var bytes = try Data(contentsOf: url)
    let (one, other) = (Data("t00_b000".utf8), Data("t00_b001".utf8))
    let first = try #require(bytes.range(of: one))
    let second = try #require(bytes.range(of: other))
    bytes.replaceSubrange(first, with: other)
    bytes.replaceSubrange(second, with: one)
    try bytes.write(to: url)
    try agree(folder, file)
    let outcome = try CommandLine.dendrite(["verify", folder, "--quiet"])
    #expect(outcome.status == 1)
    for net in ["t00_b000", "t00_b001"] {
      #expect(
        outcome.errors.contains("au-top: \(net) does not stand on \(net) [gdsii/label]"),
        "\(outcome.all)")
    }
    #expect(!outcome.errors.contains("verify/changed"))
  }

  /// Brings the manifest's entry of a file into line with the file.
  private func agree(_ folder: String, _ file: String) throws {
    let path = "\(folder)/manifest.json"
    let digest = try CommandLine.run("/usr/bin/sha256sum", ["\(folder)/\(file)"]).output.prefix(64)
    let size = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")).count
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = Self.edit(text, lineContaining: "\"path\": \"\(file)\"") { line in
      line.replacingOccurrences(
        of: "\"size\": [0-9]+", with: "\"size\": \(size)", options: .regularExpression
      ).replacingOccurrences(
        of: "\"sha256\": \"[0-9a-f]+\"", with: "\"sha256\": \"\(digest)\"",
        options: .regularExpression)
    }
    #expect(changed != text)
    try changed.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
