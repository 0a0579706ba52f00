import CrossbarCore
import Foundation
import Testing

@testable import CrossbarMeasurement

/// Files as laboratories write them; what they hold is known because it is written here.
@Suite struct TextOddityTests {
  static let voltage = [0.0, 0.5, 1.0, 0.5, 0.0, -0.5, -1.0, -0.5, 0.0]
  static let current = [0.0, 1e-6, 1e-4, 5e-5, 0.0, -5e-5, -1e-6, -5e-7, 0.0]

  static func rows(_ separator: String, _ format: (Double) -> String = { "\($0)" }) -> String {
    zip(voltage, current).map { "\(format($0))\(separator)\(format($1))" }.joined(separator: "\n")
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var line: Int
    /// Factor of the current in the file.
    var isGuessed = false
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "no header", text: rows(","), line: 1, isGuessed: true),
    Case(name: "plain header", text: "V,I\n" + rows(","), line: 2, isGuessed: true),
    Case(name: "header behind #", text: "# V (V), I (A)\n" + rows(","), line: 2),
    Case(
      name: "header behind # split by blanks", text: "#Voltage(V)  Current(A)\n" + rows("\t"),
      line: 2),
    Case(name: "units in the second row", text: "Voltage,Current\nVolt,Amp\n" + rows(","), line: 3),
    Case(name: "units in brackets in the second row", text: "V,I\n(V),(A)\n" + rows(","), line: 3),
    Case(name: "units behind strokes", text: "U / V;I / A\n" + rows(";"), line: 2),
    Case(
      name: "stroked units split by blanks over tabs", text: "U / V I / A\n" + rows("\t"), line: 2),
    Case(name: "AV AI", text: "AV\tAI\n" + rows("\t"), line: 2, isGuessed: true),
    Case(name: "V (V)", text: "V (V),I (A)\n" + rows(","), line: 2),
    Case(
      name: "header by blanks over tabs", text: "voltage current\n" + rows("\t"), line: 2,
      isGuessed: true),
    Case(name: "blanks", text: "  V      I\n" + rows("    "), line: 2, isGuessed: true),
    Case(name: "semicolons", text: "V [V];I [A]\n" + rows(";"), line: 2),
    Case(name: "bars", text: "V [V]|I [A]\n" + rows("|"), line: 2),
    Case(name: "BOM", text: "\u{FEFF}V (V),I (A)\n" + rows(","), line: 2),
    Case(
      name: "trailing delimiters",
      text: "V (V),I (A),,\n" + rows(",").replacing("\n", with: ",,\n"),
      line: 2),
    Case(
      name: "quoted", text: "\"V (V)\",\"I (A)\"\n" + rows(",") { "\"\($0)\"" }, line: 2),
    Case(name: "quoted line break", text: "\"V\n(V)\",\"I\n(A)\"\n" + rows(","), line: 4),
    Case(
      name: "footer", text: "V (V),I (A)\n" + rows(",") + "\n\nOperator,Jane\nCompliance,1e-3\n",
      line: 2),
    Case(
      name: "metadata above",
      text: "Instrument,Keithley 2450\nDate,2024-03-12\nCompliance,1e-3\nPoints,9\nV (V),I (A)\n"
        + rows(","),
      line: 6),
    Case(
      name: "decimal commas",
      text: "V (V);I (A)\n" + rows(";") { "\($0)".replacing(".", with: ",") }, line: 2),
    Case(
      name: "decimal commas and tabs",
      text: "V (V)\tI (A)\n" + rows("\t") { "\($0)".replacing(".", with: ",") }, line: 2),
    Case(name: "CRLF", text: ("V (V),I (A)\n" + rows(",")).replacing("\n", with: "\r\n"), line: 2),
    Case(name: "CR", text: ("V (V),I (A)\n" + rows(",")).replacing("\n", with: "\r"), line: 2),
    Case(
      name: "plus signs and capital E",
      text: "V (V),I (A)\n" + rows(",") { String(format: "%+.6E", $0) }, line: 2),
    Case(
      name: "engineering notation",
      text:
        "V (V),I (A)\n0,000.0000E+0\n0.5,001.0000E-6\n1,100.0000E-6\n0.5,050.0000E-6\n0,-0.000E+00\n"
        + "-0.5,-050.0000E-6\n-1,-001.0000E-6\n-.5,-500.0000E-9\n0.,000.0000E+0",
      line: 2),
    Case(
      name: "typographic minus",
      text: "V (V),I (A)\n"
        + rows(",") { "\($0)".replacing("-", with: "−") }.replacing("e−", with: "e-"),
      line: 2),
    Case(
      name: "time generated",
      text: "Time (generated);U / V;I / A\n"
        + zip(voltage, current).enumerated().map { "\($0);\($1.0);\($1.1)" }.joined(separator: "\n"),
      line: 2),
    Case(
      name: "three roles by blanks over tabs",
      text: "Voltage Current Time\n"
        + zip(voltage, current).enumerated().map { "\($1.0)\t\($1.1)\t\($0)" }.joined(
          separator: "\n"),
      line: 2, isGuessed: true),
    Case(
      name: "oscilloscope units row",
      text: "x-axis,1,2\nsecond,Volt,Amp\n"
        + zip(voltage, current).enumerated().map { "\($0),\($1.0),\($1.1)" }.joined(separator: "\n"),
      line: 3),
    Case(
      name: "EasyEXPERT",
      text:
        "SetupTitle, RRAM\nPrimitiveTest, I/V Sweep\nTestParameter, Channel.UnitType, SMU, SMU\n"
        + "TestParameter, Measurement.Primary.Compliance, 0.001\nDimension1, 9, 9\nDataName, V1, I1\n"
        + zip(voltage, current).map { "DataValue, \($0), \($1)" }.joined(separator: "\n"),
      line: 7, isGuessed: true),
    Case(
      name: "EasyEXPERT single file",
      text:
        "Setup title,RRAM\nClassic test name,\"I/V Sweep\"\nCount,2\nChannel.Unit,SMU1:HP,SMU2:HR\n"
        + "AutoAnalysis.Marker.Data.StartCondition,\nV1,I1\n" + rows(","),
      line: 7, isGuessed: true),
    Case(
      name: "LabVIEW",
      text:
        "LabVIEW Measurement\t\nWriter_Version\t2\nSeparator\tTab\nDecimal_Separator\t.\n***End_of_Header***\t\n\n"
        + "Channels\t2\t\t\nSamples\t9\t9\t\nY_Unit_Label\tVolts\tAmps\nX0\t0.0\t0.0\n***End_of_Header***\t\t\n"
        + "X_Value\tVoltage\tCurrent\tComment\n"
        + zip(voltage, current).enumerated().map { "\($0)\t\($1.0)\t\($1.1)" }.joined(
          separator: "\n"),
      line: 13, isGuessed: true),
    Case(
      name: "Keithley 2450 buffer",
      text: "Index,Reading,Unit,Source Value,Time\n"
        + zip(voltage, current).enumerated().map { "\($0 + 1),\($1.1),Amp DC,\($1.0),10:00:0\($0)" }
        .joined(separator: "\n"),
      line: 2, isGuessed: true),
  ]

  @Test(arguments: cases)
  func sweepsOfEveryDialectAreRead(_ file: Case) throws {
    let read = try Scratch().read(text: file.text)
    try #require(read.traces.count == 1)
    let trace = read.traces[0]
    #expect(trace.voltage == Self.voltage)
    #expect(zip(trace.current, Self.current).allSatisfy { abs($0 - $1) <= 1e-15 * abs($1) })
    #expect(trace.origin.line == file.line)
    #expect(trace.device == "dev1")
    let table = try #require(read.files[0].tables.first { $0.kind == .sweep })
    let column = try #require(table.columns.first { $0.role == .current })
    #expect(column.isGuessed == file.isGuessed, "\(column.reason)")
    #expect(read.warnings.isEmpty, "\(read.warnings)")
  }

  @Test(arguments: [
    ("µA", String.Encoding.isoLatin1), ("µA", .utf8), ("μA", .utf8), ("uA", .utf16LittleEndian),
    ("µA", .utf16BigEndian), ("µA", .utf16), ("microampere", .utf8), ("uA", .ascii),
  ])
  func encodingsOfMicro(_ unit: String, _ encoding: String.Encoding) throws {
    let scratch = try Scratch()
    let text = "Voltage (V),Current [\(unit)]\n" + Self.rows(",") { "\($0)" }
    var data = try #require(text.data(using: encoding))
    if encoding == .utf16LittleEndian { data = Data([0xFF, 0xFE]) + data }
    try scratch.write("a.txt", data)
    let trace = try scratch.read("a.txt").traces[0]
    #expect(trace.current.count == 9)
    #expect(abs(trace.current[2] - 1e-10) < 1e-24)
  }

  @Test func gzipIsUnpacked() throws {
    let scratch = try Scratch()
    try scratch.write("dev7_run2.csv", "V,I\n" + Self.rows(","))
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "/bin/gzip")
    tool.arguments = [scratch.url.appendingPathComponent("dev7_run2.csv").path]
    try tool.run()
    tool.waitUntilExit()
    let trace = try scratch.read("dev7_run2.csv.gz").traces[0]
    #expect(trace.voltage == Self.voltage)
    #expect(trace.device == "dev7" && trace.run == 2)
  }

  @Test func errorsAndOverflowsAreAbsent() throws {
    let scratch = try Scratch()
    let read = try scratch.read(
      text:
        "V,I,R\n0,0,#REF\n0.1,1e-6,1e5\n0.2,9.91E37,#REF\n0.3,NaN,\n0.4,4e-6,#DIV/0!\n0.5,5e-6,#REF!\n"
    )
    let trace = try #require(read.traces.first)
    #expect(trace.voltage == [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    #expect(trace.current.map(\.isNaN) == [false, false, true, true, false, false])
    #expect(read.warnings.isEmpty)
  }

  @Test func damagedRowsAreCountedAndTheFirstIsNamed() throws {
    let scratch = try Scratch()
    let read = try scratch.read(
      text: "V,I\n0,0\n0.1,1e-7\n**** overrun ****\n0.2,2e-7\nabc,3e-7\n0.4,4e-7\n0.5,5e-7\n")
    #expect(read.traces[0].voltage == [0, 0.1, 0.2, 0.4, 0.5])
    #expect(
      read.texts(in: scratch) == [
        "dev1.csv:4: warning: 2 rows cannot be read and are left out; the first: '**** overrun ****' [measure/rows-skipped]"
      ])
    #expect(read.files[0].tables[0].skippedRows == 2)
  }

  @Test func shortRowsKeepWhatTheyHave() throws {
    let read = try Scratch().read(text: "t,V,I\n0,0,0\n1,0.1,1e-7\n2,0.2\n3\n4,0.4,4e-7\n")
    let trace = read.traces[0]
    #expect(trace.voltage == [0, 0.1, 0.2, 0.4])
    #expect(trace.current[2].isNaN)
    #expect(trace.time == [0, 1, 2, 4])
  }

  @Test func singlePrecisionStaysAsItIs() throws {
    let read = try Scratch().read(
      text: "V,I\n-0.200000002980232,1.429E-15\n-0.100000001490116,1E-9\n0,0\n")
    #expect(read.traces[0].voltage[0] == -0.200000002980232)
    #expect(read.traces[0].current[0] == 1.429e-15)
  }

  @Test func ambiguousNumbersAreRefused() throws {
    let scratch = try Scratch()
    #expect(
      try scratch.problems(text: "V;I\n0,5;1,234.5\n1,5;2,345.6\n") == [
        "dev1.csv:2: error: '1,234.5' may group thousands or have a decimal comma (the first of 2 such cells) [measure/ambiguous-number]\n  help: export without grouping, and with semicolons or tabs between cells if fractions have commas"
      ])
    #expect(
      try scratch.problems(text: "t;R\n1;1,234\n2;5,678\n3;2,345\n") == [
        "dev1.csv:1: error: every number with a comma has three digits behind it: thousands or decimals? [measure/ambiguous-number]\n  help: export without grouping, or with points for decimals"
      ])
  }

  @Test func skippedLines() throws {
    var options = ReadingOptions()
    options.skippedLines = 2
    let read = try Scratch().read(text: "V,I\n9,9\nV,I\n0,0\n1,1e-6\n", options: options)
    #expect(
      read.traces.count == 1 && read.traces[0].voltage == [0, 1] && read.traces[0].origin.line == 4)
  }
}
