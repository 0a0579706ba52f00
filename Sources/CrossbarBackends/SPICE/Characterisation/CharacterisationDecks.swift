internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// The decks of `spice/ngspice/characterisation/`: one memristor or some, without an array, as an experimenter meets them.
///
///     iv-sweep.cir          four-segment sweep of the median device and of array 0's first cells
///     dc-hysteresis.cir     the median device's sweep as a DC analysis
///     pulse-train.cir       SET, RESET and read pulses
///     endurance.cir         cycles up to the endurance and beyond, where it is known
///     compliance.cir        SET sweeps at increasing compliance, and what is left of them later
///     switching-time.cir    switching times against the amplitude
///
/// Each states in its head what it repeats, measures, compares with the device file's own numbers and prints
/// `DENDRITE <deck> PASS`, `FAIL` or `ERROR`.
struct CharacterisationDecks {
  let input: BackendInput
  /// The median device.
  let median: DeviceSample
  /// At the temperature at which the device file's numbers hold.
  let model: CompactModel
  let targets: CharacterisationTargets

  init(_ input: BackendInput) {
    self.input = input
    let statistics = input.device.statistics
    median = DeviceSample(
      vSet: statistics.vSet.median.roundedToSixDigits,
      vReset: statistics.vReset.median.roundedToSixDigits,
      rLRS: statistics.rLRS.median.roundedToSixDigits,
      rHRS: statistics.rHRS.median.roundedToSixDigits)
    model = CompactModel(
      constants: input.device.constants, statistics: statistics,
      celsius: input.device.constants.temperature?.reference ?? OperatingPoint.roomTemperature)
    targets = CharacterisationTargets(input.device)
  }

  /// Writes the decks below `place`.
  func write(to folder: OutputFolder, place: String) throws(Diagnostics) {
    try folder.write(IVSweepDeck(self).text(), to: "\(place)/iv-sweep.cir")
    try folder.write(IVSweepDeck(self).hysteresis(), to: "\(place)/dc-hysteresis.cir")
    try folder.write(PulseDecks(self).pulseTrain(), to: "\(place)/pulse-train.cir")
    if let endurance = try PulseDecks(self).endurance() {
      try folder.write(endurance, to: "\(place)/endurance.cir")
    }
    try folder.write(ComplianceDeck(self).text(), to: "\(place)/compliance.cir")
    try folder.write(SwitchingTimeDeck(self).text(), to: "\(place)/switching-time.cir")
  }

  /// A device with what it is called in decks.
  struct NamedDevice {
    let label: String
    let sample: DeviceSample
  }

  /// The median device, then cells of the first row of array 0's first tile under their names.
  func devices(sampled count: Int) -> [NamedDevice] {
    let sampler = DeviceSampler(statistics: input.device.statistics, seed: input.seed)
    let tile = input.design.tile(0)
    return [NamedDevice(label: "median", sample: median)]
      + (0..<min(count, tile.columns)).map { column in
        NamedDevice(
          label: CellID(tile: 0, row: 0, column: column).name,
          sample: sampler.sample(array: SPICEBackend.array, tile: 0, row: 0, column: column))
      }
  }

  /// Duration of one segment of a slow sweep over the slowest of the model's times; a threshold takes 15 s at 0.1 thresholds a second.
  static let slowness = 60.0

  /// Duration of one segment of a slow sweep, s.
  var segment: Double {
    let c = input.device.constants
    return (Self.slowness * max(c.thresholdTime, c.minimumTime, c.relaxationTime))
      .inSixDigits
  }

  /// When the limiter of a sweep is fully open, a little into the third segment, s.
  var opened: Double { (segment * 2.001).inSixDigits }

  /// A time on a grid of one picosecond, which keeps it short in a deck.
  func time(_ value: Double) -> TemplateValue { .number((value * 1e12).rounded() / 1e12) }

  /// Name of the device and the median one's parameters.
  var medianValues: [String: TemplateValue] {
    [
      "vset": .number(median.vSet),
      "vrst": .number(median.vReset), "rlrs": .number(median.rLRS), "rhrs": .number(median.rHRS),
    ].merging(deviceValues) { $1 }
  }

  /// Name of the device, and the temperature at which its file's numbers hold, behind the parameters of each memristor.
  var deviceValues: [String: TemplateValue] {
    let celsius = input.device.constants.temperature?.reference.netlistText
    return [
      "device": .text(input.device.name.oneLine),
      "temperature_note": .text(
        celsius.map { " At \($0) C, where the device file's numbers hold." } ?? ""),
      "tdev": .text(celsius.map { " tdev=\($0)" } ?? ""),
    ]
  }

  /// R_H at a voltage, Ω.
  func highResistance(_ device: DeviceSample, at voltage: Double) -> Double {
    voltage / model.current(voltage, state: 0, device: device)
  }

  /// The SET current above which the filament of a device persists, A: the current at the unstable state and at the voltage
  /// that a half-grown filament needs; for the median device I_nv, unless that was out of bounds.
  func nonVolatileCurrent(_ device: DeviceSample) -> Double {
    let x = model.unstableState
    let w = x * x * (3 - 2 * x)
    return model.current(
      device.vSet * (1 - input.device.constants.feedback * w), state: x, device: device)
  }
}

extension Double {
  /// Of six significant digits and either sign, brought to at most 10²¹ in magnitude whatever the device file says.
  var inSixDigits: Double {
    let rounded = min(magnitude, 1e21).roundedToSixDigits
    return self < 0 ? -rounded : rounded
  }
}
