import CrossbarCore
import CrossbarModel
import Foundation
import Testing

/// Numbers made by `Fixtures/make_reference.py` with NumPy and Python's rationals.
struct Reference: Decodable {
  struct Quantizer: Decodable {
    var bits: Int
    var rows: Int
    var columns: Int
    var weights: [Float]
    var bias: [Float]
    var paper_weights: [Int32]
    var paper_bias: [Int32]
    var round_weights: [Int32]
    var round_scale: Double
  }
  struct Layer: Decodable {
    var weights: [[Int32]]
    var bias: [Int32]
    var mantissa: Int
    var exponent: Int
  }
  var quantizers: [Quantizer]
  var layers: [Layer]
  var inputs: [[Double]]
  var logits: [[[String]]]

  static func load() throws -> Reference {
    let url = try #require(
      Bundle.module.url(forResource: "reference", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }
}

@Suite("Quantizers")
struct QuantizerTests {
  private func network(_ layers: [DenseLayer]) -> Network {
    Network(
      name: "n", file: "n.keras", inputShape: [layers[0].inputs], inputScaling: .identity,
      layers: layers)
  }

  private func quantize(
    _ layers: [DenseLayer], _ scheme: QuantizationScheme, bits: Int
  ) throws -> QuantizedNetwork {
    var warnings: [Diagnostic] = []
    return try Quantizer.quantize(
      network(layers), scheme: scheme, bits: bits, warnings: &warnings)
  }

  @Test("paper and round codes equal NumPy's")
  func codes() throws {
    for item in try Reference.load().quantizers {
      let layer = DenseLayer(
        name: "l",
        weights: Matrix(rows: item.rows, columns: item.columns, elements: item.weights),
        bias: item.bias, activation: .linear)
      let paper = try quantize([layer], .paper, bits: item.bits).layers[0]
      #expect(paper.weights.elements == item.paper_weights, "\(item.bits) bits")
      #expect(paper.bias == item.paper_bias, "\(item.bits) bits")
      #expect(paper.biasGain == .one)
      let round = try quantize([layer], .round, bits: item.bits).layers[0]
      #expect(round.weights.elements == item.round_weights, "\(item.bits) bits")
      #expect(round.weightScale.positive == item.round_scale)
    }
  }

  @Test("the paper's rule by hand at 3 bits")
  func byHand() throws {
    // max 2: 1.9/2·3 = 2.85 → 2; −2/2·4 = −4; −1.2/2·4 = −2.4 → −2; 0.6/2·3 = 0.9 → 0; 2/2·3 = 3; 0 → 0.
    let layer = DenseLayer(
      name: "l", weights: Matrix(rows: 2, columns: 3, elements: [1.9, -2, -1.2, 0.6, 2, 0]),
      bias: [0.5, -0.25, 0], activation: .linear)
    let codes = try quantize([layer], .paper, bits: 3).layers[0]
    #expect(codes.weights.elements == [2, -4, -2, 0, 3, 0])
    #expect(codes.bias == [3, -2, 0])
    #expect(codes.weightScale == CodeScale(negative: 0.5, positive: 2.0 / 3))
  }

  @Test("round keeps the ratio of bias and weights through the layers")
  func ratio() throws {
    // Powers of two quantize without error, so the integer network must equal the float one up to one factor.
    let first = DenseLayer(
      name: "a", weights: Matrix(rows: 2, columns: 2, elements: [0.75, -0.25, 0.5, 0.25]),
      bias: [3, -1], activation: .relu)
    let second = DenseLayer(
      name: "b",
      weights: Matrix(rows: 2, columns: 2, elements: [0.03125, 0.09375, -0.0625, 0.03125]),
      bias: [0.0625, -0.09375], activation: .linear)
    let quantized = try quantize([first, second], .round, bits: 3)
    let raw = [[1.0, 0], [0, 1], [1, 1], [3, 2]]
    let inputs = try IntegerInputs(
      Matrix(rows: 4, columns: 2, elements: raw.flatMap { $0 }), file: "x")
    let outputs = try IntegerInference(quantized).run(inputs)
    let unit = quantized.layers.reduce(1) { $0 * $1.weightScale.positive }
    for (row, x) in raw.enumerated() {
      let expected = network([first, second]).logits(x)
      for column in 0..<2 {
        let logit = Double(outputs.numerators[row, column]) / Double(outputs.denominator) * unit
        #expect((logit - expected[column]).magnitude < 1e-12)
      }
    }
  }

  @Test("bits outside 1 … 16, NaN and infinity are refused, all at once")
  func refused() throws {
    let bad = DenseLayer(
      name: "hidden", weights: Matrix(rows: 1, columns: 2, elements: [.nan, 1]),
      bias: [0, .infinity], activation: .relu)
    #expect {
      try quantize([bad], .paper, bits: 3)
    } throws: { error in
      (error as? Diagnostics)?.all.map(\.description) == [
        "n.keras:hidden/kernel[0,0]: error: weight is nan; every weight must be finite "
          + "[quantize/non-finite]\n  help: was the training interrupted by a diverging loss?",
        "n.keras:hidden/bias[1]: error: weight is inf; every weight must be finite "
          + "[quantize/non-finite]\n  help: was the training interrupted by a diverging loss?",
      ]
    }
    let good = DenseLayer(
      name: "l", weights: Matrix(rows: 1, columns: 1, elements: [1]), bias: [0],
      activation: .linear)
    for bits in [0, -1, 17] {
      #expect(throws: Diagnostics.self) { try quantize([good], .paper, bits: bits) }
    }
  }

