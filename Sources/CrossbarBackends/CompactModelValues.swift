internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// The numbers of a device's compact model under the names that the SPICE and Verilog-A templates share.
enum CompactModelValues {
  /// Name and source of the device, the statistics and medians of the four sampled parameters, and the constants.
  static func values(of device: Device) -> [String: TemplateValue] {
    let c = device.constants
    let model = CompactModel(device)
    let statistics = StatisticsValues.values(of: device.statistics)
    return medians(of: device).merging(statistics) { $1 }.merging([
      "device": .text(device.name.oneLine), "source": .text(device.source.oneLine),
      "vrd": .number(c.readReference), "vd": .number(c.smoothing),
      "tth": .number(c.thresholdTime), "tmin": .number(c.minimumTime),
      "va": .number(c.slopeAbove), "vbs": .number(model.slopeBelowSet),
      "vbr": .number(model.slopeBelowReset), "eta": .number(c.feedback),
      "trel": .number(c.relaxationTime), "ulim": .number(c.overdriveBound),
      "cp": .number(c.capacitance), "xc": .number(model.unstableState),
      "initial_state": .integer(device.operation.initialState == .hrs ? 0 : 1),
    ]) { $1 }
  }

  /// What only the Verilog-A module has: coefficients of temperature and noise, zero where the device file has none.
  static func options(of device: Device) -> [String: TemplateValue] {
    let temperature = device.constants.temperature
    let noise = device.constants.readNoise
    return [
      "tdev": .number(device.operation.temperature),
      "tnom": .number(temperature?.reference ?? OperatingPoint.roomTemperature),
      "tcl": .number(temperature?.lowCoefficient ?? 0),
      "eah": .number(temperature?.highActivation ?? 0),
      "eas": .number(temperature?.switchingActivation ?? 0),
      "rn": .number(noise?.relative ?? 0), "bn": .number(noise?.bandwidth ?? 1000),
    ]
  }

  /// nend: switching cycles before a device is stuck; 10⁹ where that is not known.
  static func endurance(of device: Device) -> Double {
    min(Double(device.enduranceCycles), 1e9)
  }

  /// Medians of the fitted distributions to six digits.
  static func medians(of device: Device) -> [String: TemplateValue] {
    var values: [String: TemplateValue] = [:]
    for quantity in DeviceQuantity.allCases {
      values[quantity.parameter] = .number(device.statistics[quantity].median.roundedToSixDigits)
    }
    return values
  }
}

extension String {
  /// The text with every line break made a space, so that it cannot leave a comment.
  var oneLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
