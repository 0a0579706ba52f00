internal import CZlib
public import CrossbarCore

/// Unpacks gzip data into a bounded number of bytes.
public enum Gzip {
  public static func recognises(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The first `limit` unpacked bytes, and whether there would have been more.
  ///
  /// - Throws: `import/damaged` if the data is truncated or corrupt within those bytes.
  public static func unpack(
    _ packed: [UInt8], limit: Int, file: String
  ) throws(Diagnostics) -> (bytes: [UInt8], isWhole: Bool) {
    var stream = z_stream()
    guard dendrite_inflateInit(&stream) == Z_OK else {
      throw Diagnostics(
        .error("import/damaged", "the gzip data cannot be unpacked", at: .init(file: file)))
    }
    defer { inflateEnd(&stream) }
    var unpacked: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var position = 0
    while true {
      let (code, taken, made) = step(&stream, packed, from: position, into: &chunk)
      position += taken
      unpacked.append(contentsOf: chunk[..<made])
      if unpacked.count > limit { return (Array(unpacked[..<limit]), false) }
      if code == Z_STREAM_END {
        // A gzip file may be several streams, one after the other.
        guard position < packed.count, packed[position] == 0x1F, inflateReset(&stream) == Z_OK
        else { return (unpacked, true) }
        continue
      }
      guard code == Z_OK, taken > 0 || made > 0 else {
        throw Diagnostics(
          .error(
            "import/damaged",
            "the gzip data is truncated or damaged",
            at: .init(file: file)))
      }
    }
  }

  private static func step(
    _ stream: inout z_stream, _ packed: [UInt8], from position: Int, into chunk: inout [UInt8]
  ) -> (code: Int32, taken: Int, made: Int) {
    let available = min(packed.count - position, 1 << 24)
    return packed.withUnsafeBufferPointer { source in
      chunk.withUnsafeMutableBufferPointer { target in
        stream.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress.map { $0 + position })
        stream.avail_in = UInt32(available)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        let code = inflate(&stream, Z_NO_FLUSH)
        return (code, available - Int(stream.avail_in), target.count - Int(stream.avail_out))
      }
    }
  }
}