  @Test("zero weights give zero codes and a warning")
  func zeros() throws {
    let layer = DenseLayer(
      name: "l", weights: Matrix(rows: 1, columns: 2, elements: [0, 0]), bias: [0, 0],
      activation: .linear)
    for scheme in QuantizationScheme.allCases {
      var warnings: [Diagnostic] = []
      let codes = try Quantizer.quantize(
        network([layer]), scheme: scheme, bits: 3, warnings: &warnings)
      #expect(codes.layers[0].weights.elements == [0, 0])
      #expect(warnings.map(\.id) == ["quantize/all-zero"])
    }
  }
}

@Suite("Integer inference")
struct IntegerInferenceTests {
  @Test("logits equal Python's rationals on whole, byte and dyadic inputs")
  func exact() throws {
    let reference = try Reference.load()
    let layers = reference.layers.enumerated().map { index, layer in
      QuantizedLayer(
        name: "l\(index)",
        weights: Matrix(
          rows: layer.weights.count, columns: layer.bias.count,
          elements: layer.weights.flatMap { $0 }), bias: layer.bias,
        weightScale: CodeScale(negative: 1, positive: 1),
        biasScale: CodeScale(negative: 1, positive: 1),
        biasGain: DyadicGain(mantissa: layer.mantissa, exponent: layer.exponent),
        activation: index == reference.layers.count - 1 ? .linear : .relu)
    }
    let network = QuantizedNetwork(
      name: "n", scheme: .round, bits: 4, inputShape: [6], inputScaling: .identity, layers: layers)
    for group in [0..<4, 4..<8, 8..<12] {
      let rows = reference.inputs[group]
      let inputs = try IntegerInputs(
        Matrix(rows: rows.count, columns: 6, elements: rows.flatMap { $0 }), file: "x")
      #expect(inputs.rounded == 0)
      let outputs = try IntegerInference(network).run(inputs)
      for (row, expected) in reference.logits[group].enumerated() {
        for (column, fraction) in expected.enumerated() {
          let numerator = try #require(Int128(fraction[0]))
          let denominator = try #require(Int128(fraction[1]))
          #expect(
            outputs.numerators[row, column] * denominator == numerator * outputs.denominator)
        }
      }
    }
  }

  private func single(_ weights: [Int32], outputs: Int) -> QuantizedNetwork {
    QuantizedNetwork(
      name: "n", scheme: .paper, bits: 3, inputShape: [1], inputScaling: .identity,
      layers: [
        QuantizedLayer(
          name: "l", weights: Matrix(rows: 1, columns: outputs, elements: weights),
          bias: Array(repeating: 0, count: outputs),
          weightScale: CodeScale(negative: 1, positive: 1),
          biasScale: CodeScale(negative: 1, positive: 1), biasGain: .one, activation: .softmax)
      ])
  }

  @Test("equal logits: the lowest index, and it is said")
  func ties() throws {
    let inputs = try IntegerInputs(Matrix(rows: 2, columns: 1, elements: [1, -1]), file: "x")
    let outputs = try IntegerInference(single([1, 3, 3, -2], outputs: 4)).run(inputs)
    #expect(outputs.classes == [1, 3])
    #expect(outputs.ties == [0])
    let binary = try IntegerInference(single([2], outputs: 1)).run(inputs)
    #expect(binary.classes == [1, 0])
  }

  @Test("denominators: 1, 255, a power of two, 2²⁴ with rounding")
  func denominators() throws {
    func inputs(_ values: [Double]) throws -> IntegerInputs {
      try IntegerInputs(Matrix(rows: 1, columns: values.count, elements: values), file: "x")
    }
    #expect(try inputs([0, 1, 7]).denominator == 1)
    #expect(try inputs([127.0 / 255, 1]).denominator == 255)
    #expect(try inputs([Double(Float(3) / 255), 0]).integers.elements == [3, 0])
    #expect(try inputs([0.375, 1]).denominator == 8)
    let rounded = try inputs([0.1, 0.5])
    #expect(rounded.denominator == 1 << 24 && rounded.rounded == 1)
    for bad in [Double.nan, .infinity, 1e10] {
      #expect(throws: Diagnostics.self) { try inputs([bad]) }
    }
  }

  @Test("sums that do not fit 64 bits are computed in 128, beyond that refused")
  func wide() throws {
    func chain(_ count: Int) -> QuantizedNetwork {
      var network = single([32767], outputs: 1)
      network.bits = 16
      network.layers = Array(repeating: network.layers[0], count: count)
      return network
    }
    let inputs = try IntegerInputs(Matrix(rows: 1, columns: 1, elements: [3]), file: "x")
    let outputs = try IntegerInference(chain(6)).run(inputs)
    // 3 · 32767⁶ by Python.
    #expect(outputs.numerators.elements == [Int128("3713140148961964289087176707")])
    #expect {
      try IntegerInference(chain(9)).run(inputs)
    } throws: { ($0 as? Diagnostics)?.all.first?.id == "infer/overflow" }
  }
}
