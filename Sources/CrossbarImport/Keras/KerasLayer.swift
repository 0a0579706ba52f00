/// One layer of a Keras model as its configuration describes it, before anything is made of it.
struct KerasLayer {
  /// The layer's own name.
  var name: String
  /// The class in the file's own words.
  var className: String
  /// Whether the class is the user's own, under whatever name.
  var isCustom: Bool
  var config: JSONValue
  /// Place in the configuration, such as `config.json:layers[3]`.
  var element: String
  /// Names from the outermost model inwards, ending with the layer's own.
  var nameTrail: [String]
  /// Class and count among the layers of that class at each level, which is how `.keras` files name their groups.
  var classTrail: [ClassPosition]
  /// Shape of the input without the batch, where the file records it.
  var recordedInputShape: [Int]?
  /// Key of the layer whose output is this one's input; nil for the first layer and for joins.
  var predecessor: String?
  /// Why the layer's place in the graph is not supported.
  var graphProblem: String?

  /// Identifies the layer inside its file.
  var key: String { nameTrail.joined(separator: "/") }

  /// The `index`-th of `count` layers of one class inside one model.
  struct ClassPosition {
    var className: String
    var index: Int
    var count: Int
  }

  /// Layers that change nothing at inference.
  static let identities: Set<String> = [
    "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
    "GaussianDropout", "GaussianNoise", "ActivityRegularization", "Identity",
  ]
  /// Layers that only rearrange or scale what follows, so that a final softmax may stand before them.
  static let isWithoutNeurons = identities.union(["InputLayer", "Flatten", "Reshape"])

  /// A shape in a configuration such as `[null, 28, 28]`, without its first, the batch; nil where part is unknown.
  static func shapeWithoutBatch(_ value: JSONValue?) -> [Int]? {
    guard let dimensions = value?.array, !dimensions.isEmpty else { return nil }
    let shape = dimensions.dropFirst().compactMap(\.integer)
    guard shape.count == dimensions.count - 1, shape.allSatisfy({ $0 >= 0 }) else { return nil }
    return shape
  }

  /// The input shape that an InputLayer, or the first layer of an older file, carries in its own configuration.
  var configuredInputShape: [Int]? {
    let shape =
      Self.shapeWithoutBatch(config.present("batch_shape"))
      ?? Self.shapeWithoutBatch(config.present("batch_input_shape"))
    if let shape { return shape }
    if let width = config.present("input_dim")?.integer, width > 0 { return [width] }
    return nil
  }
}
