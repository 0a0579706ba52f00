internal import CrossbarArray
public import CrossbarCore
internal import CrossbarLayout
internal import CrossbarMasks
internal import Foundation

/// A check of the masks of an output folder, with the lines to print.
public struct CheckRun: Sendable {
  /// Everything wrong, part by part.
  public private(set) var findings: [Diagnostic] = []
  /// A few lines that say what was checked.
  public private(set) var summary: [String] = []
  /// A picture of every page that breaks a rule: name of the file, such as `sheet-01.svg`, and its text.
  public private(set) var pictures: [(name: String, svg: String)] = []
  /// Names of the pictures of all pages.
  private var pages: [String] = []

  /// Checks a folder; reads nothing outside it.
  ///
  /// - Throws: if the folder has no masks that can be read, or no process file in order.
  public init(folder: String, onEvent: (String) -> Void) throws(Diagnostics) {
    let process = try Self.process(of: folder)
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

    onEvent("extracting the circuits of \(masks.sheets.count) pages")
    let circuit = CircuitCheck(folder: folder, sheets: masks.sheets)
    summary += CircuitSummary.lines(circuit)
    findings += circuit.findings.map(\.diagnostic)

    onEvent("checking the design rules")
    let sheets = masks.sheets + circuit.editedSheets
    let rules = RuleCheck.findings(
      sheets, process,
      options: .init(silverBeyondGold: process.geometry.silverBeyondGold(process.rules)))
    onEvent("shifting the layers")
    let registration = RegistrationStress(masks.sheets, process)
    let marked = rules + registration.findings
    findings += marked.map(\.diagnostic)
    summary += RuleSummary.lines(rules, registration, process)
    for sheet in sheets {
      let own = marked.filter { $0.file.hasPrefix("\(sheet.folder)/") }
      let others = circuit.findings.filter { $0.sheet == sheet.number && $0.place != nil }
      let name = "\(sheet.folder.split(separator: "/").last ?? "sheet").svg"
      pages.append(name)
      if own.isEmpty && others.isEmpty || pictures.contains(where: { $0.name == name }) { continue }
      pictures.append(
        (name, MarkedPicture.svg(sheet, own + others.compactMap(RuleFinding.init), process)))
    }
  }

  /// The process that the folder was made for. A user's own transistor model does not matter to masks.
  private static func process(of folder: String) throws(Diagnostics) -> CrossbarLayout.Process {
    let text = try TextFile.read("\(folder)/process.yaml")
    return try ProcessFile.parse(
      text, file: "process.yaml",
      modelText: { (path) throws(Diagnostics) in
        try TextFile.read("\(folder)/spice/ngspice/\(TransistorModel.fileName(of: path))")
      })
  }

  /// Writes the pictures into the folder's `check/`, each whole or not at all, and takes away those of pages that an earlier
  /// check found wrong and this one does not.
  ///
  /// - Returns: the files written.
  /// - Throws: `output/…` where a file cannot be written.
  public func writePictures(to folder: String) throws(Diagnostics) -> [String] {
    let manager = FileManager.default
    for name in pages where !pictures.contains(where: { $0.name == name }) {
      try? manager.removeItem(atPath: "\(folder)/check/\(name)")
    }
    let output = OutputFolder(path: folder)
    var written: [String] = []
    for picture in pictures {
      let path = try output.path(of: "check/\(picture.name)")
      try AtomicFile.write(picture.svg, to: path)
      written.append(path)
    }
    return written
  }
}
