import CrossbarBackends
import CrossbarCore
import Foundation
import Testing

/// The memristor of `cell.lib` alone under ngspice, against numbers by hand and the paper's times.
@Suite(.enabled(if: NgspiceRun.isInstalled, "ngspice is not installed: decks are not run"))
struct MemristorRunTests {
  private static let device = "vset=1.22385 vrst=0.97531 rlrs=500 rhrs=1e6"

  @Test func conductionIsOhmicInLRSAndSquareInHRS() throws {
    let values = try measure(
      """
      v1 a 0 0
      x1 a 0 xl memristor \(Self.device)
      vl xl 0 1
      v2 b 0 0
      x2 b 0 xh memristor \(Self.device)
      vh xh 0 0
      """,
      """
      dc v1 -1 1 0.01
      meas dc low find i(v1) at=0.2
      meas dc lowhigh find i(v1) at=0.4
      meas dc lowback find i(v1) at=-0.4
      meas dc lowzero find i(v1) at=0
      dc v2 -1 1 0.01
      meas dc high find i(v2) at=0.2
      meas dc highhigh find i(v2) at=0.4
      meas dc highback find i(v2) at=-0.4
      meas dc highzero find i(v2) at=0
      meas dc reference find i(v2) at=0.1
      """,
      [
        "low", "lowhigh", "lowback", "lowzero", "high", "highhigh", "highback", "highzero",
        "reference",
      ])
    // ngspice counts the current into the source.
    let i = values.mapValues { -$0 }
    #expect(abs((i["low"] ?? 0) / 4e-4 - 1) < 1e-6)
    #expect(abs((i["lowhigh"] ?? 0) / 8e-4 - 1) < 1e-6)
    #expect(abs((i["lowback"] ?? 0) / -8e-4 - 1) < 1e-6)
    #expect(abs(i["lowzero"] ?? 1) < 1e-15)
    // Twice the voltage, four times the current.
    let slope = log2((i["highhigh"] ?? 0) / (i["high"] ?? 1))
    #expect(abs(slope - 2) < 0.01, "slope \(slope)")
    #expect(abs((i["highback"] ?? 0) / (i["highhigh"] ?? 1) + 1) < 1e-6)
    #expect(abs(i["highzero"] ?? 1) < 1e-15)
    // 0.1 V at 1 MΩ.
    #expect(abs((i["reference"] ?? 0) / 1e-7 - 1) < 1e-3)
  }

  /// Time to 95 % of the filament; the equations integrated by a Runge–Kutta of another hand give 83.9 and 8.04 ms.
  @Test(arguments: [(1.23, 0.0839), (2.0, 0.00804)])
  func setTimesAreThePapers(_ point: (voltage: Double, seconds: Double)) throws {
    let values = try measure(
      """
      v1 a 0 pwl(0 0 1u \(point.voltage))
      x1 a 0 x memristor \(Self.device)
      """,
      """
      tran 0.1m 0.3 uic
      meas tran crossing when v(x)=0.95
      meas tran final find v(x) at=0.29
      """, ["crossing", "final"])
    let time = values["crossing"] ?? 0
    #expect(abs(time / point.seconds - 1) < 0.02, "\(time) s at \(point.voltage) V")
    #expect((values["final"] ?? 0) > 0.9)
  }

  @Test func resetNeedsTheOtherSign() throws {
    let values = try measure(
      """
      v1 a 0 pwl(0 0 1u 2 0.1 2 0.1001 -2 0.2 -2 0.2001 0)
      x1 a 0 x memristor \(Self.device)
      """,
      """
      tran 0.1m 0.21 uic
      meas tran written find v(x) at=0.099
      meas tran erased find v(x) at=0.205
      """, ["written", "erased"])
    #expect((values["written"] ?? 0) > 0.9)
    #expect((values["erased"] ?? 1) < 0.05)
  }

  @Test func readingDisturbsNothing() throws {
    let values = try measure(
      """
      v1 a 0 pwl(0 0 1u 0.1 20 0.1)
      x1 a 0 x memristor \(Self.device)
      """,
      """
      tran 10m 20 uic
      meas tran final find v(x) at=19.9
      """, ["final"])
    #expect(abs(values["final"] ?? 1) < 1e-9)
  }

  /// Runs a small circuit around `cell.lib` and returns the vectors asked for.
  private func measure(
    _ circuit: String, _ commands: String, _ names: [String]
  ) throws -> [String: Double] {
    let root = try ExampleArray.emit(try ExampleArray.input(inputs: 1, outputs: 1))
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/ngspice")
    let markers = names.map { "DENDRITE \($0) $&\($0)" }
    // A vector lives in the plot of its analysis: print each behind the command that makes it.
    var script: [String] = []
    for command in commands.split(separator: "\n") {
      script.append(String(command))
      for (name, marker) in zip(names, markers) where command.hasPrefix("meas") {
        if command.split(separator: " ")[2] == name { script.append("echo \(marker)") }
      }
    }
    let deck = """
      * memristor alone
      .param active_row=0
      .param all_dynamic=0
      .include cell.lib
      \(circuit)
      .control
      set numdgt = 12
      \(script.joined(separator: "\n"))
      quit
      .endc
      .end
      """
    try deck.write(
      to: folder.appendingPathComponent("alone.cir"), atomically: true, encoding: .utf8)
    let output = try NgspiceRun.batch("alone.cir", from: folder.path)
    var values: [String: Double] = [:]
    for line in output.split(separator: "\n") where line.hasPrefix("DENDRITE ") {
      let words = line.split(separator: " ")
      if words.count == 3 { values[String(words[1])] = Double(words[2]) }
    }
    #expect(values.count == names.count, "\(output.suffix(2000))")
    return values
  }
}
