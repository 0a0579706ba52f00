#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A buffered writer of bytes to a file or to memory, fast enough for decks of millions of cells.
///
/// The first failed write is remembered and thrown by ``close()``; nothing is lost in silence.
public final class ByteSink {
  @usableFromInline internal var buffer: UnsafeMutablePointer<UInt8>
  @usableFromInline internal let capacity: Int
  @usableFromInline internal var count = 0
  private var descriptor: Int32
  private let path: String
  private var failure: Int32 = 0
  private var memory: [UInt8] = []
  /// Bytes appended so far.
  public var totalCount: Int { flushed + count }
  private var flushed = 0

  /// A sink that keeps its bytes in memory; read them with ``bytes``.
  public init() {
    capacity = 1 << 16
    buffer = .allocate(capacity: capacity)
    descriptor = -1
    path = ""
  }

  /// A sink that creates or truncates a file.
  ///
  /// - Throws: `output/open` when the file cannot be created.
  public init(path: String) throws(Diagnostics) {
    capacity = 1 << 20
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 {
      let reason = String(cString: strerror(errno))
      buffer = .allocate(capacity: 1)
      self.path = path
      throw Diagnostics(
        .error("output/open", "cannot create the file: \(reason)", at: .init(file: path)))
    }
    buffer = .allocate(capacity: capacity)
    self.path = path
  }

  deinit {
    buffer.deallocate()
    if descriptor >= 0 { _ = Self.closeDescriptor(descriptor) }
  }

  /// The bytes of a sink in memory.
  public var bytes: [UInt8] {
    memory + Array(UnsafeBufferPointer(start: buffer, count: count))
  }

  /// Writes what is buffered and closes the file.
  ///
  /// - Throws: `output/write` if any write failed, for example on a full disk.
  public func close() throws(Diagnostics) {
    flush()
    if descriptor >= 0 {
      if Self.closeDescriptor(descriptor) != 0 && failure == 0 { failure = errno }
      descriptor = -1
    }
    if failure != 0 {
      let reason = String(cString: strerror(failure))
      throw Diagnostics(
        .error("output/write", "cannot write the file: \(reason)", at: .init(file: path)))
    }
  }

  private static func closeDescriptor(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      return Glibc.close(descriptor)
    #elseif canImport(Musl)
      return Musl.close(descriptor)
    #else
      return Darwin.close(descriptor)
    #endif
  }

  @usableFromInline internal func flush() {
    defer {
      flushed += count
      count = 0
    }
    if descriptor < 0 {
      memory.append(contentsOf: UnsafeBufferPointer(start: buffer, count: count))
      return
    }
    var offset = 0
    while offset < count && failure == 0 {
      let written = write(descriptor, buffer + offset, count - offset)
      if written < 0 {
        if errno != EINTR { failure = errno }
      } else {
        offset += written
      }
    }
  }

  /// Makes room for `bytes` more bytes; at most the buffer's capacity.
  @inlinable @inline(__always) internal func reserve(_ bytes: Int) {
    if count + bytes > capacity { flush() }
  }

  /// Appends one byte.
  @inlinable public func append(byte: UInt8) {
    reserve(1)
    buffer[count] = byte
    count += 1
  }

  /// Appends a literal without making a `String`.
  @inlinable @inline(__always) public func append(_ literal: StaticString) {
    let length = literal.utf8CodeUnitCount
    reserve(length)
    (buffer + count).update(from: literal.utf8Start, count: length)
    count += length
  }

  /// Appends text as UTF-8.
  public func append(text: String) {
    var text = text
    text.withUTF8 { append(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// Appends raw bytes of any number.
  public func append(bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if count == capacity { flush() }
      let part = rest.prefix(capacity - count)
      UnsafeMutableRawPointer(buffer + count).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: part).baseAddress.unsafelyUnwrapped,
        byteCount: part.count)
      count += part.count
      rest = rest.dropFirst(part.count)
    }
  }

  /// Appends a decimal integer.
  @inlinable public func append(_ value: Int) {
    append(value, minimumDigits: 1)
  }

  /// Appends a decimal integer with leading zeros up to `minimumDigits` (at most 20).
  @inlinable public func append(_ value: Int, minimumDigits: Int) {
    reserve(24)
    var magnitude = value.magnitude
    if value < 0 {
      buffer[count] = 0x2D
      count += 1
    }
    var digits = 1
    var bound: UInt = 10
    while digits < 20 && magnitude >= bound {
      digits += 1
      if digits < 20 { bound *= 10 }
    }
    if digits < minimumDigits { digits = minimumDigits }
    var position = count + digits
    count = position
    for _ in 0..<digits {
      position -= 1
      let quotient = magnitude / 10
      buffer[position] = 0x30 &+ UInt8(truncatingIfNeeded: magnitude &- quotient &* 10)
      magnitude = quotient
    }
  }

  /// Appends a double in its shortest form that reads back as the same number.
  public func append(_ value: Double) {
    append(text: value.description)
  }

  /// Appends a decimal of six digits in scientific form without trailing zeros, such as `1.22449` or `5.2011e+02`.
  public func append(_ decimal: SixDigits) {
    reserve(24)
    if decimal.mantissa == 0 {
      append("0")
      return
    }
    var mantissa = decimal.mantissa
    var digits = 6
    while mantissa % 10 == 0 {
      mantissa /= 10
      digits -= 1
    }
    let exponent = decimal.exponent + 5
    let start = count
    append(mantissa)
    if digits > 1 {
      for index in stride(from: count, to: start + 1, by: -1) { buffer[index] = buffer[index - 1] }
      buffer[start + 1] = 0x2E
      count += 1
    }
    if exponent != 0 {
      append(exponent < 0 ? "e-" : "e+")
      append(abs(exponent), minimumDigits: 2)
    }
  }

  /// Ends a line.
  @inlinable public func endLine() {
    append(byte: 0x0A)
  }
}
