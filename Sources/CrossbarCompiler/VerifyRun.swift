public import CrossbarCore
internal import CrossbarDocuments
public import CrossbarVerify
internal import Foundation

/// A verification of an output folder, with the lines to print.
public struct VerifyRun: Sendable {
  public var result: VerificationResult
  /// A few lines that say what was found.
  public var summary: [String]

  /// Verifies a folder; reads nothing outside it.
  ///
  /// - Throws: if the folder is not an output of a compilation at all.
  public init(folder: String, onEvent: (String) -> Void) throws(Diagnostics) {
    let manifest: Manifest
    do throws(Diagnostics) {
      manifest = try Manifest.read(folder: folder)
    } catch {
      // An output whose manifest is lost or damaged is a broken output; anything else is no output at all.
      let isOutput = [Manifest.fileName, "network.json"].contains {
        FileManager.default.fileExists(atPath: "\(folder)/\($0)")
      }
      guard isOutput else { throw error }
      result = VerificationResult(findings: error.all)
      summary = []
      return
    }
    onEvent("reading \(manifest.entries.count) files of \(folder)")
    var result = Verifier.verify(folder: folder)
    summary = []
    if !result.findings.hasErrors {
      let path = "\(folder)/verify.json"
      let stored = FileManager.default.contents(atPath: path)
      // A file that is not ours is worth a warning, but was not there when verify.json was written.
      var comparable = result
      comparable.findings.removeAll { $0.id == "verify/extra-file" }
      if stored.map({ Array($0) }) != Array(VerificationJSON.document(comparable).text.utf8) {
        result.findings.append(
          .error(
            "verify/stale", "the file is not what verification finds now",
            at: .init(file: "verify.json")))
      }
      summary = ReportText.summary(result, seed: manifest.seed)
    }
    self.result = result
  }
}
