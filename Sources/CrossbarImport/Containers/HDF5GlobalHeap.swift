/// A check of an HDF5 file's global heaps, where its variable-length texts lie.
///
/// HDF5 1.10 walks a heap object by object and never ends if an object's recorded size is zero or overflows. So
/// every heap is walked here first. Layout: the HDF5 File Format Specification, III.E, "Global Heap".
enum HDF5GlobalHeap {
  private static let signature = Array("GCOL".utf8)
  private static let headerSize = 16

  /// Whether every heap in the image of a file is made of whole objects.
  static func isSound(_ file: [UInt8]) -> Bool {
    file.withUnsafeBytes { bytes in
      // Heaps lie on 8-byte boundaries.
      stride(from: 0, to: max(0, bytes.count - headerSize + 1), by: 8).allSatisfy { start in
        guard bytes[start] == signature[0], bytes[start..<start + 4].elementsEqual(signature),
          bytes[start + 4] == 1
        else { return true }
        return isSound(bytes, heapAt: start)
      }
    }
  }

  private static func isSound(_ bytes: UnsafeRawBufferPointer, heapAt start: Int) -> Bool {
    func number(at offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    let size = number(at: start + 8)
    guard size >= UInt64(headerSize), size <= UInt64(bytes.count - start) else { return false }
    let end = start + Int(size)
    var position = start + headerSize
    while end - position >= headerSize {
      let index = UInt16(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self))
      let length = number(at: position + 8)
      guard length <= UInt64(end - position) else { return false }
      // Object 0 is the free space, and its size includes its header.
      let step = index == 0 ? Int(length) : headerSize + (Int(length) + 7) / 8 * 8
      guard step >= headerSize, step <= end - position else { return false }
      position += step
    }
    return true
  }
}
