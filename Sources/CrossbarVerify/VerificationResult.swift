public import CrossbarCore
public import CrossbarDevices

/// What verification found in an output folder.
public struct VerificationResult: Sendable {
  /// Everything wrong, and warnings.
  public var findings: [Diagnostic]
  /// Cells read from the decks and from the masks.
  public var deckCells: Int
  public var maskCells: Int
  /// The device of the folder; nil where its file is not in order.
  public var device: Device?
  /// What the array does; nil where the files are not in order.
  public var prediction: Prediction?

  /// The result of a folder that could not be read further.
  public init(findings: [Diagnostic]) {
    self.findings = findings
    deckCells = 0
    maskCells = 0
  }

  /// Whether the files are in order and their array, made of ideal devices, computes the network.
  public var holdsNetwork: Bool {
    guard !findings.hasErrors, let prediction else { return false }
    return prediction.ideal.bitErrors.isEmpty
  }
}
