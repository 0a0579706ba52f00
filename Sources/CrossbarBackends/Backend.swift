public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
public import CrossbarLayout
public import CrossbarModel

/// Everything that artefacts are made from.
public struct BackendInput: Sendable {
  /// The network as integers.
  public var network: QuantizedNetwork
  /// Where its bits are stored.
  public var design: CrossbarDesign
  /// The memristor.
  public var device: Device
  /// Where everything stands on its page, and the process that prints it.
  public var layout: PhysicalLayout
  /// Resistances of the array's wires.
  public var wiring: ArrayWiring
  /// Seed of everything drawn at random.
  public var seed: UInt64
  /// Simulators that decks are written for, beside ngspice.
  public var dialects: [SPICEDialect]

  /// Gathers what artefacts are made from.
  public init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, layout: PhysicalLayout,
    wiring: ArrayWiring, seed: UInt64, dialects: [SPICEDialect] = [.ngspice]
  ) {
    self.network = network
    self.design = design
    self.device = device
    self.layout = layout
    self.wiring = wiring
    self.seed = seed
    self.dialects = dialects
  }
}

/// Writes one kind of artefact. Its reader lives in `CrossbarVerify` and shares no code with it.
public protocol Backend: SendableMetatype {
  /// The artefact's name, also that of its folder in the output.
  static var name: String { get }
  /// Everything that keeps this artefact from being written, before a byte is.
  static func check(_ input: BackendInput) -> [Diagnostic]
  /// Writes the artefact's files.
  static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics)
}
