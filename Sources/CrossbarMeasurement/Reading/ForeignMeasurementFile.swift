internal import CrossbarCore

/// Files that people offer as measurements and that are not read: each is named, with the way out.
enum ForeignMeasurementFile {
  /// Why a file of these first bytes is not read; nil where it may be text or a workbook.
  ///
  /// - Parameter members: names of the members where it is a zip archive.
  static func diagnostic(path: String, head: [UInt8], members: [String]) -> Diagnostic? {
    let location = Diagnostic.Location(file: path)
    if let (what, help) = archive(members) ?? known(head, path: path) {
      return .error("measure/foreign-format", "this is \(what)", at: location, help: help)
    }
    return nil
  }

  private static let exportCSV = "export the data as CSV or .xlsx"

  private static func archive(_ members: [String]) -> (String, String)? {
    if members.isEmpty { return nil }
    if members.contains("content.xml") || members.contains("mimetype") {
      return ("an OpenDocument file (.ods)", "save it as .xlsx or export CSV")
    }
    if members.contains("word/document.xml") {
      return ("a Word document", "copy the table into a sheet and save it as .xlsx or CSV")
    }
    if members.contains("ppt/presentation.xml") { return ("a PowerPoint file", exportCSV) }
    if members.contains(where: { $0.hasPrefix("Index/") && $0.hasSuffix(".iwa") }) {
      return ("an Apple Numbers file", "export it as .xlsx or CSV")
    }
    if !members.contains(where: {
      $0.lowercased().hasSuffix("workbook.xml") || $0.lowercased().hasSuffix("workbook.bin")
    }),
      members.allSatisfy({ $0.hasSuffix(".npy") })
    {
      return ("a NumPy archive", "write its arrays with numpy.savetxt")
    }
    return nil
  }

  private static let signatures: [(bytes: [UInt8], what: String, help: String)] = [
    (
      [0xD0, 0xCF, 0x11, 0xE0],
      "an Excel 97–2003 workbook (.xls) or another file in Microsoft's old container, or a workbook under a password",
      "open it in Excel or LibreOffice and save it as .xlsx without a password, or export CSV"
    ),
    ([0x09, 0x08], "an Excel 2–95 workbook (.xls)", "save it as .xlsx or export CSV"),
    (
      [0x89, 0x48, 0x44, 0x46], "an HDF5 file (.h5, .hdf5, .nxs, or .mat of MATLAB 7.3)",
      "export voltage and current as CSV"
    ),
    (
      Array("MATLAB 5.0 MAT-file".utf8), "a MATLAB file (.mat)",
      "export the variables with writematrix or writetable"
    ),
    (Array("%PDF".utf8), "a PDF document", "export the numbers behind it as CSV"),
    (
      [0x89, 0x50, 0x4E, 0x47], "a PNG picture",
      "a plot cannot be read; export the numbers behind it as CSV"
    ),
    (
      [0xFF, 0xD8, 0xFF], "a JPEG picture",
      "a plot cannot be read; export the numbers behind it as CSV"
    ),
    (
      Array("GIF8".utf8), "a GIF picture",
      "a plot cannot be read; export the numbers behind it as CSV"
    ),
    (
      [0x49, 0x49, 0x2A, 0x00], "a TIFF picture",
      "a plot cannot be read; export the numbers behind it as CSV"
    ),
    (
      [0x4D, 0x4D, 0x00, 0x2A], "a TIFF picture",
      "a plot cannot be read; export the numbers behind it as CSV"
    ),
    (Array("TDSm".utf8), "a LabVIEW TDMS file", "export it as text from LabVIEW or Excel"),
    (Array("CPYA".utf8), "an Origin project", "export the worksheets as CSV from Origin"),
    (Array("CPYUA".utf8), "an Origin project", "export the worksheets as CSV from Origin"),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array", "write it with numpy.savetxt"),
    (Array("PAR1".utf8), "a Parquet file", exportCSV),
    (Array("SQLite format 3".utf8), "an SQLite database", exportCSV),
    (
      Array("7z\u{BC}\u{AF}".unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }),
      "a 7-Zip archive", "unpack it first"
    ),
    (Array("Rar!".utf8), "a RAR archive", "unpack it first"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive", "unpack it first"),
    (Array("BZh".utf8), "a bzip2 archive", "unpack it first"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive", "unpack it first"),
    (Array("{\\rtf".utf8), "an RTF document", exportCSV),
    (
      Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file itself",
      "run git lfs pull"
    ),
  ]

  private static func known(_ head: [UInt8], path: String) -> (String, String)? {
    for signature in signatures where head.starts(with: signature.bytes) {
      return (signature.what, signature.help)
    }
    let text = String(
      decoding: head.prefix(256).drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0 <= 0x20 },
      as: UTF8.self
    )
    .lowercased()
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") || text.hasPrefix("<table") {
      return ("a web page (some instruments call it .xls)", "open it in Excel and save it as .xlsx")
    }
    if text.hasPrefix("<?xml") || text.hasPrefix("<") && text.contains("xmlns") {
      return ("an XML file", exportCSV)
    }
    if text.hasPrefix("{") && text.contains("\"") { return ("a JSON file", exportCSV) }
    return nil
  }
}
