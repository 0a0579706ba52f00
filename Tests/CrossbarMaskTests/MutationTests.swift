import CrossbarCore
import CrossbarMasks
import CrossbarVerify
import Foundation
import Testing

/// Faults put into masks by hand; each must be found, with file, line and cell.
@Suite struct MutationTests {
  let fixture: MaskFixture

  init() throws {
    fixture = try MaskFixture.odd()
  }

  /// Changes one line of a mask in its own file and, unless told otherwise, in the combined file.
  func change(
    _ id: String, in file: String, alsoCombined: Bool = true,
    _ edit: (String) throws -> String?
  ) throws {
    for name in alsoCombined ? [file, "combined"] : [file] {
      var lines = try fixture.lines(name)
      let index = try #require(lines.firstIndex { $0.contains("id=\"\(id)\"") })
      if let edited = try edit(lines[index]) {
        lines[index] = edited
      } else {
        lines.remove(at: index)
      }
      try fixture.write(lines, to: name)
    }
  }

  func line(of id: String, in file: String) throws -> Int {
    try #require(fixture.lines(file).firstIndex { $0.contains("id=\"\(id)\"") }) + 1
  }

  func findings() -> [Diagnostic] {
    do throws(Diagnostics) {
      return MaskCheck.compare(
        try MaskReader.read(folder: fixture.folder), with: fixture.layout)
    } catch {
      return error.all
    }
  }

  func expect(
    _ id: String, _ file: String, _ line: Int?, _ words: String...,
    from found: [Diagnostic], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let hit = found.contains { finding in
      finding.id == "masks/\(id)" && finding.location?.file == "masks/sheet-01/\(file).svg"
        && finding.location?.line == line && words.allSatisfy { finding.description.contains($0) }
    }
    #expect(hit, "\(id) in \(found)", sourceLocation: sourceLocation)
  }

  @Test func anUnchangedMaskHasNoFinding() {
    #expect(findings() == [])
  }

  @Test func aPathMovedByTenMicrometres() throws {
    // t02 is the bias: one row. Its first cell's finger begins at x, moved by 0.01 mm.
    let id = "t02_r000_c003_ag"
    try change(id, in: "ag-bottom") { try shifted($0, x: 0.01) }
    let line = try line(of: id, in: "ag-bottom")
    expect(
      "misplaced", "ag-bottom", line, "cell t02_r000_c003", "lies 10 µm in x and 0 µm in y",
      from: findings())
  }

  @Test func aBitLineMovedOffItsFingers() throws {
    try change("t00_b001", in: "au-top") { try shifted($0, x: -0.2) }
    let found = findings()
    expect(
      "open", "ag-bottom", try line(of: "t00_r000_c001_ag", in: "ag-bottom"),
      "cell t00_r000_c001", from: found)
    expect(
      "misplaced", "au-top", try line(of: "t00_b001", in: "au-top"), "bit line t00_b001",
      "lies -200 µm in x", from: found)
  }

  @Test func aDeletedPath() throws {
    try change("t01_r002_c001_ag", in: "ag-bottom") { _ in nil }
    let found = findings()
    expect("missing", "ag-bottom", nil, "cell t01_r002_c001", from: found)
    #expect(found.contains { $0.id == "masks/count" && $0.message.contains("71 memristors") })
  }

  @Test func aDeletedPadOpensItsBitLine() throws {
    try change("t00_b004_pad", in: "ag-pad") { _ in nil }
    expect(
      "open", "au-top", try line(of: "t00_b004", in: "au-top"), "t00_b004 has no pad",
      from: findings())
  }

  @Test func twoIdsExchanged() throws {
    let (one, other) = ("t00_r001_c002_ag", "t00_r001_c003_ag")
    for file in ["ag-bottom", "combined"] {
      let lines = try fixture.lines(file).map {
        $0.replacingOccurrences(of: one, with: "?").replacingOccurrences(of: other, with: one)
          .replacingOccurrences(of: "\"?\"", with: "\"\(other)\"")
      }
      try fixture.write(lines, to: file)
    }
    let found = findings()
    let line = try line(of: one, in: "ag-bottom")
    expect(
      "net", "ag-bottom", line, "cell t00_r001_c002 lies under t00_b003", "t00_b002",
      from: found)
    expect("misplaced", "ag-bottom", line, "cell t00_r001_c002", from: found)
  }

  @Test func padLabelsExchanged() throws {
    for file in ["ag-pad", "combined"] {
      let lines = try fixture.lines(file).map {
        $0.replacingOccurrences(of: "t00_b000_pad", with: "?")
          .replacingOccurrences(of: "t00_b001_pad", with: "t00_b000_pad")
          .replacingOccurrences(of: "\"?\"", with: "\"t00_b001_pad\"")
      }
      try fixture.write(lines, to: file)
    }
    expect(
      "label", "au-top", try line(of: "t00_b000", in: "au-top"), "t00_b001_pad",
      from: findings())
  }

  @Test func aDroppedWindowShortsItsCells() throws {
    try change("t00_m001", in: "mos2-window") { _ in nil }
    let found = findings()
    for cell in ["t00_r000_c002", "t00_r003_c003"] {
      expect(
        "short", "ag-bottom", try line(of: "\(cell)_ag", in: "ag-bottom"), "cell \(cell)",
        "outside the MoS2 window", from: found)
    }
    expect("missing", "mos2-window", nil, "window t00_m001", from: found)
  }

