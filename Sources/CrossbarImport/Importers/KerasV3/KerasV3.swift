public import CrossbarCore
internal import CrossbarFiles
public import CrossbarModel

/// Keras's own format since 2.12: a zip archive of `config.json` and `model.weights.h5`.
public enum KerasV3: Importer {
  /// The format's name for people.
  public static let name = "Keras archive (.keras)"
  private static let configuration = "config.json"
  private static let weights = "model.weights.h5"

  /// A zip archive with the configuration or the weights of a Keras model.
  public static func recognises(_ file: FileProbe) -> Bool {
    file.isZip && (file.members.contains(configuration) || file.members.contains(weights))
  }

  /// Reads the configuration, then the weights it calls for.
  ///
  /// - Throws: `import/missing-member`, `import/damaged`, `import/too-large`, `import/config`,
  ///   `import/unsupported-model`.
  public static func importModel(at path: String) throws(Diagnostics) -> ImportedModel {
    let archive = try ZipArchive(path: path)
    guard archive.members.contains(weights) else {
      let isSharded = archive.members.contains("model.weights.json")
      throw Diagnostics(
        .error(
          "import/missing-member",
          isSharded
            ? "the weights are split over several files"
            : "the archive has no member '\(weights)', so the weights are missing",
          at: .init(file: path), help: "save the model again with model.save('model.keras')"))
    }
    let model = try KerasDocument.parse(
      try archive.read(configuration), file: path, element: configuration)
    let graph = try KerasGraphReader(file: path, document: configuration).read(model)
    guard let hdf5 = HDF5File(bytes: try archive.read(weights)) else {
      throw Diagnostics(
        .error(
          "import/damaged", "the weights are not a whole HDF5 file: truncated or damaged",
          at: .init(file: path, element: weights)))
    }
    var lowering = KerasLowering(
      file: path, weights: KerasWeights(file: path, hdf5: hdf5, layout: .archive))
    return lowering.lower(graph)
  }
}
