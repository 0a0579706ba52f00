internal import CrossbarCore
internal import CrossbarFiles
internal import CrossbarXML

/// Reads the cells of one sheet of an XLSX workbook; formulas by their last results, styles not at all.
final class SheetReader {
  private let grid = CellGrid()
  private let strings: [String]
  private var row = 0
  private var lastKept = 0
  private var column = -1
  private var type = CellType.number
  private var text: [UInt8] = []
  private var isValue = false
  private var isPhonetic = false
  private var hasValue = false
  private var problem: (message: String, line: Int)?

  static let mostRows = 1 << 20

  private enum CellType { case number, shared, text, error, boolean }

  private init(strings: [String]) {
    self.strings = strings
  }

  /// - Throws: `measure/syntax` where the XML is ill-formed or has a document type, `measure/cell` for a cell outside of
  ///   Excel's 1,048,576 × 16,384, `measure/too-large`.
  static func read(
    _ sheet: WorkbookDirectory.Sheet, strings: [String], in archive: ZipArchive
  ) throws(Diagnostics) -> CellGrid {
    let reader = SheetReader(strings: strings)
    let bytes = try WorkbookDirectory.read(sheet.part, in: archive)
    try XMLStream.read(
      bytes, named: "\(archive.path):\(sheet.part)", stage: "measure",
      start: { reader.start($0, $1, $2) }, end: { reader.end($0) },
      characters: { reader.characters($0) })
    if let problem = reader.problem {
      throw Diagnostics(
        .error(
          "measure/cell", problem.message,
          at: .init(file: "\(archive.path):\(sheet.part)", line: problem.line)))
    }
    if reader.grid.isFull {
      throw Diagnostics(
        .error(
          "measure/too-large",
          "the sheet '\(sheet.name)' has more cells than are read, or cells too far apart",
          at: .init(file: archive.path, element: sheet.name)))
    }
    return reader.grid
  }

  private func start(_ element: String, _ attributes: XMLAttributes, _ line: Int) {
    switch element {
    case "c":
      column = attributes.bytes("r").map(Self.column) ?? column + 1
      if column < 0 || column >= CellGrid.mostColumns {
        fail("a cell stands outside of the columns A to XFD", line)
        column = 0
      }
      type = attributes.bytes("t").map(Self.type) ?? .number
      text.removeAll(keepingCapacity: true)
      hasValue = false
    case "v":
      text.removeAll(keepingCapacity: true)
      isValue = true
      hasValue = true
    case "t":
      isValue = !isPhonetic
      hasValue = true
    case "rPh": isPhonetic = true
    case "row":
      row = attributes.bytes("r").flatMap(Self.number) ?? row + 1
      if row < 1 || row > Self.mostRows {
        fail("a row stands outside of the rows 1 to \(Self.mostRows)", line)
        row = 1
      }
      column = -1
      grid.beginRow(line: row, afterGap: row > lastKept + 1 && lastKept > 0)
    default: break
    }
  }

  private func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isValue { text.append(contentsOf: bytes) }
  }

  private func end(_ element: String) {
    switch element {
    case "v", "t": isValue = false
    case "rPh": isPhonetic = false
    case "c": if hasValue { put() }
    case "row":
      let count = grid.rowCount
      grid.endRow()
      if grid.rowCount > count { lastKept = row }
    default: break
    }
  }

  private func put() {
    switch type {
    case .number:
      let value = text.withUnsafeBufferPointer { DecimalNumber.parse($0) }
      if let value {
        put(value)
      } else {
        put(String(decoding: text, as: UTF8.self))
      }
    case .shared:
      let index = text.withUnsafeBufferPointer { Self.number($0) }
      if let index, index < strings.count { put(strings[index]) } else { put("#REF!") }
    case .text, .error: put(String(decoding: text, as: UTF8.self))
    case .boolean: put(text.first == UInt8(ascii: "1") ? "TRUE" : "FALSE")
    }
  }

  private func put(_ value: Double) {
    if value.magnitude >= 9.9e36 {
      grid.put("overflow", column: column)
    } else {
      grid.put(value, column: column)
    }
  }

  private func put(_ text: String) {
    let text = Heading.trimmed(text)
    if text.isEmpty { return }
    // Instruments store numbers as texts too.
    if text.utf8.count <= 40, let first = text.utf8.first, first < 0x3A || first == 0xE2,
      let value = DecimalNumber.parse(text)
    {
      put(value)
    } else {
      grid.put(text, column: column)
    }
  }

  private func fail(_ message: String, _ line: Int) {
    if problem == nil { problem = (message, line) }
  }

  /// Column of `AB12`, counted from 0; −1 where there are no letters.
  private static func column(_ reference: UnsafeBufferPointer<UInt8>) -> Int {
    var column = 0
    for byte in reference {
      let letter = byte & 0xDF
      guard (0x41...0x5A).contains(letter), byte >= 0x41, column < 1 << 20 else { break }
      column = column * 26 + Int(letter - 0x40)
    }
    return column - 1
  }

  private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    if bytes.isEmpty || bytes.count > 10 { return bytes.count > 10 ? Int.max : nil }
    var number = 0
    for byte in bytes {
      guard (0x30...0x39).contains(byte) else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }

  private static func type(_ bytes: UnsafeBufferPointer<UInt8>) -> CellType {
    switch bytes.first {
    case UInt8(ascii: "s"): bytes.count == 1 ? .shared : .text
    case UInt8(ascii: "i"), UInt8(ascii: "d"): .text
    case UInt8(ascii: "e"): .error
    case UInt8(ascii: "b"): .boolean
    default: .number
    }
  }
}
