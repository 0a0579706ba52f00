internal import CrossbarCore
internal import CrossbarFiles

extension MappedFile {
  /// A file of the masks under the name that diagnostics give it.
  ///
  /// - Throws: `‹stage›/open` where it cannot be read.
  static func open(
    path: String, named name: String, stage: String
  ) throws(Diagnostics) -> MappedFile {
    do throws(Diagnostics) {
      return try MappedFile(path: path)
    } catch {
      throw Diagnostics(.error("\(stage)/open", "the file cannot be read", at: .init(file: name)))
    }
  }
}
