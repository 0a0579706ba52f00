public import CrossbarCore
public import CrossbarModel

/// Reads one file format into a network. One folder below `Importers`, one line in ``allImporters``.
public protocol Importer: SendableMetatype {
  /// The format's name for people, such as `Keras archive (.keras)`.
  static var name: String { get }

  /// Whether a file is of this format, told from its content.
  static func recognises(_ file: FileProbe) -> Bool

  /// Reads a file that is of this format.
  ///
  /// What can be said about single layers is in the result's diagnostics, all of it at once.
  ///
  /// - Throws: an `import/…` diagnostic if the file holds no model that can be followed.
  static func importModel(at path: String) throws(Diagnostics) -> ImportedModel
}

/// Every importer, in the order in which they are asked.
public let allImporters: [any Importer.Type] = [KerasV3.self, KerasH5.self]
