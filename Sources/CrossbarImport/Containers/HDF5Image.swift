/// The bytes of an HDF5 file, for the one thing that is not left to the library: variable-length texts in attributes.
///
/// HDF5 1.10 follows a text's reference into the global heap without comparing its index with the heap's objects, and
/// reads beyond its memory where the two disagree. Here every step is checked. Layouts: the HDF5 File Format
/// Specification, III.E "Global Heap", IV.A "Object Headers", IV.A.2.m "Attribute". Offsets and lengths of 8 bytes, as
/// every HDF5 on a 64-bit machine writes them.
struct HDF5Image {
  let bytes: [UInt8]
  /// Most parts of one object header that are followed.
  private static let mostBlocks = 1 << 12
  private static let heapHeader = 16

  /// An unsigned little-endian number of `size` bytes, or nil beyond the end.
  private func number(_ offset: Int, _ size: Int) -> Int? {
    guard offset >= 0, size <= bytes.count, offset <= bytes.count - size else { return nil }
    var value: UInt64 = 0
    for byte in bytes[offset..<offset + size].reversed() { value = value << 8 | UInt64(byte) }
    return Int(exactly: value)
  }

  private func hasText(_ text: String, at offset: Int) -> Bool {
    offset >= 0 && offset <= bytes.count - text.utf8.count
      && bytes[offset..<offset + text.utf8.count].elementsEqual(text.utf8)
  }

  /// The texts of the attribute `name` in the object header at `address`; nil where it has none of variable length.
  func variableStrings(attribute name: String, objectAddress address: Int) -> [String]? {
    for message in attributeMessages(address) {
      guard let (found, data) = attribute(message), found == name else { continue }
      return strings(data)
    }
    return nil
  }

  // MARK: Object headers

  /// Where the attribute messages of an object header stand.
  private func attributeMessages(_ address: Int) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    let isSecond = hasText("OHDR", at: address)
    var messageHeader = 8
    if isSecond {
      guard let flags = number(address + 5, 1) else { return [] }
      let start = address + 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
      let width = 1 << (flags & 3)
      guard let size = number(start, width) else { return [] }
      messageHeader = flags & 4 != 0 ? 6 : 4
      guard let block = block(start + width, size) else { return [] }
      blocks.append(block)
    } else {
      guard number(address, 1) == 1, let size = number(address + 8, 4),
        let block = block(address + 16, size)
      else { return [] }
      blocks.append(block)
    }
    var found: [Range<Int>] = []
    var next = 0
    while next < blocks.count, next < Self.mostBlocks {
      let block = blocks[next]
      next += 1
      var position = block.lowerBound
      while position + messageHeader <= block.upperBound {
        guard let type = number(position, isSecond ? 1 : 2),
          let size = number(position + (isSecond ? 1 : 2), 2),
          size <= block.upperBound - position - messageHeader
        else { break }
        let start = position + messageHeader
        if type == 0x0C { found.append(start..<start + size) }
        if type == 0x10, size >= 16, let offset = number(start, 8),
          let length = number(start + 8, 8)
        {
          // A continuation of the second version has a signature before and a checksum behind its messages.
          let more =
            isSecond
            ? (hasText("OCHK", at: offset) ? self.block(offset + 4, length - 8) : nil)
            : self.block(offset, length)
          if let more { blocks.append(more) }
        }
        position = start + size
      }
    }
    return found
  }

  private func block(_ start: Int, _ size: Int) -> Range<Int>? {
    guard start >= 0, size >= 0, start <= bytes.count, size <= bytes.count - start else {
      return nil
    }
    return start..<start + size
  }

  /// The name and the data of an attribute whose elements are of variable length.
  private func attribute(_ message: Range<Int>) -> (name: String, data: Range<Int>)? {
    let start = message.lowerBound
    guard let version = number(start, 1), (1...3).contains(version), message.count >= 9,
      let nameSize = number(start + 2, 2), let typeSize = number(start + 4, 2),
      let spaceSize = number(start + 6, 2)
    else { return nil }
    func padded(_ size: Int) -> Int { version == 1 ? (size + 7) / 8 * 8 : size }
    let nameStart = start + (version == 3 ? 9 : 8)
    let typeStart = nameStart + padded(nameSize)
    let dataStart = typeStart + padded(typeSize) + padded(spaceSize)
    guard dataStart <= message.upperBound, nameSize > 0, typeSize > 0,
      let kind = number(typeStart, 1),
      kind & 0x0F == 9
    else { return nil }
    let name = bytes[nameStart..<nameStart + nameSize].prefix { $0 != 0 }
    return (String(decoding: name, as: UTF8.self), dataStart..<message.upperBound)
  }

  // MARK: Global heap

  /// The texts that 16-byte references (length, heap, index) point to.
  private func strings(_ data: Range<Int>) -> [String]? {
    var texts: [String] = []
    for start in stride(from: data.lowerBound, to: data.upperBound - 15, by: 16) {
      guard let length = number(start, 4), let heap = number(start + 4, 8),
        let index = number(start + 12, 4)
      else { return nil }
      if length == 0 {
        texts.append("")
        continue
      }
      guard let object = object(index, inHeapAt: heap), length <= object.count else { return nil }
      let text = bytes[object.lowerBound..<object.lowerBound + length].prefix { $0 != 0 }
      texts.append(String(decoding: text, as: UTF8.self))
    }
    return texts
  }

  private func object(_ wanted: Int, inHeapAt address: Int) -> Range<Int>? {
    guard wanted > 0, hasText("GCOL", at: address), let size = number(address + 8, 8),
      let heap = block(address, size)
    else { return nil }
    var position = heap.lowerBound + Self.heapHeader
    while heap.upperBound - position >= Self.heapHeader {
      guard let index = number(position, 2), index != 0, let length = number(position + 8, 8),
        length <= heap.upperBound - position - Self.heapHeader
      else { return nil }
      let start = position + Self.heapHeader
      if index == wanted { return start..<start + length }
      position = start + (length + 7) / 8 * 8
    }
    return nil
  }
}
