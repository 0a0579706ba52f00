public import CrossbarCore
internal import CrossbarDevices
public import CrossbarFit
internal import CrossbarTemplates
internal import Foundation

/// Where the results of a fit go.
public struct FitOutputs: Sendable {
  /// The device file.
  public var device: String
  /// The page for people; its pictures go into a folder beside it.
  public var report: String?

  public init(device: String, report: String? = nil) {
    self.device = device
    self.report = report
  }

  /// The table of all cycles, beside the device file: `device.cycles.csv`.
  public var cycles: String { stem(device) + ".cycles.csv" }

  /// The folder of the report's pictures: `fit.files`.
  public var pictures: String? { report.map { stem($0) + ".files" } }

  /// The path without its last ending.
  private func stem(_ path: String) -> String {
    let slash = path.lastIndex(of: "/")
    guard let dot = path.lastIndex(of: "."), dot > (slash ?? path.startIndex),
      dot != path.startIndex
    else { return path }
    return String(path[..<dot])
  }
}

/// `dendrite fit`: measurement files to a device file, the table of cycles and a report.
public enum FitRun {
  /// The device that everything not measured is taken from.
  ///
  /// - Throws: what is wrong with the file named by `options.base`.
  static func base(_ options: FitOptions) throws(Diagnostics) -> Device {
    guard let path = options.base else {
      return try DeviceFile.parse(TemplateLibrary.device, file: "device.yaml")
    }
    return try DeviceFile.parse(TextFile.read(path), file: path)
  }

  /// Fits the files; writes nothing.
  ///
  /// - Throws: everything found wrong with the files and the options.
  public static func fit(
    _ options: FitOptions, onEvent: (String) -> Void
  ) throws(Diagnostics) -> FitResult {
    try Fit.run(options, base: base(options), onEvent: onEvent)
  }

  /// Writes the device file, the table of cycles and, where asked for, the report: all of them or none.
  ///
  /// - Parameter searchPath: folders to find gnuplot in, separated by colons.
  /// - Returns: notes, such as that gnuplot is missing.
  /// - Throws: `output/…` where something cannot be written.
  public static func write(
    _ result: FitResult, to outputs: FitOutputs, searchPath: String, onEvent: (String) -> Void
  ) throws(Diagnostics) -> [Diagnostic] {
    let text = result.deviceText
    // What was written must be a device that a compilation takes.
    let readBack = try DeviceFile.parse(text, file: outputs.device)
    precondition(
      readBack == result.device, "the device file does not read back as the device fitted")
    let cycles = CycleTable.csv(result.records)
    var notes: [Diagnostic] = []
    var pending: [PendingFile] = []
    var folder: PendingFolder?
    do throws(Diagnostics) {
      if let report = outputs.report, let pictures = outputs.pictures {
        onEvent("drawing the report's plots")
        let target = try PendingFolder(target: pictures)
        folder = target
        let plots = try PlotSet.make(result)
        try plots.write(to: target.folder, style: target.standing(PlotSet.styleName))
        try target.folder.write(cycles, to: "cycles.csv")
        let absence = Gnuplot.draw(
          plots.names, in: target.folder.path, searchPath: searchPath)
        if let absence {
          notes.append(.warning("report/plots", absence.sentence, at: .init(file: report)))
        }
        let page = result.report(
          plots: plots, folder: lastPart(pictures), absence: absence?.sentence)
        pending.append(try PendingFile(page, path: report))
      }
      pending.append(try PendingFile(cycles, path: outputs.cycles))
      pending.append(try PendingFile(text, path: outputs.device))
      if let folder { try folder.commit() }
      for file in pending { try file.commit() }
    } catch {
      for file in pending { file.abandon() }
      folder?.abandon()
      throw error
    }
    return notes
  }

  private static func lastPart(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
