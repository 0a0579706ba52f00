/// Output shapes of layers, also of those that are not supported, so that a user sees the whole model.
enum KerasShapes {
  /// Layers whose output has the shape of their input.
  private static let keepsShape: Set<String> = KerasLayer.identities.union([
    "Activation", "ReLU", "Softmax", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU",
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "UnitNormalization",
    "Normalization", "Rescaling", "RandomFlip", "RandomRotation", "RandomZoom", "Masking",
  ])

  /// The output shape of a layer, without the batch, or nil where it cannot be told.
  static func output(of layer: KerasLayer, input: [Int]?) -> [Int]? {
    let config = layer.config
    switch layer.className {
    case "InputLayer": return layer.configuredInputShape
    case "Dense", "QDense", "EinsumDense":
      guard let units = config["units"]?.integer else { return nil }
      return input.map { $0.dropLast() + [units] } ?? [units]
    case "Flatten":
      return input.flatMap(HDF5File.product).map { [$0] }
    case "Reshape":
      return reshape(input, to: config["target_shape"]?.array?.compactMap(\.integer))
    case "LSTM", "GRU", "SimpleRNN":
      guard let units = config["units"]?.integer else { return nil }
      guard config["return_sequences"]?.bool == true else { return [units] }
      return input.flatMap { $0.count == 2 ? [$0[0], units] : nil }
    case "GlobalAveragePooling1D", "GlobalMaxPooling1D", "GlobalAveragePooling2D",
      "GlobalMaxPooling2D":
      guard config["keepdims"]?.bool != true, !isChannelsFirst(config) else { return nil }
      return input?.last.map { [$0] }
    case "Conv1D", "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling1D", "MaxPooling2D",
      "AveragePooling1D", "AveragePooling2D":
      return window(layer, input: input)
    case "Embedding":
      guard let width = config["output_dim"]?.integer else { return nil }
      return input.map { $0 + [width] }
    default:
      return keepsShape.contains(layer.className) && !layer.isCustom ? input : nil
    }
  }

  /// A reshape in which at most one dimension is −1; nil where the sizes do not agree.
  static func reshape(_ input: [Int]?, to target: [Int]?) -> [Int]? {
    guard let target, let input, let size = HDF5File.product(input) else { return nil }
    let known = HDF5File.product(target.filter { $0 != -1 }) ?? 0
    switch target.count(where: { $0 < 0 }) {
    case 0: return known == size ? target : nil
    case 1 where target.contains(-1) && known > 0 && size % known == 0:
      return target.map { $0 == -1 ? size / known : $0 }
    default: return nil
    }
  }

  private static func isChannelsFirst(_ config: JSONValue) -> Bool {
    config["data_format"]?.string == "channels_first"
  }

  /// Convolutions and poolings, channels last.
  private static func window(_ layer: KerasLayer, input: [Int]?) -> [Int]? {
    let config = layer.config
    guard let input, input.count >= 2, !isChannelsFirst(config) else { return nil }
    let axes = input.count - 1
    let sizes = integers(config["kernel_size"] ?? config["pool_size"], count: axes)
    let strides = integers(config.present("strides"), count: axes) ?? sizes
    let dilations =
      integers(config.present("dilation_rate"), count: axes)
      ?? [Int](
        repeating: 1, count: axes)
    guard let sizes, let strides else { return nil }
    let isPadded = config["padding"]?.string == "same"
    var output: [Int] = []
    for axis in 0..<axes {
      let reach = (sizes[axis] &- 1).multipliedReportingOverflow(by: dilations[axis])
      guard strides[axis] > 0, sizes[axis] > 0, dilations[axis] > 0, !reach.overflow,
        input[axis] > 0
      else { return nil }
      if isPadded {
        output.append((input[axis] - 1) / strides[axis] + 1)
      } else {
        guard input[axis] > reach.partialValue else { return nil }
        output.append((input[axis] - reach.partialValue - 1) / strides[axis] + 1)
      }
    }
    let last = input[axes]
    switch layer.className {
    case "Conv1D", "Conv2D", "SeparableConv2D":
      guard let filters = config["filters"]?.integer else { return nil }
      return output + [filters]
    case "DepthwiseConv2D":
      let (channels, overflow) = last.multipliedReportingOverflow(
        by: config["depth_multiplier"]?.integer ?? 1)
      return overflow ? nil : output + [channels]
    default: return output + [last]
    }
  }

  private static func integers(_ value: JSONValue?, count: Int) -> [Int]? {
    if let one = value?.integer { return [Int](repeating: one, count: count) }
    guard let list = value?.array?.compactMap(\.integer), list.count == count else { return nil }
    return list
  }
}

extension [Int] {
  /// A shape for people: `28 × 28`; `scalar` for none.
  var shapeDescription: String {
    isEmpty ? "scalar" : map(String.init).joined(separator: " × ")
  }
}
