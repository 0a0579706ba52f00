internal import CrossbarCore
internal import CrossbarFiles

/// A file whose format is known: a text read whole, or a workbook whose sheets are still to be read.
struct OpenedFile: Sendable {
  enum Content: Sendable {
    case text([UInt8])
    case workbook(WorkbookDirectory)
  }

  let path: String
  let content: Content
  let skippedLines: Int

  /// - Throws: `import/…` where the file cannot be read or unpacked, `measure/foreign-format`, `measure/binary`,
  ///   `measure/empty`, `measure/too-large`.
  init(path: String, options: ReadingOptions) throws(Diagnostics) {
    self.path = path
    skippedLines = options.skippedLines
    let file = try FileBytes(path: path)
    let head = try file.read(count: 512)
    guard !head.isEmpty else { throw Self.refusal("measure/empty", "the file is empty", path) }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      let members = try ZipArchive(path: path).members
      if let foreign = ForeignMeasurementFile.diagnostic(path: path, head: [], members: members) {
        throw Diagnostics(foreign)
      }
      content = .workbook(try WorkbookDirectory(path: path))
      return
    }
    if let foreign = ForeignMeasurementFile.diagnostic(path: path, head: head, members: []) {
      throw Diagnostics(foreign)
    }
    guard file.size <= MeasurementReader.largestFile else {
      throw Self.refusal(
        "measure/too-large",
        "the file holds \(file.size) bytes; at most \(MeasurementReader.largestFile) are read", path
      )
    }
    var bytes = try file.readAll(limit: MeasurementReader.largestFile)
    if Gzip.recognises(bytes) {
      let limit = min(
        MeasurementReader.largestFile, max(MeasurementReader.freeSize, 100 * bytes.count))
      let (unpacked, isWhole) = try Gzip.unpack(bytes, limit: limit, file: path)
      guard isWhole else {
        throw Self.refusal(
          "measure/too-large",
          "the file unpacks to more than \(limit) bytes", path)
      }
      bytes = unpacked
      if let foreign = ForeignMeasurementFile.diagnostic(
        path: path, head: Array(bytes.prefix(512)), members: [])
      {
        throw Diagnostics(foreign)
      }
    }
    guard let text = TextEncoding.utf8(bytes) else {
      throw Diagnostics(
        .error(
          "measure/binary", "this is neither text nor an Excel workbook", at: .init(file: path),
          help: "export the data as CSV or .xlsx"))
    }
    guard text.contains(where: { $0 > 0x20 }) else {
      throw Self.refusal("measure/empty", "the file holds nothing but blanks", path)
    }
    content = .text(text)
  }

  private static func refusal(_ id: String, _ message: String, _ path: String) -> Diagnostics {
    Diagnostics(.error(id, message, at: .init(file: path)))
  }

  var sheetCount: Int {
    switch content {
    case .text: 1
    case .workbook(let directory): directory.sheets.count
    }
  }

  /// Reads some of the sheets.
  func grids(_ sheets: Range<Int>) -> [SheetResult] {
    switch content {
    case .text(let bytes):
      let reader = TextGridReader(bytes, skipping: skippedLines)
      return [SheetResult(name: nil, grid: .success(reader.grid), text: TextFacts(reader))]
    case .workbook(let directory):
      let archive: ZipArchive
      do throws(Diagnostics) { archive = try ZipArchive(path: path) } catch {
        return sheets.map { SheetResult(name: directory.sheets[$0].name, grid: .failure(error)) }
      }
      return sheets.map { index in
        let sheet = directory.sheets[index]
        do throws(Diagnostics) {
          return SheetResult(
            name: sheet.name,
            grid: .success(try SheetReader.read(sheet, strings: directory.strings, in: archive)))
        } catch {
          return SheetResult(name: sheet.name, grid: .failure(error))
        }
      }
    }
  }
}

/// What the reading of a text says besides its cells.
struct TextFacts: Sendable {
  var dialect: TextDialect
  var isMarkAmbiguous: Bool
  var isLastLineOpen: Bool

  init(_ reader: TextGridReader) {
    dialect = reader.dialect
    isMarkAmbiguous = reader.isMarkAmbiguous
    isLastLineOpen = reader.isLastLineOpen
  }
}

/// The cells of a sheet or a text. The grid is handed on and never changed again.
struct SheetResult: @unchecked Sendable {
  var name: String?
  var grid: Result<CellGrid, Diagnostics>
  var text: TextFacts?
}
