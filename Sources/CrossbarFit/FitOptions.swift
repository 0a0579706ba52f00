public import CrossbarDevices
public import CrossbarMeasurement
public import CrossbarStatistics

/// What the user asks of a fit.
public struct FitOptions: Sendable {
  /// Which cycles of a device stand for it.
  public enum Cycles: String, CaseIterable, Sendable {
    /// Every cycle is an observation: the spread of devices and of cycles together.
    case all
    /// The first cycle of each device that tells the quantity.
    case first
    /// The median of each device's cycles: the spread of devices alone.
    case median
  }

  /// The measurement files, in the order given.
  public var files: [String]
  public var reading = ReadingOptions()
  public var extraction = ExtractionOptions()
  public var cycles = Cycles.all
  /// Families that the user decided upon; nil stands for the empirical quantiles.
  public var families: [DeviceQuantity: Family?] = [:]
  /// Devices that were made, where more than were measured.
  public var fabricated: Int?
  /// The device file that everything not measured is taken from; the embedded device where nil.
  public var base: String?
  /// Name of the device in the output.
  public var name: String?
  /// Replicates of the parametric bootstrap.
  public var replicates = 1000
  /// Seed of the bootstrap.
  public var seed: UInt64 = 1
  /// A family passes with a bootstrap p of the Anderson–Darling statistic of at least this.
  public var significance = 0.05

  public init(files: [String]) {
    self.files = files
  }
}
