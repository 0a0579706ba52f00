internal import CrossbarCore
internal import CrossbarModel

extension KerasLowering {
  /// An Activation, ReLU or Softmax layer.
  mutating func activation(_ context: Context) -> String {
    let layer = context.layer
    switch KerasActivation.layer(className: layer.className, config: layer.config) {
    case .unsupported(let name):
      return unsupported(context, "the activation is \(name)", help: Self.activationHelp)
    case .supported(.linear): return "identity at inference"
    case .supported(let activation):
      if activation == .softmax, let problem = softmaxAxisProblem(context) {
        return unsupported(context, problem, help: "put a Flatten layer before it")
      }
      return apply(activation, context)
    }
  }

  /// Applies an activation to the last dense layer; its fate.
  mutating func apply(_ activation: Activation, _ context: Context) -> String {
    guard !dense.isEmpty else {
      return unsupported(
        context, "\(activation.rawValue) acts on the input itself, before any Dense layer",
        help: "apply it to the inputs beforehand")
    }
    guard pending == nil else {
      return unsupported(
        context,
        "\(activation.rawValue) follows '\(pendingSource)', which stands after an activation and can only "
          + "be folded into a Dense layer right after it",
        help: "put a Dense layer between the two, or '\(pendingSource)' before the activation")
    }
    if activation == .softmax || activation == .sigmoid,
      let next = context.later.first(where: { !KerasLayer.isWithoutNeurons.contains($0.className) })
    {
      return unsupported(
        context,
        "\(activation.rawValue) stands before '\(next.name)' (\(next.className)), and is supported "
          + "on the last layer only",
        help: Self.activationHelp)
    }
    defer { isActivated = true }
    let last = dense.count - 1
    guard let layer = dense[last] else { return "activation of a layer that cannot be built" }
    // Softmax after ReLU keeps the arg max, and the ReLU decides the ties.
    if layer.activation == .relu, activation != .relu {
      return "\(activation.rawValue) after relu of '\(layer.name)'; the arg max stays"
    }
    dense[last]?.activation = activation
    return "\(activation.rawValue) of '\(layer.name)'"
  }

  private func softmaxAxisProblem(_ context: Context) -> String? {
    guard let input = context.input else { return nil }
    guard input.count == 1 else {
      return "softmax over an input \(input.shapeDescription) that is not flat"
    }
    let axis = context.layer.config["axis"]
    let number = axis?.integer ?? (axis?.array?.count == 1 ? axis?.array?[0].integer : nil)
    return axis == nil || number == -1 || number == 1
      ? nil : "softmax over another axis than the last"
  }

  /// Flatten and Reshape keep the numbers in their order.
  mutating func reshape(_ context: Context) -> String {
    if context.layer.className == "Flatten",
      context.layer.config["data_format"]?.string == "channels_first",
      (context.input?.count ?? 2) > 1
    {
      return unsupported(
        context, "with channels_first it changes the order of its input",
        help: "use channels_last, which is the default")
    }
    guard let output = context.output else {
      return context.input == nil && context.layer.className == "Flatten"
        ? "flattened" : wrong(context, id: "import/bad-layer", "its output shape cannot be told")
    }
    return "reshaped to \(output.shapeDescription)"
  }

  /// `y = x · scale + offset`, scale and offset being numbers or one number a channel.
  mutating func rescaling(_ context: Context) -> String {
    let config = context.layer.config
    guard let scale = config["scale"]?.numbers,
      let offset = (config.present("offset") ?? .number(0)).numbers,
      scale.allSatisfy(\.isFinite), offset.allSatisfy(\.isFinite)
    else {
      return wrong(
        context, id: "import/bad-layer",
        "its scale and offset must be finite numbers or lists of them")
    }
    if scale.count == 1, offset.count == 1, dense.isEmpty, pending == nil {
      scaling.scale *= scale[0]
      scaling.offset = scaling.offset * scale[0] + offset[0]
      scaling.source = "Rescaling layer '\(context.layer.name)'"
      return "input scaling x · \(scale[0]) + \(offset[0])"
    }
    guard let shape = flatOrKnownShape(context) else {
      return wrong(context, id: "import/bad-layer", "its input shape cannot be told")
    }
    let channels = shape.last ?? 1
    guard [1, channels].contains(scale.count), [1, channels].contains(offset.count) else {
      return wrong(
        context, id: "import/shape-mismatch",
        "it has \(max(scale.count, offset.count)) numbers for an input of \(channels) channels")
    }
    let affine = ElementwiseAffine(
      scale: scale.count == channels ? scale : [Double](repeating: scale[0], count: channels),
      offset: offset.count == channels ? offset : [Double](repeating: offset[0], count: channels))
    return fold(affine.spread(over: shape, axis: shape.count - 1), context)
  }

