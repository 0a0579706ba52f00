public import CrossbarCore
internal import CrossbarFiles
public import CrossbarModel

/// The older format of a whole Keras model: an HDF5 file with the attribute `model_config`.
public enum KerasH5: Importer {
  /// The format's name for people.
  public static let name = "Keras HDF5 (.h5)"
  /// Largest file that is read, in bytes.
  private static let largestFile = 2 << 30
  private static let configuration = "model_config"

  /// Any HDF5 file; what it holds is told when it is read.
  public static func recognises(_ file: FileProbe) -> Bool { file.isHDF5 }

  /// Reads the configuration, then the weights it calls for.
  ///
  /// - Throws: `import/damaged`, `import/weights-only`, `import/not-a-model`, `import/config`,
  ///   `import/unsupported-model`.
  public static func importModel(at path: String) throws(Diagnostics) -> ImportedModel {
    let bytes = try FileBytes(path: path).readAll(limit: largestFile)
    guard let hdf5 = HDF5File(bytes: bytes) else {
      throw Diagnostics(
        .error(
          "import/damaged", "the HDF5 file is truncated or damaged", at: .init(file: path)))
    }
    guard let text = hdf5.string("/", attribute: configuration) else {
      throw Diagnostics(noConfiguration(hdf5, path: path))
    }
    let model = try KerasDocument.parse(Array(text.utf8), file: path, element: configuration)
    let graph = try KerasGraphReader(file: path, document: configuration).read(model)
    var lowering = KerasLowering(
      file: path, weights: KerasWeights(file: path, hdf5: hdf5, layout: .legacy))
    return lowering.lower(graph)
  }

  private static func noConfiguration(_ hdf5: HDF5File, path: String) -> Diagnostic {
    let isKeras3 = hdf5.isGroup("layers") || hdf5.isGroup("_layer_checkpoint_dependencies")
    let isWeights = isKeras3 || hdf5.stringList("/", attribute: "layer_names") != nil
    return isWeights
      ? .error(
        "import/weights-only", "the file holds weights without the layers they belong to",
        at: .init(file: path),
        help: "load them into the model in Keras and save the whole with model.save('model.keras')")
      : .error(
        "import/not-a-model", "this is an HDF5 file, but not a Keras model: it has no model_config",
        at: .init(file: path), help: ForeignFormat.exportHelp)
  }
}
