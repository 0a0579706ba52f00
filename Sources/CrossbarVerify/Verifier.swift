internal import CrossbarArray
public import CrossbarCore
internal import CrossbarDevices
internal import CrossbarLayout
public import CrossbarModel
internal import CrossbarSimulation
internal import Foundation

/// Reads an output folder back and decides whether its array holds the network.
///
/// Nothing outside the folder is read, and nothing that wrote the folder is called.
public enum Verifier {
  /// Verifies a folder.
  ///
  /// Every problem of every file is in the findings; the prediction is made only where there is none.
  public static func verify(folder: String) -> VerificationResult {
    var result = VerificationResult(findings: [])
    do throws(Diagnostics) {
      let manifest = try Manifest.read(folder: folder)
      result.findings += FolderCheck.compare(folder: folder, manifest: manifest)
      let contents = try FolderContents(folder: folder, manifest: manifest)
      result.device = contents.device
      do throws(Diagnostics) {
        _ = try TrainedNetworkFile.read(folder: folder, matching: contents.network.network)
      } catch {
        result.findings += error.all
      }
      let readBack = ReadBack(contents)
      result.findings += readBack.findings
      result.deckCells = readBack.deckCells
      result.maskCells = readBack.maskCells
      if result.findings.hasErrors { return result }
      result.prediction = try contents.predictor(cells: readBack.cells).run()
    } catch {
      result.findings += error.all
    }
    return result
  }

  /// The network of a folder, its files checked against the manifest and each other.
  ///
  /// - Throws: whatever is wrong with `network.json`.
  public static func readNetwork(folder: String) throws(Diagnostics) -> QuantizedNetwork {
    let manifest = try Manifest.read(folder: folder)
    let changed = FolderCheck.compare(folder: folder, manifest: manifest).filter {
      $0.location?.file == "network.json"
    }
    try changed.throwIfErrors()
    return try NetworkFile.read(path: "\(folder)/network.json", name: "network.json").network
  }

  /// The network that this folder's array holds once it is programmed and read, wrong bits included.
  ///
  /// - Throws: whatever verification finds wrong with the files.
  public static func readArray(folder: String) throws(Diagnostics) -> QuantizedNetwork {
    let manifest = try Manifest.read(folder: folder)
    var findings = FolderCheck.compare(folder: folder, manifest: manifest)
    let contents = try FolderContents(folder: folder, manifest: manifest)
    let readBack = ReadBack(contents)
    findings += readBack.findings
    try findings.throwIfErrors()
    let errors = try contents.predictor(cells: readBack.cells).circuitErrors()
    return contents.network.network.flipping(errors, design: contents.design)
  }
}

/// The files of a folder, read.
struct FolderContents: Sendable {
  let folder: String
  let manifest: Manifest
  let network: ReadNetwork
  let device: Device
  let process: CrossbarLayout.Process
  let evaluation: Evaluation
  let design: CrossbarDesign

  /// - Parameter needsEvaluation: whether the inputs that are classified are read as well; without, there are none.
  init(
    folder: String, manifest: Manifest, needsEvaluation: Bool = true
  ) throws(Diagnostics) {
    self.folder = folder
    self.manifest = manifest
    network = try NetworkFile.read(path: "\(folder)/network.json", name: "network.json")
    device = try Self.readDevice(folder: folder)
    process = try ProcessFile.parse(
      Self.text(folder: folder, name: "process.yaml"), file: "process.yaml",
      modelText: { (path) throws(Diagnostics) in
        // The copy beside the decks is the one that is simulated.
        try Self.text(
          folder: folder, name: "spice/ngspice/\(TransistorModel.fileName(of: path))")
      })
    evaluation =
      needsEvaluation
      ? try Evaluation.read(
        folder: folder, width: network.network.inputs, classes: max(2, network.network.outputs))
      : Evaluation(
        inputs: Matrix(rows: 0, columns: network.network.inputs, elements: []), labels: [],
        areLabelsGiven: false)
    guard network.network.bits <= manifest.tileLimit.columns else {
      throw Diagnostics(
        .error(
          "verify/word", "a word of \(network.network.bits) bits does not fit a tile",
          at: .init(file: Manifest.fileName)))
    }
    guard network.network.bits == manifest.bits, network.network.scheme.rawValue == manifest.scheme
    else {
      throw Diagnostics(
        .error(
          "verify/configuration",
          "the manifest states \(manifest.bits) bits by the scheme \(manifest.scheme), network.json has "
            + "\(network.network.bits) by \(network.network.scheme.rawValue)",
          at: .init(file: Manifest.fileName, line: manifest.configurationLine)))
    }
    design = CrossbarDesign(network.network, limit: manifest.tileLimit)
  }

  static func readDevice(folder: String) throws(Diagnostics) -> Device {
    try DeviceFile.parse(text(folder: folder, name: "device.yaml"), file: "device.yaml")
  }

  private static func text(folder: String, name: String) throws(Diagnostics) -> String {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
      let text = String(data: data, encoding: .utf8)
    else {
      throw Diagnostics(
        .error("verify/missing-file", "the file cannot be read as text", at: .init(file: name)))
    }
    return text
  }

  /// Where the masks and the resistances of wires come from.
  func layout() throws(Diagnostics) -> PhysicalLayout {
    try PhysicalLayout(design: design, process: process, title: network.network.name)
  }

  /// What the layers' shifts do to sampled arrays.
  func registration() throws(Diagnostics) -> RegistrationSpread {
    let rules = process.rules
    let overlap = JunctionOverlap(try layout(), reach: rules.registrationStress)
    // What the process states as its registration is taken for two standard deviations.
    return RegistrationSpread(
      sigma: Double(rules.registration) / 2, limit: rules.registrationStress,
      areas: overlap.factors)
  }

  func predictor(cells: [DeckCell]) throws(Diagnostics) -> Predictor {
    Predictor(
      network: network.network, design: design, device: device, wiring: process.wiring(),
      cells: cells, evaluation: evaluation, manifest: manifest, registration: try registration())
  }
}
