import CrossbarCore
import Foundation
import Testing

@testable import CrossbarMeasurement

/// A day's work at an analyser: 236,956 points in 458 sheets over three workbooks. Run with `DENDRITE_SPEED=1`, in release.
@Suite struct ReadingSpeedTests {
  static let isAsked =
    ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil && Scratch.interpreter != nil

  @Test(
    .enabled(if: isAsked, "DENDRITE_SPEED or DENDRITE_PYTHON is not set: speed is not measured"))
  func threeWorkbooks() throws {
    let scratch = try Scratch()
    let listed = try scratch.python(
      """
      import openpyxl, random
      random.seed(1)
      points = [517] * 458
      for index in range(236956 - 458 * 517): points[index] += 1
      start = 0
      for number, sheets in enumerate([120, 150, 188]):
          book = openpyxl.Workbook(write_only=True)
          for run in range(sheets, 0, -1):
              sheet = book.create_sheet("Run%d" % run)
              sheet.append(["Time", "AV", "AI", "BV", "BI", "RES", "VSET"])
              for point in range(points[start]):
                  v = point * 0.01
                  i = v * random.uniform(1e-9, 1e-3)
                  sheet.append([point * 0.0123456789, v, i, 0, -i, 500.0 / (1 + point), 1.2 if point == 0 else None])
              start += 1
          book.create_sheet("Calc"); settings = book.create_sheet("Settings")
          for run in range(sheets, 0, -1):
              settings.append(["Run%d" % run]); settings.append(["Compliance", 1e-4])
          book.save("book%d.xlsx" % number)
      print(sum(points))
      """)
    #expect(listed.contains("236956"))
    let clock = ContinuousClock()
    var read = ReadMeasurements()
    let time = try clock.measure {
      read = try scratch.read("book0.xlsx", "book1.xlsx", "book2.xlsx")
    }
    #expect(read.traces.count == 458)
    #expect(read.traces.reduce(0) { $0 + $1.voltage.count } == 236_956)
    let memory =
      try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      .split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    print("SPEED three workbooks, 236,956 points: \(time), \(memory)")
    #expect(time < .seconds(3))
    var text = "Time (s),Voltage (V),Current (A)\n"
    for row in 0..<1_000_000 {
      text += "\(row),\(Double(row % 500) * 0.01),\(Double(row % 500) * 1.2345e-6)\n"
    }
    try scratch.write("big.csv", text)
    let long = try clock.measure { read = try scratch.read("big.csv") }
    print("SPEED a million rows, \(text.utf8.count) bytes: \(long)")
    #expect(long < .seconds(2))
    let wide =
      "V," + (1...3000).map { "I\($0)" }.joined(separator: ",") + "\n"
      + (0..<5).map { row in "\(row)," + (1...3000).map { "\($0)e-9" }.joined(separator: ",") }
      .joined(separator: "\n")
    print("SPEED wide", try clock.measure { _ = try scratch.read(text: wide) })
  }
}
