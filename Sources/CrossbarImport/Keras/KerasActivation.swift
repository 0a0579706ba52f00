internal import CrossbarModel

/// An activation as a layer's configuration names it.
enum KerasActivation {
  case supported(Activation)
  /// Not supported, with its name as people know it.
  case unsupported(String)

  /// Reads `"relu"`, a serialized function, or a serialized layer used as an activation.
  init(_ value: JSONValue?) {
    guard let value, value != .null else {
      self = .supported(.linear)
      return
    }
    if let name = value.string {
      self.init(name: name)
      return
    }
    let className = value["class_name"]?.string ?? "?"
    let isCustom = KerasGraphReader.isCustom(value, className: className)
    if className == "function", !isCustom {
      // {"class_name": "function", "config": "name"}: a function of the user's own, unless it is registered.
      self = .unsupported("function \(value["config"]?.string ?? "?")")
    } else if isCustom {
      self = .unsupported(value["registered_name"]?.string ?? className)
    } else {
      self = KerasActivation.layer(className: className, config: value["config"] ?? .null)
    }
  }

  private init(name: String) {
    switch name {
    case "softmax_v2": self = .supported(.softmax)
    default:
      self = Activation(rawValue: name).map { .supported($0) } ?? .unsupported(name)
    }
  }

  /// The activation that a layer of the class `ReLU`, `Softmax` or `Activation` applies.
  static func layer(className: String, config: JSONValue) -> KerasActivation {
    switch className {
    case "Activation": return KerasActivation(config["activation"])
    case "ReLU":
      let isPlain =
        config.present("max_value") == nil && isZero(config["negative_slope"])
        && isZero(config["threshold"])
      return isPlain
        ? .supported(.relu) : .unsupported("ReLU with a slope, a threshold or a maximum")
    case "Softmax":
      return .supported(.softmax)
    default: return .unsupported(className)
    }
  }

  private static func isZero(_ value: JSONValue?) -> Bool {
    guard let value, value != .null else { return true }
    return value.numbers?.allSatisfy { $0 == 0 } == true
  }
}
