/// Numbers names that stand as bytes in a file, letters in either case: 0, 1, 2 … in order of appearance.
struct NameTable {
  /// A place of the open-addressed table; empty where `id` is negative.
  private struct Slot {
    var id: Int32 = -1
    var hash: UInt32 = 0
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var slots: [Slot]
  private var names: ContiguousArray<SpiceToken> = []
  private var mask: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    slots = Array(repeating: Slot(), count: 1024)
    mask = 1023
  }

  var count: Int { names.count }

  /// Where a name stood first.
  func token(_ id: Int) -> SpiceToken { names[id] }

  /// The number of a name; a new one if it was never seen.
  mutating func id(_ token: SpiceToken) -> Int {
    let hash = hash(token)
    var place = Int(hash) & mask
    while slots[place].id >= 0 {
      let id = Int(slots[place].id)
      if slots[place].hash == hash && equal(names[id], token) { return id }
      place = (place + 1) & mask
    }
    slots[place] = Slot(id: Int32(names.count), hash: hash)
    names.append(token)
    if names.count * 2 > slots.count { grow() }
    return names.count - 1
  }

  private mutating func grow() {
    mask = slots.count * 4 - 1
    var larger = Array(repeating: Slot(), count: mask + 1)
    for slot in slots where slot.id >= 0 {
      var place = Int(slot.hash) & mask
      while larger[place].id >= 0 { place = (place + 1) & mask }
      larger[place] = slot
    }
    slots = larger
  }

  /// FNV-1a over the lower-case bytes, its bits mixed once more so that the low ones are as good as the high ones.
  private func hash(_ token: SpiceToken) -> UInt32 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in token.start..<token.end {
      value = (value ^ UInt64(lowercased(bytes[index]))) &* 0x100_0000_01b3
    }
    return UInt32(truncatingIfNeeded: ((value ^ (value >> 32)) &* 0x9E37_79B9_7F4A_7C15) >> 32)
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
