import CrossbarCore
import Foundation
import Testing

@testable import CrossbarMeasurement

/// What the user states about columns is done, or said not to be.
@Suite struct ReadingOptionTests {
  private func options(
    columns: [(role: ColumnRole, column: String)] = [],
    units: [(column: String, unit: String)] = [], shunt: Double? = nil
  ) -> ReadingOptions {
    var options = ReadingOptions()
    options.columns = columns
    options.units = units
    options.shunt = shunt
    return options
  }

  @Test func voltsAcrossAShuntWhereTheHeadingHasNoUnit() throws {
    let named = try Scratch().read(
      text: "Time,Vin,Vout\n1,0,0\n2,0.5,0.25\n3,1,0.5\n",
      options: options(columns: [(.voltage, "Vin"), (.current, "Vout")], shunt: 1000))
    #expect(named.traces[0].voltage == [0, 0.5, 1])
    #expect(named.traces[0].current == [0, 2.5e-4, 5e-4] && named.warnings.isEmpty)
    let scope = try Scratch().read(
      text: "TIME,CH1,CH2\n0,0,0\n1e-6,0.5,0.25\n2e-6,1,0.5\n",
      options: options(columns: [(.voltage, "CH1"), (.current, "CH2")], shunt: 47.5))
    #expect(scope.traces[0].current == [0, 0.25 / 47.5, 0.5 / 47.5])
    let column = scope.files[0].tables[0].columns[2]
    #expect(column.unit == "V" && column.reason == "by option; volts across 47.5 ohm")
  }