  /// BatchNormalization with its moving mean and variance.
  mutating func batchNormalization(_ context: Context) -> String {
    let config = context.layer.config
    guard let shape = flatOrKnownShape(context) else {
      return wrong(context, id: "import/bad-layer", "its input shape cannot be told")
    }
    let listed = config["axis"]?.array
    let axis =
      config["axis"] == nil
      ? -1 : config["axis"]?.integer ?? (listed?.count == 1 ? listed?[0].integer : nil)
    // The batch is axis 0.
    let index = axis.map { $0 < 0 ? $0 + shape.count : $0 - 1 }
    guard let index, shape.indices.contains(index), axis != 0 else {
      return unsupported(
        context, "its axis must be one of the axes of its input \(shape.shapeDescription)",
        help: "use axis=-1, which is the default")
    }
    let epsilon = config["epsilon"]?.number ?? 1e-3
    let hasScale = config["scale"]?.bool ?? true
    let hasCenter = config["center"]?.bool ?? true
    let names =
      (hasScale ? ["gamma"] : []) + (hasCenter ? ["beta"] : []) + [
        "moving_mean", "moving_variance",
      ]
    guard let values = read(context, names: names) else { return "cannot be built" }
    let channels = shape[index]
    guard check(context, values, shapes: names.map { _ in [channels] }) else {
      return "cannot be built"
    }
    let byName = Dictionary(uniqueKeysWithValues: values.map { ($0.name, $0.numbers) })
    let mean = byName["moving_mean", default: []]
    let variance = byName["moving_variance", default: []]
    if let negative = variance.firstIndex(where: { !($0 + epsilon > 0) }) {
      findings.append(
        .error(
          "import/bad-layer",
          "moving_variance is \(variance[negative]); with epsilon \(epsilon) it must be above zero",
          at: .init(file: file, element: "\(context.layer.key)/moving_variance[\(negative)]")))
      return "cannot be built"
    }
    let ones = [Double](repeating: 1, count: channels)
    let zeros = [Double](repeating: 0, count: channels)
    let gamma = byName["gamma"] ?? ones
    let beta = byName["beta"] ?? zeros
    let scale = variance.indices.map { gamma[$0] / (variance[$0] + epsilon).squareRoot() }
    let offset = scale.indices.map { beta[$0] - mean[$0] * scale[$0] }
    let affine = ElementwiseAffine(scale: scale, offset: offset)
    return fold(affine.spread(over: shape, axis: index), context)
  }

  /// Folds into the dense layer before where nothing lies between, else lets it wait for the next.
  private mutating func fold(_ affine: ElementwiseAffine, _ context: Context) -> String {
    if let last = dense.indices.last, !isActivated {
      guard let layer = dense[last] else { return "belongs to a layer that cannot be built" }
      guard layer.weights.columns == affine.scale.count else {
        return wrong(
          context, id: "import/shape-mismatch",
          "its input has another size than '\(layer.name)' has outputs")
      }
      dense[last]?.foldAfter(affine)
      return "folded into '\(layer.name)'"
    }
    guard context.isChain else { return "waits for the next Dense layer" }
    guard let next = context.later.first(where: { $0.className == "Dense" }) else {
      return unsupported(
        context,
        dense.isEmpty
          ? "no Dense layer follows it to be folded into"
          : "it stands after the last layer's activation, and no Dense layer follows it to be folded into",
        help: "put it before the activation, or remove it")
    }
    pending = pending?.followed(by: affine) ?? affine
    pendingSource = context.layer.name
    return "folded into '\(next.name)'"
  }

  /// The input shape with a known number of elements that is small enough to hold.
  private func flatOrKnownShape(_ context: Context) -> [Int]? {
    guard let shape = context.input, !shape.isEmpty, let count = HDF5File.product(shape), count > 0,
      count <= HDF5File.mostElements
    else { return nil }
    return shape
  }
}
