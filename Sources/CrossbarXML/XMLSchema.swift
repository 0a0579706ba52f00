internal import CLibXML2
public import CrossbarCore

/// Validation of documents against an XML schema by libxml2.
public enum XMLSchema {
  /// Everything in which the document `bytes` is ill-formed or violates `schema`, each with its line.
  ///
  /// - Parameters:
  ///   - schema: the text of an XSD 1.0 schema.
  ///   - file: the document's name in diagnostics.
  public static func findings(_ bytes: [UInt8], schema: String, file: String) -> [Diagnostic] {
    let collector = Collector(file: file)
    withExtendedLifetime(collector) {
      // The parser reads the schema where it stands: the bytes must outlive it.
      Array(schema.utf8).withUnsafeBytes { schema in
        bytes.withUnsafeBytes { validate($0, against: schema, collector) }
      }
    }
    return collector.findings
  }

  private static func validate(
    _ bytes: UnsafeRawBufferPointer, against schema: UnsafeRawBufferPointer, _ collector: Collector
  ) {
    let pointer = Unmanaged.passUnretained(collector).toOpaque()
    _ = typesAreReady
    guard
      let parser = xmlSchemaNewMemParserCtxt(
        schema.bindMemory(to: CChar.self).baseAddress, Int32(schema.count))
    else { return collector.report("xml/schema", "the schema cannot be read") }
    defer { xmlSchemaFreeParserCtxt(parser) }
    xmlSchemaSetParserStructuredErrors(parser, { collect($0, $1) }, pointer)
    guard let compiled = xmlSchemaParse(parser) else {
      return collector.report("xml/schema", "the schema cannot be read")
    }
    defer { xmlSchemaFree(compiled) }
    guard let reader = xmlNewParserCtxt() else {
      return collector.report("xml/memory", "libxml2 has no memory")
    }
    defer { xmlFreeParserCtxt(reader) }
    let options =
      XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
    let document = xmlCtxtReadMemory(
      reader, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), collector.file, nil,
      Int32(options))
    guard let document else {
      return collector.findings.append(illFormed(xmlCtxtGetLastError(reader), collector.file))
    }
    defer { xmlFreeDoc(document) }
    guard let validator = xmlSchemaNewValidCtxt(compiled) else {
      return collector.report("xml/memory", "libxml2 has no memory")
    }
    defer { xmlSchemaFreeValidCtxt(validator) }
    xmlSchemaSetValidStructuredErrors(validator, { collect($0, $1) }, pointer)
    if xmlSchemaValidateDoc(validator, document) != 0 && collector.findings.isEmpty {
      collector.report("xml/invalid", "the document violates its schema")
    }
  }

  /// libxml2 fills its table of built-in types at the first schema, and not for one thread at a time.
  private static let typesAreReady: Void = {
    XMLLibrary.isReady
    xmlSchemaInitTypes()
  }()

  private static func illFormed(
    _ error: UnsafePointer<xmlError>?, _ file: String
  ) -> Diagnostic {
    .error(
      "xml/syntax", "not well-formed XML: \(message(error))",
      at: .init(file: file, line: error.map { Int($0.pointee.line) }))
  }
}

/// Findings on their way out of libxml2.
private final class Collector {
  let file: String
  var findings: [Diagnostic] = []

  init(file: String) {
    self.file = file
  }

  func report(_ id: String, _ message: String) {
    findings.append(.error(id, message, at: .init(file: file)))
  }
}

private func collect(_ context: UnsafeMutableRawPointer?, _ error: UnsafePointer<xmlError>?) {
  guard let context else { return }
  let collector = Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue()
  collector.findings.append(
    .error(
      "xml/invalid", message(error),
      at: .init(file: collector.file, line: error.map { Int($0.pointee.line) })))
}

private func message(_ error: UnsafePointer<xmlError>?) -> String {
  guard let text = error?.pointee.message else { return "no reason given" }
  var message = String(cString: text)
  while message.last?.isWhitespace == true { message.removeLast() }
  return message
}
