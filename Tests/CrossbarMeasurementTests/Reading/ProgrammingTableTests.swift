import CrossbarCore
import CrossbarDevices
import CrossbarStatistics
import Foundation
import Testing

@testable import CrossbarMeasurement

/// Tables of a macro tester: pulses, each followed by a reading of the resistance.
@Suite struct ProgrammingTableTests {
  /// Addresses in turn: SET of all, RESET of all, and SET once more. Address 2 never switches, 3 is on from the start.
  static let rows = [
    "0 0.8 1.2 120000 0", "0 0.9 1.2 110000 0", "0 1.0 1.2 8000 1",
    "1 0.8 1.2 90000 0", "1 0.9 1.2 7000 1",
    "2 0.8 1.2 130000 0", "2 0.9 1.2 120000 0", "2 1.0 1.2 110000 0",
    "3 0.8 1.2 6000 1",
    "0 -0.7 2.5 9000 0", "0 -0.9 2.5 100000 1",
    "1 -0.7 2.5 7500 0", "1 -0.9 2.5 7000 0", "1 -1.1 2.5 7200 0",
    "3 -0.7 2.5 150000 1",
    "0 0.8 1.2 7000 1",
    "1 0.8 1.2 7100 1",
  ]

  private func check(_ read: ReadMeasurements, firstLine: Int) throws {
    #expect(read.traces.isEmpty && read.series.isEmpty)
    let records = read.records
    #expect(records.map(\.device) == ["0", "0", "1", "1", "2", "3"])
    #expect(records.map(\.cycle) == [1, 2, 1, 2, 1, 1])
    try #require(records.count == 6)
    #expect(
      records[0].values == [
        .vSet: .exact(1.0), .rLRS: .exact(8000), .vReset: .exact(0.9), .rHRS: .exact(100_000),
      ])
    #expect(abs((records[0].steps[.vSet] ?? 0) - 0.1) < 1e-12)
    #expect(abs((records[0].steps[.vReset] ?? 0) - 0.2) < 1e-12)
    // The first pulse sufficed.
    #expect(records[1].values == [.vSet: .below(0.8), .rLRS: .exact(7000)])
    #expect(
      records[2].values == [.vSet: .exact(0.9), .rLRS: .exact(7000), .vReset: .above(1.1)])
    #expect(records[2].flags == [.noReset] && records[2].limits == [.vReset: 1.1])
    #expect(records[3].values == [.rLRS: .exact(7100)] && records[3].flags == [.alreadyOn])
    #expect(records[4].values == [.vSet: .above(1.0)] && records[4].flags == [.notSwitched])
    // Nothing was read before its first pulse.
    #expect(
      records[5].values == [.rLRS: .exact(6000), .vReset: .below(0.7), .rHRS: .exact(150_000)])
    #expect(records[5].flags.isEmpty && records.allSatisfy { !$0.isReversed })
    #expect(records.map(\.origin.line) == [0, 15, 3, 16, 5, 8].map { $0 + firstLine })
    let table = read.files[0].tables[0]
    #expect(table.kind == .values && table.skippedRows == 0)
    #expect(table.notes.contains { $0.contains("programming pulses") })
  }

  private static func text(_ rows: [String]) -> String {
    rows.map { $0.split(separator: " ").joined(separator: "\t") + "\n" }.joined()
  }

  @Test func withHeadings() throws {
    let heading = "Address\tPulse Voltage (V)\tGate Voltage (V)\tResistance (Ohm)\tSuccess\n"
    try check(
      Scratch().read(text: heading + Self.text(Self.rows), named: "macro.csv"), firstLine: 2)
  }

  @Test func withoutHeadings() throws {
    let scratch = try Scratch()
    let text = Self.text(Self.rows)
    #expect(
      try scratch.problems(text: text, named: "macro.csv") == [
        "macro.csv:1: error: 5 columns of numbers without headings [measure/columns]\n  help: if a row is a programming pulse and the resistance after it, say --column device=1 --column voltage=2 --column resistance=4"
      ])
    var options = ReadingOptions()
    options.columns = [(.device, "1"), (.voltage, "2"), (.resistance, "4")]
    try check(scratch.read(text: text, named: "macro.csv", options: options), firstLine: 1)
  }

  @Test func setsOnNegativePulses() throws {
    let rows = [
      "a -0.8 9e4", "a -0.9 8e4", "a -1.0 7e3", "a 0.7 8e3", "a 0.8 9e4", "a -0.8 8e4",
      "a -0.9 6e3",
    ]
    let read = try Scratch().read(text: "device\tV\tR\n" + Self.text(rows), named: "m.csv")
    try #require(read.records.count == 2)
    #expect(read.records.map(\.isReversed) == [true, true])
    #expect(
      read.records[0].values == [
        .vSet: .exact(1), .rLRS: .exact(7e3), .vReset: .exact(0.8), .rHRS: .exact(9e4),
      ])
    #expect(read.records[1].values == [.vSet: .exact(0.9), .rLRS: .exact(6e3)])
  }

  @Test func onePairOfPulsesADevice() throws {
    var text = "Address,Voltage (V),Resistance (Ohm)\n"
    for address in 0..<30 { text += "\(address),1.8,7000\n\(address),-1.6,99000\n" }
    let read = try Scratch().read(text: text, named: "m.csv")
    #expect(read.records.count == 30 && read.traces.isEmpty)
    // One amplitude says only that less might have done.
    #expect(
      read.records.allSatisfy {
        $0.values == [.rLRS: .exact(7000), .vReset: .below(1.6), .rHRS: .exact(99000)]
      })
  }

  @Test func sweepsOfResistanceStaySweeps() throws {
    // Through zero.
    var text = "device,V,R\n"
    for step in 0...20 { text += "a,\(Double(step) * 0.1),\(step < 12 ? 1e5 : 1e3)\n" }
    #expect(try Scratch().read(text: text, named: "s.csv").traces.count == 1)
    // Up and down again, zero left out.
    text = "device,V,R\n"
    for step in [1, 2, 3, 4, 5, 4, 3, 2, 1] { text += "a,\(step),\(step < 4 ? 1e5 : 1e3)\n" }
    #expect(try Scratch().read(text: text, named: "s.csv").traces.count == 1)
  }
}
