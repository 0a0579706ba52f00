internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// `iv-sweep.cir`: quasi-static four-segment sweeps, the current limited in the first two segments.
struct IVSweepDeck {
  /// Sampled devices beside the median one.
  static let sampled = 5
  /// Largest voltage over the threshold.
  static let reach = 1.5
  /// Compliance over I_nv: 1 mA of the paper's 10 µA … 1 mA.
  static let compliance = 20.0
  /// Share of a threshold by which a sweep may miss it, %.
  static let thresholdPercent = 5.0
  /// A fold is where an infinitely slow sweep would switch, which no experiment is; it lies below what a sweep shows.
  static let foldPercent = 10.0

  private let decks: CharacterisationDecks

  init(_ decks: CharacterisationDecks) { self.decks = decks }

  private var constants: CompactModelConstants { decks.input.device.constants }

  private var segment: Double { decks.segment }

  private var compliance: Double {
    (constants.nonVolatileCurrent * Self.compliance).inSixDigits
  }

  func text() throws(Diagnostics) -> String {
    let devices = decks.devices(sampled: Self.sampled)
    let indices = devices.indices.map { String($0 + 1) }.joined(separator: " ")
    return try TemplateRenderer.render(
      TemplateLibrary.ivSweep, name: "iv-sweep.cir",
      values: decks.deviceValues.merging([
        "segment": .number(segment),
        "compliance": .number(compliance), "count": .integer(devices.count),
        "labels": .text(devices.map(\.label).joined(separator: " ")), "indices": .text(indices),
        "step": .number((segment / 1000).inSixDigits),
        "t_early": .number((segment / 30).inSixDigits),
        "t1": .number(segment), "t2": .number(2 * segment), "t3": .number(3 * segment),
        "t4": .number(4 * segment), "t2_open": .number(decks.opened),
        "threshold_percent": .number(Self.thresholdPercent), "resistance_percent": .number(2),
        "slope_band": .number(0.02),
        "devices": .list(devices.indices.map { row($0 + 1, devices[$0]) }),
      ]) { $1 })
  }

  /// `dc-hysteresis.cir`: the median device's sweep as a DC analysis.
  func hysteresis() throws(Diagnostics) -> String {
    let median = decks.median
    return try TemplateRenderer.render(
      TemplateLibrary.dcHysteresis, name: "dc-hysteresis.cir",
      values: decks.medianValues.merging([
        "compliance": .number(compliance),
        "threshold_percent": .number(Self.foldPercent),
        "v_up": .number((median.vSet * Self.reach).inSixDigits),
        "v_down": .number((median.vReset * Self.reach).inSixDigits),
      ]) { $1 })
  }

  private func row(
    _ index: Int, _ device: CharacterisationDecks.NamedDevice
  ) -> [String: TemplateValue] {
    let sample = device.sample
    let top = sample.vSet * Self.reach
    let bottom = sample.vReset * Self.reach
    let needed = decks.nonVolatileCurrent(sample) * 2
    let limit = max(compliance, needed).inSixDigits
    // A window of small fields: far above the smoothing, far below the threshold and where R_H is far above R_LRS.
    let ratio = sample.rHRS / sample.rLRS
    let high = min(
      500 * constants.smoothing, 0.4 * sample.vSet, ratio * constants.readReference / 200)
    let sloped = high >= 40 * constants.smoothing
    let first = sloped ? 20 * constants.smoothing : high / 2
    let second = sloped ? high : high * 0.9
    let read = min(constants.readReference, 0.4 * sample.vSet)
    let lowRead = min(constants.readReference, 0.4 * sample.vReset)
    func up(_ voltage: Double) -> TemplateValue {
      .number((segment * voltage / top).inSixDigits)
    }
    func down(_ voltage: Double) -> TemplateValue {
      .number((segment * (2 + voltage / bottom)).inSixDigits)
    }
    let there = decks.highResistance(sample, at: read)
    let isSharp = decks.highResistance(sample, at: sample.vSet) > 10 * sample.rLRS
    let note =
      limit > compliance
      ? "compliance \(limit.shortestText) A, twice what its filament needs"
      : "compliance \(limit.shortestText) A"
    return [
      "index": .integer(index), "label": .text(device.label), "note": .text(note),
      "vset": .number(sample.vSet), "vrst": .number(sample.vReset),
      "rlrs": .number(sample.rLRS), "rhrs": .number(sample.rHRS),
      "rhrs_there": .number(there.inSixDigits), "limit": .number(limit),
      "v_up": .number(top.inSixDigits), "v_down": .number(-bottom.inSixDigits),
      "high_a": up(first), "high_b": up(second), "high_c": up(read),
      "low_a": down(0.1 * sample.vReset), "low_b": down(0.5 * sample.vReset),
      "low_c": down(lowRead), "sloped": .integer(sloped ? 1 : 0),
      "sharp": .integer(isSharp ? 1 : 0),
    ]
  }
}
