internal import CrossbarCore
internal import CrossbarModel

extension KerasLowering {
  /// A Dense layer: reads its variables, checks their shapes and folds what waits for it.
  mutating func dense(_ context: Context) -> String {
    let layer = context.layer
    let (folded, problem) = readDense(context)
    let isUsable = folded != nil
    dense.append(folded)
    pending = nil
    isActivated = false
    guard isUsable, let folded else { return problem ?? "cannot be built" }
    switch KerasActivation(layer.config["activation"]) {
    case .unsupported(let name):
      return unsupported(
        context, "its activation is \(name)", help: Self.activationHelp)
    case .supported(let activation):
      let size = "dense \(folded.weights.rows) × \(folded.weights.columns)"
      guard activation != .linear else { return size }
      let fate = apply(activation, context)
      return fate == "unsupported" ? fate : "\(size), \(activation.rawValue)"
    }
  }

  static let activationHelp =
    "use relu between layers; linear, relu, softmax or sigmoid on the last layer"

  private mutating func readDense(_ context: Context) -> (FoldedLayer?, problem: String?) {
    let layer = context.layer
    let config = layer.config
    if let input = context.input, input.count != 1 {
      return (
        nil,
        unsupported(
          context,
          "its input \(input.shapeDescription) is not flat, and it would act on the last axis alone",
          help: "put a Flatten layer before it")
      )
    }
    if Self.isQuantized(config) {
      return (
        nil,
        unsupported(
          context, "its weights are stored quantized by Keras",
          help: "save the model before quantizing it; dendrite quantizes it itself")
      )
    }
    let units = config["units"]?.integer
    guard let units, units > 0 else {
      let value = config["units"]?.number.map { " (\($0))" } ?? ""
      return (
        nil,
        wrong(
          context, id: "import/bad-layer",
          "its number of units\(value) must be a whole number above zero")
      )
    }
    let usesBias = config["use_bias"]?.bool ?? config["bias"]?.bool ?? true
    guard let values = read(context, names: usesBias ? ["kernel", "bias"] : ["kernel"]) else {
      return (nil, nil)
    }
    let inputs = context.input?[0] ?? values[0].shape.first ?? 0
    guard inputs > 0 else {
      return (nil, wrong(context, id: "import/bad-layer", "it has no inputs"))
    }
    let expected = [[inputs, units], [units]]
    guard check(context, values, shapes: expected) else { return (nil, nil) }
    var folded = FoldedLayer(
      name: uniqueName(layer),
      weights: Matrix(rows: inputs, columns: units, elements: values[0].numbers),
      bias: usesBias ? values[1].numbers : [Double](repeating: 0, count: units))
    if let pending {
      guard pending.scale.count == inputs else {
        return (
          nil,
          wrong(
            context, id: "import/shape-mismatch",
            "it has \(inputs) inputs, and '\(pendingSource)' before it \(pending.scale.count) outputs"
          )
        )
      }
      folded.foldBefore(pending)
    }
    return (folded, nil)
  }

  /// A variable with its numbers.
  struct Numbers {
    var name: String
    var shape: [Int]
    var numbers: [Double]
  }

  /// The variables of a layer, or nil after reporting why they cannot be read.
  mutating func read(_ context: Context, names: [String]) -> [Numbers]? {
    do throws(KerasWeights.Failure) {
      var read: [Numbers] = []
      for variable in try weights.variables(of: context.layer, named: names) {
        do throws(HDF5File.Unreadable) {
          let numbers = try weights.hdf5.doubles(variable.path)
          read.append(Numbers(name: variable.name, shape: variable.shape, numbers: numbers))
        } catch {
          throw KerasWeights.Failure(
            reason: "its \(variable.name) at '\(variable.path)' cannot be read: \(error.reason)")
        }
      }
      return read
    } catch {
      _ = wrong(context, id: "import/weights", error.reason, help: error.help)
      return nil
    }
  }

  /// Whether the variables have the shapes the configuration means and finite numbers; reports where not.
  mutating func check(_ context: Context, _ values: [Numbers], shapes: [[Int]]) -> Bool {
    let before = findings.count
    for (value, shape) in zip(values, shapes) {
      let element = "\(context.layer.key)/\(value.name)"
      if value.shape != shape || value.numbers.count != shape.reduce(1, *) {
        findings.append(
          .error(
            "import/shape-mismatch",
            "\(value.name) is \(value.shape.shapeDescription) in the file; the configuration and the "
              + "input shape mean \(shape.shapeDescription)",
            at: .init(file: file, element: element)))
      } else if let finding = NonFinite.finding(
        value.numbers, shape: shape, kind: value.name == "kernel" ? "weight" : value.name,
        element: element, file: file)
      {
        findings.append(finding)
      }
    }
    return findings.count == before
  }

  /// Whether Keras itself has quantized a layer's weights.
  private static func isQuantized(_ config: JSONValue) -> Bool {
    if config.present("quantization_config") != nil { return true }
    let policy = config["dtype"]
    return policy?["class_name"]?.string?.contains("Quantized") == true
      || policy?["config"]?["mode"]?.string != nil
      || policy?.string.map {
        $0.hasPrefix("int8") || $0.hasPrefix("int4") || $0.hasPrefix("float8")
      } == true
  }
}
