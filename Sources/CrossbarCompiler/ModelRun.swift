public import CrossbarCore
internal import CrossbarDevices
public import CrossbarFit
internal import CrossbarTemplates

/// Where the results of fitting a compact model go.
public struct ModelOutputs: Sendable {
  /// The device file; nil to write none.
  public var device: String?
  /// The page for people, in Markdown.
  public var report: String?

  public init(device: String? = nil, report: String? = nil) {
    self.device = device
    self.report = report
  }
}

/// `dendrite model`: the constants of a device file's compact model, fitted to its targets and to pulses.
public struct ModelRun: Sendable {
  public let result: ModelFitResult
  /// Warnings: targets that are not met.
  public let warnings: [Diagnostic]
  private let text: String
  private let path: String

  /// Name of the embedded device file in findings.
  public static let embedded = "device.yaml (embedded)"

  /// Reads and fits; writes nothing.
  ///
  /// - Parameters:
  ///   - device: the device file; nil for the embedded one.
  ///   - pulses: tables of pulses; see `PulseTable`.
  /// - Throws: everything found wrong with the files.
  public init(
    device: String?, pulses: [String], onEvent: (String) -> Void
  ) throws(Diagnostics) {
    path = device ?? Self.embedded
    text = try device.map(TextFile.read) ?? TemplateLibrary.device
    let base = try DeviceFile.parse(text, file: path, isFitted: true)
    var tables: [PulseTable] = []
    var findings: [Diagnostic] = []
    for (index, file) in pulses.enumerated() {
      do throws(Diagnostics) {
        if pulses[..<index].contains(where: { $0 == file || AtomicFile.isSame($0, file) }) {
          throw Diagnostics(
            .error("pulses/repeated", "the file is named twice", at: .init(file: file)))
        }
        tables.append(
          try PulseTable.parse(
            TextFile.read(file), file: file, statistics: base.statistics))
      } catch {
        findings += error.all
      }
    }
    try findings.throwIfErrors()
    result = ModelFit.run(base, tables: tables, onEvent: onEvent)
    warnings = result.warnings(file: path)
  }

  /// Writes the device file and the report: both or neither.
  ///
  /// - Returns: notes, such as that comments could not be kept.
  /// - Throws: `output/…` where something cannot be written.
  public func write(to outputs: ModelOutputs) throws(Diagnostics) -> [Diagnostic] {
    var notes: [Diagnostic] = []
    var pending: [PendingFile] = []
    do throws(Diagnostics) {
      if let device = outputs.device {
        let edited = result.deviceText(editing: text)
        // What was written must be a device that a compilation takes.
        let readBack = try DeviceFile.parse(edited.text, file: device)
        precondition(
          readBack == result.device, "the device file does not read back as the device fitted")
        if !edited.keepsComments {
          notes.append(
            .warning(
              "model/comments",
              "the file was written anew, without the comments and evidence of \(path)",
              at: .init(file: device)))
        }
        pending.append(try PendingFile(edited.text, path: device))
      }
      if let report = outputs.report {
        pending.append(try PendingFile(ModelReport(result).markdown, path: report))
      }
      for file in pending { try file.commit() }
    } catch {
      for file in pending { file.abandon() }
      throw error
    }
    return notes
  }
}
