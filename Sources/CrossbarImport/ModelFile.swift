public import CrossbarCore
public import CrossbarModel

/// The one way into a network file.
public enum ModelFile {
  /// Reads a network file of any supported format, told from its content.
  ///
  /// Unsupported layers and wrong weights are in the result's diagnostics, all at once, beside the list of layers.
  ///
  /// - Throws: `import/…` if the file cannot be read or is not a model: missing, empty, a directory, truncated,
  ///   of another format.
  public static func read(_ path: String) throws(Diagnostics) -> ImportedModel {
    let file = try FileProbe(path: path)
    for importer in allImporters where importer.recognises(file) {
      return try importer.importModel(at: path)
    }
    throw Diagnostics(ForeignFormat.diagnostic(file))
  }
}
