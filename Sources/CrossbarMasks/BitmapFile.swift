internal import CrossbarCore
internal import CrossbarFiles

/// A bitmap of one bit a pixel, read strictly: black and white, uncompressed, rows from below, nothing before or after.
final class BitmapFile {
  let name: String
  let width: Int
  let height: Int
  /// Pixels a metre along x and y.
  let pixelsPerMetre: (x: Int, y: Int)
  private let file: MappedFile
  private let rowBytes: Int
  /// What a bit of ink is: the index of black among the two colours.
  private let black: UInt8

  /// - Throws: `raster/open` where the file cannot be read, `raster/format` with every fault of its head.
  init(path: String, name: String) throws(Diagnostics) {
    self.name = name
    file = try MappedFile.open(path: path, named: name, stage: "raster")
    let bytes = file.bytes
    func fail(_ message: String) -> Diagnostics {
      Diagnostics(.error("raster/format", message, at: .init(file: name)))
    }
    guard bytes.count >= 62, bytes[0] == 0x42, bytes[1] == 0x4D else {
      throw fail("this is no bitmap")
    }
    func word(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    func half(_ offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }
    let (width, height) = (word(18), word(22))
    guard (1...1 << 24).contains(width), (1...1 << 24).contains(height) else {
      throw fail("a picture of \(width) × \(height) pixels, or one whose rows run downwards")
    }
    guard word(14) == 40, half(26) == 1, half(28) == 1, word(30) == 0,
      word(46) == 2 || word(46) == 0
    else { throw fail("the picture is not one of two colours without compression") }
    rowBytes = ((width - 1) / 32 + 1) * 4
    guard word(10) == 62, bytes.count == 62 + rowBytes * height, word(2) == bytes.count else {
      throw fail(
        "\(bytes.count) bytes; \(width) × \(height) pixels take \(62 + rowBytes * height)")
    }
    switch (word(54) & 0xFF_FFFF, word(58) & 0xFF_FFFF) {
    case (0, 0xFF_FFFF): black = 0
    case (0xFF_FFFF, 0): black = 1
    default: throw fail("the colours are not black and white")
    }
    (self.width, self.height) = (width, height)
    pixelsPerMetre = (word(38), word(42))
  }

  /// The row of a pixel, from above, as bits of ink: the first pixel the highest bit, bits after the last 0.
  func readRow(_ y: Int, into row: inout [UInt8]) {
    let start = 62 + (height - 1 - y) * rowBytes
    let flip: UInt8 = black == 0 ? 0xFF : 0
    for index in row.indices { row[index] = file.bytes[start + index] ^ flip }
    if width % 8 != 0 { row[row.count - 1] &= ~(0xFF >> UInt8(width % 8)) }
  }

  /// Whether a pixel is black.
  func isInk(x: Int, y: Int) -> Bool {
    let byte = file.bytes[62 + (height - 1 - y) * rowBytes + x >> 3]
    return byte >> (7 - UInt8(x & 7)) & 1 == black
  }
}
