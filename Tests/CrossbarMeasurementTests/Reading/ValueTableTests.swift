import CrossbarDevices
import CrossbarCore
import CrossbarStatistics
import Foundation
import Testing

@testable import CrossbarMeasurement

/// Tables of extracted values and series.
@Suite struct ValueTableTests {
  @Test func theUsualTable() throws {
    let read = try Scratch().read(
      text: "Device,Batch,V_SET (V),V_RST (V),R_LRS (Ohm),R_HRS (kOhm)\n"
        + "D1,A,1.2,-0.9,520,1100\nD2,A,,-0.7,480,\nD3,B,2.5,,610,9e3\n", named: "table.csv")
    #expect(read.records.map(\.device) == ["D1", "D2", "D3"])
    #expect(read.records.map(\.batch) == ["A", "A", "B"])
    #expect(
      read.records[0].values == [
        .vSet: .exact(1.2), .vReset: .exact(0.9), .rLRS: .exact(520), .rHRS: .exact(1.1e6),
      ])
    #expect(read.records[1].values == [.vReset: .exact(0.7), .rLRS: .exact(480)])
    #expect(read.records[2].values == [.vSet: .exact(2.5), .rLRS: .exact(610), .rHRS: .exact(9e6)])
    #expect(read.records.map(\.origin.line) == [2, 3, 4])
    #expect(read.warnings.isEmpty && read.traces.isEmpty)
  }

  @Test(arguments: [
    "Vset,Vreset,Ron,Roff", "VSET (V),VRESET (V),LRS (ohm),HRS (ohm)",
    "set voltage,reset voltage,R_on,R_off", "V_SET;V_RST;R_LRS;R_HRS",
    "Set Voltage [V]\tReset Voltage [V]\tLow resistance [Ω]\tHigh resistance [Ω]",
    "v_set_v,v_reset_v,r_lrs_ohm,r_hrs_ohm", "\"SET\",\"RESET\",\"LRS\",\"HRS\"",
    "V set / V,V reset / V,R LRS / Ohm,R HRS / Ohm",
  ])
  func spellings(_ header: String) throws {
    let separator = header.contains(";") ? ";" : header.contains("\t") ? "\t" : ","
    let row = ["1.25", "0.75", "500", "1e6"].joined(separator: separator)
    let read = try Scratch().read(text: "\(header)\n\(row)\n\(row)\n", named: "paper.txt")
    try #require(read.records.count == 2)
    #expect(
      read.records[0].values == [
        .vSet: .exact(1.25), .vReset: .exact(0.75), .rLRS: .exact(500), .rHRS: .exact(1e6),
      ])
    #expect(read.records.map(\.device) == ["paper-1", "paper-2"])
  }

  @Test func wordsCensoringAndLimits() throws {
    let scratch = try Scratch()
    let text =
      "device,V_SET,V_RESET,R_LRS,R_HRS,limit\n"
      + "1,>5,-0.9,520,1.1M,5\n2,not switched,NA,-,nan,4\n3,always on,0.5,<1k,,5\n4,open,,,,5\n"
      + "5,short,,,,5\n6,3..4,> 5 V,1.2 kΩ,#REF,5\n7,no SET,,,,\n"
    let read = try scratch.read(text: text, named: "t.csv")
    let records = read.records
    try #require(records.count == 7)
    #expect(
      records[0].values == [
        .vSet: .above(5), .vReset: .exact(0.9), .rLRS: .exact(520), .rHRS: .exact(1.1e6),
      ])
    #expect(records[0].flags == [.notSwitched])
    #expect(records[1].values == [.vSet: .above(4)] && records[1].flags == [.notSwitched])
    #expect(
      records[2].values == [.vReset: .exact(0.5), .rLRS: .below(1000)]
        && records[2].flags == [.alreadyOn])
    #expect(records[3].values.isEmpty && records[3].flags == [.open])
    #expect(records[4].flags == [.short])
    #expect(records[5].values == [.vSet: .between(3, 4), .vReset: .above(5), .rLRS: .exact(1200)])
    #expect(records[5].flags == [.noReset])
    #expect(records[6].values.isEmpty && records[6].flags == [.notSwitched])
    #expect(
      read.texts(in: scratch) == [
        "t.csv:8: warning: a device did not switch and no limit of its sweep is known: it is flagged and left out of the fit [measure/no-limit]\n  help: state where the sweep ended with --sweep-limit, so that they count as censored"
      ])
    var options = ReadingOptions()
    options.sweepLimit = 6
    #expect(
      try scratch.read(text: text, named: "t.csv", options: options).records[6].values == [
        .vSet: .above(6)
      ])
  }

  @Test func logarithmsConductancesAndReadCurrents() throws {
    let read = try Scratch().read(
      text: "cycle,log10(R_LRS / Ohm),ln(R_HRS),V_SET\n1,3,2,1\n2,2,0,1\n")
    #expect(abs((read.records[0].values[.rLRS]?.exactValue ?? 0) - 1000) < 1e-9)
    #expect(abs((read.records[0].values[.rHRS]?.exactValue ?? 0) - 7.389056098930650) < 1e-12)
    #expect(read.records[1].values[.rHRS] == .exact(1))
    let siemens = try Scratch().read(
      text: "cycle,G_LRS (mS),G_HRS (uS),V_SET\n1,2,0.5,1\n2,4,>1,1\n")
    #expect(siemens.records[0].values[.rLRS] == .exact(500))
    #expect(siemens.records[0].values[.rHRS] == .exact(2e6))
    #expect(siemens.records[1].values[.rHRS] == .below(1e6))
    var options = ReadingOptions()
    options.readVoltage = 0.2
    let currents = try Scratch().read(
      text: "cycle,I_LRS (uA),I_HRS (nA),V_SET\n1,400,-100,1\n2,200,<1,1\n", options: options)
    #expect(currents.records[0].values[.rLRS] == .exact(0.2 / 400e-6))
    #expect(abs((currents.records[0].values[.rHRS]?.exactValue ?? 0) / 2e6 - 1) < 1e-15)
    #expect(currents.records[1].values[.rHRS]?.exactValue == nil)
  }

  @Test func ourOwnTableReadsBack() throws {
    let text =
      "device,batch,cycle,v_set_v,v_reset_v,r_lrs_ohm,r_hrs_ohm,v_set_limit_v,v_reset_limit_v,compliance_a,"
      + "lrs_exponent,lrs_exponent_error,hrs_exponent,hrs_exponent_error,reversed,flags,file,sheet,line\n"
      + "W1/D1,A,1,1.25,0.8,512.5,1200000,5,5,0.0001,1.01,0.002,1.98,0.03,false,plateau,sweeps.xlsx,Run1,2\n"
      + "W1/D1,A,2,>5,,,<1000,5,5,0.0001,,,,,true,not-switched partial,sweeps.xlsx,Run2,2\n"
      + "W1/D2,,1,,,,,5,5,,,,,,false,open,more.csv,,17\n"
    let read = try Scratch().read(text: text, named: "cycles.csv")
    try #require(read.records.count == 3)
    let first = read.records[0]
    #expect(first.device == "W1/D1" && first.batch == "A" && first.cycle == 1)
    #expect(
      first.values == [
        .vSet: .exact(1.25), .vReset: .exact(0.8), .rLRS: .exact(512.5), .rHRS: .exact(1.2e6),
      ])
    #expect(first.limits == [.vSet: 5, .vReset: 5] && first.compliance == 1e-4)
    #expect(first.lrsExponent == SlopeEstimate(value: 1.01, error: 0.002, count: 0))
    #expect(first.hrsExponent == SlopeEstimate(value: 1.98, error: 0.03, count: 0))
    #expect(first.flags == [.plateau] && !first.isReversed)
    #expect(first.origin == Origin(file: "sweeps.xlsx", sheet: "Run1", line: 2))
    let second = read.records[1]
    #expect(second.values == [.vSet: .above(5), .rHRS: .below(1000)])
    #expect(second.flags == [.notSwitched, .partial] && second.isReversed && second.cycle == 2)
    let third = read.records[2]
    #expect(third.values.isEmpty && third.flags == [.open] && third.batch == nil)
    #expect(third.origin == Origin(file: "more.csv", line: 17))
    #expect(read.warnings.isEmpty && read.series.isEmpty)
  }

  @Test func setsOfColumnsSideBySide() throws {
    let read = try Scratch().read(
      text: "V_SET1,V_RESET1,V_SET2,V_RESET2\n1.1,-0.8,1.2,-0.9\n1.3,-0.7,1.4,\n", named: "t.csv")
    #expect(read.records.map(\.device) == ["t-1", "t-1", "t-2", "t-2"])
    #expect(read.records.map(\.cycle) == [1, 2, 1, 2])
    #expect(read.records.map { $0.values[.vSet]?.exactValue } == [1.1, 1.2, 1.3, 1.4])
    let grouped = try Scratch().read(
      text: "Device 1,,Device 2,\nV_SET,R_LRS,V_SET,R_LRS\n1,500,2,600\n3,510,4,610\n",
      named: "t.csv")
    #expect(grouped.records.map(\.device) == ["Device1", "Device2", "Device1", "Device2"])
    #expect(grouped.records.map(\.cycle) == [1, 1, 2, 2])
  }

  @Test func oneStateARowInAnArray() throws {
    var text = "wl,bl,cycle,state,R (kOhm)\n"
    for row in 0..<2 {
      for cycle in 1...2 {
        for state in ["HRS", "LRS"] {
          text += "\(row),5,\(cycle),\(state),\(state == "LRS" ? 5 * cycle : 100 * cycle)\n"
        }
      }
    }
    let read = try Scratch().read(text: text)
    #expect(read.records.map(\.device) == ["r0c5", "r0c5", "r1c5", "r1c5"])
    #expect(read.records.map(\.cycle) == [1, 2, 1, 2])
    #expect(read.records[1].values == [.rLRS: .exact(10e3), .rHRS: .exact(200e3)])
    #expect(read.series.count == 4)
  }

  @Test func meansAreNoDevices() throws {
    let scratch = try Scratch()
    let read = try scratch.read(
      text: "Device;Vset\nD1;1,2\nD2;1,4\nMean;1,3\nStd;0,14\n", named: "t.csv")
    #expect(read.records.map(\.device) == ["D1", "D2"])
    #expect(
      read.texts(in: scratch) == [
        "t.csv:4: warning: 2 rows of means and the like are left out: 'Mean | 1.3' [measure/summary-row]"
      ])
  }

  @Test func quantitiesBelowEachOther() throws {
    let read = try Scratch().read(
      text: "Parameter,D1,D2\nV_SET (V),1.1,>5\nV_RESET (V),-0.8,\nR_LRS (Ohm),500,510\n",
      named: "t.csv")
    #expect(read.records.map(\.device) == ["D1", "D2"])
    #expect(read.records[1].values == [.vSet: .above(5), .rLRS: .exact(510)])
    #expect(read.files[0].tables[0].notes == ["rows and columns exchanged"])
  }

  @Test func mixedPolarityAndStrangeCells() throws {
    let scratch = try Scratch()
    let read = try scratch.read(
      text: "device,V_SET,R_LRS\na,1.2,500\nb,-1.1,0\nc,1.4,tbd\nd,1.3,abc\n", named: "t.csv")
    #expect(read.records.count == 4 && read.records[1].isReversed)
    #expect(
      read.texts(in: scratch) == [
        "t.csv:3: warning: a value is not positive or not finite: taken as absent [measure/not-positive]",
        "t.csv:4: warning: 'tbd' under 'R_LRS' is neither a number nor a word for a state: taken as absent (the first of 2 such cells) [measure/cell-unreadable]",
        "t.csv:3: warning: 'V_SET' is positive in 3 rows and negative in 1: magnitudes are fitted together [measure/mixed-polarity]\n  help: fit the polarities apart if they are different devices",
      ])
  }

  @Test func implausibleResistances() throws {
    let read = try Scratch().read(
      text: "device,R_LRS,R_HRS\na,0.52,1100\nb,0.48,900\n", named: "t.csv")
    #expect(read.warnings.map(\.id) == ["measure/implausible-resistance"])
    #expect(
      read.warnings[0].message
        == "the median of 'R_LRS', taken in ohm, is 0.52 ohm: is the unit right?")
  }

  @Test func retentionAndEndurance() throws {
    let retention = try Scratch().read(
      text: "Time (min);R_LRS (kOhm);R_HRS (MOhm)\n0;0.5;1\n10;0.6;\n20;0.7;3\n")
    #expect(retention.series.map(\.state) == [.lrs, .hrs])
    #expect(retention.series[0].positions == [0, 600, 1200])
    #expect(retention.series[0].resistances == [500, 600, 700])
    #expect(
      retention.series[1].positions == [0, 1200] && retention.series[1].resistances == [1e6, 3e6])
    #expect(retention.series.allSatisfy { $0.axis == .time } && retention.records.isEmpty)
    let current = try Scratch().read(text: "t (s),I (µA)\n1,100\n10,50\n100,25\n")
    #expect(current.series.count == 1)
    #expect(current.series[0].resistances.map { $0.rounded() } == [1000, 2000, 4000])
    let pulses = try Scratch().read(
      text: "pulse,R,state\n1,500,LRS\n2,1e6,HRS\n3,510,LRS\n4,9e5,HRS\n")
    #expect(pulses.series.map(\.state) == [.lrs, .hrs] && pulses.series[0].positions == [1, 3])
    let endurance = try Scratch().read(text: "cycle,R_LRS,R_HRS\n1,500,1e6\n2,510,9e5\n3,520,8e5\n")
    #expect(endurance.series.count == 2 && endurance.records.count == 3)
    #expect(endurance.records.map(\.cycle) == [1, 2, 3])
  }

  @Test func pulsedVoltagesAreReadAtTheLowestLevel() throws {
    // Fig. 3e of the paper: ±2 V to write, 0.1 V to read.
    var text = "t,V,I\n"
    for step in 0..<40 {
      let write = step % 2 == 0
      let voltage = write ? (step % 4 == 0 ? 2.0 : -2.0) : 0.1
      text += "\(Double(step) * 0.02),\(voltage),\(voltage / (step % 4 < 2 ? 500 : 1e6))\n"
    }
    let read = try Scratch().read(text: text)
    #expect(read.traces.isEmpty && read.series.count == 1)
    #expect(read.series[0].resistances.count == 20)
    #expect(
      abs(read.series[0].resistances[0] - 500) < 1e-9
        && abs(read.series[0].resistances[1] - 1e6) < 1e-6)
    #expect(read.series[0].positions[0] == 0.02)
  }
}
