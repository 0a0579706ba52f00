public import CrossbarCore
internal import CrossbarMasks

/// A check of the masks of an output folder, with the lines to print.
public struct CheckRun: Sendable {
  /// Everything wrong, part by part.
  public private(set) var findings: [Diagnostic] = []
  /// A few lines that say what was checked.
  public private(set) var summary: [String] = []

  /// Checks a folder; reads nothing outside it.
  ///
  /// - Throws: if the folder has no masks that can be read.
  public init(folder: String, onEvent: (String) -> Void) throws(Diagnostics) {
    onEvent("reading the masks of \(folder)")
    let masks: ReadMasks
    do throws(Diagnostics) {
      masks = try MaskReader.readShapes(folder: folder)
    } catch {
      // Files that cannot be read are broken masks; a folder without any is none of ours.
      if error.all.contains(where: { $0.location?.file == "\(folder)/masks" }) { throw error }
      findings = error.all
      return
    }
    findings = masks.findings.capped()
    // Every part takes the shapes as read and gives lines and findings; the next ones are added here.
    for part in [Self.circuit] {
      let result = part(folder, masks.sheets, onEvent)
      summary += result.summary
      findings += result.findings
    }
  }

  /// What one part of the check found.
  struct Part {
    var summary: [String]
    var findings: [Diagnostic]
  }

  private static func circuit(
    _ folder: String, _ sheets: [ReadSheet], _ onEvent: (String) -> Void
  ) -> Part {
    onEvent("extracting the circuits of \(sheets.count) pages")
    let check = CircuitCheck(folder: folder, sheets: sheets)
    return Part(
      summary: CircuitSummary.lines(check), findings: check.findings.map(\.diagnostic))
  }
}
