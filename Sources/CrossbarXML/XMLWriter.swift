internal import CLibXML2
public import CrossbarCore

/// Writes one XML document through libxml2's text writer into a ``ByteSink``, element after element.
///
/// libxml2 escapes and nests; the sink remembers a failed write, for example on a full disk, and ``close()`` throws it.
public final class XMLWriter {
  private let sink: ByteSink
  private let name: String
  private let writer: OpaquePointer
  private var hasFailed = false
  private var depth = 0

  /// Begins a document, `<?xml version="1.0" encoding="UTF-8"?>`.
  ///
  /// - Parameter name: the file to name in diagnostics.
  /// - Throws: `xml/writer` when libxml2 cannot make a writer.
  public init(to sink: ByteSink, named name: String) throws(Diagnostics) {
    XMLLibrary.isReady
    self.sink = sink
    self.name = name
    let output = xmlOutputBufferCreateIO(
      { context, bytes, count in
        guard let context, let bytes else { return -1 }
        let sink = Unmanaged<ByteSink>.fromOpaque(context).takeUnretainedValue()
        sink.append(bytes: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        return count
      }, { _ in 0 }, Unmanaged.passUnretained(sink).toOpaque(), nil)
    guard let writer = xmlNewTextWriter(output) else {
      throw Diagnostics(.error("xml/writer", "libxml2 has no memory", at: .init(file: name)))
    }
    self.writer = writer
    note(xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil))
  }

  deinit {
    xmlFreeTextWriter(writer)
  }

  /// Opens an element.
  public func start(_ element: String) {
    note(xmlTextWriterStartElement(writer, element))
    depth += 1
  }

  /// Closes the innermost open element.
  public func end() {
    note(xmlTextWriterEndElement(writer))
    depth -= 1
  }

  /// Closes the innermost open element on a line of its own, under its start.
  public func endOnNewLine() {
    depth -= 1
    newLine()
    note(xmlTextWriterEndElement(writer))
  }

  /// An attribute of the element just opened.
  public func attribute(_ key: String, _ value: String) {
    note(xmlTextWriterWriteAttribute(writer, key, value))
  }

  /// An attribute from bytes of UTF-8 that end in a zero.
  public func attribute(_ key: StaticString, zeroTerminated value: [UInt8]) {
    precondition(value.last == 0, "the bytes do not end in a zero")
    key.utf8Start.withMemoryRebound(to: UInt8.self, capacity: key.utf8CodeUnitCount + 1) { key in
      note(xmlTextWriterWriteAttribute(writer, key, value))
    }
  }

  /// Character data.
  public func text(_ text: String) {
    note(xmlTextWriterWriteString(writer, text))
  }

  /// Ends a line of the file; the next element begins on a line of its own, indented by its depth.
  public func newLine() {
    note(xmlTextWriterWriteString(writer, "\n" + String(repeating: " ", count: depth)))
  }

  /// An element with character data.
  public func element(_ element: String, _ value: String) {
    start(element)
    text(value)
    end()
  }

  /// Ends the document and the sink.
  ///
  /// - Throws: `output/write` if anything could not be written; `xml/writer` if libxml2 refused a call.
  public func close() throws(Diagnostics) {
    note(xmlTextWriterEndDocument(writer))
    note(xmlTextWriterFlush(writer))
    try sink.close()
    if hasFailed {
      throw Diagnostics(
        .error("xml/writer", "libxml2 refused to write the document", at: .init(file: name)))
    }
  }

  private func note(_ result: Int32) {
    if result < 0 { hasFailed = true }
  }
}
