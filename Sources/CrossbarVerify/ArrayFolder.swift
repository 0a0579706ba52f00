public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
internal import CrossbarDigest
internal import CrossbarLayout
public import CrossbarModel
public import CrossbarSimulation

/// An output folder as the simulator needs it: network, devices, wires and what is drawn at random, no file of it changed.
public struct ArrayFolder: Sendable {
  public let network: QuantizedNetwork
  /// The network as trained.
  public let trained: Network
  public let design: CrossbarDesign
  public let device: Device
  public let wiring: ArrayWiring
  /// The wires of each tile where the style prints a crossbar without transistors; nil for other styles.
  public let crossbarWirings: [CrossbarWiring]?
  /// What the layers' shifts do to sampled arrays.
  public let registration: RegistrationSpread
  public let seed: UInt64
  /// SHA-256 of the manifest, which states that of every file.
  public let digest: String
  /// The inputs that verification classifies.
  public let evaluation: Evaluation

  /// Reads a folder.
  ///
  /// - Throws: where the folder is no output of a compilation, and for everything in it that is not as it was written.
  public init(folder: String) throws(Diagnostics) {
    let manifest = try Manifest.read(folder: folder)
    try FolderCheck.compare(folder: folder, manifest: manifest).throwIfErrors()
    let contents = try FolderContents(folder: folder, manifest: manifest)
    network = contents.network.network
    trained = try TrainedNetworkFile.read(folder: folder, matching: network)
    design = contents.design
    device = contents.device
    wiring = contents.process.wiring()
    registration = try contents.registration()
    let process = contents.process
    if process.geometry.style.hasTransistors {
      crossbarWirings = nil
    } else {
      let layout = try contents.layout()
      crossbarWirings = contents.design.tiles.compactMap {
        layout.tile($0.id.index).crossbarWiring(process)
      }
    }
    seed = manifest.seed
    digest = try FileDigest(
      path: "\(folder)/\(Manifest.fileName)", name: Manifest.fileName
    ).sha256
    evaluation = contents.evaluation
  }
}
