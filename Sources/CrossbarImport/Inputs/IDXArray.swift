internal import CrossbarCore
internal import CrossbarModel

/// An array in the IDX format of the MNIST files: big-endian, a type, the number of dimensions, the dimensions, the
/// data.
struct IDXArray {
  /// Bytes an element, by type code.
  private static let sizes: [UInt8: Int] = [0x08: 1, 0x09: 1, 0x0B: 2, 0x0C: 4, 0x0D: 4, 0x0E: 8]
  private let file: String
  private let shape: [Int]
  private let type: UInt8
  private let data: ArraySlice<UInt8>

  static func recognises(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 8 && bytes[0] == 0 && bytes[1] == 0 && sizes[bytes[2]] != nil
      && (1...8).contains(bytes[3]) && bytes.count >= 4 + 4 * Int(bytes[3])
  }

  private static func shape(_ bytes: [UInt8]) -> [Int] {
    (0..<Int(bytes[3])).map { axis in
      bytes[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  /// Bytes of the whole file that a header means.
  static func length(_ bytes: [UInt8], file: String) throws(Diagnostics) -> Int {
    let shape = shape(bytes)
    guard let size = sizes[bytes[2]], let count = HDF5File.product(shape + [size]),
      count <= InputFile.largestFile
    else {
      throw Diagnostics(
        .error(
          "import/too-large",
          "the header claims \(shape.shapeDescription) elements; at most \(InputFile.largestFile) bytes are read",
          at: .init(file: file)))
    }
    return 4 + 4 * shape.count + count
  }

  /// - Throws: `input/idx` if the data is not as long as the header means.
  init(_ bytes: [UInt8], file: String) throws(Diagnostics) {
    self.file = file
    shape = Self.shape(bytes)
    type = bytes[2]
    let length = try Self.length(bytes, file: file)
    guard bytes.count == length else {
      throw Diagnostics(
        .error(
          "input/idx",
          "the header means \(shape.shapeDescription) elements, \(length) bytes; the file has \(bytes.count)",
          at: .init(file: file)))
    }
    data = bytes[(4 + 4 * shape.count)...]
  }

  private var values: [Double] {
    data.withUnsafeBytes { bytes in
      switch type {
      case 0x09: Self.convert(bytes, Int8.self) { Double($0) }
      case 0x0B: Self.convert(bytes, Int16.self) { Double($0) }
      case 0x0C: Self.convert(bytes, Int32.self) { Double($0) }
      case 0x0D: Self.convert(bytes, UInt32.self) { Double(Float(bitPattern: $0)) }
      case 0x0E: Self.convert(bytes, UInt64.self) { Double(bitPattern: $0) }
      default: bytes.map { Double($0) }
      }
    }
  }

  private static func convert<Word: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _: Word.Type, _ number: (Word) -> Double
  ) -> [Double] {
    let size = MemoryLayout<Word>.size
    return (0..<bytes.count / size).map {
      number(Word(bigEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Word.self)))
    }
  }

  /// The array as a batch; its first dimension counts the inputs.
  func inputs() throws(Diagnostics) -> InputBatch {
    guard shape.count >= 2 else {
      throw Diagnostics(
        .error(
          "input/shape", "the file has one dimension: it holds labels, not inputs",
          at: .init(file: file)))
    }
    let values = values
    try InputCheck.finite(values, file: file) {
      .init(file: file, element: NonFinite.indices($0, shape: shape))
    }
    return InputBatch(
      file: file,
      values: Matrix(rows: shape[0], columns: shape.dropFirst().reduce(1, *), elements: values),
      areImageBytes: type == 0x08)
  }

  /// The array as labels.
  func labels() throws(Diagnostics) -> [Int] {
    guard shape.count == 1 else {
      throw Diagnostics(
        .error(
          "input/shape", "the file has \(shape.count) dimensions: it holds inputs, not labels",
          at: .init(file: file)))
    }
    return try InputCheck.labels(values, file: file, element: nil)
  }
}
