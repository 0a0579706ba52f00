/// A rung of the ladder that is sampled: each has all that the one above it has.
public enum SampledStage: String, Sendable, CaseIterable {
  /// Device spread alone: the whole write voltage reaches every device; see ``ThresholdRule``.
  case deviceSpread = "device_spread"
  /// Behind transistors, wires and drivers, layers registered by chance; see ``CellSimulator``.
  case wires
  /// Read currents with the device's noise.
  case readNoise = "read_noise"
  /// Devices that do not work at all, worn or faded ones.
  case faults
}
