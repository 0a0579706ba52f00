internal import CrossbarArray

/// The name of a net, a cell or a window as one number: names of the array in closed form, others by a table.
struct NetKey: Hashable, Comparable, Sendable {
  enum Kind: UInt64 {
    case none
    case bitLine
    case silverRow
    case wordLine
    case sourceLine
    case bottomContact
    case topContact
    case cell
    /// Fiducials, frames, labels and verniers: no net.
    case furniture
    case other
  }

  /// Kind, tile, row and column, 4 + 20 + 20 + 20 bits.
  private(set) var bits: UInt64

  /// No name.
  static let none = NetKey(.none, tile: 0)
  static let furniture = NetKey(.furniture, tile: 0)

  init(_ kind: Kind, tile: Int, row: Int = 0, column: Int = 0) {
    bits = kind.rawValue << 60 | UInt64(tile) << 40 | UInt64(row) << 20 | UInt64(column)
  }

  init(_ kind: Kind, cell: CellID) {
    self.init(kind, tile: cell.tile, row: cell.row, column: cell.column)
  }

  var kind: Kind { Kind(rawValue: bits >> 60) ?? .none }
  var tile: Int { Int(bits >> 40 & 0xFFFFF) }
  var row: Int { Int(bits >> 20 & 0xFFFFF) }
  var column: Int { Int(bits & 0xFFFFF) }
  var isNet: Bool { kind != .none && kind != .furniture }

  /// The cell whose contact this is.
  var cell: CellID? {
    switch kind {
    case .bottomContact, .topContact, .cell: CellID(tile: tile, row: row, column: column)
    default: nil
    }
  }

  static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }

  /// The cell between a gold and a silver net, where their names say one.
  static func cell(gold: NetKey, silver: NetKey) -> CellID? {
    if silver.kind == .bottomContact { return silver.cell }
    if gold.kind == .topContact { return gold.cell }
    guard gold.kind == .bitLine || gold.kind == .sourceLine, gold.tile == silver.tile,
      silver.kind == .silverRow || silver.kind == .wordLine
    else { return nil }
    return CellID(tile: gold.tile, row: silver.row, column: gold.column)
  }
}

/// Names that are not of the array's own forms, numbered as they are met.
struct NetNames: Sendable {
  private var others: [String] = []
  private var numbers: [String: Int] = [:]
  private static let furniture = ["fiducial_", "frame_", "label_", "vernier_"]
  /// Numbers of a name are below this.
  private static let limit = 1 << 20

  /// The net of a shape: its id without a trailing `_pad`, or `_pad_` and a number.
  mutating func net(ofShape id: String) -> NetKey {
    if id.isEmpty { return .none }
    var name = id[...]
    if let last = name.utf8.last, last &- 0x30 < 10, name.hasPrefix("test_") {
      while let digit = name.utf8.last, digit &- 0x30 < 10 { name.removeLast() }
      name = name.hasSuffix("_pad_") ? name.dropLast() : id[...]
    }
    return key(name.utf8.count > 4 && name.hasSuffix("_pad") ? String(name.dropLast(4)) : id)
  }

  /// Whether a shape of this id belongs to no net and must touch none.
  static func isFurniture(_ id: String) -> Bool { furniture.contains { id.hasPrefix($0) } }

  /// The number of a name.
  mutating func key(_ name: String) -> NetKey {
    if let key = Self.closedForm(name) { return key }
    if Self.isFurniture(name) { return .furniture }
    if let number = numbers[name] { return Self.other(number) }
    numbers[name] = others.count
    others.append(name)
    return Self.other(others.count - 1)
  }

  private static func other(_ number: Int) -> NetKey {
    NetKey(.other, tile: number / limit, column: number % limit)
  }

  /// What a key stands for.
  func name(_ key: NetKey) -> String {
    let tile = TileID(key.tile)
    switch key.kind {
    case .none: return "a nameless conductor"
    case .furniture: return "furniture"
    case .bitLine: return tile.bitLine(key.column)
    case .silverRow: return "\(tile.name)_a" + Self.padded(key.row)
    case .wordLine: return tile.wordLine(key.row)
    case .sourceLine: return tile.sourceLine(key.column)
    case .bottomContact: return Self.cell(key).bottomNet
    case .topContact: return Self.cell(key).name + "_au"
    case .cell: return Self.cell(key).name
    case .other:
      let number = key.tile * Self.limit + key.column
      return number < others.count ? others[number] : "?"
    }
  }

  private static func cell(_ key: NetKey) -> CellID {
    CellID(tile: key.tile, row: key.row, column: key.column)
  }

  private static func padded(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 3 - text.utf8.count)) + text
  }

  /// `t00_b017`, `t00_r003_c017_ag` and the like, exactly as they are spelled.
  private static func closedForm(_ name: String) -> NetKey? {
    var name = name
    return name.withUTF8 { bytes in
      var position = 0
      guard letter(UInt8(ascii: "t"), bytes, &position),
        let tile = number(bytes, &position, digits: 2),
        letter(UInt8(ascii: "_"), bytes, &position), position < bytes.count
      else { return nil }
      let letter = bytes[position]
      position += 1
      guard let first = number(bytes, &position, digits: 3) else { return nil }
      if letter == UInt8(ascii: "r") { return cell(tile, first, bytes, &position) }
      guard position == bytes.count else { return nil }
      switch letter {
      case UInt8(ascii: "b"): return NetKey(.bitLine, tile: tile, column: first)
      case UInt8(ascii: "a"): return NetKey(.silverRow, tile: tile, row: first)
      case UInt8(ascii: "w"): return NetKey(.wordLine, tile: tile, row: first)
      case UInt8(ascii: "s"): return NetKey(.sourceLine, tile: tile, column: first)
      default: return nil
      }
    }
  }

  private static func cell(
    _ tile: Int, _ row: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> NetKey? {
    guard letter(UInt8(ascii: "_"), bytes, &position), letter(UInt8(ascii: "c"), bytes, &position),
      let column = number(bytes, &position, digits: 3)
    else { return nil }
    let rest = bytes[position...]
    if rest.isEmpty { return NetKey(.cell, tile: tile, row: row, column: column) }
    if rest.elementsEqual("_ag".utf8) {
      return NetKey(.bottomContact, tile: tile, row: row, column: column)
    }
    if rest.elementsEqual("_au".utf8) {
      return NetKey(.topContact, tile: tile, row: row, column: column)
    }
    return nil
  }

  private static func letter(
    _ wanted: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Bool {
    guard position < bytes.count, bytes[position] == wanted else { return false }
    position += 1
    return true
  }

  /// A number with leading zeros up to `digits` and no further.
  private static func number(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, digits: Int
  ) -> Int? {
    let start = position
    var value = 0
    while position < bytes.count, case let digit = bytes[position] &- 0x30, digit < 10 {
      value = value * 10 + Int(digit)
      position += 1
      if value >= limit || position - start > 7 { return nil }
    }
    let count = position - start
    if count < digits || (count > digits && bytes[start] == 0x30) { return nil }
    return value
  }
}
