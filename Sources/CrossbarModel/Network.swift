public import CrossbarCore

/// What a neuron does with its sum.
public enum Activation: String, Sendable, CaseIterable {
  case linear, relu
  /// Kept for its arg max: the logits before it are what is computed.
  case softmax
  /// On the last layer only, where it is monotone and the logits before it are what is computed.
  case sigmoid
}

/// What is done to a raw input before the first layer: `x = raw · scale + offset`.
public struct InputScaling: Hashable, Sendable {
  public var scale: Double
  public var offset: Double
  /// Where the numbers come from, for people: `Rescaling layer 'rescale'`, `default` …
  public var source: String

  public init(scale: Double = 1, offset: Double = 0, source: String = "none") {
    self.scale = scale
    self.offset = offset
    self.source = source
  }

  public static let identity = InputScaling()
  public var isIdentity: Bool { scale == 1 && offset == 0 }
}

/// A fully connected layer as trained: `y = activation(xᵀ·weights + bias)`.
public struct DenseLayer: Hashable, Sendable {
  public var name: String
  /// `inputs × outputs`.
  public var weights: Matrix<Float>
  /// One number an output; zeros where the file has no bias.
  public var bias: [Float]
  public var activation: Activation
  /// Where the weights stand in the file, for diagnostics: `hidden/kernel`.
  public var weightsElement: String
  /// Where the biases stand in the file.
  public var biasElement: String

  public var inputs: Int { weights.rows }
  public var outputs: Int { weights.columns }

  public init(
    name: String, weights: Matrix<Float>, bias: [Float], activation: Activation,
    weightsElement: String? = nil, biasElement: String? = nil
  ) {
    precondition(bias.count == weights.columns, "one bias an output")
    self.name = name
    self.weights = weights
    self.bias = bias
    self.activation = activation
    self.weightsElement = weightsElement ?? "\(name)/kernel"
    self.biasElement = biasElement ?? "\(name)/bias"
  }
}

/// A trained fully connected network with everything foldable folded into its dense layers.
public struct Network: Hashable, Sendable {
  public var name: String
  /// The file it came from, as the user named it.
  public var file: String
  /// Shape of one raw input without the batch; its product is `layers[0].inputs`.
  public var inputShape: [Int]
  public var inputScaling: InputScaling
  public var layers: [DenseLayer]

  public init(
    name: String, file: String, inputShape: [Int], inputScaling: InputScaling, layers: [DenseLayer]
  ) {
    self.name = name
    self.file = file
    self.inputShape = inputShape
    self.inputScaling = inputScaling
    self.layers = layers
  }

  public var inputs: Int { layers.first?.inputs ?? 0 }
  public var outputs: Int { layers.last?.outputs ?? 0 }

  /// Logits of one raw input (before a final softmax or sigmoid), in double precision.
  ///
  /// - Parameter raw: `inputs` raw numbers; the input scaling is applied here.
  public func logits(_ raw: [Double]) -> [Double] {
    var x = raw.map { $0 * inputScaling.scale + inputScaling.offset }
    for layer in layers {
      precondition(x.count == layer.inputs, "an input has the wrong length")
      var sums = layer.bias.map(Double.init)
      for (input, value) in x.enumerated() where value != 0 {
        let base = input * layer.outputs
        for output in 0..<layer.outputs {
          sums[output] += value * Double(layer.weights.elements[base + output])
        }
      }
      if layer.activation == .relu { sums = sums.map { max($0, 0) } }
      x = sums
    }
    return x
  }
}

/// One layer of the user's file as the importer saw it, whether supported or not.
public struct LayerSummary: Hashable, Sendable {
  public var name: String
  /// The class in the file's own words, such as `Dense` or `Conv2D`.
  public var className: String
  /// Output shape without the batch; empty where it could not be told.
  public var outputShape: [Int]
  public var parameters: Int
  /// What became of the layer: `dense 20 × 20, relu`, `folded into 'hidden'`, `unsupported`.
  public var fate: String

  public init(
    name: String, className: String, outputShape: [Int], parameters: Int, fate: String
  ) {
    self.name = name
    self.className = className
    self.outputShape = outputShape
    self.parameters = parameters
    self.fate = fate
  }
}

/// What an importer found in a file.
public struct ImportedModel: Sendable {
  /// The network, or nil where a diagnostic says why there is none.
  public var network: Network?
  /// Every layer of the file in order.
  public var layers: [LayerSummary]
  /// Errors, warnings and notes.
  public var diagnostics: [Diagnostic]

  public init(network: Network?, layers: [LayerSummary], diagnostics: [Diagnostic]) {
    self.network = network
    self.layers = layers
    self.diagnostics = diagnostics
  }

  /// The network.
  ///
  /// - Throws: all diagnostics if there is none.
  public func requireNetwork() throws(Diagnostics) -> Network {
    guard let network, !diagnostics.hasErrors else { throw Diagnostics(diagnostics) }
    return network
  }
}
