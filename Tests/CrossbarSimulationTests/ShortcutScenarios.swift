import CrossbarArray
import CrossbarCore
import CrossbarDevices
import Testing

/// Devices and wires under which the shortcuts of simulated arrays are held against the whole simulation.
struct ShortcutScenario: Sendable, CustomTestStringConvertible {
  var name: String
  var device: @Sendable () throws -> Device
  var wiring = Paper.wiring
  /// Whether the boxes of ``QuickCircuitFilter`` decide anything.
  var hasBoxes = true
  var testDescription: String { name }

  private static func paper(
    _ change: @escaping @Sendable (inout Device) -> Void
  ) -> @Sendable () throws -> Device {
    {
      var device = try Paper.device()
      change(&device)
      return device
    }
  }

  private static func wiring(_ change: (inout ArrayWiring) -> Void) -> ArrayWiring {
    var wiring = Paper.wiring
    change(&wiring)
    return wiring
  }

  static let all: [ShortcutScenario] = [
    .init(name: "paper", device: paper { _ in }),
    .init(
      name: "noise of 5 %",
      device: paper { $0.constants.readNoise = ReadNoise(relative: 0.05, bandwidth: 1000) }),
    .init(
      name: "noise of 30 %",
      device: paper { $0.constants.readNoise = ReadNoise(relative: 0.3, bandwidth: 1000) },
      // Four standard deviations are more than the bounds stand.
      hasBoxes: false),
    .init(name: "families", device: { try FamilyTests.device(isCorrelated: false) }),
    .init(name: "correlated", device: { try FamilyTests.device(isCorrelated: true) }),
    .init(name: "pulses of 1.5 ms", device: paper { $0.operation.writePulse = Seconds(1.5e-3) }),
    .init(name: "written with 2 V", device: paper { $0.operation.writeVoltage = Volts(2) }),
    // R_HRS is meant at 0.1 V: at 0.4 V a cell conducts four times as much of it.
    .init(name: "read at 0.4 V", device: paper { $0.operation.readVoltage = Volts(0.4) }),
    .init(name: "read at 0.02 V", device: paper { $0.operation.readVoltage = Volts(0.02) }),
    .init(name: "read at 0.9 V", device: paper { $0.operation.readVoltage = Volts(0.9) }),
    .init(
      name: "sharp thresholds",
      device: paper {
        $0.constants.slopeAbove = 0.05
        $0.constants.slopeBelow = 0.002
      }),
    .init(
      name: "blunt thresholds",
      device: paper {
        $0.constants.slopeAbove = 1
        $0.constants.slopeBelow = 0.2
      },
      // RESET at rest takes more than a millionth of a filament away.
      hasBoxes: false),
    .init(name: "no feedback", device: paper { $0.constants.feedback = 0 }),
    .init(name: "quick fading", device: paper { $0.constants.relaxationTime = 1e-3 }),
    .init(name: "threshold of 300 kΩ", device: paper { $0.operation.threshold = Ohms(3e5) }),
    .init(
      name: "long wires", device: paper { _ in },
      wiring: wiring {
        $0.bitLineSegment = Ohms(400)
        $0.sourceLineSegment = Ohms(300)
        $0.bottomContact = Ohms(500)
      }),
    .init(
      name: "weak transistor", device: paper { _ in },
      wiring: wiring {
        $0.transistor.width = 1e-6
        $0.transistor.wordLineVoltage = Volts(6)
      }),
    .init(
      name: "no wires", device: paper { _ in },
      wiring: wiring {
        $0.driver = Ohms(0)
        $0.bitLineLead = Ohms(0)
        $0.bitLineSegment = Ohms(0)
        $0.sourceLineLead = Ohms(0)
        $0.sourceLineSegment = Ohms(0)
        $0.bottomContact = Ohms(0)
      }),
    .init(
      name: "fresh cells are on", device: paper { $0.operation.initialState = .lrs },
      hasBoxes: false),
    .init(
      name: "60 °C",
      device: paper {
        $0.constants.temperature = TemperatureDependence(
          reference: 27, lowCoefficient: 1e-3, highActivation: 0.1, switchingActivation: 0.3)
        $0.operation.temperature = 60
      }, hasBoxes: false),
  ]
}