  @Test func aUnitOfVoltsWithAShunt() throws {
    let text = "TIME,CH1,CH2\n0,0,0\n1e-6,0.5,250\n2e-6,1,500\n"
    let columns: [(role: ColumnRole, column: String)] = [(.voltage, "CH1"), (.current, "CH2")]
    let scratch = try Scratch()
    let read = try scratch.read(
      text: text, options: options(columns: columns, units: [("CH2", "mV")], shunt: 50))
    #expect(read.traces[0].current == [0, 0.25 / 50, 0.5 / 50] && read.warnings.isEmpty)
    #expect(
      try scratch.problems(text: text, options: options(columns: columns, units: [("CH2", "mV")]))
        == [
          "dev1.csv:1: error: 'CH2' is named as the current and is in volts [measure/unit]\n  help: state the resistance across which it was read with --shunt"
        ])
    // Also of a column that is known as the current by its own heading.
    let known = try scratch.read(
      text: "V,I\n0,0\n1,0.5\n", options: options(units: [("I", "V")], shunt: 10))
    #expect(known.traces[0].current == [0, 0.05] && known.warnings.isEmpty)
  }

  @Test func aShuntThatNoColumnUsesIsRemarked() throws {
    let scratch = try Scratch()
    let read = try scratch.read(
      text: "V (V),I (A)\n0,0\n1,1e-6\n",
      options: options(columns: [(.current, "I")], shunt: 1000))
    #expect(read.traces[0].current == [0, 1e-6])
    #expect(
      read.texts(in: scratch) == [
        "warning: the shunt of 1000 ohm is not used: no file has a current in volts [measure/unused-option]\n  help: name the column of volts across it with --column current=…"
      ])
  }

  @Test func columnsWithoutHeadingsAreNamedAsTheyAreShown() throws {
    let text = "0,0\n0.5,5\n1,10\n0.5,5\n"
    let unit = try Scratch().read(text: text, options: options(units: [("column 2", "uA")]))
    #expect(unit.warnings.isEmpty && abs(unit.traces[0].current[2] - 1e-5) < 1e-19)
    let named = try Scratch().read(
      text: "5,0,9\n2,0.5,8\n7,1,3\n",
      options: options(columns: [(.voltage, "column 2"), (.current, "Column 3")]))
    #expect(named.traces[0].voltage == [0, 0.5, 1] && named.traces[0].current == [9, 8, 3])
    // A heading of that name comes first.
    let heading = try Scratch().read(
      text: "column 2,V\n3,0\n4,1\n", options: options(columns: [(.current, "column 2")]))
    #expect(heading.traces[0].current == [3, 4])
  }

  @Test(arguments: [
    "log10|I|", "log|I|", "log10I", "log10 |I|", "log(abs(I))", "logI", "lg|I| (A)",
  ])
  func logarithmsByOptionAreUndone(_ heading: String) throws {
    for columns in [[], [(ColumnRole.current, heading)]] {
      let read = try Scratch().read(
        text: "V,\(heading)\n0.5,-6\n1,-5\n", options: options(columns: columns))
      #expect(abs(read.traces[0].current[0] - 1e-6) < 1e-20)
      #expect(abs(read.traces[0].current[1] - 1e-5) < 1e-19)
    }
    // Beside the current itself it is the logarithm that is named.
    let beside = try Scratch().read(
      text: "V,I,\(heading)\n0.5,3,-6\n1,4,-5\n", options: options(columns: [(.current, heading)]))
    #expect(beside.traces.count == 1 && abs(beside.traces[0].current[1] - 1e-5) < 1e-19)
  }

  @Test func aColumnCannotBeTwoThings() throws {
    let scratch = try Scratch()
    let text = "a,b,c\n1,2,3\n2,3,4\n"
    #expect(
      try scratch.problems(
        text: text, options: options(columns: [(.vSet, "3"), (.vReset, "3")])) == [
          "error: the column '3' is named v_set and v_reset: one column cannot be two things [measure/columns]"
        ])
    #expect(
      try scratch.problems(
        text: text, options: options(columns: [(.vSet, "3"), (.rLRS, "2"), (.vReset, "C")])) == [
          "dev1.csv:1: error: '3' and 'C', named v_set and v_reset, are the same column: one column cannot be two things [measure/columns]"
        ])
    // Names of one role are all of it.
    let both = try scratch.read(
      text: "a,b,c\n1,2e-6,3e-6\n2,3e-6,4e-6\n",
      options: options(columns: [(.voltage, "a"), (.current, "b"), (.current, "c")]))
    #expect(both.traces.map(\.current) == [[2e-6, 3e-6], [3e-6, 4e-6]] && both.warnings.isEmpty)
  }

  @Test func aPatternThatMatchesNoFileIsRemarked() throws {
    let scratch = try Scratch()
    for name in ["a-1.csv", "b-2.csv"] { try scratch.write(name, "V,I\n0,0\n1,1e-6\n") }
    var options = ReadingOptions()
    options.namePattern = "{device}_{run}"
    #expect(
      try scratch.read("a-1.csv", "b-2.csv", options: options).texts(in: scratch) == [
        "warning: no file's name is built as '{device}_{run}' [measure/unused-option]\n  help: the pattern must describe the whole name without folder and ending, such as that of 'a-1'"
      ])
    options.namePattern = "{device}-{run}"
    #expect(try scratch.read("a-1.csv", "b-2.csv", options: options).warnings.isEmpty)
  }

  @Test(arguments: [
    "V,I_dev0,I_dev1,I_dev2", "V,I(dev0),I(dev1),I(dev2)", "V,I dev0,I dev1,I dev2",
    "V,Current_dev0,Current_dev1,Current_dev2", "Voltage (V),I_dev0 (A),I_dev1 (A),I_dev2 (A)",
    "V,I [dev0],I [dev1],I [dev2]", "V,i-dev0,i-dev1,i-dev2",
    "Voltage,Current (dev0),Current (dev1),Current (dev2)",
  ])
  func wideTablesNameTheirDevices(_ header: String) throws {
    let read = try Scratch().read(
      text: "\(header)\n0,0,0,0\n1,1e-6,2e-6,3e-6\n", named: "wide.csv")
    #expect(read.traces.map(\.device) == ["dev0", "dev1", "dev2"])
    #expect(read.traces.map { $0.current[1] } == [1e-6, 2e-6, 3e-6])
    #expect(read.traces.allSatisfy { $0.run == nil && $0.voltage == [0, 1] })
  }

  @Test func wideTablesWithOtherNames() throws {
    let cells = try Scratch().read(text: "V,I_A7,I_A8\n0,0,0\n1,1e-6,2e-6\n", named: "wide.csv")
    #expect(cells.traces.map(\.device) == ["A7", "A8"])
    let runs = try Scratch().read(text: "V,I_1,I_2\n0,0,0\n1,1e-6,2e-6\n", named: "D3.csv")
    #expect(runs.traces.map(\.run) == [1, 2] && Set(runs.traces.map(\.device)) == ["D3"])
    // The two halves of a sweep are no devices.
    #expect(try !Scratch().problems(text: "V,I_up,I_down\n0,0,0\n1,1e-6,2e-6\n").isEmpty)
  }

  @Test func textsOfFindings() throws {
    let scratch = try Scratch()
    #expect(
      try scratch.problems(text: "1\n2\n3\n") == [
        "dev1.csv:1: error: 1 column of numbers without headings [measure/columns]\n  help: a sweep needs two, voltage and current; is the file cut otherwise?"
      ])
    let read = try scratch.read(text: "V (V),I (A)\n0,0\n1,1e-6\n,2\n")
    #expect(!read.warnings.contains { $0.message.contains("nan") })
  }
}
