internal import CrossbarCore

/// The records of a GDSII stream: what is left of the file after each is taken.
///
/// After the GDSII Stream Format Manual, release 6.0; only the records that masks have.
struct GDSIIRecordScanner {
  enum Kind: UInt16 {
    case header = 0x0002
    case beginLibrary = 0x0102
    case libraryName = 0x0206
    case units = 0x0305
    case endLibrary = 0x0400
    case beginStructure = 0x0502
    case structureName = 0x0606
    case endStructure = 0x0700
    case boundary = 0x0800
    case path = 0x0900
    case reference = 0x0A00
    case array = 0x0B00
    case text = 0x0C00
    case layer = 0x0D02
    case dataType = 0x0E02
    case width = 0x0F03
    case points = 0x1003
    case endElement = 0x1100
    case referencedName = 0x1206
    case columnsRows = 0x1302
    case textType = 0x1602
    case presentation = 0x1701
    case transform = 0x1A01
    case magnification = 0x1B05
    case angle = 0x1C05
    case pathType = 0x2102
    case string = 0x1906
  }

  struct Record {
    var kind: Kind
    /// Where the record begins, bytes.
    var offset: Int
    /// What follows its head.
    var data: UnsafeRawBufferPointer

    /// The data as 16-bit words.
    var words: [Int] { integers(of: Int16.self) }

    /// The data as 32-bit numbers.
    var numbers: [Int] { integers(of: Int32.self) }

    /// The data as points of two 32-bit numbers each.
    var points: [MaskPoint] {
      let numbers = integers(of: Int32.self)
      return stride(from: 0, to: numbers.count - 1, by: 2).map {
        MaskPoint(x: Int32(numbers[$0]), y: Int32(numbers[$0 + 1]))
      }
    }

    private func integers<Integer: FixedWidthInteger>(of type: Integer.Type) -> [Int] {
      let size = MemoryLayout<Integer>.size
      return (0..<data.count / size).map {
        Int(Integer(bigEndian: data.loadUnaligned(fromByteOffset: $0 * size, as: type)))
      }
    }
  }

  let file: String
  let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer, file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// The next record, which must be of one of some kinds.
  ///
  /// - Throws: `gdsii/truncated`, `gdsii/length` or `gdsii/record`, at its byte.
  mutating func take(_ kinds: Kind...) throws(Diagnostics) -> Record { try take(anyOf: kinds) }

  /// See ``take(_:)``.
  mutating func take(anyOf kinds: [Kind]) throws(Diagnostics) -> Record {
    let offset = position
    guard bytes.count - offset >= 4 else {
      throw failure("truncated", "the file ends in the middle", at: offset)
    }
    let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
    let type = UInt16(bytes[offset + 2]) << 8 | UInt16(bytes[offset + 3])
    guard length >= 4, length.isMultiple(of: 2) else {
      throw failure("length", "a record of \(length) bytes", at: offset)
    }
    guard length <= bytes.count - offset else {
      throw failure(
        "truncated",
        "a record of \(length) bytes, but the file ends \(bytes.count - offset) further",
        at: offset)
    }
    guard let kind = Kind(rawValue: type), kinds.contains(kind) else {
      throw failure(
        "record",
        "a record of type 0x\(hexadecimal(type)) where "
          + kinds.map { "0x\(hexadecimal($0.rawValue))" }.joined(separator: " or ") + " stands",
        at: offset)
    }
    position += length
    let data = UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + length])
    return Record(kind: kind, offset: offset, data: data)
  }

  /// The next record if it is of a kind.
  ///
  /// - Throws: what ``take(_:)`` throws of such a record.
  mutating func takeIfPresent(_ kind: Kind) throws(Diagnostics) -> Record? {
    guard bytes.count - position >= 4,
      UInt16(bytes[position + 2]) << 8 | UInt16(bytes[position + 3]) == kind.rawValue
    else { return nil }
    return try take(kind)
  }

  /// The next record, of one kind and a known length of data.
  mutating func take(_ kind: Kind, bytes count: Int) throws(Diagnostics) -> Record {
    let record = try take(kind)
    if record.data.count != count {
      throw failure(
        "length", "\(record.data.count) bytes of data where \(count) stand", at: record.offset)
    }
    return record
  }

  /// The text of the next record: printing ASCII, with at most one zero byte at its end.
  mutating func takeText(_ kind: Kind, atMost limit: Int) throws(Diagnostics) -> String {
    let record = try take(kind)
    var text = record.data[...]
    if text.last == 0 { text = text.dropLast() }
    guard !text.isEmpty, text.count <= limit, text.allSatisfy({ (33...126).contains($0) }) else {
      throw failure("name", "a name that is empty, too long or not ASCII", at: record.offset)
    }
    return String(decoding: text, as: UTF8.self)
  }

  func failure(_ kind: String, _ message: String, at offset: Int) -> Diagnostics {
    Diagnostics(
      .error("gdsii/\(kind)", message, at: .init(file: file, element: "byte \(offset)")))
  }

  private func hexadecimal(_ value: UInt16) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
