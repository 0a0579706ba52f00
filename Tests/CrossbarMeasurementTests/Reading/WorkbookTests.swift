import CrossbarCore
import Foundation
import Testing

@testable import CrossbarMeasurement

/// Workbooks by openpyxl and by hand; `Fixtures/reading/make_workbooks.py` wrote them and states their numbers.
@Suite struct WorkbookTests {
  @Test func clariusRunsComeInTheOrderOfMeasurement() throws {
    let path = try Scratch.fixture("clarius.xlsx")
    let read = try MeasurementReader.read(paths: [path])
    #expect(read.traces.map(\.run) == Array(1...12))
    #expect(read.traces.map(\.origin.sheet) == (1...12).map { "Run\($0)" })
    #expect(Set(read.traces.map(\.device)) == ["clarius"])
    for (index, trace) in read.traces.enumerated() {
      let run = Double(index + 1)
      #expect(trace.voltage.count == 21 && trace.voltage[20] == 2)
      #expect(abs(trace.current[10] - run * 1e-6) < 1e-20)
      #expect(trace.time?[20] == 0.2)
      #expect(abs((trace.compliance ?? 0) - 1e-4 * run) < 1e-18)
      #expect(trace.instrumentVSet == 0.5 + 0.01 * run)
      #expect(trace.instrumentVReset == nil)
      #expect(trace.instrumentFormulas.map(\.name) == ["VSET"])
      #expect(trace.instrumentFormulas.first?.formula == "AT(AV, MAXPOS(DIFF(AI, AV)))")
      #expect(trace.settings.contains { $0.name == "Stop" && $0.values == ["2", "N/A"] })
      #expect(trace.origin.line == 2)
    }
    let kinds = read.files[0].tables.map(\.kind)
    #expect(kinds.count { $0 == .settings } == 2 && kinds.count { $0 == .sweep } == 12)
    #expect(read.warnings.isEmpty, "\(read.warnings)")
  }

  @Test func cellsOfEveryKind() throws {
    let read = try MeasurementReader.read(paths: [Scratch.fixture("odd-cells.xlsx")])
    try #require(read.traces.count == 1)
    let trace = read.traces[0]
    #expect(trace.voltage == (0..<10).map { 0.5 * Double($0) })
    #expect(
      abs(trace.current[1] - 125.8467e-12) < 1e-25 && trace.current[4].isNaN
        && trace.current[9] == 81e-6)
    #expect(trace.origin == Origin(file: trace.origin.file, sheet: "IV", line: 5))
    #expect(read.files[0].tables[0].columns.map(\.name).suffix(3) == ["Voltage", "Current", "ok"])
  }

  @Test(arguments: ["hand-made.xlsx", "absolute.xlsx", "strict.xlsx", "upward.xlsx"])
  func brokenStylesOddTargetsAndNamespaces(_ name: String) throws {
    let trace = try MeasurementReader.read(paths: [Scratch.fixture(name)]).traces[0]
    #expect(trace.voltage == (0..<8).map { 0.25 * Double($0) })
    #expect(trace.current == [0, 1e-6, 2e-6, 3e-6, 4e-6, 5e-6, 6e-6, 7e-6])
  }

  @Test(
    .enabled(
      if: Scratch.interpreter != nil, "DENDRITE_PYTHON names no interpreter: openpyxl unused"))
  func everyNumberOpenpyxlWritesReadsBackToTheLastBit() throws {
    let scratch = try Scratch()
    let listed = try scratch.python(
      """
      import openpyxl, random, struct
      random.seed(3)
      book = openpyxl.Workbook(); sheet = book.active; sheet.append(["V", "I"])
      for index in range(3000):
          v = random.uniform(-5, 5)
          i = random.choice([1, -1]) * 10 ** random.uniform(-15, -2)
          if index % 3 == 0: v = struct.unpack('f', struct.pack('f', v))[0]
          if index % 50 == 0: v = round(v, 2); i = float('%.4e' % i)
          sheet.append([v, i])
      book.save("numbers.xlsx")
      for v, i in list(openpyxl.load_workbook("numbers.xlsx").active.values)[1:]:
          print(float(v).hex(), float(i).hex())
      """)
    let trace = try scratch.read("numbers.xlsx").traces[0]
    let expected = listed.split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    try #require(expected.count == 3000 && trace.voltage.count == 3000)
    let differences = zip(zip(trace.voltage, trace.current), expected).count {
      $0.0 != $1[0] || $0.1 != $1[1]
    }
    #expect(differences == 0)
  }

  @Test func runsBesideASummaryAndSettingsSideBySide() throws {
    let scratch = try Scratch()
    func text(_ cells: [String]) -> String {
      "<row>"
        + cells.map {
          Double($0) == nil ? "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" : "<c><v>\($0)</v></c>"
        }.joined() + "</row>"
    }
    func sheet(_ rows: [[String]]) -> String {
      "<worksheet xmlns=\"\(Scratch.main)\"><sheetData>\(rows.map(text).joined())</sheetData></worksheet>"
    }
    try scratch.workbook(
      "book.xlsx",
      sheets: [
        ("Run10", Scratch.sheet(Scratch.rows(5))), ("Run9", Scratch.sheet(Scratch.rows(6))),
        ("Overview", sheet([["cycle", "V_SET"], ["1", "1.5"], ["2", "1.6"]])),
        ("Settings", sheet([["Run", "Run10", "Run9"], ["Compliance", "0.001", "0.0002"]])),
        ("Run1", Scratch.sheet(Scratch.rows(7))),
      ])
    let read = try scratch.read("book.xlsx")
    #expect(read.traces.map(\.run) == [1, 9, 10])
    #expect(read.traces.map(\.voltage.count) == [7, 6, 5])
    #expect(read.traces.map(\.compliance) == [nil, 0.0002, 0.001])
    #expect(read.records.count == 2)
  }

  @Test func sheetsThatAreDevicesTablesOrNothing() throws {
    let scratch = try Scratch()
    let table =
      "<worksheet xmlns=\"\(Scratch.main)\"><sheetData><row><c t=\"inlineStr\"><is><t>device</t></is></c>"
      + "<c t=\"inlineStr\"><is><t>V_SET</t></is></c></row><row><c t=\"inlineStr\"><is><t>A</t></is></c><c><v>1.5</v></c></row>"
      + "<row><c t=\"inlineStr\"><is><t>B</t></is></c><c t=\"inlineStr\"><is><t>&gt;5</t></is></c></row></sheetData></worksheet>"
    let words =
      "<worksheet xmlns=\"\(Scratch.main)\"><sheetData><row><c t=\"inlineStr\"><is><t>Hello</t></is></c></row></sheetData></worksheet>"
    try scratch.workbook(
      "book.xlsx",
      sheets: [
        ("D17", Scratch.sheet(Scratch.rows(30))), ("Summary", table), ("About", words),
        ("Empty", "<worksheet xmlns=\"\(Scratch.main)\"><sheetData/></worksheet>"),
      ])
    let read = try scratch.read("book.xlsx")
    #expect(read.traces.map(\.device) == ["D17"])
    #expect(read.records.map(\.device) == ["A", "B"])
    #expect(
      read.texts(in: scratch) == [
        "book.xlsx:1:About: warning: left out: no table of numbers is found; the first line reads 'Hello' [measure/no-table]\n  help: is it a measurement? a table needs rows of numbers, under headings or without"
      ])
  }
}