  @Test func aWindowOverPads() throws {
    // 0.6 mm to the left: over the landing pads of the even columns.
    try change("t00_m000", in: "mos2-window") { try shifted($0, x: -0.4) }
    expect(
      "covered-pad", "ag-bottom", try line(of: "t00_r002_c000_ag", in: "ag-bottom"),
      "t00_r002_c000_ag", "t00_m000", from: findings())
  }

  @Test func aWindowOverBitLinePads() throws {
    try change("t00_m000", in: "mos2-window") { try shifted($0, y: -0.3) }
    expect(
      "covered-pad", "ag-pad", try line(of: "t00_b001_pad", in: "ag-pad"), "t00_m000",
      from: findings())
  }

  @Test func silverBridges() throws {
    try change("t00_r001_c000_ag", in: "ag-bottom") { try shifted($0, y: 0.15) }
    expect(
      "short", "ag-bottom", try line(of: "t00_r002_c000_ag", in: "ag-bottom"),
      "t00_r001_c000_ag", from: findings())
  }

  @Test func aFingerUnderTwoBitLines() throws {
    // The right-hand finger of the first pair drawn on to the left-hand bit line.
    try change("t00_r000_c001_ag", in: "ag-bottom") {
      $0.replacingOccurrences(of: "M6.85,", with: "M5.75,")
        .replacingOccurrences(of: "H6.85Z", with: "H5.75Z")
    }
    expect(
      "short", "ag-bottom", try line(of: "t00_r000_c001_ag", in: "ag-bottom"),
      "cell t00_r000_c001", "under 2 bit lines", "t00_b000", from: findings())
  }

  @Test func goldOverAFiducial() throws {
    try change("t00_b000", in: "au-top") { try shifted($0, x: -3.4, y: -2.5) }
    #expect(findings().contains { $0.id == "masks/fiducial" })
  }

  @Test func aFileCutOff() throws {
    let path = fixture.path("au-top")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try String(text.prefix(text.count / 2)).write(toFile: path, atomically: false, encoding: .utf8)
    let found = findings()
    let lines = text.prefix(text.count / 2).split(separator: "\n", omittingEmptySubsequences: false)
    expect("syntax", "au-top", lines.count, from: found)
  }

  @Test func onlyTheCombinedFileChanged() throws {
    let id = "t03_r000_c001_ag"
    var lines = try fixture.lines("combined")
    let index = try #require(lines.firstIndex { $0.contains("id=\"\(id)\"") })
    lines[index] = try shifted(lines[index], x: 0.025)
    try fixture.write(lines, to: "combined")
    let own = try line(of: id, in: "ag-bottom")
    expect(
      "differs", "combined", index + 1, id, "masks/sheet-01/ag-bottom.svg:\(own)",
      from: findings())
    lines.remove(at: index)
    try fixture.write(lines, to: "combined")
    expect(
      "differs", "ag-bottom", own, "\(id) is missing in masks/sheet-01/combined.svg",
      from: findings())
  }

  @Test func aDuplicateIdATransformAndAnAttribute() throws {
    var lines = try fixture.lines("ag-bottom")
    let index = try #require(lines.firstIndex { $0.contains("t00_r000_c001_ag") })
    lines[index] = lines[index].replacingOccurrences(
      of: "t00_r000_c001_ag", with: "t00_r000_c000_ag")
    lines[index + 1] = lines[index + 1].replacingOccurrences(
      of: "<path ", with: "<path transform=\"scale(2)\" ")
    lines[index + 2] = "<rect id=\"r\" x=\"1\" y=\"1\" width=\"1\" height=\"1\"/>"
    lines[index + 3] = lines[index + 3].replacingOccurrences(of: "Z\"", with: "\"")
    try fixture.write(lines, to: "ag-bottom")
    let found = findings()
    expect("duplicate-id", "ag-bottom", index + 1, "t00_r000_c000_ag", from: found)
    expect("attribute", "ag-bottom", index + 2, "transform", from: found)
    expect("element", "ag-bottom", index + 3, "rect", from: found)
    expect("path", "ag-bottom", index + 4, "does not end in Z", from: found)
  }

  @Test func aPageOfAnotherSizeAndAMissingFile() throws {
    var lines = try fixture.lines("ag-pad")
    let width = try #require(lines[1].firstMatch(of: /width="([0-9.]+)mm"/)?.output.1)
    lines[1] = lines[1].replacingOccurrences(of: "\"\(width)mm\"", with: "\"999mm\"")
    try fixture.write(lines, to: "ag-pad")
    expect("page", "ag-pad", 2, from: findings())
    try FileManager.default.removeItem(atPath: fixture.path("au-top"))
    expect("open", "au-top", nil, from: findings())
  }

  @Test func manyFindingsAreCounted() throws {
    for file in ["ag-bottom", "combined"] {
      let lines = try fixture.lines(file).filter { !$0.contains("_ag\"") }
      try fixture.write(lines, to: file)
    }
    let found = findings()
    #expect(found.count == 51)
    // 72 cells and the count of the memristors.
    #expect(found.last?.message == "and 23 more findings of this kind")
  }
}

/// A path line with every coordinate moved, millimetres.
func shifted(_ line: String, x: Double = 0, y: Double = 0) throws -> String {
  let data = try #require(line.firstMatch(of: /\bd="([^"]+)"/)?.output.1)
  var isX = true
  var moved = ""
  for match in data.matches(of: /([MHVZ,])([0-9.]*)/) {
    let (command, number) = (match.output.1, match.output.2)
    switch command {
    case "M", "H": isX = true
    case "V", ",": isX = false
    default: break
    }
    moved += command
    if let value = Double(number) {
      let text = String(format: "%.4f", value + (isX ? x : y))
      moved += text
    }
  }
  return line.replacingOccurrences(of: data, with: moved)
}
