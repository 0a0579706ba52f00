public import CrossbarCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Reads printing masks back from their files and finds the memristors in them by geometry alone.
///
/// Shares no code with what writes them and asks no layout where anything should be.
public enum MaskReader {
  /// The layers of a page in the order of the process; each has a file of its name.
  static let layerNames = ["ag-bottom", "mos2-window", "dielectric", "au-top", "ag-pad"]
  /// The layer that only pages with crossing lines have.
  static let optionalLayer = "dielectric"

  /// The layers that a page has.
  private static func layerNames(of folder: String) -> [String] {
    layerNames.filter { $0 != optionalLayer || access("\(folder)/\($0).svg", F_OK) == 0 }
  }

  /// Reads `masks/` of an output folder.
  ///
  /// - Returns: the shapes, the junctions, and what is wrong with the geometry, in ``ReadMasks/findings``.
  /// - Throws: everything that keeps a file from being read, with file and line.
  public static func read(folder: String) throws(Diagnostics) -> ReadMasks {
    var masks = try readShapes(folder: folder)
    let sheets = masks.sheets
    let circuits = parallelMap(count: sheets.count) { index in
      let circuit = MaskCircuit(sheets[index])
      return (circuit.junctions, CircuitFindings(circuit).all.map(\.diagnostic))
    }
    for (junctions, findings) in circuits {
      masks.junctions += junctions
      masks.findings += findings
    }
    return masks
  }

  /// Reads the shapes alone: no junctions, and in ``ReadMasks/findings`` only what is wrong with the files.
  ///
  /// - Throws: everything that keeps a file from being read, with file and line.
  public static func readShapes(folder: String) throws(Diagnostics) -> ReadMasks {
    let sheets = try sheetFolders("\(folder)/masks")
    let readings = parallelMap(count: sheets.count) { index in
      SheetReading(folder: folder, number: sheets[index].number, name: sheets[index].name)
    }
    try readings.flatMap(\.unreadable).throwIfErrors()
    return ReadMasks(
      sheets: readings.compactMap(\.sheet), junctions: [], findings: readings.flatMap(\.findings))
  }

  /// One page read: its single-layer files and the combined one.
  private struct SheetReading: Sendable {
    var unreadable: [Diagnostic] = []
    var findings: [Diagnostic] = []
    var sheet: ReadSheet?

    init(folder: String, number: Int, name: String) {
      var layers: [ReadLayer] = []
      var size: (width: Int, height: Int)?
      let layerNames = MaskReader.layerNames(of: "\(folder)/masks/\(name)")
      for layer in layerNames {
        let file = "masks/\(name)/\(layer).svg"
        do throws(Diagnostics) {
          let mask = try MaskFileReader.read("\(folder)/\(file)", named: file)
          findings += check(mask, holds: [layer], sizeOf: size)
          size = size ?? (mask.width, mask.height)
          layers.append(
            mask.layers.first { $0.name == layer }
              ?? ReadLayer(name: layer, file: file, shapes: []))
        } catch {
          unreadable += error.all
        }
      }
      let combined = "masks/\(name)/combined.svg"
      do throws(Diagnostics) {
        let mask = try MaskFileReader.read("\(folder)/\(combined)", named: combined)
        findings += check(mask, holds: layerNames, sizeOf: size)
        if layers.count == layerNames.count {
          findings += CombinedComparison(mask, layers: layers).findings
        }
      } catch {
        unreadable += error.all
      }
      guard let size, layers.count == layerNames.count else { return }
      sheet = ReadSheet(
        number: number, folder: "masks/\(name)", width: size.width, height: size.height,
        layers: layers)
    }
  }

  /// Folders `sheet-…` of a folder, by number.
  private static func sheetFolders(
    _ path: String
  ) throws(Diagnostics) -> [(number: Int, name: String)] {
    guard let directory = opendir(path) else {
      let reason = String(cString: strerror(errno))
      throw Diagnostics(
        .error("masks/open", "cannot open the folder: \(reason)", at: .init(file: path)))
    }
    defer { closedir(directory) }
    var sheets: [(number: Int, name: String)] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix("sheet-"), let number = Int(name.dropFirst(6)) {
        sheets.append((number, name))
      }
    }
    if sheets.isEmpty {
      throw Diagnostics(.error("masks/none", "the folder holds no sheets", at: .init(file: path)))
    }
    return sheets.sorted { $0.number < $1.number }
  }

  private static func check(
    _ mask: MaskFile, holds layers: [String], sizeOf size: (width: Int, height: Int)?
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if mask.layers.map(\.name) != layers {
      findings.append(
        .error(
          "masks/layers",
          "the file holds the layers \(mask.layers.map(\.name).joined(separator: ", ")); it should "
            + "hold \(layers.joined(separator: ", "))", at: .init(file: mask.name)))
    }
    if let size, size != (mask.width, mask.height) {
      findings.append(
        .error(
          "masks/page", "the page's size differs from that of the page's other files",
          at: .init(file: mask.name)))
    }
    return findings
  }
}
