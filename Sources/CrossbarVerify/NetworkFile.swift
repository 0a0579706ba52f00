public import CrossbarArray
public import CrossbarCore
internal import CrossbarDocuments
public import CrossbarModel
internal import Foundation

/// `network.json` as read back, with the line of every row of codes.
public struct ReadNetwork: Sendable {
  public var file: String
  public var network: QuantizedNetwork
  /// Per layer: the line of each input's row of codes, and then that of the biases.
  var lines: [[Int]]

  /// Where the code of an address stands.
  public func location(_ address: BitAddress) -> Diagnostic.Location {
    let layer = network.layers[address.layer]
    let codes =
      address.input == layer.inputs
      ? "bias.codes[\(address.output)]" : "weights.codes[\(address.input)][\(address.output)]"
    return .init(
      file: file, line: lines[address.layer][address.input],
      element: "layers[\(address.layer)].\(codes)")
  }
}

/// Reads `network.json`, by the format's description and not by the writer's code.
public enum NetworkFile {
  /// Reads the file.
  ///
  /// - Throws: everything missing, unknown or out of range, each with its line.
  public static func read(path: String, name: String) throws(Diagnostics) -> ReadNetwork {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Diagnostics(
        .error("verify/missing-file", "the file cannot be read", at: .init(file: name)))
    }
    let document = try DocumentValue.parse(String(decoding: data, as: UTF8.self), file: name)
    let reader = DocumentReader(file: name)
    let root = reader.root(document)
    if let format = root.string("format"), format != "dendrite-network-1" {
      root.report("network/format", "the format is \(format)", key: "format")
    }
    let networkName = root.string("name") ?? ""
    let scheme = root.word("scheme", as: QuantizationScheme.self) ?? .paper
    let bits = root.integer("bits", in: 1...16) ?? 1
    if let rule = root.string("tie_rule"), rule != "lowest index" {
      root.report("network/tie-rule", "the tie rule is \(rule)", key: "tie_rule")
    }
    var shape: [Int] = []
    var scaling = InputScaling.identity
    if let input = root.mapping("input") {
      if let value = input.value("shape") {
        shape = input.integers(value, path: "input.shape", in: 1...(1 << 30)) ?? []
      }
      if let part = input.mapping("scaling") {
        scaling = InputScaling(
          scale: part.double("scale") ?? 1, offset: part.double("offset") ?? 0,
          source: part.string("source") ?? "")
        part.end()
      }
      let expected = scaling.isIdentity ? "divided by 255" : "taken as raw inputs"
      if let bytes = input.string("image_bytes"), bytes != expected {
        input.report(
          "network/image-bytes", "image bytes are \(bytes); with this scaling they are \(expected)",
          key: "image_bytes")
      }
      input.end()
    }
    var layers: [QuantizedLayer] = []
    var lines: [[Int]] = []
    var scales = ScaleCheck(scheme: scheme, bits: bits)
    let mappings = root.mappings("layers")
    for (index, mapping) in mappings.enumerated() {
      let (layer, layerLines) = readLayer(mapping, bits: bits)
      if let layer {
        scales.check(layer, mapping, isLast: index == mappings.count - 1)
        layers.append(layer)
        lines.append(layerLines)
      }
    }
    root.end()
    try reader.finish()
    for (index, layer) in layers.enumerated().dropFirst()
    where layer.inputs != layers[index - 1].outputs {
      throw Diagnostics(
        .error(
          "network/chain",
          "layer \(index) takes \(layer.inputs) inputs, the one before gives \(layers[index - 1].outputs)",
          at: .init(file: name, line: lines[index].first)))
    }
    if let first = layers.first, shape.reduce(1, { $0 &* $1 }) != first.inputs {
      throw Diagnostics(
        .error(
          "network/shape", "the input shape \(shape) does not hold \(first.inputs) numbers",
          at: .init(file: name, line: lines[0].first)))
    }
    guard !layers.isEmpty else {
      throw Diagnostics(.error("network/no-layers", "no layer", at: .init(file: name)))
    }
    return ReadNetwork(
      file: name,
      network: QuantizedNetwork(
        name: networkName, scheme: scheme, bits: bits, inputShape: shape, inputScaling: scaling,
        layers: layers), lines: lines)
  }

  private static func readLayer(
    _ mapping: DocumentMapping, bits: Int
  ) -> (QuantizedLayer?, [Int]) {
    let range = QuantizedNetwork.codeRange(bits: bits)
    let name = mapping.string("name") ?? ""
    let inputs = mapping.integer("inputs", in: 1...(1 << 30)) ?? 0
    let outputs = mapping.integer("outputs", in: 1...(1 << 30)) ?? 0
    let activation = mapping.word("activation", as: Activation.self) ?? .linear
    var codes: [Int32] = []
    var lines: [Int] = []
    var weightScale = CodeScale(negative: 0, positive: 0)
    var biasScale = weightScale
    var gain = DyadicGain.one
    var bias: [Int32] = []
    if let weights = mapping.mapping("weights") {
      weightScale = readScale(weights)
      let rows = weights.sequence("codes") ?? []
      for (index, row) in rows.enumerated() {
        let path = "\(weights.path).codes[\(index)]"
        let numbers = weights.integers(row, path: path, in: range) ?? []
        if numbers.count != outputs {
          mapping.report(
            "network/shape", "\(path) holds \(numbers.count) codes instead of \(outputs)",
            line: row.line)
        }
        codes.append(contentsOf: numbers.map { Int32($0) })
        lines.append(row.line)
      }
      if rows.count != inputs {
        weights.report(
          "network/shape", "\(weights.path).codes holds \(rows.count) rows instead of \(inputs)",
          key: "codes")
      }
      weights.end()
    }
    if let part = mapping.mapping("bias") {
      biasScale = readScale(part)
      if let factor = part.mapping("gain") {
        gain = DyadicGain(
          mantissa: factor.integer("mantissa", in: 1...65535) ?? 1,
          exponent: factor.integer("exponent", in: -16...40) ?? 0)
        factor.end()
      }
      if let value = part.value("codes") {
        bias = (part.integers(value, path: "\(part.path).codes", in: range) ?? []).map { Int32($0) }
        lines.append(value.line)
      }
      if bias.count != outputs {
        part.report(
          "network/shape", "\(part.path).codes holds \(bias.count) codes instead of \(outputs)",
          key: "codes")
      }
      part.end()
    }
    mapping.end()
    guard inputs > 0, outputs > 0, codes.count == inputs * outputs, bias.count == outputs else {
      return (nil, lines)
    }
    return (
      QuantizedLayer(
        name: name, weights: Matrix(rows: inputs, columns: outputs, elements: codes), bias: bias,
        weightScale: weightScale, biasScale: biasScale, biasGain: gain, activation: activation),
      lines
    )
  }

  private static func readScale(_ mapping: DocumentMapping) -> CodeScale {
    guard let scale = mapping.mapping("scale") else { return CodeScale(negative: 0, positive: 0) }
    let result = CodeScale(
      negative: scale.double("negative", in: 0...1e300) ?? 0,
      positive: scale.double("positive", in: 0...1e300) ?? 0)
    scale.end()
    return result
  }
}

