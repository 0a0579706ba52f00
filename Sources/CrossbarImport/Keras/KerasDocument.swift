internal import CrossbarCore

/// The JSON text of a model's configuration.
enum KerasDocument {
  /// - Throws: `import/config`, with the byte, if it is not JSON.
  static func parse(
    _ bytes: [UInt8], file: String, element: String
  ) throws(Diagnostics) -> JSONValue {
    do throws(JSONParser.Failure) {
      return try JSONParser.parse(bytes)
    } catch {
      throw Diagnostics(
        .error(
          "import/config", "not JSON at byte \(error.offset): \(error.reason)",
          at: .init(file: file, element: element)))
    }
  }
}
