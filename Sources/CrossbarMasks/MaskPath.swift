/// A corner of a mask shape, nanometres on its page; x to the right, y down.
public struct MaskPoint: Hashable, Sendable {
  /// Distance from the page's left edge.
  public var x: Int32
  /// Distance from the page's upper edge.
  public var y: Int32

  /// A corner at the given place.
  public init(x: Int32, y: Int32) {
    self.x = x
    self.y = y
  }
}

/// Reads the `d` attribute of a path of closed parts whose edges run along x and y.
struct MaskPathParser {
  struct Failure: Error {
    var message: String
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// The corners of every part of a path: `M L H V Z`, absolute or relative, in millimetres. Masks as written have one
  /// part a path; an editor may have cut it.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) -> [[MaskPoint]] {
    var parser = MaskPathParser(bytes: bytes)
    return try parser.parse()
  }

  /// A single positive length in millimetres as nanometres; nil where it is not one.
  static func length(_ text: Substring) -> Int? {
    var text = text
    return text.withUTF8 { bytes in
      var parser = MaskPathParser(bytes: bytes)
      guard let length = try? parser.number(), parser.position == bytes.count, length > 0 else {
        return nil
      }
      return length
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  private mutating func parse() throws(Failure) -> [[MaskPoint]] {
    var parts: [[MaskPoint]] = []
    var points: [MaskPoint] = []
    points.reserveCapacity(16)
    var x = 0
    var y = 0
    var command: UInt8 = 0
    var isClosed = false
    skipSeparators()
    while position < bytes.count {
      let byte = bytes[position]
      if byte | 32 >= 97 && byte | 32 <= 122 {
        command = byte
        position += 1
      } else if command == 0 {
        throw Failure(
          message: parts.isEmpty
            ? "the path does not begin with M" : "the path goes on after Z without M")
      }
      if points.isEmpty && command | 32 != 109 {
        throw Failure(
          message: parts.isEmpty
            ? "the path does not begin with M" : "the path goes on after Z without M")
      }
      isClosed = false
      let isRelative = command >= 97
      switch command | 32 {
      case 109, 108:  // m, l
        if command | 32 == 109 && !points.isEmpty {
          throw Failure(message: "the path begins a second part without having closed the first")
        }
        let newX = try number() + (isRelative ? x : 0)
        let newY = try number() + (isRelative ? y : 0)
        if command | 32 == 108 && newX != x && newY != y {
          throw Failure(message: "the path has an edge that runs along neither x nor y")
        }
        (x, y) = (newX, newY)
        if command | 32 == 109 { command = isRelative ? 108 : 76 }
      case 104: x = try number() + (isRelative ? x : 0)  // h
      case 118: y = try number() + (isRelative ? y : 0)  // v
      case 122:  // z
        isClosed = true
        if let first = points.first { (x, y) = (Int(first.x), Int(first.y)) }
        parts.append(try corners(points))
        points = []
        command = 0
        skipSeparators()
        continue
      default:
        throw Failure(
          message: "the path uses \(Character(UnicodeScalar(command))); only M, L, H, V and Z")
      }
      guard let x32 = Int32(exactly: x), let y32 = Int32(exactly: y) else {
        throw Failure(message: "a corner lies more than two metres away")
      }
      points.append(MaskPoint(x: x32, y: y32))
      skipSeparators()
    }
    if !isClosed { throw Failure(message: "the path is not closed: it does not end in Z") }
    return parts
  }

  /// The points without repetitions and without those on a straight run.
  private func corners(_ points: [MaskPoint]) throws(Failure) -> [MaskPoint] {
    guard let first = points.first, let last = points.last else {
      throw Failure(message: "the path is empty")
    }
    if first.x != last.x && first.y != last.y {
      throw Failure(message: "the closing edge runs along neither x nor y")
    }
    var isClean = points.count >= 4
    for index in points.indices where isClean {
      let a = points[index]
      let b = points[index + 1 < points.count ? index + 1 : index + 1 - points.count]
      let c = points[index + 2 < points.count ? index + 2 : index + 2 - points.count]
      if a == b || (a.x == b.x && b.x == c.x) || (a.y == b.y && b.y == c.y) { isClean = false }
    }
    if isClean { return points }
    var corners = points
    var index = 0
    while index < corners.count && corners.count >= 3 {
      let a = corners[(index + corners.count - 1) % corners.count]
      let b = corners[index]
      let c = corners[(index + 1) % corners.count]
      if a == b || (a.x == b.x && b.x == c.x) || (a.y == b.y && b.y == c.y) {
        corners.remove(at: index)
        index = max(0, index - 1)
      } else {
        index += 1
      }
    }
    if corners.count < 4 { throw Failure(message: "the path encloses no area") }
    return corners
  }

  private mutating func skipSeparators() {
    while position < bytes.count {
      switch bytes[position] {
      case 32, 9, 10, 13, 44: position += 1
      default: return
      }
    }
  }

  /// A decimal number of millimetres as nanometres; digits after the sixth must be zeros.
  private mutating func number() throws(Failure) -> Int {
    skipSeparators()
    var isNegative = false
    if position < bytes.count, bytes[position] == 45 || bytes[position] == 43 {
      isNegative = bytes[position] == 45
      position += 1
    }
    var value = 0
    var digits = 0
    var places = -1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 46 && places < 0 {
        places = 0
      } else if byte >= 48 && byte <= 57 {
        if places >= 6 {
          if byte != 48 { throw Failure(message: "a coordinate is finer than a nanometre") }
        } else {
          value = value * 10 + Int(byte - 48)
          if places >= 0 { places += 1 }
        }
        digits += 1
        if digits > 15 { throw Failure(message: "a coordinate has too many digits") }
      } else {
        break
      }
      position += 1
    }
    if digits == 0 { throw Failure(message: "a coordinate is missing or not a decimal number") }
    for _ in max(places, 0)..<6 { value *= 10 }
    return isNegative ? -value : value
  }
}
