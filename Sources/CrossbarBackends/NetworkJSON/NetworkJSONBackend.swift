public import CrossbarCore
internal import CrossbarDocuments
internal import CrossbarModel

/// Writes `network.json`: the integer network that the array holds.
public enum NetworkJSONBackend: Backend {
  public static let name = "network"

  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let sink = try folder.sink("network.json")
    document(input.network).write(to: sink)
    try sink.close()
  }

  private static func document(_ network: QuantizedNetwork) -> JSONValue {
    .object([
      ("format", .string("dendrite-network-1")),
      ("name", .string(network.name)),
      ("scheme", .string(network.scheme.rawValue)),
      ("bits", .integer(network.bits)),
      (
        "input",
        .object([
          ("shape", .row(network.inputShape.map(JSONValue.integer))),
          (
            "image_bytes",
            .string(network.inputScaling.isIdentity ? "divided by 255" : "taken as raw inputs")
          ),
          (
            "scaling",
            .object([
              ("scale", .number(network.inputScaling.scale)),
              ("offset", .number(network.inputScaling.offset)),
              ("source", .string(network.inputScaling.source)),
            ])
          ),
        ])
      ),
      ("tie_rule", .string("lowest index")),
      ("layers", .array(network.layers.map(layer))),
    ])
  }

  private static func layer(_ layer: QuantizedLayer) -> JSONValue {
    .object([
      ("name", .string(layer.name)),
      ("inputs", .integer(layer.inputs)),
      ("outputs", .integer(layer.outputs)),
      ("activation", .string(layer.activation.rawValue)),
      (
        "weights",
        .object([
          ("scale", scale(layer.weightScale)),
          ("codes", .codes(layer.weights.elements, columns: layer.outputs)),
        ])
      ),
      (
        "bias",
        .object([
          ("scale", scale(layer.biasScale)),
          (
            "gain",
            .object([
              ("mantissa", .integer(layer.biasGain.mantissa)),
              ("exponent", .integer(layer.biasGain.exponent)),
            ])
          ),
          ("codes", .row(layer.bias.map { .integer(Int($0)) })),
        ])
      ),
    ])
  }

  private static func scale(_ scale: CodeScale) -> JSONValue {
    .object([("negative", .number(scale.negative)), ("positive", .number(scale.positive))])
  }
}
