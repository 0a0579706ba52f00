import CrossbarCore
import CrossbarDevices
import CrossbarTemplates
import Foundation
import Testing

@testable import CrossbarFit

@Suite("Tables of pulses")
struct PulseTableTests {
  private func parse(_ text: String) throws -> PulseTable {
    let device = try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
    return try PulseTable.parse(text, file: "p.csv", statistics: device.statistics)
  }

  @Test("times, answers and thresholds, whatever ends the lines")
  func reading() throws {
    for ending in ["\n", "\r\n", "\r"] {
      let table = try parse(
        "\u{FEFF}# measured\npolarity, voltage_v,time_s,switched,threshold_v\n\nset,1.5,0.02,,\nset,1.5,0.02,yes,1.1\n reset , -2 , 1e-2 ,no,"
          .replacing("\n", with: ending))
      typealias Time = SwitchingTargets.Time
      #expect(
        table.pulses == [
          .init(time: Time(polarity: .set, voltage: 1.5, shortest: 0.02, longest: 0.02), line: 4),
          .init(
            time: Time(
              polarity: .set, voltage: 1.5, shortest: 0, longest: 0.02, threshold: 1.1), line: 5),
          .init(
            time: Time(polarity: .reset, voltage: -2, shortest: 0.01, longest: .infinity), line: 6),
        ])
    }
  }

  static let refusals: [(String, [String])] = [
    ("", ["p.csv: pulses/empty"]),
    ("polarity,voltage_v,time_s\n", ["p.csv: pulses/empty"]),
    ("voltage,time\nset,1.5,0.02\n", ["p.csv:1: pulses/header"]),
    (
      "polarity,voltage_v,time_s,switched\nset,1.5,0.02\nup,1.5,0.02,\nset,x,0.02,\nset,1.5,-1,\nset,1.5,nan,\nset,1.5,1,maybe\n"
        + "set,-1.5,1,\nset,1,1,yes\nreset,2,1,\nset,1,1,no\nset,inf,1,\n",
      [
        "p.csv:2: pulses/fields", "p.csv:3: pulses/value", "p.csv:4: pulses/value",
        "p.csv:5: pulses/value", "p.csv:6: pulses/value", "p.csv:7: pulses/value",
        "p.csv:8: pulses/switching-sign", "p.csv:9: pulses/switching-threshold",
        "p.csv:10: pulses/switching-sign", "p.csv:12: pulses/value",
      ]
    ),
    (
      "polarity,voltage_v,time_s,threshold_v\nset,1.5,1,0\nset,1.5,1,2\n",
      ["p.csv:2: pulses/value", "p.csv:3: pulses/switching-threshold"]
    ),
    (
      "polarity,voltage_v,time_s\nset,1.5,0.01\nset,2,0.02\nset,3,0.015\nreset,-2,1\nreset,-3,2\n",
      ["p.csv: pulses/order", "p.csv: pulses/order"]
    ),
  ]

  @Test("refusals, each with its line and all at once", arguments: refusals)
  func refused(_ text: String, _ expected: [String]) throws {
    do {
      _ = try parse(text)
      Issue.record("accepted")
    } catch let error as Diagnostics {
      #expect(error.all.map { "\($0.location?.description ?? ""): \($0.id)" } == expected)
    }
  }

  @Test("scattered times whose trend falls are taken; too many pulses are not")
  func limits() throws {
    let scattered =
      "polarity,voltage_v,time_s\nset,1.5,0.02\nset,1.5,0.01\nset,2,0.016\nset,2,0.004\nset,3,0.001\n"
    #expect(try parse(scattered).pulses.count == 5)
    let long = "polarity,voltage_v,time_s\n" + String(repeating: "set,2,0.01\n", count: 100_001)
    #expect(throws: Diagnostics.self) { try parse(long) }
    let wide =
      "polarity,voltage_v,time_s\n"
      + (0..<201).map { "set,\(2 + Double($0) / 1000),0.01\n" }.joined()
    #expect(throws: Diagnostics.self) { try parse(wide) }
  }
}

@Suite("Device files with fitted constants")
struct FittedDeviceTextTests {
  private func refit(_ text: String) throws -> (text: String, keepsComments: Bool) {
    let device = try DeviceFile.parse(text, file: "device.yaml")
    let result = ModelFit.run(device)
    let edited = result.deviceText(editing: text)
    #expect(try DeviceFile.parse(edited.text, file: "edited") == result.device)
    return edited
  }

  @Test("only numbers and the evidence change, and a second fit replaces the evidence")
  func comments() throws {
    let text = TemplateLibrary.device.replacing(
      "threshold_time_s: 0.25", with: "threshold_time_s:   2.5 # note")
    try #require(text != TemplateLibrary.device)
    let first = try refit(text)
    #expect(first.keepsComments && first.text.contains(/threshold_time_s: 0\.\d+ # note\n/))
    let before = text.split(separator: "\n", omittingEmptySubsequences: false)
    let after = first.text.split(separator: "\n", omittingEmptySubsequences: false)
    let lost = before.filter { !after.contains($0) }
    #expect(lost.contains { $0.contains("threshold_time_s") } && lost.count <= 7, "\(lost)")
    #expect(first.text.contains("  evidence:\n    fitted_by: dendrite model\n"))
    let second = try refit(first.text)
    #expect(second.keepsComments)
    #expect(second.text.split(separator: "fitted_by").count == 2)
    #expect(second.text.split(separator: "\n").count == first.text.split(separator: "\n").count)
    #expect(
      try refit(text.replacing("\n", with: "\r\n")).text == first.text.replacing("\n", with: "\r\n")
    )
  }

  @Test("a compact model on one line is written anew")
  func oneLine() throws {
    let text = TemplateLibrary.device
    let start = try #require(text.range(of: "compact_model:\n"))
    let end = try #require(text.range(of: "# What the constants"))
    let flow =
      "compact_model: { read_reference_v: 0.1, smoothing_v: 1e-3, threshold_time_s: 2.5, minimum_time_s: 1e-3, "
      + "slope_above_v: 0.3, slope_below_v: 0.02, feedback: 0.8, relaxation_time_s: 0.02, overdrive_bound_v: 12, "
      + "capacitance_f: 2.5e-13, non_volatile_current_a: 5e-5 }\n"
    let edited = try refit(String(text[..<start.lowerBound]) + flow + text[end.lowerBound...])
    #expect(!edited.keepsComments && edited.text.contains("fitted_by"))
  }
}