/// What a scheme implies of a layer's scales, gain and activation, whatever its codes are.
private struct ScaleCheck {
  let scheme: QuantizationScheme
  let bits: Int
  /// Unit of an integer sum: the product of the weight scales so far.
  private var unit = 1.0

  init(scheme: QuantizationScheme, bits: Int) {
    self.scheme = scheme
    self.bits = bits
  }

  mutating func check(_ layer: QuantizedLayer, _ mapping: DocumentMapping, isLast: Bool) {
    if !isLast && layer.activation != .relu && layer.activation != .linear {
      mapping.report(
        "network/activation", "\(layer.activation.rawValue) can only stand on the last layer",
        key: "activation")
    }
    func report(_ what: String, _ key: String) {
      mapping.report(
        "network/scale", "the \(what) is not what the scheme \(scheme.rawValue) implies", key: key)
    }
    switch scheme {
    case .paper:
      let below = Double(1 << (bits - 1))
      for (scale, key) in [(layer.weightScale, "weights"), (layer.biasScale, "bias")]
      where !agree(scale.negative * below, scale.positive * (below - 1)) && bits > 1 {
        report("scale below zero against that above", key)
      }
      if layer.biasGain != .one { report("bias gain", "bias") }
    case .round:
      unit *= layer.weightScale.positive
      if layer.weightScale.negative != layer.weightScale.positive { report("scale", "weights") }
      if !agree(layer.biasScale.positive, layer.biasGain.value * unit)
        || layer.biasScale.negative != layer.biasScale.positive
      {
        report("bias scale against gain and weight scales", "bias")
      }
    }
  }

  private func agree(_ left: Double, _ right: Double) -> Bool {
    (left - right).magnitude <= 1e-6 * max(left.magnitude, right.magnitude)
  }
}
