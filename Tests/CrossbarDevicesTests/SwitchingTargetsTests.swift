import CrossbarCore
import CrossbarDevices
import CrossbarTemplates
import Foundation
import Testing

@Suite("Switching targets of device files")
struct SwitchingTargetsTests {
  /// The default with another `switching` block, whose first line is line 1 of the findings.
  private func parse(_ block: String) throws -> (Result<Device, Diagnostics>, offset: Int) {
    let text = TemplateLibrary.device
    let start = try #require(text.range(of: "switching:\n"))
    let end = try #require(text.range(of: "disagreements:\n"))
    let offset = text[..<start.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
      .count
    let edited = String(text[..<start.lowerBound]) + block + "\n" + text[end.lowerBound...]
    return (
      Result { () throws(Diagnostics) in try DeviceFile.parse(edited, file: "d", isFitted: true) },
      offset - 1
    )
  }

  @Test("the default states the paper's times and currents, with their source")
  func paper() throws {
    let switching = try #require(try Examples.paper().switching)
    #expect(switching.volatileBelow == 1e-5 && switching.nonVolatileAbove == 1e-4)
    #expect(switching.times.map(\.voltage) == [1.3, 2, -1.3, -2])
    #expect(switching.times.map(\.longest) == [0.2, 0.02, 0.2, 0.02])
    #expect(switching.times.allSatisfy { $0.source.contains("text") } && switching.source != "")
  }

  @Test("every form reads back as it was written")
  func roundTrip() throws {
    var device = try Examples.paper()
    device.switching = SwitchingTargets(
      times: [
        .init(polarity: .set, voltage: 1.5, shortest: 0.03, longest: 0.03, source: "a: b # c"),
        .init(polarity: .set, voltage: 1.7, shortest: 0, longest: 0.02),
        .init(polarity: .set, voltage: 0.5, shortest: 1, longest: .infinity),
        .init(polarity: .reset, voltage: -3, shortest: 1e-3, longest: 2e-3, threshold: 2.5),
      ], volatileBelow: 1e-6, junction: .init(area: 3.6e-9, thickness: 9e-7, permittivity: 7))
    #expect(try DeviceFile.parse(DeviceFileWriter.text(device), file: "d") == device)
    device.switching = SwitchingTargets(nonVolatileAbove: 2e-4, source: "sweeps")
    #expect(try DeviceFile.parse(DeviceFileWriter.text(device), file: "d") == device)
    device.switching = nil
    #expect(try DeviceFile.parse(DeviceFileWriter.text(device), file: "d") == device)
  }

  static let refusals: [(String, [String])] = [
    (
      "switching:\n  times:\n    - { polarity: set, voltage_v: -2, time_s: 0.01 }",
      [
        """
        3: error: switching.times[0] is a SET time at -2.0 V [device/switching-sign]
          help: voltages are those of the silver against the gold contact: SET is positive, RESET negative
        """
      ]
    ),
    (
      "switching:\n  times:\n    - { polarity: reset, voltage_v: 2, time_s: 0.01 }",
      [
        """
        3: error: switching.times[0] is a RESET time at 2.0 V [device/switching-sign]
          help: voltages are those of the silver against the gold contact: SET is positive, RESET negative
        """
      ]
    ),
    (
      "switching:\n  times:\n    - { polarity: set, voltage_v: 1, time_s_at_most: 0.01 }",
      [
        """
        3: error: switching.times[0] is a switching time at 1.0 V, where a device of V_SET 1.22385 V does not switch [device/switching-threshold]
          help: state a larger voltage, or a lower bound (time_s_at_least)
        """
      ]
    ),
    (
      """
      switching:
        times:
          - { polarity: set, voltage_v: 2, time_s: 0.01 }
          - { polarity: set, voltage_v: 3, time_s: 0.02 }
          - { polarity: reset, voltage_v: -3, time_s: 0.02 }
          - { polarity: reset, voltage_v: -2, time_s: 0.02 }
        volatile_below_a: 1e-4
        non_volatile_above_a: 1e-4
      """,
      [
        """
        4: error: the switching time at 3.0 V contradicts that at 2.0 V in line 3 [device/switching-order]
          help: a larger voltage must switch in a shorter time
        """,
        """
        6: error: the switching time at -2.0 V contradicts that at -3.0 V in line 5 [device/switching-order]
          help: a larger voltage must switch in a shorter time
        """,
        """
        7: error: switching.volatile_below_a, 0.0001, is not below non_volatile_above_a, 0.0001 [device/switching-current]
          help: what is lost at one current cannot persist at a smaller one
        """,
      ]
    ),
    (
      """
      switching:
        times:
          - { polarity: set, voltage_v: 2, time_s_at_most: 0.01 }
          - { polarity: set, voltage_v: 2, time_s_at_least: 0.02 }
          - { polarity: set, voltage_v: 4, time_s_at_least: 0.02 }
      """,
      [
        """
        4: error: the switching time at 2.0 V contradicts that at 2.0 V in line 3 [device/switching-order]
          help: a larger voltage must switch in a shorter time
        """,
        """
        5: error: the switching time at 4.0 V contradicts that at 2.0 V in line 3 [device/switching-order]
          help: a larger voltage must switch in a shorter time
        """,
      ]
    ),
    (
      "switching:\n  times:\n    - { polarity: set, voltage_v: 2, time_s: -0.01 }\n  volatile_below_a: -1",
      [
        "3: error: switching.times[0].time_s is -0.01; it must lie between 1e-12 and 1000000.0 [document/range]",
        "4: error: switching.volatile_below_a is -1; it must lie between 1e-12 and 1.0 [document/range]",
      ]
    ),
    (
      "switching:\n  times:\n    - { polarity: set, voltage_v: 2 }\n    - { polarity: set, voltage_v: 2, time_s: 1, time_s_at_most: 2 }",
      [
        """
        3: error: switching.times[0] states no time [device/switching-time]
          help: state one of time_s, time_s_at_most, time_s_at_least, time_s_between
        """,
        """
        4: error: switching.times[1] states time_s and time_s_at_most [device/switching-time]
          help: state one of time_s, time_s_at_most, time_s_at_least, time_s_between
        """,
      ]
    ),
    (
      "switching:\n  times:\n    - { polarity: up, voltage_v: 2, time_s: 1, threshold_v: 0, times: 3 }",
      [
        "3: error: switching.times[0].polarity must be one of: set, reset [document/word]",
        "3: error: switching.times[0].threshold_v is 0; it must lie between 0.001 and 1000.0 [document/range]",
        """
        3: error: switching.times[0].times is not a known key [document/unknown-key]
          help: did you mean time_s?
        """,
      ]
    ),
    (
      "switching:\n  times:\n    - { polarity: set, voltage_v: 2, time_s_between: [0.2, 0.1] }",
      [
        """
        3: error: switching.times[0].time_s_between runs from 0.2 down to 0.1 [document/interval]
          help: the lower end stands first
        """
      ]
    ),
    (
      "switching:\n  junction: { area_m2: 1, thickness_m: 1e-9, relative_permittivity: 7 }\n  area: 1",
      [
        "2: error: switching.junction has a capacitance of 0.06197931468960001 F; it must lie between 1e-18 and 1e-06 [device/junction]",
        "3: error: switching.area is not a known key [document/unknown-key]",
      ]
    ),
    (
      "switching: 5", ["1: error: switching must be a mapping [document/type]"]
    ),
  ]

  @Test("refusals, each with its line and all at once", arguments: refusals)
  func refused(_ block: String, _ expected: [String]) throws {
    let (result, offset) = try parse(block)
    guard case .failure(let error) = result else {
      Issue.record("accepted")
      return
    }
    let found = error.all.map { finding in
      var finding = finding
      // "that in line N" counts in the file too.
      finding.message = finding.message.replacing(/in line (\d+)/) { match in
        "in line \((Int(match.1) ?? 0) - offset)"
      }
      let line = (finding.location?.line ?? 0) - offset
      finding.location = .init(file: "d", line: line)
      return String("\(finding)".dropFirst("d:".count))
    }
    #expect(found == expected)
  }
}
