#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Splits a SPICE file into logical lines: comments dropped, `+` continuations joined.
///
/// Works on the file's bytes without copying; a logical line is a list of byte ranges.
struct SpiceScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var physicalLine = 0
  /// Byte ranges of the current logical line, continuation marks left out.
  private(set) var segments: [Range<Int>] = []
  /// Line of the file on which the current logical line begins, from 1.
  private(set) var line = 0
  /// The last comment of the file so far, without its asterisk and blanks.
  private(set) var lastComment = 0..<0
  /// Whether anything but blanks came after the last comment.
  private(set) var commentIsLast = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Advances to the next logical line; false at the end of the file.
  mutating func next() -> Bool {
    segments.removeAll(keepingCapacity: true)
    while let (range, number) = physical() {
      guard let first = firstByte(range) else { continue }
      if bytes[first] == UInt8(ascii: "*") {
        noteComment(first + 1..<range.upperBound)
        continue
      }
      commentIsLast = false
      line = number
      segments.append(first..<range.upperBound)
      appendContinuations()
      return true
    }
    return false
  }

  private mutating func appendContinuations() {
    while let continuation = continuationAhead() { segments.append(continuation) }
  }

  /// The rest of the next line if it continues this one; comments and blank lines may stand between.
  private mutating func continuationAhead() -> Range<Int>? {
    guard position < bytes.count, Self.mayContinue(bytes[position]) else { return nil }
    let saved = (position, physicalLine, lastComment, commentIsLast)
    while let (range, _) = physical() {
      guard let first = firstByte(range) else { continue }
      if bytes[first] == UInt8(ascii: "*") {
        noteComment(first + 1..<range.upperBound)
        continue
      }
      guard bytes[first] == UInt8(ascii: "+") else { break }
      commentIsLast = false
      return first + 1..<range.upperBound
    }
    (position, physicalLine, lastComment, commentIsLast) = saved
    return nil
  }

  /// Whether a line with this first byte may be a continuation, or a comment or blank line before one.
  @inline(__always) private static func mayContinue(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "*") || byte <= 0x20
  }

  private mutating func noteComment(_ range: Range<Int>) {
    var lower = range.lowerBound
    while lower < range.upperBound && bytes[lower] == 0x20 { lower += 1 }
    lastComment = lower..<range.upperBound
    commentIsLast = true
  }

  /// The next line of the file without its end.
  private mutating func physical() -> (Range<Int>, Int)? {
    guard position < bytes.count, let base = bytes.baseAddress else { return nil }
    let start = position
    var end = bytes.count
    if let newline = memchr(base + start, 0x0A, end - start) {
      end = UnsafeRawPointer(newline) - UnsafeRawPointer(base)
    }
    position = min(end + 1, bytes.count)
    physicalLine += 1
    if end > start && bytes[end - 1] == 0x0D { end -= 1 }
    return (start..<end, physicalLine)
  }

  private func firstByte(_ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound && (bytes[index] == 0x20 || bytes[index] == 0x09) { index += 1 }
    return index < range.upperBound ? index : nil
  }

  /// The current logical line in lower case, its segments joined by blanks.
  var text: String {
    var result: [UInt8] = []
    for segment in segments {
      if !result.isEmpty { result.append(0x20) }
      for index in segment {
        if bytes[index] == UInt8(ascii: ";") { break }
        result.append(lowercased(bytes[index]))
      }
    }
    while result.last == 0x20 { result.removeLast() }
    return String(decoding: result, as: UTF8.self)
  }

  /// Text of a range as it stands.
  func string(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }
}

/// ASCII lower case.
@inline(__always) func lowercased(_ byte: UInt8) -> UInt8 {
  byte &- 65 < 26 ? byte | 0x20 : byte
}
