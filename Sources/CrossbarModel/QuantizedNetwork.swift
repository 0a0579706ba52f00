public import CrossbarCore

/// How trained numbers become integer codes.
public enum QuantizationScheme: String, Sendable, CaseIterable {
  /// The paper's: divide by the largest magnitude, multiply by 2^(b−1) below and at zero and by 2^(b−1)−1 above,
  /// truncate toward zero; weights and biases each on their own.
  case paper
  /// Symmetric round to nearest, one scale a layer, biases tied to the weights' scale by a gain.
  case round
}

/// A positive dyadic rational `mantissa · 2^exponent`: a gain that integer arithmetic applies exactly.
public struct DyadicGain: Hashable, Sendable {
  public var mantissa: Int
  public var exponent: Int

  public init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  public static let one = DyadicGain(mantissa: 1, exponent: 0)

  public var value: Double {
    Double(mantissa) * Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// The nearest gain with an eight-bit mantissa; the exponent is kept within −16 … 40.
  public init(nearest value: Double) {
    precondition(value.isFinite && value > 0, "a gain is positive")
    var exponent = value.exponent - 7
    exponent = min(max(exponent, -16), 40)
    let scaled = value * Double(sign: .plus, exponent: -exponent, significand: 1)
    var mantissa = Int(min(max(scaled.rounded(), 1), 65535))
    while mantissa % 2 == 0 && exponent < 40 {
      mantissa /= 2
      exponent += 1
    }
    self.init(mantissa: mantissa, exponent: exponent)
  }
}

/// A layer as integer codes.
public struct QuantizedLayer: Hashable, Sendable {
  public var name: String
  /// Two's-complement codes, `inputs × outputs`.
  public var weights: Matrix<Int32>
  /// One code an output.
  public var bias: [Int32]
  /// What the codes below and above zero stand for in the trained network's units.
  public var weightScale: CodeScale
  public var biasScale: CodeScale
  /// Factor of the bias row in the integer sum: `Σ weight·x + gain·bias`.
  public var biasGain: DyadicGain
  public var activation: Activation

  public var inputs: Int { weights.rows }
  public var outputs: Int { weights.columns }

  public init(
    name: String, weights: Matrix<Int32>, bias: [Int32], weightScale: CodeScale,
    biasScale: CodeScale, biasGain: DyadicGain, activation: Activation
  ) {
    self.name = name
    self.weights = weights
    self.bias = bias
    self.weightScale = weightScale
    self.biasScale = biasScale
    self.biasGain = biasGain
    self.activation = activation
  }
}

/// Units of one code below and above zero; the `paper` scheme's differ.
public struct CodeScale: Hashable, Sendable {
  public var negative: Double
  public var positive: Double

  public init(negative: Double, positive: Double) {
    self.negative = negative
    self.positive = positive
  }
}

/// A network as integers.
public struct QuantizedNetwork: Hashable, Sendable {
  public var name: String
  public var scheme: QuantizationScheme
  /// Bits of a weight and of a bias, 1 … 16.
  public var bits: Int
  public var inputShape: [Int]
  public var inputScaling: InputScaling
  public var layers: [QuantizedLayer]

  public init(
    name: String, scheme: QuantizationScheme, bits: Int, inputShape: [Int],
    inputScaling: InputScaling, layers: [QuantizedLayer]
  ) {
    self.name = name
    self.scheme = scheme
    self.bits = bits
    self.inputShape = inputShape
    self.inputScaling = inputScaling
    self.layers = layers
  }

  public var inputs: Int { layers.first?.inputs ?? 0 }
  public var outputs: Int { layers.last?.outputs ?? 0 }
  /// Weights and biases together.
  public var parameters: Int { layers.reduce(0) { $0 + ($1.inputs + 1) * $1.outputs } }
  /// Smallest and largest code of `bits` bits in two's complement.
  public static func codeRange(bits: Int) -> ClosedRange<Int> {
    -(1 << (bits - 1))...((1 << (bits - 1)) - 1)
  }
}
