internal import CrossbarCore
internal import CrossbarLayout

/// A bilevel TIFF (TIFF 6.0, section 3): low byte first, strips in PackBits, 0 is white, resolution in drops an inch.
enum TIFFFile {
  /// About 64 KiB of unpacked rows a strip.
  private static func rowsPerStrip(_ raster: DropRaster) -> Int {
    max(1, 65_536 / max(1, raster.rowBytes))
  }

  static func write(_ raster: DropRaster, to sink: ByteSink) throws(RasterFailure) {
    let rows = rowsPerStrip(raster)
    // Packed once to know the sizes, which stand before the rows, and once to be written.
    var sizes = [Int](repeating: 0, count: (raster.height + rows - 1) / rows)
    var y = 0
    raster.forEachBand { row, count in
      let packed = packBits(row).count
      for _ in 0..<count {
        sizes[y / rows] += packed
        y += 1
      }
    }
    let entries = 13
    let extra = 8 + 2 + 12 * entries + 4
    let tables = sizes.count == 1 ? 0 : 8 * sizes.count
    var offset = extra + 16 + tables
    let end = offset + sizes.reduce(0, +)
    guard end <= Int(UInt32.max) else {
      throw RasterFailure(message: "an image of \(end) bytes is larger than the format allows")
    }
    sink.append("II")
    sink.append16(42)
    sink.append32(8)
    sink.append16(entries)
    func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: Int) {
      sink.append16(tag)
      sink.append16(type)
      sink.append32(count)
      sink.append32(value)
    }
    let (short, long, rational) = (3, 4, 5)
    entry(256, long, 1, raster.width)
    entry(257, long, 1, raster.height)
    entry(258, short, 1, 1)  // bits a sample
    entry(259, short, 1, 32_773)  // PackBits
    entry(262, short, 1, 0)  // 0 is white
    entry(266, short, 1, 1)  // first drop in the highest bit
    entry(273, long, sizes.count, sizes.count == 1 ? offset : extra + 16)
    entry(277, short, 1, 1)  // samples a pixel
    entry(278, long, 1, rows)
    entry(279, long, sizes.count, sizes.count == 1 ? sizes[0] : extra + 16 + 4 * sizes.count)
    entry(282, rational, 1, extra)
    entry(283, rational, 1, extra + 8)
    entry(296, short, 1, 2)  // an inch
    sink.append32(0)
    for pitch in [raster.grid.pitchX, raster.grid.pitchY] {
      sink.append32(25_400_000)
      sink.append32(pitch)
    }
    if sizes.count > 1 {
      for size in sizes {
        sink.append32(offset)
        offset += size
      }
      for size in sizes { sink.append32(size) }
    }
    raster.forEachBand { row, count in
      packBits(row).withUnsafeBytes { bytes in
        for _ in 0..<count { sink.append(bytes: bytes) }
      }
    }
  }

  /// A row in PackBits (TIFF 6.0, section 9): runs of three or more equal bytes, and the bytes between them.
  static func packBits(_ row: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = []
    var literal = 0
    var index = 0
    func append(from start: Int, to end: Int) {
      var start = start
      while start < end {
        let count = min(128, end - start)
        packed.append(UInt8(count - 1))
        packed += row[start..<start + count]
        start += count
      }
    }
    while index < row.count {
      var end = index + 1
      while end < row.count && row[end] == row[index] && end - index < 128 { end += 1 }
      if end - index >= 3 {
        append(from: literal, to: index)
        packed.append(UInt8(257 - (end - index)))
        packed.append(row[index])
        literal = end
      }
      index = end
    }
    append(from: literal, to: row.count)
    return packed
  }
}
