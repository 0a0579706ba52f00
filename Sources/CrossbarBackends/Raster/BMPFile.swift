internal import CrossbarCore
internal import CrossbarLayout

/// A bitmap of one bit a drop, as Windows knows it (BITMAPINFOHEADER): rows from below, colour 0 black, colour 1 white.
enum BMPFile {
  static func write(_ raster: DropRaster, to sink: ByteSink) throws(RasterFailure) {
    let rowBytes = (raster.width + 31) / 32 * 4
    let size = 62 + rowBytes * raster.height
    guard size <= Int(UInt32.max), raster.width <= Int(Int32.max) else {
      throw RasterFailure(message: "a bitmap of \(size) bytes is larger than the format allows")
    }
    sink.append("BM")
    sink.append32(size)
    sink.append32(0)
    sink.append32(62)
    sink.append32(40)
    sink.append32(raster.width)
    sink.append32(raster.height)
    sink.append16(1)
    sink.append16(1)
    sink.append32(0)
    sink.append32(rowBytes * raster.height)
    sink.append32(DropRaster.pixelsPerMetre(raster.grid.pitchX))
    sink.append32(DropRaster.pixelsPerMetre(raster.grid.pitchY))
    sink.append32(2)
    sink.append32(2)
    sink.append32(0)
    sink.append32(0x00FF_FFFF)
    var line = [UInt8](repeating: 0, count: rowBytes)
    raster.forEachBand(isUpward: true) { row, count in
      for (index, byte) in row.enumerated() { line[index] = ~byte }
      // Bits after the last drop stay 0.
      if raster.width % 8 != 0 {
        line[row.count - 1] &= UInt8(truncatingIfNeeded: 0xFF00 >> (raster.width % 8))
      }
      line.withUnsafeBytes { bytes in
        for _ in 0..<count { sink.append(bytes: bytes) }
      }
    }
  }
}

extension ByteSink {
  /// Appends 16 bits, low byte first.
  func append16(_ value: Int) {
    append(byte: UInt8(truncatingIfNeeded: value))
    append(byte: UInt8(truncatingIfNeeded: value >> 8))
  }

  /// Appends 32 bits, low byte first.
  func append32(_ value: Int) {
    append16(value)
    append16(value >> 16)
  }
}
