internal import CZlib
internal import CrossbarCore
internal import CrossbarLayout

/// A PNG of one bit a drop (ISO/IEC 15948): grey of depth 1, 0 is black, pixels a metre in `pHYs`.
enum PNGFile {
  static func write(_ raster: DropRaster, to sink: ByteSink) throws(RasterFailure) {
    guard raster.width <= Int(Int32.max), raster.height <= Int(Int32.max) else {
      throw RasterFailure(message: "the page has more drops than the format allows")
    }
    sink.append(bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    chunk("IHDR", big(raster.width) + big(raster.height) + [1, 0, 0, 0, 0], sink)
    let resolution = [raster.grid.pitchX, raster.grid.pitchY].map(DropRaster.pixelsPerMetre)
    chunk("pHYs", big(resolution[0]) + big(resolution[1]) + [1], sink)
    let stream = try DeflateStream { chunk("IDAT", $0, sink) }
    // A row as it is (filter 0), then as its difference from the row above (filter 2), which is nothing.
    var line = [UInt8](repeating: 0, count: raster.rowBytes + 1)
    var same = line
    same[0] = 2
    try raster.forEachBand { (row, count) throws(RasterFailure) in
      for (index, byte) in row.enumerated() { line[index + 1] = ~byte }
      if raster.width % 8 != 0 {
        line[row.count] &= UInt8(truncatingIfNeeded: 0xFF00 >> (raster.width % 8))
      }
      try stream.append(line)
      for _ in 1..<max(1, count) { try stream.append(same) }
    }
    try stream.finish()
    chunk("IEND", [], sink)
  }

  private static func big(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func chunk(_ kind: StaticString, _ body: [UInt8], _ sink: ByteSink) {
    let bytes = Array(kind.description.utf8) + body
    sink.append(bytes: big(body.count))
    sink.append(bytes: bytes)
    sink.append(bytes: big(Int(crc32(0, bytes, UInt32(bytes.count)))))
  }
}

extension ByteSink {
  fileprivate func append(bytes: [UInt8]) {
    bytes.withUnsafeBytes { append(bytes: $0) }
  }
}

/// zlib's deflate, its output handed on in pieces of at most 64 KiB.
private final class DeflateStream {
  private var stream = z_stream()
  private var piece = [UInt8](repeating: 0, count: 1 << 16)
  private let body: ([UInt8]) -> Void

  init(_ body: @escaping ([UInt8]) -> Void) throws(RasterFailure) {
    self.body = body
    let status = deflateInit_(&stream, 6, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw RasterFailure(message: "zlib has no memory") }
  }

  deinit {
    deflateEnd(&stream)
  }

  func append(_ bytes: [UInt8]) throws(RasterFailure) {
    try run(bytes, Z_NO_FLUSH)
  }

  func finish() throws(RasterFailure) {
    try run([], Z_FINISH)
  }

  private func run(_ bytes: [UInt8], _ flush: Int32) throws(RasterFailure) {
    var isDone = false
    var bytes = bytes
    var failure: RasterFailure?
    bytes.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      while !isDone {
        let (status, count) = piece.withUnsafeMutableBufferPointer { output in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let status = deflate(&stream, flush)
          return (status, output.count - Int(stream.avail_out))
        }
        if status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR {
          failure = RasterFailure(message: "zlib cannot pack the image (\(status))")
          isDone = true
          continue
        }
        if count > 0 { body(Array(piece[..<count])) }
        isDone = flush == Z_FINISH ? status == Z_STREAM_END : stream.avail_out > 0
      }
      stream.next_in = nil
    }
    if let failure { throw failure }
  }
}
