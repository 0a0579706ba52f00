/// Why a class of layer cannot be built, and the nearest form that can.
enum KerasUnsupported {
  static func reason(_ className: String) -> (reason: String, help: String) {
    switch className {
    case let name where name.contains("Conv"):
      return (
        "a convolution uses its weights at many places; only fully connected layers are built",
        "train a network of Flatten and Dense layers"
      )
    case let name where name.contains("Pooling"):
      return ("pooling is not a weighted sum of fixed inputs", "train a network of Dense layers")
    case "LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "ConvLSTM2D", "TimeDistributed":
      return (
        "a recurrent layer feeds its output back; only feed-forward layers are built",
        "train a network of Dense layers over the whole sequence, flattened"
      )
    case "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "SELU":
      return ("the activation \(className) is not built", "use ReLU")
    case "Add", "Concatenate", "Multiply", "Average", "Subtract", "Maximum", "Minimum", "Dot":
      return (
        "it joins several inputs; only a chain of layers is built",
        "train a network without branches"
      )
    case "LayerNormalization", "GroupNormalization", "UnitNormalization":
      return (
        "its scale depends on each input, so it cannot be folded into weights",
        "use BatchNormalization, which is folded"
      )
    case "Normalization":
      return (
        "only Rescaling and BatchNormalization are folded",
        "use a BatchNormalization layer, or standardise the inputs beforehand"
      )
    case "QDense", "QActivation", "QBatchNormalization":
      return (
        "the stored weights are not the quantized ones that the layer computes with",
        "export the quantized weights into plain Dense layers"
      )
    case "Embedding":
      return ("it looks weights up instead of summing them", "feed one-hot inputs to a Dense layer")
    case "Sequential", "Functional", "Model":
      return (
        "the nested model's structure cannot be followed",
        "build the network from Dense layers in one Sequential model"
      )
    default:
      return (
        "layers of this class are not built",
        "use Dense, ReLU, Flatten, BatchNormalization, Rescaling and, on the last layer, softmax"
      )
    }
  }
}
