internal import CLibXML2
public import CrossbarCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Attributes of a start tag, valid during the call that receives them.
public struct XMLAttributes {
  fileprivate let pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  public let count: Int

  /// Name of an attribute, with its prefix where it has one.
  public func name(_ index: Int) -> String {
    guard let pointers, let local = pointers[5 * index] else { return "" }
    let name = String(cString: local)
    return pointers[5 * index + 1].map { "\(String(cString: $0)):\(name)" } ?? name
  }

  /// Bytes of an attribute's value.
  public func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    guard let pointers, let start = pointers[5 * index + 3], let end = pointers[5 * index + 4]
    else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: start, count: end - start)
  }

  /// Bytes of the attribute called `name`, which has no prefix; nil where there is none.
  public func bytes(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? {
    guard let pointers else { return nil }
    for index in 0..<count where pointers[5 * index + 1] == nil {
      guard let local = pointers[5 * index] else { continue }
      let isEqual = name.withUTF8Buffer { wanted in
        wanted.indices.allSatisfy { local[$0] == wanted[$0] } && local[wanted.count] == 0
      }
      if isEqual { return bytes(index) }
    }
    return nil
  }

  /// Text of the attribute called `name`.
  public func text(_ name: StaticString) -> String? {
    bytes(name).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Reads a document piece by piece and hands over its tags with their lines.
public final class XMLStream {
  /// Receives a start tag: local name, attributes, line.
  public typealias Start = (_ name: String, _ attributes: XMLAttributes, _ line: Int) -> Void
  /// Receives a piece of character data, valid during the call; one text may come in several pieces.
  public typealias Characters = (_ bytes: UnsafeBufferPointer<UInt8>) -> Void
  /// Fills a buffer with the next bytes and says how many; 0 at the end.
  private typealias Source = (UnsafeMutableBufferPointer<CChar>) throws(Diagnostics) -> Int

  private let start: Start
  private let end: (String) -> Void
  private let characters: Characters?
  private let stage: String
  private var context: xmlParserCtxtPtr?
  private var failure: (message: String, line: Int)?

  private init(
    stage: String, start: @escaping Start, end: @escaping (String) -> Void,
    characters: Characters?
  ) {
    XMLLibrary.isReady
    self.stage = stage
    self.start = start
    self.end = end
    self.characters = characters
  }

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - name: the file's name in diagnostics.
  ///   - stage: first part of the diagnostics' identifiers.
  /// - Throws: `stage/open`, `stage/read`, or `stage/syntax` with the line where the file is ill-formed or cut off. A
  ///   document type, and with it every entity of its own, is refused.
  public static func read(
    _ path: String, named name: String, stage: String, start: @escaping Start,
    end: @escaping (String) -> Void = { _ in }, characters: Characters? = nil
  ) throws(Diagnostics) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      let reason = String(cString: strerror(errno))
      throw Diagnostics(
        .error("\(stage)/open", "cannot open the file: \(reason)", at: .init(file: name)))
    }
    defer { _ = close(descriptor) }
    let stream = XMLStream(stage: stage, start: start, end: end, characters: characters)
    try withExtendedLifetime(stream) { () throws(Diagnostics) in
      try stream.parse(named: name) { piece throws(Diagnostics) in
        let count = readBytes(descriptor, piece)
        if count < 0 {
          let reason = String(cString: strerror(errno))
          throw Diagnostics(
            .error("\(stage)/read", "cannot read the file: \(reason)", at: .init(file: name)))
        }
        return count
      }
    }
  }

  /// Reads a whole document in memory; otherwise like ``read(_:named:stage:start:end:characters:)``.
  public static func read(
    _ bytes: [UInt8], named name: String, stage: String, start: @escaping Start,
    end: @escaping (String) -> Void = { _ in }, characters: Characters? = nil
  ) throws(Diagnostics) {
    let stream = XMLStream(stage: stage, start: start, end: end, characters: characters)
    var position = 0
    try withExtendedLifetime(stream) { () throws(Diagnostics) in
      try stream.parse(named: name) { piece throws(Diagnostics) in
        let count = min(piece.count, bytes.count - position)
        bytes.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(piece).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return count
      }
    }
  }

  private func parse(named name: String, _ source: Source) throws(Diagnostics) {
    var handler = Self.handler
    let user = Unmanaged.passUnretained(self).toOpaque()
    guard let context = xmlCreatePushParserCtxt(&handler, user, nil, 0, nil) else {
      throw Diagnostics(.error("\(stage)/memory", "libxml2 has no memory", at: .init(file: name)))
    }
    self.context = context
    defer {
      xmlFreeParserCtxt(context)
      self.context = nil
    }
    xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue))
    let piece = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 1 << 17)
    defer { piece.deallocate() }
    while failure == nil {
      let count = try source(piece)
      let result = xmlParseChunk(context, piece.baseAddress, Int32(count), count == 0 ? 1 : 0)
      if result != 0 && failure == nil { failure = ("not well-formed XML", line) }
      if count == 0 { break }
    }
    if let failure {
      throw Diagnostics(
        .error(
          "\(stage)/syntax", failure.message, at: .init(file: name, line: failure.line),
          help: "is the file cut off?"))
    }
  }

  private static func readBytes(
    _ descriptor: Int32, _ piece: UnsafeMutableBufferPointer<CChar>
  ) -> Int {
    while true {
      let count = readOnce(descriptor, piece.baseAddress, piece.count)
      if count >= 0 || errno != EINTR { return count }
    }
  }

  private var line: Int { context.map { Int(xmlSAX2GetLineNumber($0)) } ?? 0 }

  private static func from(_ pointer: UnsafeMutableRawPointer?) -> XMLStream? {
    pointer.map { Unmanaged<XMLStream>.fromOpaque($0).takeUnretainedValue() }
  }

  private func fail(_ message: String, line: Int) {
    if failure == nil { failure = (message, line) }
  }

  private static var handler: xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.startElementNs = { user, name, _, _, _, _, count, _, attributes in
      guard let stream = XMLStream.from(user), let name else { return }
      stream.start(
        String(cString: name), XMLAttributes(pointers: attributes, count: Int(count)), stream.line)
    }
    handler.endElementNs = { user, name, _, _ in
      guard let stream = XMLStream.from(user), let name else { return }
      stream.end(String(cString: name))
    }
    handler.characters = { user, bytes, count in
      guard let characters = XMLStream.from(user)?.characters, let bytes else { return }
      characters(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    handler.internalSubset = { user, _, _, _ in
      guard let stream = XMLStream.from(user) else { return }
      stream.fail("a document type is not allowed here", line: stream.line)
    }
    handler.serror = { user, error in
      guard let stream = XMLStream.from(user), let error, error.pointee.level.rawValue >= 2 else {
        return
      }
      var message = error.pointee.message.map { String(cString: $0) } ?? "not well-formed XML"
      while message.last?.isWhitespace == true { message.removeLast() }
      stream.fail(message, line: Int(error.pointee.line))
    }
    return handler
  }
}

private func readOnce(_ descriptor: Int32, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int)
  -> Int
{
  read(descriptor, bytes, count)
}
