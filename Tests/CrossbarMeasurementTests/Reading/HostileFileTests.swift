import CrossbarCore
import Foundation
import Testing

@testable import CrossbarMeasurement

/// Files that are damaged or made to hurt: a diagnostic, in bounded time and memory.
@Suite(.serialized) struct HostileFileTests {
  @Test func zipBombsAreRefused() throws {
    let scratch = try Scratch()
    // 300 MB of one cell's blanks in 300 kB.
    let blanks = String(repeating: " ", count: 100 << 20)
    try scratch.workbook(
      "ratio.xlsx", sheets: [("a", Scratch.sheet("<row><c><v>1</v></c></row>" + blanks))])
    let problems = scratch.problems(path: scratch.url.path + "/ratio.xlsx")
    #expect(
      problems.count == 1 && problems[0].contains("beyond 100 to one [measure/too-large]"),
      "\(problems)")
    // One part of 31 MB under a thousand names.
    let part = Scratch.sheet(Scratch.rows(1)) + String(repeating: " ", count: 31 << 20)
    try scratch.workbook(
      "many.xlsx", sheets: [("a", part)],
      parts: Array(repeating: "worksheets/sheet1.xml", count: 1000))
    let many = scratch.problems(path: scratch.url.path + "/many.xlsx")
    #expect(
      many.count == 1 && many[0].contains("the sheets claim more than 536870912 bytes together"),
      "\(many)")
  }

  @Test func gzipBombsAreRefused() throws {
    let scratch = try Scratch()
    try scratch.write("bomb.csv", Data(repeating: UInt8(ascii: "1"), count: 100 << 20))
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "/bin/gzip")
    tool.arguments = [scratch.url.appendingPathComponent("bomb.csv").path]
    try tool.run()
    tool.waitUntilExit()
    let problems = scratch.problems(path: scratch.url.path + "/bomb.csv.gz")
    #expect(
      problems == [
        "bomb.csv.gz: error: the file unpacks to more than 67108864 bytes [measure/too-large]"
      ])
  }

  @Test func liesAboutSizesAreFound() throws {
    let scratch = try Scratch()
    let path = try scratch.workbook("lie.xlsx", sheets: [("a", Scratch.sheet(Scratch.rows(2000)))])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let name = Data("xl/worksheets/sheet1.xml".utf8)
    for claimed in [UInt32(100), 1 << 27, 0xFFFF_FFF0] {
      var lie = bytes
      var found = 0
      var start = lie.startIndex
      while let range = lie.range(of: name, in: start..<lie.endIndex) {
        start = range.upperBound
        // The name follows 30 bytes of a local header or 46 of the directory's.
        for (back, field, mark) in [
          (30, 22, [0x50, 0x4B, 0x03, 0x04]), (46, 24, [0x50, 0x4B, 0x01, 0x02]),
        ]
        where range.lowerBound >= back
          && Array(lie[range.lowerBound - back..<range.lowerBound - back + 4])
            == mark.map(UInt8.init)
        {
          for byte in 0..<4 {
            lie[range.lowerBound - back + field + byte] = UInt8(
              truncatingIfNeeded: claimed >> (8 * byte))
          }
          found += 1
        }
      }
      #expect(found == 2)
      try scratch.write("lie2.xlsx", lie)
      let problems = scratch.problems(path: scratch.url.path + "/lie2.xlsx")
      #expect(!problems.isEmpty, "\(claimed)")
    }
  }

  @Test func entityBombsAreRefused() throws {
    let scratch = try Scratch()
    var entities = "<!ENTITY a0 \"aaaaaaaaaa\">"
    for level in 1..<12 {
      entities += "<!ENTITY a\(level) \"\(String(repeating: "&a\(level - 1);", count: 10))\">"
    }
    let bomb =
      "<?xml version=\"1.0\"?><!DOCTYPE worksheet [\(entities)]><worksheet xmlns=\"\(Scratch.main)\"><sheetData><row><c t=\"str\"><v>&a11;</v></c></row></sheetData></worksheet>"
    try scratch.workbook("bomb.xlsx", sheets: [("a", bomb)])
    #expect(
      scratch.problems(path: scratch.url.path + "/bomb.xlsx") == [
        "bomb.xlsx:xl/worksheets/sheet1.xml:1: error: a document type is not allowed here [measure/syntax]\n  help: is the file cut off?"
      ])
    try scratch.workbook(
      "strings.xlsx", sheets: [("a", Scratch.sheet(Scratch.rows(3)))],
      strings:
        "<!DOCTYPE sst [\(entities)]><sst xmlns=\"\(Scratch.main)\"><si><t>&a11;</t></si></sst>")
    #expect(scratch.problems(path: scratch.url.path + "/strings.xlsx").count == 1)
  }

  @Test func cellsFarApartAndOutsideAreRefused() throws {
    let scratch = try Scratch()
    for (row, word) in [
      ("<row r=\"1048577\"><c r=\"A1\"><v>1</v></c></row>", "a row stands outside"),
      ("<row r=\"2\"><c r=\"XFE2\"><v>1</v></c></row>", "a cell stands outside"),
      (
        "<row r=\"99999999999999999999\"><c r=\"ZZZZZZZZZZZZ2\"><v>1</v></c></row>",
        "a row stands outside"
      ),
    ] {
      try scratch.workbook("far.xlsx", sheets: [("a", Scratch.sheet(row))])
      let problems = scratch.problems(path: scratch.url.path + "/far.xlsx")
      #expect(problems.count == 1 && problems[0].contains(word), "\(problems)")
    }
    // A cell of every column below many rows of one cell.
    var rows = (2..<4000).map { "<row r=\"\($0)\"><c r=\"A\($0)\"><v>1</v></c></row>" }.joined()
    rows += "<row r=\"4000\">" + String(repeating: "<c><v>1</v></c>", count: 16_384) + "</row>"
    try scratch.workbook("sparse.xlsx", sheets: [("a", Scratch.sheet(rows))])
    let problems = scratch.problems(path: scratch.url.path + "/sparse.xlsx")
    #expect(
      problems.count == 1 && problems[0].contains("cells too far apart [measure/too-large]"),
      "\(problems)")
    // Rows far apart cost nothing.
    try scratch.workbook(
      "gaps.xlsx",
      sheets: [
        (
          "a",
          Scratch.sheet(
            "<row r=\"500000\"><c><v>1</v></c><c><v>1e-6</v></c></row><row r=\"1048576\"><c><v>2</v></c><c><v>2e-6</v></c></row>"
          )
        )
      ])
    #expect(try scratch.read("gaps.xlsx").traces[0].voltage == [1, 2])
  }

  @Test func archivesThatAreNoWorkbooks() throws {
    let scratch = try Scratch()
    try scratch.zip("a.xlsx", [("hello.txt", Data("x".utf8))])
    #expect(
      scratch.problems(path: scratch.url.path + "/a.xlsx") == [
        "a.xlsx: error: this zip archive holds no Excel workbook [measure/workbook]\n  help: unpack it and name the measurement files in it"
      ])
    try scratch.zip("b.ods", [("mimetype", Data("x".utf8)), ("content.xml", Data())])
    #expect(scratch.problems(path: scratch.url.path + "/b.ods")[0].contains("OpenDocument"))
    try scratch.zip("c.xlsb", [("xl/workbook.bin", Data("x".utf8))])
    #expect(scratch.problems(path: scratch.url.path + "/c.xlsb").count == 1)
  }

  @Test func truncatedAtEveryTwentieth() throws {
    let scratch = try Scratch()
    let workbook = try Data(contentsOf: URL(fileURLWithPath: Scratch.fixture("clarius.xlsx")))
    let text = Data(("V (V),I (A)\n" + (0..<400).map { "\($0 % 40),\($0)e-9\n" }.joined()).utf8)
    for part in 0..<20 {
      try scratch.write("cut.xlsx", workbook.prefix(workbook.count * part / 20))
      let problems = scratch.problems(path: scratch.url.path + "/cut.xlsx")
      #expect(problems.count == 1, "\(part)")
      try scratch.write("cut.csv", text.prefix(text.count * part / 20))
      let path = scratch.url.path + "/cut.csv"
      if part == 0 {
        #expect(
          scratch.problems(path: path) == ["cut.csv: error: the file is empty [measure/empty]"])
      } else {
        let read = try MeasurementReader.read(paths: [path])
        #expect(read.traces.count == 1 && read.traces[0].voltage.count <= 20 * part + 30)
      }
    }
  }

  @Test func cutLinesAreRemarked() throws {
    let scratch = try Scratch()
    let read = try scratch.read(text: "V,I\n0,0\n1,1e-6\n2,2e-6\n3")
    #expect(
      read.texts(in: scratch) == [
        "dev1.csv:5: warning: the last line is shorter than the others and has no end: is the file cut off? [measure/cut-off]"
      ])
  }

  @Test func randomBytesNeverCrash() throws {
    let scratch = try Scratch()
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let alphabet = Array("0123456789.,;\t\n\r -+eE#VI\"µΩ()[]/<>:=abcABC".utf8)
    let workbook = try Data(contentsOf: URL(fileURLWithPath: Scratch.fixture("clarius.xlsx")))
    let sheet = Array(Scratch.sheet(Scratch.rows(40)).utf8)
    var texts = TextOddityTests.cases.map { Array($0.text.utf8) }
    texts += [
      "device,cycle,V_SET,V_RESET,R_LRS,R_HRS,limit,flags\nD1,1,1.2,-0.9,520,1.1M,5,plateau\nD1,2,>5,,<1k,3..4,5,open\n",
      "t,R_LRS,R_HRS\n1,500,1e6\n10,510,1e6\n",
      "wl,bl,cycle,state,R\n0,1,1,LRS,500\n0,1,1,HRS,1e6\n",
      "Device 1,,Device 2,\nV,I,V,I\n0,0,0,0\n1,1e-6,1,2e-6\n",
      "V_SET1,R_LRS1,V_SET2,R_LRS2\n1,2,3,4\n",
    ].map { Array($0.utf8) }
    for round in 0..<300 {
      switch round % 4 {
      case 0:
        try scratch.write("f.csv", Data((0..<2000).map { _ in UInt8(truncatingIfNeeded: next()) }))
      case 1:
        // A file that is understood, with bytes exchanged, left out and doubled.
        var text = texts[Int(next()) % texts.count]
        for _ in 0..<(1 + Int(next() % 6)) where !text.isEmpty {
          let at = Int(next()) % text.count
          switch next() % 3 {
          case 0: text[at] = alphabet[Int(next()) % alphabet.count]
          case 1: text.removeSubrange(at..<min(text.count, at + 1 + Int(next() % 9)))
          default: text.insert(contentsOf: text[at..<min(text.count, at + 20)], at: at)
          }
        }
        try scratch.write("f.csv", Data(text))
      case 2:
        try scratch.write(
          "f.csv", Data((0..<3000).map { _ in alphabet[Int(next()) % alphabet.count] }))
      default:
        var damaged = workbook
        for _ in 0..<8 { damaged[Int(next()) % damaged.count] = UInt8(truncatingIfNeeded: next()) }
        try scratch.write("f.csv", damaged)
      }
      _ = scratch.problems(path: scratch.url.path + "/f.csv")
      if round % 4 == 3 {
        // The same inside of a whole archive.
        var damaged = sheet
        for _ in 0..<4 { damaged[Int(next()) % damaged.count] = UInt8(truncatingIfNeeded: next()) }
        try scratch.zip(
          "g.xlsx",
          [
            (
              "xl/workbook.xml",
              Data(
                "<workbook xmlns:r=\"\(Scratch.office)\"><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>"
                  .utf8)
            ),
            (
              "xl/_rels/workbook.xml.rels",
              Data(
                "<Relationships><Relationship Id=\"r1\" Type=\"\(Scratch.office)/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                  .utf8)
            ),
            ("xl/worksheets/sheet1.xml", Data(damaged)),
          ])
        _ = scratch.problems(path: scratch.url.path + "/g.xlsx")
      }
    }
  }

  @Test func aMillionRows() throws {
    let scratch = try Scratch()
    var text = "Time (s),Voltage (V),Current (A)\n"
    for row in 0..<1_000_000 {
      let step = row % 200
      text += "\(row),0.\(step < 100 ? 100 + step : 300 - step),\(step).25E-6\n"
    }
    try scratch.write("big.csv", text)
    let clock = ContinuousClock()
    var read = ReadMeasurements()
    let time = try clock.measure { read = try scratch.read("big.csv") }
    #expect(read.traces.count == 1 && read.traces[0].voltage.count == 1_000_000)
    #expect(read.traces[0].current[199] == 199.25e-6 && read.traces[0].voltage[100] == 0.2)
    // Far above what it takes, so that only a change of order fails it.
    #expect(time < .seconds(60))
  }

  @Test func longLinesAndManyColumns() throws {
    let scratch = try Scratch()
    #expect(
      try scratch.problems(text: String(repeating: "1,", count: 2_000_000) + "1\n").count == 1)
    #expect(try scratch.problems(text: String(repeating: "x", count: 5_000_000)).count == 1)
    #expect(try scratch.problems(text: "\"" + String(repeating: "a\n", count: 100_000)).count == 1)
    let wide =
      "V," + (1...3000).map { "I\($0)" }.joined(separator: ",") + "\n"
      + (0..<5).map { row in "\(row)," + (1...3000).map { "\($0)e-9" }.joined(separator: ",") }
      .joined(separator: "\n")
    #expect(try scratch.read(text: wide).traces.count == 3000)
  }
}
