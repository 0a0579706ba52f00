internal import CrossbarCore
internal import CrossbarFiles
internal import CrossbarModel

/// A numeric array in NumPy's `.npy` format, versions 1 to 3, little-endian.
struct NumPyArray {
  static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)
  let file: String
  /// Name inside an archive; nil for a file of its own.
  let element: String?
  let shape: [Int]
  /// The kind and size of an element: `f4`, `u1`.
  let type: String
  private let isFortranOrder: Bool
  private let data: ArraySlice<UInt8>

  /// Reads the header; the numbers are converted when asked for.
  ///
  /// - Throws: `input/npy` for a damaged header, another byte order, or elements that are not plain numbers.
  init(_ bytes: [UInt8], file: String, element: String?) throws(Diagnostics) {
    self.file = file
    self.element = element
    let location = Diagnostic.Location(file: file, element: element)
    func damaged(_ reason: String) -> Diagnostics {
      Diagnostics(.error("input/npy", "not a whole NumPy array: \(reason)", at: location))
    }
    guard bytes.count >= 12, bytes.starts(with: Self.signature), (1...3).contains(bytes[6]) else {
      throw damaged("its header is missing")
    }
    let start = bytes[6] == 1 ? 10 : 12
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start else { throw damaged("its header is cut") }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let type = Self.value("descr", in: header),
      let order = Self.value("fortran_order", in: header),
      let dimensions = Self.value("shape", in: header), dimensions.hasPrefix("(")
    else { throw damaged("its header lacks descr, fortran_order or shape") }
    let shape = dimensions.dropFirst().split(separator: ",").map {
      Int($0.filter { !$0.isWhitespace && $0 != ")" }) ?? -1
    }
    // A one-dimensional shape ends in a comma: `(3,)`.
    let dimensionsRead =
      shape.last == -1 && dimensions.hasSuffix(",)") ? Array(shape.dropLast()) : shape
    self.shape = dimensions == "()" ? [] : dimensionsRead
    isFortranOrder = order == "True"
    let plain = type.filter { $0 != "'" && $0 != "\"" }
    guard let mark = plain.first, "<|=>".contains(mark), let size = Int(plain.dropFirst(2)) else {
      throw Diagnostics(Self.unsupported(plain, at: location))
    }
    self.type = String(plain.dropFirst())
    guard Self.types.contains(self.type), mark != ">" || size == 1 else {
      throw Diagnostics(Self.unsupported(plain, at: location))
    }
    guard self.shape.allSatisfy({ $0 >= 0 }), let count = HDF5File.product(self.shape),
      count <= (bytes.count - start - length) / size
    else {
      throw damaged("its shape (\(self.shape.shapeDescription)) needs more data than there is")
    }
    data = bytes[(start + length)..<(start + length + count * size)]
  }

  private static let types: Set<String> = [
    "f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1",
  ]

  private static func unsupported(_ type: String, at location: Diagnostic.Location) -> Diagnostic {
    let isObject = type.contains("O")
    return .error(
      "input/npy",
      isObject
        ? "the array holds Python objects, which are pickles and are not opened"
        : "the array's elements are of the type '\(type)', which is not read", at: location,
      help: "convert it with x.astype('float32') and save it again")
  }

  /// The text of a value in the header, a Python dictionary.
  private static func value(_ key: String, in header: String) -> String? {
    guard let found = header.firstRange(of: "'\(key)':") else { return nil }
    let rest = header[found.upperBound...].drop(while: \.isWhitespace)
    if rest.first == "(" {
      return rest.firstIndex(of: ")").map { rest[...$0].filter { !$0.isWhitespace } }
    }
    return String(rest.prefix { $0 != "," && $0 != "}" }).filter { !$0.isWhitespace }
  }

  /// The numbers in row-major order.
  var values: [Double] {
    let stored = data.withUnsafeBytes { bytes in
      switch type {
      case "f2": Self.convert(bytes, UInt16.self) { Self.half($0) }
      case "f4": Self.convert(bytes, UInt32.self) { Double(Float(bitPattern: $0)) }
      case "f8": Self.convert(bytes, UInt64.self) { Double(bitPattern: $0) }
      case "i1": Self.convert(bytes, Int8.self) { Double($0) }
      case "i2": Self.convert(bytes, Int16.self) { Double($0) }
      case "i4": Self.convert(bytes, Int32.self) { Double($0) }
      case "i8": Self.convert(bytes, Int64.self) { Double($0) }
      case "u2": Self.convert(bytes, UInt16.self) { Double($0) }
      case "u4": Self.convert(bytes, UInt32.self) { Double($0) }
      case "u8": Self.convert(bytes, UInt64.self) { Double($0) }
      default: Self.convert(bytes, UInt8.self) { Double($0) }
      }
    }
    return isFortranOrder && shape.count > 1 ? rowMajor(stored) : stored
  }

  private static func convert<Word: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _: Word.Type, _ number: (Word) -> Double
  ) -> [Double] {
    let size = MemoryLayout<Word>.size
    return (0..<bytes.count / size).map {
      number(Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Word.self)))
    }
  }

  /// A number of half precision: one sign bit, five of exponent, ten of fraction.
  static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    let magnitude: Double =
      switch exponent {
      case 0: Double(sign: .plus, exponent: -24, significand: fraction)
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }

  /// Numbers stored with the first index fastest, reordered with the last fastest.
  private func rowMajor(_ stored: [Double]) -> [Double] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in 1..<shape.count { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var index = [Int](repeating: 0, count: shape.count)
    var position = 0
    return (0..<stored.count).map { _ in
      let value = stored[position]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        position += strides[axis]
        if index[axis] < shape[axis] { break }
        position -= strides[axis] * shape[axis]
        index[axis] = 0
      }
      return value
    }
  }

  /// The array as a batch: the first dimension counts the inputs, the others are flattened.
  func inputs(labels: [Int]?) throws(Diagnostics) -> InputBatch {
    guard shape.count >= 2 else {
      throw Diagnostics(
        .error(
          "input/shape",
          "the array has the shape (\(shape.shapeDescription)); inputs need two dimensions or more",
          at: .init(file: file, element: element),
          help: "one input is an array of shape (1, width): x.reshape(1, -1)"))
    }
    let values = values
    let width = shape.dropFirst().reduce(1, *)
    try InputCheck.finite(values, file: file) { position in
      let place = NonFinite.indices(position, shape: shape)
      return .init(file: file, element: "\(element ?? "")\(place)")
    }
    // Images are bytes; arrays of zeros and ones are not meant to be divided by 255.
    let areBytes = type == "u1" && values.contains { $0 > 1 }
    return InputBatch(
      file: file, values: Matrix(rows: shape[0], columns: width, elements: values),
      areImageBytes: areBytes, labels: labels)
  }

  /// The array as labels: one dimension, or a column.
  func labels() throws(Diagnostics) -> [Int] {
    guard shape.count == 1 || shape.count == 2 && shape[1] == 1 else {
      throw Diagnostics(
        .error(
          "input/shape",
          "the array has the shape (\(shape.shapeDescription)); labels need one dimension",
          at: .init(file: file, element: element),
          help: shape.count == 2 ? "one-hot labels become classes with y.argmax(axis=1)" : nil))
    }
    return try InputCheck.labels(values, file: file, element: element)
  }
}

