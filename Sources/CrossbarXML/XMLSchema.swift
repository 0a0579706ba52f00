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
    let pointer = Unmanaged.passUnretained(collector).toOpaque()
    return withExtendedLifetime(collector) {
      guard let compiled = compile(schema, errorsTo: pointer) else {
        return collector.findings
          + [.error("xml/schema", "the schema cannot be read", at: .init(file: file))]
      }
      defer { xmlSchemaFree(compiled) }
      guard let reader = xmlNewParserCtxt() else {
        return [.error("xml/memory", "libxml2 has no memory", at: .init(file: file))]
      }
      defer { xmlFreeParserCtxt(reader) }
      let document = bytes.withUnsafeBytes {
        xmlCtxtReadMemory(
          reader, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count), file, nil,
          Int32(
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
              | XML_PARSE_NOWARNING.rawValue))
      }
      guard let document else {
        return [illFormed(xmlCtxtGetLastError(reader), file: file)]
      }
      defer { xmlFreeDoc(document) }
      guard let validator = xmlSchemaNewValidCtxt(compiled) else {
        return [.error("xml/memory", "libxml2 has no memory", at: .init(file: file))]
      }
      defer { xmlSchemaFreeValidCtxt(validator) }
      xmlSchemaSetValidStructuredErrors(validator, { collect($0, $1) }, pointer)
      if xmlSchemaValidateDoc(validator, document) != 0 && collector.findings.isEmpty {
        collector.findings.append(
          .error("xml/invalid", "the document violates its schema", at: .init(file: file)))
      }
      return collector.findings
    }
  }

  /// The compiled schema, or nil. The parser keeps a pointer into the text, so both live in one closure.
  private static func compile(
    _ schema: String, errorsTo context: UnsafeMutableRawPointer
  ) -> xmlSchemaPtr? {
    var schema = schema
    return schema.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { text in
        guard let parser = xmlSchemaNewMemParserCtxt(text.baseAddress, Int32(text.count)) else {
          return nil
        }
        defer { xmlSchemaFreeParserCtxt(parser) }
        xmlSchemaSetParserStructuredErrors(parser, { collect($0, $1) }, context)
        return xmlSchemaParse(parser)
      }
    }
  }

  private static func illFormed(
    _ error: UnsafePointer<xmlError>?, file: String
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
