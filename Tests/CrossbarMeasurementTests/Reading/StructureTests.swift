import CrossbarDevices
import CrossbarCore
import CrossbarStatistics
import Foundation
import Testing

@testable import CrossbarMeasurement

/// Which traces a file holds, of which device, batch, run and compliance.
@Suite struct StructureTests {
  @Test func repeatedPairsUnderGroups() throws {
    let read = try Scratch().read(
      text: "Device 1,,Device 2,\nV,I,V,I\nV,uA,V,uA\n0,0,0,0\n1,10,1,20\n2,30,,\n",
      named: "table.csv")
    #expect(read.traces.map(\.device) == ["Device1", "Device2"])
    #expect(read.traces.map(\.voltage) == [[0, 1, 2], [0, 1]])
    #expect(read.traces[1].current == [0, 20e-6])
    #expect(read.traces.allSatisfy { $0.run == nil })
    #expect(read.warnings.isEmpty)
  }

  @Test func groupsThatAreCyclesAndHalves() throws {
    let read = try Scratch().read(
      text:
        "cycle 1,cycle 1,cycle 2,cycle 2\nVoltage (V),Current (A),Voltage (V),Current (A)\n0,0,0,0\n1,1e-6,1,2e-6\n"
    )
    #expect(read.traces.map(\.run) == [1, 2])
    #expect(Set(read.traces.map(\.device)) == ["dev1"])
    let halves = try Scratch().read(
      text: "SET,,RESET,\nV (V),I (A),V (V),I (A)\n0,0,0,0\n1,1e-6,-1,-2e-6\n")
    #expect(halves.traces.map(\.half) == [.set, .reset])
    #expect(Set(halves.traces.map(\.device)) == ["dev1"])
  }

  @Test func numberedPairsAreRuns() throws {
    let read = try Scratch().read(text: "V1,I1,V2,I2,V3,I3\n0,0,0,0,0,0\n1,1e-6,1,2e-6,1,3e-6\n")
    #expect(read.traces.map(\.run) == [1, 2, 3])
    #expect(read.traces.map { $0.current[1] } == [1e-6, 2e-6, 3e-6])
  }

  @Test func wideTableWithOneVoltage() throws {
    let read = try Scratch().read(
      text: "Voltage (V);D1 (µA);D2 (µA)\n0;0;0\n1;1;2\n", named: "all.csv")
    // D1 and D2 are in amperes, so they are currents.
    #expect(read.traces.map(\.device) == ["D1", "D2"])
    #expect(read.traces.map { $0.current[1] } == [1e-6, 2e-6])
  }

  @Test func terminalsThatStandStillAreLeftAside() throws {
    let read = try Scratch().read(text: "AV,AI,BV,BI\n0,0,0,0\n1,1e-6,0,-1e-6\n2,2e-6,0,-2e-6\n")
    #expect(read.traces.count == 1 && read.traces[0].current == [0, 1e-6, 2e-6])
    #expect(read.files[0].tables[0].notes == ["'BV' held still: left aside"])
  }

  @Test func cycleAndDeviceColumns() throws {
    let read = try Scratch().read(
      text:
        "device,cycle,V,I\nW3-D7,1,0,0\nW3-D7,1,1,1e-6\nW3-D7,2,0,0\nW3-D7,2,1,2e-6\nW3-D8,1,0,0\nW3-D8,1,1,3e-6\n"
    )
    #expect(read.traces.map(\.device) == ["W3-D7", "W3-D7", "W3-D8"])
    #expect(read.traces.map(\.run) == [1, 2, 1])
    #expect(read.traces.map { $0.current[1] } == [1e-6, 2e-6, 3e-6])
  }

  @Test func runningNumberIsNoCycle() throws {
    let read = try Scratch().read(text: "run,V,I\n1,0,0\n2,1,1e-6\n3,2,2e-6\n4,1,1e-6\n")
    #expect(read.traces.count == 1)
  }

  @Test func blocksUnderRepeatedAndSharedHeadings() throws {
    let repeated = try Scratch().read(
      text: "Run 1\nV,I\n0,0\n1,1e-6\n\nRun 2\nV,I\n0,0\n1,2e-6\n")
    #expect(repeated.traces.map(\.run) == [1, 2])
    #expect(repeated.traces.map { $0.current[1] } == [1e-6, 2e-6])
    let shared = try Scratch().read(
      text: "# V,I\n# cycle 4\n0,0\n1,1e-6\n# cycle 5\n0,0\n1,2e-6\n")
    #expect(shared.traces.map(\.run) == [4, 5])
    #expect(shared.traces.map(\.voltage) == [[0, 1], [0, 1]])
  }

