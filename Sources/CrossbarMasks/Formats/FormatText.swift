internal import CrossbarCore
internal import CrossbarFiles

/// The text of a mask file.
enum FormatText {
  /// - Throws: `<stage>/open` where the file cannot be read, `<stage>/text` where it is no UTF-8.
  static func read(path: String, file: String, stage: String) throws(Diagnostics) -> String {
    do throws(Diagnostics) {
      let mapped = try MappedFile(path: path)
      guard let text = String(validating: mapped.bytes, as: UTF8.self) else {
        throw Diagnostics(.error("\(stage)/text", "the file is not text", at: .init(file: file)))
      }
      return text
    } catch {
      throw Diagnostics(
        error.all.map {
          var finding = $0
          if finding.id == "deck/open" { finding.id = "\(stage)/open" }
          finding.location?.file = file
          return finding
        })
    }
  }
}
