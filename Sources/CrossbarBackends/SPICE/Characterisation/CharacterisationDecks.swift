internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// The decks of `spice/ngspice/characterisation/`: one memristor or some, without an array, as an experimenter meets them.
///
///     iv-sweep.cir          four-segment sweep of the median device and of array 0's first cells
///
/// Each states in its head what it repeats, measures, compares with the device file's own numbers and prints
/// `DENDRITE <deck> PASS`, `FAIL` or `ERROR`.
struct CharacterisationDecks {
  let input: BackendInput
  /// The median device.
  let median: DeviceSample
  let model: CompactModel

  init(_ input: BackendInput) {
    self.input = input
    let statistics = input.device.statistics
    median = DeviceSample(
      vSet: statistics.vSet.median.roundedToSixDigits,
      vReset: statistics.vReset.median.roundedToSixDigits,
      rLRS: statistics.rLRS.median.roundedToSixDigits,
      rHRS: statistics.rHRS.median.roundedToSixDigits)
    model = CompactModel(input.device)
  }

  /// Writes the decks below `place`.
  func write(to folder: OutputFolder, place: String) throws(Diagnostics) {
    try folder.write(IVSweepDeck(self).text(), to: "\(place)/iv-sweep.cir")
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
