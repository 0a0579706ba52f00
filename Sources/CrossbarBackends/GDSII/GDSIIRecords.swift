internal import CrossbarCore
internal import CrossbarLayout

/// Writes the records of a GDSII stream: two bytes of length, two of type, big-endian words.
///
/// After the GDSII Stream Format Manual, release 6.0 (Calma, 1987). Dates are zero, so that the bytes depend on nothing but
/// the masks. Points are taken as they are: y up.
struct GDSIIRecords {
  /// Corners of one boundary: 8,191 points in a record of at most 65,535 bytes, the last of which repeats the first.
  static let cornerLimit = 8_190
  /// Largest number of columns or rows of one array.
  static let countLimit = 32_767
  /// Longest name of a structure.
  static let nameLimit = 32

  private let sink: ByteSink

  init(_ sink: ByteSink) {
    self.sink = sink
  }

  /// `HEADER`, `BGNLIB`, `LIBNAME` and `UNITS`: user unit 1 µm, database unit 1 nm.
  func beginLibrary(_ name: String) {
    words(0x0002, [600])
    words(0x0102, Array(repeating: 0, count: 12))
    text(0x0206, name)
    start(0x0305, bytes: 16)
    big(Self.excess64(1e-3))
    big(Self.excess64(1e-9))
  }

  func endLibrary() { start(0x0400, bytes: 0) }

  func beginStructure(_ name: String) {
    words(0x0502, Array(repeating: 0, count: 12))
    text(0x0606, name)
  }

  func endStructure() { start(0x0700, bytes: 0) }

  /// A filled polygon.
  ///
  /// - Precondition: at most ``cornerLimit`` corners.
  func boundary(_ polygon: Polygon, layer: Int) {
    precondition(polygon.points.count <= Self.cornerLimit, "too many corners for one boundary")
    start(0x0800, bytes: 0)
    words(0x0D02, [Int16(layer)])
    words(0x0E02, [0])
    points(polygon.points + polygon.points.prefix(1))
    endElement()
  }

  /// A structure placed once or as an array whose first place is the lowest and leftmost one.
  func reference(
    _ name: String, at origin: Point, columns: Int, rows: Int, columnPitch: Nanometres,
    rowPitch: Nanometres
  ) {
    let isSingle = columns == 1 && rows == 1
    start(isSingle ? 0x0A00 : 0x0B00, bytes: 0)
    text(0x1206, name)
    if isSingle {
      points([origin])
    } else {
      words(0x1302, [Int16(columns), Int16(rows)])
      points([
        origin, Point(x: origin.x + columns * columnPitch, y: origin.y),
        Point(x: origin.x, y: origin.y + rows * rowPitch),
      ])
    }
    endElement()
  }

  /// A label, centred on its point.
  func text(_ string: String, at place: Point, layer: Int) {
    start(0x0C00, bytes: 0)
    words(0x0D02, [Int16(layer)])
    words(0x1602, [0])
    words(0x1701, [0b0101])
    points([place])
    text(0x1906, string)
    endElement()
  }

  /// A number as sign, exponent of 16 in excess of 64, and 56 bits of mantissa below one; exact.
  ///
  /// - Precondition: a normal number above zero.
  static func excess64(_ value: Double) -> UInt64 {
    precondition(value.isNormal && value > 0, "not a number of the format")
    let mantissa = value.significandBitPattern | 1 << 52
    // value = mantissa · 2^power; the mantissa moves up until what remains is a power of 16.
    let power = Int(value.exponent) - 52 + 56
    let shift = ((power % 4) + 4) % 4
    let exponent = 64 + (power - shift) / 4
    precondition((0..<128).contains(exponent), "out of the format's range")
    return UInt64(exponent) << 56 | mantissa << UInt64(shift)
  }

  private func endElement() { start(0x1100, bytes: 0) }

  private func start(_ type: UInt16, bytes: Int) {
    big(UInt16(bytes + 4))
    big(type)
  }

  private func words(_ type: UInt16, _ values: [Int16]) {
    start(type, bytes: 2 * values.count)
    for value in values { big(value) }
  }

  private func points(_ points: [Point]) {
    start(0x1003, bytes: 8 * points.count)
    for point in points {
      big(Int32(point.x))
      big(Int32(point.y))
    }
  }

  /// ASCII, filled up with a zero byte to an even length.
  private func text(_ type: UInt16, _ string: String) {
    let count = string.utf8.count
    start(type, bytes: count + count % 2)
    sink.append(text: string)
    if !count.isMultiple(of: 2) { sink.append(byte: 0) }
  }

  private func big(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { sink.append(bytes: $0) }
  }
}
