public import CrossbarCore

/// Turns a trained network into integer codes.
public enum Quantizer {
  /// Bits that a weight may have.
  public static let bitRange = 1...16

  /// Quantizes every layer.
  ///
  /// - Parameters:
  ///   - bits: bits of a weight and of a bias.
  ///   - warnings: receives `quantize/all-zero` for a variable whose numbers are all zero.
  /// - Throws: `quantize/bits` outside 1 … 16; `quantize/non-finite` for every variable with NaN or infinity.
  public static func quantize(
    _ network: Network, scheme: QuantizationScheme, bits: Int, warnings: inout [Diagnostic]
  ) throws(Diagnostics) -> QuantizedNetwork {
    guard bitRange.contains(bits) else {
      throw Diagnostics(
        .error(
          "quantize/bits",
          "\(bits) bits a weight; it must lie between \(bitRange.lowerBound) and \(bitRange.upperBound)"
        ))
    }
    var findings: [Diagnostic] = []
    for layer in network.layers {
      check(
        layer.weights.elements, columns: layer.outputs, layer.weightsElement, network.file,
        &findings)
      check(layer.bias, columns: nil, layer.biasElement, network.file, &findings)
    }
    try findings.throwIfErrors()
    for layer in network.layers where layer.weights.elements.allSatisfy({ $0 == 0 }) {
      warnings.append(
        .warning(
          "quantize/all-zero", "every weight is zero",
          at: .init(file: network.file, element: layer.weightsElement)))
    }
    var layers: [QuantizedLayer] = []
    var unit = 1.0
    for layer in network.layers {
      switch scheme {
      case .paper: layers.append(paper(layer, bits: bits))
      case .round: layers.append(round(layer, bits: bits, unit: &unit))
      }
    }
    return QuantizedNetwork(
      name: network.name, scheme: scheme, bits: bits, inputShape: network.inputShape,
      inputScaling: network.inputScaling, layers: layers)
  }

  // MARK: paper

  /// The paper's rule in single precision, as its published script computes it: q = x / max|x|, times 2^(b−1) where
  /// x ≤ 0 and 2^(b−1)−1 where x > 0, truncated toward zero.
  static func paperCodes(_ values: [Float], bits: Int) -> (codes: [Int32], scale: CodeScale) {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    let below = Float(1 << (bits - 1))
    let above = below - 1
    guard largest > 0 else {
      return (values.map { _ in 0 }, CodeScale(negative: 0, positive: 0))
    }
    let codes = values.map { value in
      let share = value / largest
      return Int32((value <= 0 ? share * below : share * above).rounded(.towardZero))
    }
    return (
      codes,
      CodeScale(
        negative: Double(largest) / Double(below),
        positive: above > 0 ? Double(largest) / Double(above) : 0)
    )
  }

  private static func paper(_ layer: DenseLayer, bits: Int) -> QuantizedLayer {
    let weights = paperCodes(layer.weights.elements, bits: bits)
    let bias = paperCodes(layer.bias, bits: bits)
    return QuantizedLayer(
      name: layer.name,
      weights: Matrix(rows: layer.inputs, columns: layer.outputs, elements: weights.codes),
      bias: bias.codes, weightScale: weights.scale, biasScale: bias.scale, biasGain: .one,
      activation: layer.activation)
  }

  // MARK: round

  /// Symmetric round to nearest (ties to even) with scale max|w| / (2^(b−1)−1).
  ///
  /// An integer sum counts in units of `unit · weight scale`. The bias code times its gain counts in the same units,
  /// so the ratio of bias and weights is that of the trained network.
  private static func round(_ layer: DenseLayer, bits: Int, unit: inout Double) -> QuantizedLayer {
    let range = QuantizedNetwork.codeRange(bits: bits)
    let top = Double(max(1, range.upperBound))
    let largest = layer.weights.elements.reduce(0) { max($0, Double($1.magnitude)) }
    let scale = largest > 0 ? largest / top : 1
    unit *= scale
    let largestBias = layer.bias.reduce(0) { max($0, Double($1.magnitude)) }
    let gain = largestBias > 0 ? DyadicGain(nearest: largestBias / top / unit) : .one
    let biasScale = gain.value * unit
    func code(_ value: Float, _ scale: Double) -> Int32 {
      let nearest = (Double(value) / scale).rounded(.toNearestOrEven)
      return Int32(min(max(nearest, Double(range.lowerBound)), Double(range.upperBound)))
    }
    return QuantizedLayer(
      name: layer.name, weights: layer.weights.map { code($0, scale) },
      bias: layer.bias.map { code($0, biasScale) },
      weightScale: CodeScale(negative: scale, positive: scale),
      biasScale: CodeScale(negative: biasScale, positive: biasScale), biasGain: gain,
      activation: layer.activation)
  }

  private static func check(
    _ values: [Float], columns: Int?, _ element: String, _ file: String,
    _ findings: inout [Diagnostic]
  ) {
    let bad = values.indices.filter { !values[$0].isFinite }
    guard let first = bad.first else { return }
    let index = columns.map { "\(first / $0),\(first % $0)" } ?? "\(first)"
    let others = bad.count > 1 ? " (and \(bad.count - 1) more here)" : ""
    findings.append(
      .error(
        "quantize/non-finite", "weight is \(values[first])\(others); every weight must be finite",
        at: .init(file: file, element: "\(element)[\(index)]"),
        help: "was the training interrupted by a diverging loss?"))
  }
}
