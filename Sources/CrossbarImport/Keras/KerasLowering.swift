internal import CrossbarCore
internal import CrossbarModel

/// Turns a Keras model into dense layers, folding what can be folded and reporting everything that cannot, at once.
struct KerasLowering {
  let file: String
  let weights: KerasWeights
  var findings: [Diagnostic] = []
  private var summaries: [LayerSummary] = []
  /// Output shape of each layer seen, by its key.
  private var shapes: [String: [Int]] = [:]

  /// Dense layers so far; nil stands for one whose weights could not be read.
  var dense: [FoldedLayer?] = []
  /// What is done to the numbers since the last activation, waiting for the next dense layer.
  var pending: ElementwiseAffine?
  /// The layer that `pending` came from.
  var pendingSource = ""
  /// The activation of the last dense layer has been applied.
  var isActivated = false
  var scaling = InputScaling.identity

  init(file: String, weights: KerasWeights) {
    self.file = file
    self.weights = weights
  }

  /// The layer being lowered: its input shape and what follows it.
  struct Context {
    var layer: KerasLayer
    var input: [Int]?
    var output: [Int]?
    /// Later layers of a chain; empty where the graph is none.
    var later: ArraySlice<KerasLayer>
    var isChain: Bool
  }

  /// Lowers a whole model.
  mutating func lower(_ graph: KerasGraph) -> ImportedModel {
    for (index, layer) in graph.layers.enumerated() {
      let isFirst = index == 0
      let input =
        layer.predecessor.flatMap { shapes[$0] } ?? layer.recordedInputShape
        ?? (isFirst ? layer.configuredInputShape ?? graph.inputShape : nil)
      let later = graph.layers[(index + 1)...]
      let output =
        KerasShapes.output(of: layer, input: input)
        ?? later.first { $0.predecessor == layer.key }?.recordedInputShape
      shapes[layer.key] = output
      let context = Context(
        layer: layer, input: input, output: output, later: graph.isChain ? later : [],
        isChain: graph.isChain)
      let fate = visit(context)
      summaries.append(
        LayerSummary(
          name: layer.name, className: layer.className, outputShape: output ?? [],
          parameters: weights.parameterCount(of: layer), fate: fate))
    }
    finish(graph)
    return ImportedModel(
      network: findings.hasErrors ? nil : network(graph), layers: summaries, diagnostics: findings)
  }

  /// Lowers one layer and returns its fate for the summary.
  private mutating func visit(_ context: Context) -> String {
    let layer = context.layer
    if let problem = layer.graphProblem {
      return blocked(
        context, "\(problem); only a chain of layers, one after the other, can be built",
        help: "export the layers along one path from one input to one output as a model of its own")
    }
    guard !layer.isCustom else {
      return blocked(
        context, "it is a class of your own, whose computation the file does not hold",
        help: "replace it by Dense, ReLU, BatchNormalization or Rescaling layers")
    }
    if layer.className == "InputLayer" { return "input" }
    if KerasLayer.identities.contains(layer.className) { return "identity at inference" }
    switch layer.className {
    case "Dense": return dense(context)
    case "Activation", "ReLU", "Softmax": return activation(context)
    case "Flatten", "Reshape": return reshape(context)
    case "Rescaling": return rescaling(context)
    case "BatchNormalization": return batchNormalization(context)
    default:
      let (reason, help) = KerasUnsupported.reason(layer.className)
      return blocked(context, reason, help: help)
    }
  }

  /// Reports a layer that nothing can be folded into or behind; its fate.
  private mutating func blocked(_ context: Context, _ reason: String, help: String) -> String {
    dense.append(nil)
    pending = nil
    isActivated = false
    return unsupported(context, reason, help: help)
  }

  /// Reports a layer that cannot be built; its fate.
  mutating func unsupported(_ context: Context, _ reason: String, help: String) -> String {
    let layer = context.layer
    var shape = ""
    if let input = context.input { shape += ", input \(input.shapeDescription)" }
    if let output = context.output { shape += ", output \(output.shapeDescription)" }
    findings.append(
      .error(
        "import/unsupported-layer",
        "layer '\(layer.name)' (\(layer.className)\(shape)) is not supported: \(reason)",
        at: .init(file: file, element: layer.key), help: help))
    return "unsupported"
  }

  /// Reports something wrong with a layer that is supported in itself; its fate.
  mutating func wrong(_ context: Context, id: String, _ reason: String, help: String? = nil)
    -> String
  {
    let layer = context.layer
    findings.append(
      .error(
        id, "layer '\(layer.name)' (\(layer.className)): \(reason)",
        at: .init(file: file, element: layer.key), help: help))
    return "cannot be built"
  }

  /// What can only be told at the end.
  private mutating func finish(_ graph: KerasGraph) {
    if dense.isEmpty, !findings.hasErrors {
      findings.append(
        .error(
          "import/no-layers",
          "the model '\(graph.name)' has no Dense layer, so there is nothing to build",
          at: .init(file: file)))
    }
  }

  private mutating func network(_ graph: KerasGraph) -> Network? {
    var layers: [DenseLayer] = []
    var names: Set<String> = []
    for case .some(let folded) in dense {
      let layer = DenseLayer(
        name: folded.name, weights: folded.weights.map { Float($0) },
        bias: folded.bias.map { Float($0) },
        activation: folded.activation)
      precondition(names.insert(layer.name).inserted, "two layers of one name")
      for (values, shape, kind, element) in [
        (layer.weights.elements, [layer.inputs, layer.outputs], "weight", layer.weightsElement),
        (layer.bias, [layer.outputs], "bias", layer.biasElement),
      ] {
        if let finding = NonFinite.finding(
          values.map { Double($0) }, shape: shape, kind: kind, element: element, file: file)
        {
          findings.append(finding)
        }
      }
      layers.append(layer)
    }
    guard !findings.hasErrors, let first = layers.first else { return nil }
    return Network(
      name: graph.name, file: file, inputShape: graph.inputShape ?? [first.inputs],
      inputScaling: scaling, layers: layers)
  }

  /// A name for a dense layer that no other has: its own, or with the enclosing models' where that is taken.
  func uniqueName(_ layer: KerasLayer) -> String {
    let taken = Set(dense.compactMap { $0?.name })
    if !taken.contains(layer.name) { return layer.name }
    var name = layer.nameTrail.joined(separator: "_")
    while taken.contains(name) { name += "_" }
    return name
  }
}