  @Test func setAndResetApartPairByRunInTheName() throws {
    let scratch = try Scratch()
    let text = "V,I\n0,0\n1,1e-6\n"
    for name in [
      "dev3_set_run12.csv", "dev3_reset_run12.csv", "H25_A10_03_endurance_set.csv",
      "H25_A10_03_endurance_reset.csv",
    ] { try scratch.write(name, text) }
    let read = try scratch.read(
      "dev3_set_run12.csv", "dev3_reset_run12.csv", "H25_A10_03_endurance_set.csv",
      "H25_A10_03_endurance_reset.csv")
    #expect(
      read.traces.map(\.device) == ["dev3", "dev3", "H25_A10_03_endurance", "H25_A10_03_endurance"])
    #expect(read.traces.map(\.run) == [12, 12, nil, nil])
    #expect(read.traces.map(\.half) == [.set, .reset, .set, .reset])
  }

  @Test(
    arguments: [
      ("W4_B2_D17_CC_100uA_-5V_5V.csv", "W4_B2_D17", nil, nil, 100e-6),
      ("batch3_device12_cc1mA.csv", "device12", "batch3", nil, 1e-3),
      ("dev 4 Icc=10uA run 7.txt", "dev4", nil, 7, 10e-6),
      ("sample-3_cycle_004.csv", "sample-3", nil, 4, nil),
      ("MoS2_print_7.csv", "MoS2_print_7", nil, nil, nil),
      ("D17.csv", "D17", nil, nil, nil),
      ("5V_100uA_dut9.csv", "dut9", nil, nil, 100e-6),
    ] as [(String, String, String?, Int?, Double?)])
  func fileNames(
    _ name: String, _ device: String, _ batch: String?, _ run: Int?, _ compliance: Double?
  ) throws {
    let scratch = try Scratch()
    try scratch.write(name, "V,I\n0,0\n1,1e-6\n")
    let trace = try scratch.read(name).traces[0]
    #expect(trace.device == device && trace.batch == batch && trace.run == run)
    #expect(trace.compliance.map { abs($0 - (compliance ?? 0)) < 1e-18 } ?? (compliance == nil))
  }

  @Test func foldersNameDevicesWhereFilesDoNot() throws {
    let scratch = try Scratch()
    let text = "V,I\n0,0\n1,1e-6\n"
    for name in [
      "A7/1.csv", "A7/2.csv", "B9/cycle_1.csv", "left/x.csv", "right/x.csv", "C1x/set/run1.csv",
      "C1x/reset/run1.csv",
    ] {
      try scratch.write(name, text)
    }
    let read = try scratch.read(
      "A7/1.csv", "A7/2.csv", "B9/cycle_1.csv", "left/x.csv", "right/x.csv", "C1x/set/run1.csv",
      "C1x/reset/run1.csv")
    #expect(read.traces.map(\.device) == ["A7", "A7", "B9", "left/x", "right/x", "C1x", "C1x"])
    #expect(read.traces.map(\.run) == [1, 2, 1, nil, nil, 1, 1])
    #expect(read.traces.suffix(2).map(\.half) == [.set, .reset])
  }

  @Test func patternsAndOptionsWin() throws {
    let scratch = try Scratch()
    try scratch.write("lot7-x-3.csv", "V,I\n0,0\n1,1e-6\n")
    var options = ReadingOptions()
    options.namePattern = "{batch}-{device}-{run}"
    options.compliance = 5e-5
    let trace = try scratch.read("lot7-x-3.csv", options: options).traces[0]
    #expect(
      trace.batch == "lot7" && trace.device == "x" && trace.run == 3 && trace.compliance == 5e-5)
  }

  @Test func complianceFromLinesAbove() throws {
    let trace = try Scratch().read(text: "# Compliance: 250 uA\n# V (V), I (A)\n0,0\n1,1e-6\n")
      .traces[0]
    #expect(abs((trace.compliance ?? 0) - 250e-6) < 1e-12)
    let column = try Scratch().read(text: "V,I,Icc (mA)\n0,0,1\n1,1e-6,1\n").traces[0]
    #expect(column.complianceColumn == [1e-3, 1e-3])
  }

  @Test func columnsByOption() throws {
    var options = ReadingOptions()
    options.columns = [(.voltage, "foo"), (.current, "3")]
    options.units = [("current", "nA")]
    let trace = try Scratch().read(text: "foo,t,bar\n0,0,0\n1,1,5\n", options: options).traces[0]
    #expect(trace.voltage == [0, 1] && abs(trace.current[1] - 5e-9) < 1e-22)
  }

  @Test func noHeadingsWithTime() throws {
    let read = try Scratch().read(
      text: (0..<20).map {
        "\(0.1 * Double($0)) \(Double($0 < 10 ? $0 : 20 - $0) * 0.1) \(1e-6 * Double($0 * $0))"
      }
      .joined(separator: "\n"))
    #expect(read.traces[0].time?.count == 20)
    #expect(read.traces[0].voltage[10] == 1)
    #expect(
      read.files[0].tables[0].notes == ["no headings: columns guessed as voltage and current"])
    let guessed = read.files[0].tables[0].columns.map(\.isGuessed)
    #expect(guessed == [true, true, true])
  }

  @Test func refusalsNameLineAndOption() throws {
    let scratch = try Scratch()
    #expect(
      try scratch.problems(text: "a,b,c\n1,2,3\n2,3,4\n") == [
        "dev1.csv:1: error: none of the headings is known: 'a', 'b', 'c' [measure/columns]\n  help: say what they are, such as --column voltage='a' --column current=2"
      ])
    #expect(
      try scratch.problems(text: "Voltage (V),Temperature\n1,2\n2,3\n") == [
        "dev1.csv:1: error: there is a voltage and no current among the columns 'Voltage', 'Temperature' [measure/not-understood]\n  help: say what a column is, such as --column current='Voltage'"
      ])
    #expect(
      try scratch.problems(text: "hello\nworld\n") == [
        "dev1.csv:1: error: no table of numbers is found; the first line reads 'hello' [measure/no-table]\n  help: is it a measurement? a table needs rows of numbers, under headings or without"
      ])
    #expect(
      try scratch.problems(text: "V (V),J (A/cm2)\n0,0\n1,2\n") == [
        "dev1.csv:1: error: there is a voltage and no current among the columns 'V', 'J' [measure/not-understood]\n  help: say what a column is, such as --column current='J'"
      ])
    #expect(
      try scratch.problems(text: "V (V),I (A/cm2)\n0,0\n1,2\n") == [
        "dev1.csv:1: error: 'I' is in A/cm2, which is no unit of current [measure/unit]\n  help: multiply with the device's area first, or leave the column out with --column"
      ])
    #expect(
      try scratch.problems(text: "1,2,3,4\n1,2,3,4\n") == [
        "dev1.csv:1: error: 4 columns of numbers without headings [measure/columns]\n  help: say what they are, such as --column voltage=1 --column current=2"
      ])
  }

  @Test func voltagesOfAnOscilloscopeNeedAShunt() throws {
    let scratch = try Scratch()
    let text = "x-axis,1,2\nsecond,Volt,Volt\n0,0,0\n1,0.5,0.25\n2,1,0.5\n"
    #expect(
      try scratch.problems(text: text) == [
        "dev1.csv:2: error: there are voltages and no current among the columns 'second', 'Volt', 'Volt' [measure/not-understood]\n  help: if one was read across a shunt, say which and its ohms, such as --column current=3 --shunt 1000"
      ])
    var options = ReadingOptions()
    options.columns = [(.current, "3")]
    #expect(
      try scratch.problems(text: text, options: options) == [
        "dev1.csv:2: error: 'Volt' is named as the current and is in volts [measure/unit]\n  help: state the resistance across which it was read with --shunt"
      ])
    options.shunt = 1000
    let trace = try scratch.read(text: text, options: options).traces[0]
    #expect(trace.voltage == [0, 0.5, 1] && trace.current == [0, 2.5e-4, 5e-4])
  }

  @Test func columnsNamedAfterDevices() throws {
    let read = try Scratch().read(text: "Voltage,dev1,dev2\n0,0,0\n1,1e-6,2e-6\n", named: "w.csv")
    #expect(read.traces.map(\.device) == ["dev1", "dev2"])
    #expect(read.traces.map { $0.current[1] } == [1e-6, 2e-6])
    #expect(read.files[0].tables[0].columns.map(\.isGuessed) == [true, true, true])
  }

  @Test func derivedCurrentsAreLeftAside() throws {
    let read = try Scratch().read(
      text: "V (V),I (A),|I| (A),log10(|I|)\n1,-1e-6,1e-6,-6\n2,2e-6,2e-6,-5.7\n")
    #expect(read.traces.count == 1 && read.traces[0].current == [-1e-6, 2e-6])
    let only = try Scratch().read(text: "V (V),log10(I / A)\n1,-6\n2,-5\n")
    #expect(abs(only.traces[0].current[1] - 1e-5) < 1e-19)
  }

  @Test func deviceFromTheLinesAbove() throws {
    let read = try Scratch().read(
      text: "Setup title,x\nDevice ID,W2-D9\nBatch,7\nV,I\n0,0\n1,1e-6\n", named: "data.csv")
    #expect(read.traces[0].device == "W2-D9" && read.traces[0].batch == "7")
  }

  @Test func allProblemsOfAllFilesAtOnce() throws {
    let scratch = try Scratch()
    try scratch.write("a.csv", "hello\n")
    try scratch.write("b.csv", "")
    try scratch.write("c.csv", "V,I\n0,0\n1,1e-6\n")
    do throws(Diagnostics) {
      _ = try MeasurementReader.read(
        paths: ["a.csv", "b.csv", "c.csv", "none.csv"].map { scratch.url.path + "/" + $0 })
      Issue.record("nothing thrown")
    } catch {
      #expect(error.all.map(\.id) == ["measure/no-table", "measure/empty", "import/unreadable"])
    }
  }

  @Test func implausibleCurrentsAreRemarkedWithTheEvidence() throws {
    let scratch = try Scratch()
    let read = try scratch.read(text: "V,I\n0,0\n1,12.5\n2,100\n1,50\n")
    #expect(
      read.texts(in: scratch) == [
        "dev1.csv:4: warning: the current 'I' is taken in A and reaches 100 A at 2 V, 0.02 ohm: are these µA or mA? [measure/implausible-current]\n  help: state the unit with --unit 'I=uA'"
      ])
    var options = ReadingOptions()
    options.units = [("I", "uA")]
    let right = try scratch.read(text: "V,I\n0,0\n1,12.5\n2,100\n1,50\n", options: options)
    #expect(right.warnings.isEmpty && abs(right.traces[0].current[2] - 1e-4) < 1e-18)
    #expect(try scratch.read(text: "V (mV),I (A)\n0,0\n200,1e-3\n").warnings.isEmpty)
    #expect(
      try scratch.read(text: "V,I\n0,0\n500,1e-3\n").warnings.map(\.id) == [
        "measure/implausible-voltage"
      ])
  }

  @Test func foreignFormatsAreNamed() throws {
    let scratch = try Scratch()
    for (bytes, word) in [
      (Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]), "Excel 97–2003"), (Data("%PDF-1.4".utf8), "PDF"),
      (Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]), "PNG"),
      (Data([0x89, 0x48, 0x44, 0x46, 0x0D]), "HDF5"),
      (Data("MATLAB 5.0 MAT-file, x".utf8), "MATLAB"),
      (Data("<html><body>".utf8), "web page"), (Data("{\"a\": 1}".utf8), "JSON"),
    ] {
      try scratch.write("x.xls", bytes)
      let problems = scratch.problems(path: scratch.url.path + "/x.xls")
      #expect(problems.count == 1 && problems[0].contains(word) && problems[0].contains("help:"))
      #expect(problems[0].contains("[measure/foreign-format]"))
    }
  }
}