/// An `.npz` file: a zip archive of arrays.
struct NumPyArchive {
  private static let inputNames = ["x", "inputs", "x_test"]
  private static let labelNames = ["y", "labels", "y_test"]
  private let archive: ZipArchive
  private let names: [String]

  init(_ archive: ZipArchive) throws(Diagnostics) {
    self.archive = archive
    names = archive.members.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
    guard !names.isEmpty else {
      throw Diagnostics(
        .error(
          "input/unknown-format", "the zip archive holds no NumPy arrays",
          at: .init(file: archive.path)))
    }
  }

  private func array(_ name: String) throws(Diagnostics) -> NumPyArray {
    try NumPyArray(try archive.read("\(name).npy"), file: archive.path, element: name)
  }

  /// The array of inputs by its name, or the only one of two dimensions or more; labels where there are any.
  func inputs() throws(Diagnostics) -> InputBatch {
    let labelName = Self.labelNames.first(where: names.contains)
    let labels = try labelName.map { name throws(Diagnostics) in try array(name).labels() }
    if let name = Self.inputNames.first(where: names.contains) {
      return try array(name).inputs(labels: labels)
    }
    return try only("inputs", named: Self.inputNames) { $0.shape.count >= 2 }.inputs(labels: labels)
  }

  /// The array of labels by its name, or the only one of one dimension.
  func labels() throws(Diagnostics) -> [Int] {
    if let name = Self.labelNames.first(where: names.contains) { return try array(name).labels() }
    return try only("labels", named: Self.labelNames) { $0.shape.count == 1 }.labels()
  }

  private func only(
    _ what: String, named expected: [String], _ fits: (NumPyArray) -> Bool
  ) throws(Diagnostics) -> NumPyArray {
    var candidates: [NumPyArray] = []
    for name in names {
      // Arrays of texts and the like beside the numbers are nobody's business.
      if let array = try? array(name), fits(array) { candidates.append(array) }
    }
    guard candidates.count == 1 else {
      throw Diagnostics(
        .error(
          "input/arrays",
          "\(candidates.count) of the arrays (\(names.joined(separator: ", "))) could be the \(what)",
          at: .init(file: archive.path),
          help: "name one of them \(expected.joined(separator: ", or "))"))
    }
    return candidates[0]
  }
}
