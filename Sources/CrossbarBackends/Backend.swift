public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
public import CrossbarLayout
public import CrossbarModel

/// Everything that artefacts are made from.
public struct BackendInput: Sendable {
  public var network: QuantizedNetwork
  public var design: CrossbarDesign
  public var device: Device
  public var layout: PhysicalLayout
  public var wiring: ArrayWiring
  public var seed: UInt64

  public init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, layout: PhysicalLayout,
    wiring: ArrayWiring, seed: UInt64
  ) {
    self.network = network
    self.design = design
    self.device = device
    self.layout = layout
    self.wiring = wiring
    self.seed = seed
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
