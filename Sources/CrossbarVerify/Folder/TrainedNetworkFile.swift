public import CrossbarCore
internal import CrossbarDocuments
public import CrossbarModel
internal import Foundation

/// `trained.json`: the network as trained, in single precision, from which the codes of `network.json` were made.
public enum TrainedNetworkFile {
  /// The name of the file.
  public static let fileName = "trained.json"
  static let format = "dendrite-trained-1"

  /// Writes the file.
  public static func write(_ network: Network, to folder: OutputFolder) throws(Diagnostics) {
    let sink = try folder.sink(fileName)
    JSONValue.object([
      ("format", .string(format)),
      ("name", .string(network.name)),
      (
        "layers",
        .array(
          network.layers.map { layer in
            .object([
              ("name", .string(layer.name)),
              ("inputs", .integer(layer.inputs)),
              ("outputs", .integer(layer.outputs)),
              ("activation", .string(layer.activation.rawValue)),
              ("weights", .singles(layer.weights.elements, columns: layer.outputs)),
              ("bias", .singles(layer.bias, columns: layer.outputs)),
            ])
          })
      ),
    ]).write(to: sink)
    try sink.close()
  }

  /// Reads the file back and holds it against the integer network.
  ///
  /// - Throws: `trained/…` for layers, shapes or activations that are not the integer network's, and for codes that quantizing
  ///   these numbers does not give.
  public static func read(
    folder: String, matching quantized: QuantizedNetwork
  ) throws(Diagnostics) -> Network {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(fileName)") else {
      throw Diagnostics(
        .error(
          "verify/missing-file", "the file cannot be read", at: .init(file: fileName),
          help: "compile it again with this version"))
    }
    let document = try DocumentValue.parse(String(decoding: data, as: UTF8.self), file: fileName)
    let reader = DocumentReader(file: fileName)
    let root = reader.root(document)
    if let format = root.string("format"), format != Self.format {
      root.report("trained/format", "the format is \(format)", key: "format")
    }
    let name = root.string("name") ?? ""
    var layers: [DenseLayer] = []
    let mappings = root.mappings("layers")
    if mappings.count != quantized.layers.count {
      root.report(
        "trained/layers",
        "\(mappings.count) layers; network.json has \(quantized.layers.count)", key: "layers")
    }
    for (mapping, codes) in zip(mappings, quantized.layers) {
      if let layer = readLayer(mapping, codes) { layers.append(layer) }
    }
    root.end()
    try reader.finish()
    let network = Network(
      name: name, file: fileName, inputShape: quantized.inputShape,
      inputScaling: quantized.inputScaling, layers: layers)
    try compare(network, quantized, lines: mappings.map { $0.line(of: "weights") })
    return network
  }

  private static func readLayer(_ mapping: DocumentMapping, _ codes: QuantizedLayer) -> DenseLayer?
  {
    let name = mapping.string("name") ?? ""
    let inputs = mapping.integer("inputs", in: 1...(1 << 30)) ?? 0
    let outputs = mapping.integer("outputs", in: 1...(1 << 30)) ?? 0
    let activation = mapping.word("activation", as: Activation.self)
    let weights = numbers(mapping, "weights", columns: codes.outputs)
    let bias = numbers(mapping, "bias", columns: codes.outputs)
    mapping.end()
    guard let activation else { return nil }
    guard name == codes.name, inputs == codes.inputs, outputs == codes.outputs,
      activation == codes.activation, weights.count == inputs * outputs, bias.count == outputs
    else {
      mapping.report(
        "trained/shape",
        "the layer is not network.json's \(codes.name) of \(codes.inputs) × \(codes.outputs), "
          + "\(codes.activation.rawValue)", key: "name")
      return nil
    }
    return DenseLayer(
      name: name, weights: Matrix(rows: inputs, columns: outputs, elements: weights), bias: bias,
      activation: activation)
  }

  private static func numbers(_ mapping: DocumentMapping, _ key: String, columns: Int) -> [Float] {
    var result: [Float] = []
    for (index, row) in (mapping.sequence(key) ?? []).enumerated() {
      result +=
        (mapping.numbers(
          row, path: "\(mapping.path).\(key)[\(index)]", count: columns, in: -3.5e38...3.5e38) ?? [])
        .map { Float($0) }
    }
    return result
  }

  private static func compare(
    _ network: Network, _ quantized: QuantizedNetwork, lines: [Int]
  ) throws(Diagnostics) {
    var warnings: [Diagnostic] = []
    let again = try Quantizer.quantize(
      network, scheme: quantized.scheme, bits: quantized.bits, warnings: &warnings)
    var findings: [Diagnostic] = []
    for (index, (made, given)) in zip(again.layers, quantized.layers).enumerated() {
      let wrong = zip(made.weights.elements, given.weights.elements).enumerated()
        .filter { $0.element.0 != $0.element.1 }
      let wrongBias = zip(made.bias, given.bias).count { $0 != $1 }
      guard let first = wrong.first?.offset ?? (wrongBias > 0 ? -1 : nil) else { continue }
      let place =
        first < 0 ? "bias" : "weights[\(first / given.outputs)][\(first % given.outputs)]"
      findings.append(
        .error(
          "trained/codes",
          "quantized to \(quantized.bits) bits by \(quantized.scheme.rawValue), \(wrong.count + wrongBias) numbers give other codes "
            + "than network.json has",
          at: .init(
            file: fileName, line: lines[index], element: "layers[\(index)].\(place)")))
    }
    try findings.throwIfErrors()
  }
}