/// What an instrument computes beside its data is no data.
@Suite struct InstrumentColumnTests {
  @Test func calculationsBesideASweepAreLeftAside() throws {
    // The columns of a Clarius export, numbers as it writes them.
    let read = try Scratch().read(
      text: "Time\tAI\tAV\tILRS\tIHRS\tI\tID\tIMAX\tVSET\tNORM_COND\n"
        + "410.1377E-2\t298.0951E-12\t000.0000E+0\t108.9703E-6\t321.8892E-9\t298.0951E-12\t#REF\t492.6140E-6\t143.0000E-2\t#REF\n"
        + "458.5726E-2\t-122.9602E-10\t-100.0000E-4\t\t\t122.9602E-10\t119.9792E-10\t\t\t\n"
        + "461.4424E-2\t-220.4456E-10\t-200.0000E-4\t\t\t220.4456E-10\t974.8543E-11\t\t\t\n"
        + "464.3435E-2\t-346.8678E-10\t-300.0000E-4\t\t\t346.8678E-10\t126.4222E-10\t\t\t\n")
    #expect(read.traces.count == 1)
    #expect(read.traces[0].voltage == [0, -0.01, -0.02, -0.03])
    #expect(read.traces[0].current == [298.0951e-12, -122.9602e-10, -220.4456e-10, -346.8678e-10])
    #expect(read.traces[0].instrumentVSet == 1.43)
  }

  @Test func halvesOfACycleUnderGroupsAreOneCycle() throws {
    let read = try Scratch().read(
      text:
        "Cycle,SET_negative#1,SET_negative#1,SET_negative#1,RESET_positive#1,RESET_positive#1,RESET_positive#1\n"
        + "Index,ILRS,IHRS,VSET,ILRS,IHRS,VRESET\n"
        + "1,0.0001258,1.157e-06,1.42,0.0001246,6.2e-07,0.96\n"
        + "2,9.31e-05,4.42e-07,1.44,9.28e-05,2.46e-06,1.09\n", named: "ratio.csv")
    #expect(read.records.map(\.cycle) == [1, 2])
    #expect(Set(read.records.map(\.device)).count == 1)
    #expect(read.records.map { $0.values[.vSet] } == [.exact(1.42), .exact(1.44)])
    #expect(read.records.map { $0.values[.vReset] } == [.exact(0.96), .exact(1.09)])
    #expect(read.records[0].values[.rLRS] == .exact(0.1 / 0.0001258))
    #expect(read.warnings.map(\.id) == ["measure/read-voltage"])
  }
}
