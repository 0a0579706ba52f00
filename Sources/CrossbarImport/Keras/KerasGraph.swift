internal import CrossbarCore

/// The layers of a Keras model in network order, nested models laid flat.
struct KerasGraph {
  var name: String
  /// In the order of the data where the model is a chain, else in the order of the file.
  var layers: [KerasLayer]
  /// Whether every layer feeds exactly the next.
  var isChain: Bool
  /// Shape of the input without the batch, where the file records it.
  var inputShape: [Int]?
}

/// Reads a model's configuration into a ``KerasGraph``.
struct KerasGraphReader {
  let file: String
  /// What the configuration is called in the file: `config.json` or `model_config`.
  let document: String
  /// Deepest nesting of models in models.
  static let deepest = 16

  /// - Throws: `import/config` if the configuration is not that of a Sequential or functional model.
  func read(_ model: JSONValue) throws(Diagnostics) -> KerasGraph {
    guard let className = model["class_name"]?.string else {
      throw malformed("it names no class_name", at: document)
    }
    let start = Scope(element: document, names: [], classes: [], entry: nil)
    guard let graph = try readModel(model, className: className, scope: start) else {
      throw Diagnostics(
        .error(
          "import/unsupported-model",
          "the model's class is '\(className)', whose structure the file does not hold",
          at: .init(file: file, element: document),
          help:
            "build the network as keras.Sequential or keras.Model(inputs, outputs) and save that"
        ))
    }
    return graph
  }

  /// Where in the file a model stands and what feeds it.
  struct Scope {
    var element: String
    var names: [String]
    var classes: [KerasLayer.ClassPosition]
    /// Key of the layer that feeds the model.
    var entry: String?
  }

  /// The graph of a model, or nil if its class is neither Sequential nor functional.
  func readModel(
    _ model: JSONValue, className: String, scope: Scope
  ) throws(Diagnostics) -> KerasGraph? {
    guard scope.names.count < Self.deepest else {
      throw malformed("models are nested more than \(Self.deepest) deep", at: scope.element)
    }
    guard let config = model["config"], !Self.isCustom(model, className: className) else {
      return nil
    }
    switch className {
    case "Sequential":
      return try readSequential(config, model: model, scope: scope)
    case "Functional", "Model":
      guard config["layers"]?.array != nil, config["output_layers"] != nil else { return nil }
      return try readFunctional(config, scope: scope)
    default:
      return nil
    }
  }

  private func readSequential(
    _ config: JSONValue, model: JSONValue, scope: Scope
  ) throws(Diagnostics) -> KerasGraph {
    // Keras 2.0 to 2.2 wrote the bare list of layers.
    guard let entries = config.array ?? config["layers"]?.array else {
      throw malformed("the Sequential model has no list of layers", at: scope.element)
    }
    let list = try layerList(entries, scope: scope)
    var graph = KerasGraph(
      name: config["name"]?.string ?? "sequential", layers: [], isChain: true, inputShape: nil)
    var previous = scope.entry
    for var layer in list {
      layer.predecessor = previous
      let expanded = try expand(layer, entries: entries, in: list, scope: scope)
      graph.isChain = graph.isChain && expanded.isChain
      graph.layers += expanded.layers
      previous = expanded.layers.last?.key ?? previous
    }
    graph.inputShape =
      graph.layers.first?.configuredInputShape
      ?? KerasLayer.shapeWithoutBatch(config["build_input_shape"])
      ?? KerasLayer.shapeWithoutBatch(model["build_config"]?["input_shape"])
      ?? graph.layers.first?.recordedInputShape
    return graph
  }

  /// The layers of one model, none expanded, with their class positions.
  func layerList(_ entries: [JSONValue], scope: Scope) throws(Diagnostics) -> [KerasLayer] {
    var layers: [KerasLayer] = []
    var counts: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      let element = "\(scope.element):layers[\(index)]"
      guard let className = entry["class_name"]?.string else {
        throw malformed("the layer has no class_name", at: element)
      }
      let config = entry["config"] ?? .null
      let name = entry["name"]?.string ?? config["name"]?.string ?? "\(className)_\(index)"
      let plainClass = String(className.split(separator: ">").last ?? "")
      let position = counts[plainClass, default: 0]
      counts[plainClass] = position + 1
      layers.append(
        KerasLayer(
          name: name, className: className, isCustom: Self.isCustom(entry, className: className),
          config: config, element: element, nameTrail: scope.names + [name],
          classTrail: scope.classes + [.init(className: plainClass, index: position, count: 0)],
          recordedInputShape: KerasLayer.shapeWithoutBatch(entry["build_config"]?["input_shape"]),
          predecessor: nil, graphProblem: nil))
    }
    for index in layers.indices {
      let last = layers[index].classTrail.count - 1
      layers[index].classTrail[last].count =
        counts[layers[index].classTrail[last].className, default: 1]
    }
    var seen: Set<String> = []
    for layer in layers where !seen.insert(layer.name).inserted {
      throw malformed("two layers are named '\(layer.name)'", at: layer.element)
    }
    return layers
  }

  /// The layer itself, or the layers of the model it is.
  func expand(
    _ layer: KerasLayer, entries: [JSONValue], in list: [KerasLayer], scope: Scope
  ) throws(Diagnostics) -> (layers: [KerasLayer], isChain: Bool) {
    guard let index = list.firstIndex(where: { $0.name == layer.name }), layer.graphProblem == nil
    else { return ([layer], false) }
    let inner = Scope(
      element: layer.element, names: layer.nameTrail, classes: layer.classTrail,
      entry: layer.predecessor)
    guard let graph = try readModel(entries[index], className: layer.className, scope: inner)
    else { return ([layer], true) }
    // The nested model's own input stands for what feeds it.
    let inputs = graph.layers.filter { $0.className == "InputLayer" }
    guard graph.isChain, inputs.count <= 1 else { return (graph.layers, false) }
    var layers = graph.layers.filter { $0.className != "InputLayer" }
    if !layers.isEmpty { layers[0].predecessor = layer.predecessor }
    return (layers, true)
  }

  /// Whether a class is the user's own: registered under a package, or from a module outside Keras.
  static func isCustom(_ entry: JSONValue, className: String) -> Bool {
    if className.contains(">") || entry["registered_name"]?.string?.contains(">") == true {
      return true
    }
    guard let module = entry["module"]?.string else {
      return entry["module"] == .some(.null)
    }
    let package = module.split(separator: ".").first.map(String.init) ?? ""
    return !["keras", "tf_keras", "tensorflow", "builtins"].contains(package)
  }

  func malformed(_ reason: String, at element: String) -> Diagnostics {
    Diagnostics(
      .error(
        "import/config", "the model's configuration cannot be followed: \(reason)",
        at: .init(file: file, element: element)))
  }
}
