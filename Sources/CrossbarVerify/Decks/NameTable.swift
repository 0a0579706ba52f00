/// Numbers names that stand as bytes in a file, letters in either case: 0, 1, 2 … in order of appearance.
struct NameTable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var slots: [Int32]
  private var names: ContiguousArray<SpiceToken> = []
  private var mask: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    slots = Array(repeating: -1, count: 1024)
    mask = 1023
  }

  var count: Int { names.count }

  /// Where a name stood first.
  func token(_ id: Int) -> SpiceToken { names[id] }

  /// The number of a name; a new one if it was never seen.
  mutating func id(_ token: SpiceToken) -> Int {
    var slot = hash(token) & mask
    while slots[slot] >= 0 {
      let id = Int(slots[slot])
      if equal(names[id], token) { return id }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(names.count)
    names.append(token)
    if names.count * 2 > slots.count { grow() }
    return names.count - 1
  }

  private mutating func grow() {
    mask = slots.count * 2 - 1
    slots = Array(repeating: -1, count: mask + 1)
    for (id, name) in names.enumerated() {
      var slot = hash(name) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(id)
    }
  }

  private func hash(_ token: SpiceToken) -> Int {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in token.start..<token.end {
      value = (value ^ UInt64(lowercased(bytes[index]))) &* 0x100_0000_01b3
    }
    return Int(truncatingIfNeeded: value ^ (value >> 29)) & Int.max
  }

  private func equal(_ left: SpiceToken, _ right: SpiceToken) -> Bool {
    let count = left.end - left.start
    guard count == right.end - right.start else { return false }
    for offset in 0..<count
    where lowercased(bytes[left.start + offset]) != lowercased(bytes[right.start + offset]) {
      return false
    }
    return true
  }
}
